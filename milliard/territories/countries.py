"""Countries by ISO 3166-1 code, named as people in France name them. France's own islands are communes."""

_NAMES = """
AF Afghanistan|ZA Afrique du Sud|AL Albanie|DZ Algérie|DE Allemagne|AD Andorre|AO Angola
AG Antigua-et-Barbuda|SA Arabie saoudite|AR Argentine|AM Arménie|AU Australie|AT Autriche|AZ Azerbaïdjan
BS Bahamas|BH Bahreïn|BD Bangladesh|BB Barbade|BE Belgique|BZ Belize|BJ Bénin|BT Bhoutan|BY Biélorussie
MM Birmanie|BO Bolivie|BA Bosnie-Herzégovine|BW Botswana|BR Brésil|BN Brunei|BG Bulgarie|BF Burkina Faso
BI Burundi|KH Cambodge|CM Cameroun|CA Canada|CV Cap-Vert|CL Chili|CN Chine|CY Chypre|CO Colombie|KM Comores
CG Congo|CD Congo (République démocratique)|KP Corée du Nord|KR Corée du Sud|CR Costa Rica|CI Côte d’Ivoire
HR Croatie|CU Cuba|DK Danemark|DJ Djibouti|DM Dominique|EG Égypte|AE Émirats arabes unis|EC Équateur
ER Érythrée|ES Espagne|EE Estonie|SZ Eswatini|US États-Unis|ET Éthiopie|FJ Fidji|FI Finlande|FR France
GA Gabon|GM Gambie|GE Géorgie|GH Ghana|GI Gibraltar|GR Grèce|GD Grenade|GL Groenland|GT Guatemala
GG Guernesey|GN Guinée|GQ Guinée équatoriale|GW Guinée-Bissau|GY Guyana|HT Haïti|HN Honduras|HK Hong Kong
HU Hongrie|IM Île de Man|MU Maurice|IN Inde|ID Indonésie|IQ Irak|IR Iran|IE Irlande|IS Islande|IL Israël
IT Italie|JM Jamaïque|JP Japon|JE Jersey|JO Jordanie|KZ Kazakhstan|KE Kenya|KG Kirghizistan|KI Kiribati
XK Kosovo|KW Koweït|LA Laos|LS Lesotho|LV Lettonie|LB Liban|LR Liberia|LY Libye|LI Liechtenstein|LT Lituanie
LU Luxembourg|MO Macao|MK Macédoine du Nord|MG Madagascar|MY Malaisie|MW Malawi|MV Maldives|ML Mali|MT Malte
MA Maroc|MH Îles Marshall|MR Mauritanie|MX Mexique|FM Micronésie|MD Moldavie|MC Monaco|MN Mongolie
ME Monténégro|MZ Mozambique|NA Namibie|NR Nauru|NP Népal|NI Nicaragua|NE Niger|NG Nigeria|NO Norvège
NZ Nouvelle-Zélande|OM Oman|UG Ouganda|UZ Ouzbékistan|PK Pakistan|PW Palaos|PS Palestine|PA Panama
PG Papouasie-Nouvelle-Guinée|PY Paraguay|NL Pays-Bas|PE Pérou|PH Philippines|PL Pologne|PR Porto Rico
PT Portugal|QA Qatar|CF République centrafricaine|DO République dominicaine|CZ République tchèque|RO Roumanie
GB Royaume-Uni|RU Russie|RW Rwanda|KN Saint-Christophe-et-Niévès|SM Saint-Marin
VC Saint-Vincent-et-les-Grenadines|LC Sainte-Lucie|SB Îles Salomon|SV Salvador|WS Samoa
ST Sao Tomé-et-Principe
SN Sénégal|RS Serbie|SC Seychelles|SL Sierra Leone|SG Singapour|SK Slovaquie|SI Slovénie|SO Somalie|SD Soudan
SS Soudan du Sud|LK Sri Lanka|SE Suède|CH Suisse|SR Suriname|SY Syrie|TJ Tadjikistan|TW Taïwan|TZ Tanzanie
TD Tchad|TH Thaïlande|TL Timor oriental|TG Togo|TO Tonga|TT Trinité-et-Tobago|TN Tunisie|TM Turkménistan
TR Turquie|TV Tuvalu|UA Ukraine|UY Uruguay|VU Vanuatu|VA Vatican|VE Venezuela|VN Viêt Nam|YE Yémen|ZM Zambie
ZW Zimbabwe
"""
#: «BE» -> «Belgique».
COUNTRIES = {
    entry[:2]: entry[3:] for line in _NAMES.strip().splitlines() for entry in line.split("|") if entry
}
#: In the order of a French list, without France: (code, name) pairs.
ABROAD = tuple(
    sorted(
        ((code, name) for code, name in COUNTRIES.items() if code != "FR"),
        key=lambda pair: pair[1].translate(str.maketrans("ÉÎÔ", "EIO")).casefold(),
    )
)
