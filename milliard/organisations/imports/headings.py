"""From the titles of columns to fields, whatever networks call them; which columns moved since last time."""

from collections.abc import Mapping, Sequence

from milliard.territories.search import plain

#: Field of a file -> titles people give it, plain. The commune may be told by three columns.
_TITLES: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("nom", "nom de l organisation", "organisation", "structure", "nom de la structure", "denomination"),
        *("raison sociale", "denomination sociale", "nom usuel", "name", "titre"),
    ),
    "legal_form": (
        "forme juridique",
        "forme",
        "statut",
        "statut juridique",
        "legal form",
        "type de structure",
    ),
    "siren": ("siren", "n siren", "numero siren", "no siren"),
    "siret": ("siret", "n siret", "numero siret", "no siret"),
    "rna": ("rna", "n rna", "numero rna", "numero waldec", "waldec", "id association", "identifiant rna"),
    "sector": ("secteur", "secteur d activite", "domaine", "domaine d action", "activite", "sector"),
    "themes": ("themes", "thematiques", "thematique", "theme", "mots cles"),
    "commune": ("commune", "ville", "localite", "nom de la commune", "city"),
    "commune_code": (
        "code insee",
        "code commune",
        "insee",
        "codeinsee",
        "code insee commune",
        "code officiel commune",
    ),
    "postal_code": ("code postal", "cp", "codepostal", "postal code"),
    "address_line": ("adresse", "rue", "adresse postale", "address", "voie"),
    "website": ("site", "site web", "site internet", "url", "website", "web"),
    "contact_email": ("email", "e mail", "mail", "courriel", "adresse e mail", "adresse mail", "contact"),
    "description": ("description", "presentation", "objet", "resume", "objet social"),
    "founded_on": ("date de creation", "annee de creation", "creation", "creee le", "date creation", "annee"),
    "headcount": ("effectif", "effectifs", "salaries", "nombre de salaries", "etp", "nombre de salariees"),
}
COLUMN_LABELS: Mapping[str, str] = {
    "name": "Nom",
    "legal_form": "Forme juridique",
    "siren": "SIREN",
    "siret": "SIRET",
    "rna": "Numéro RNA",
    "sector": "Domaine d’action",
    "themes": "Thèmes",
    "commune": "Commune",
    "commune_code": "Code INSEE de la commune",
    "postal_code": "Code postal",
    "address_line": "Adresse",
    "website": "Site",
    "contact_email": "Adresse e-mail",
    "description": "Présentation",
    "founded_on": "Date de création",
    "headcount": "Effectif",
}
_FIELD_OF = {title: field for field, titles in _TITLES.items() for title in titles}


def propose_columns(headings: Sequence[str]) -> dict[str, int]:
    """Field -> place of its column; the first column of a title wins."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = _FIELD_OF.get(plain_heading(heading))
        if field is not None:
            found.setdefault(field, place)
    return found


def plain_heading(heading: str) -> str:
    """A title without accents, capitals, marks: «N° SIREN» is «n siren»."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain(heading)).split())


def moved_columns(headings: Sequence[str], earlier: Sequence[str]) -> list[str]:
    """What changed since the same network's last file, in words; nothing when its columns are the same."""
    now, then = list(map(plain_heading, headings)), list(map(plain_heading, earlier))
    said = [
        f"«\u00a0{earlier[place]}\u00a0» n’y est plus" for place, title in enumerate(then) if title not in now
    ]
    said += [
        f"«\u00a0{headings[place]}\u00a0» est nouvelle"
        for place, title in enumerate(now)
        if title not in then
    ]
    both = [title for title in then if title in now]
    if both != [title for title in now if title in then]:
        moved = [
            title
            for place, title in enumerate(title for title in now if title in then)
            if both[place] != title
        ]
        said += [f"«\u00a0{headings[now.index(title)]}\u00a0» a changé de place" for title in moved]
    return said
