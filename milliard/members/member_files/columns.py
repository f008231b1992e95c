"""Which column is what: recognised by its title, in the words people and HelloAsso use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from milliard.core.received_tables import TableWords, plain_words

MAX_ROWS = 50_000
TABLE_WORDS = TableWords(
    titles=re.compile(r"\b(prenoms?|noms?|e ?mails?|courriels?|mail|telephone|tel|portable|ville|commune)\b"),
    max_rows=MAX_ROWS,
    too_many="Plus de 50\u202f000 lignes\u00a0: partagez ce fichier en plusieurs.",
    no_table="Aucun tableau dans ce fichier\u00a0: il faut un CSV ou un classeur .xlsx, avec des titres.",
)

_WHOSE = r"(?: (?:de la |de l |du |de )?(?:adherente?|membre|personne|usager|participante?))?"
_MAIL = "(?:e ?mails?|courriels?|mails?|courrier electronique|mel)"
_PAYER = r" (?:du |de la )?(?:payeur|payeuse|acheteur|acheteuse)"
#: Field -> titles, the surest first, as `plain_words` writes them.
_TITLES: Mapping[str, Sequence[str]] = {
    "given_name": (rf"prenoms?{_WHOSE}", "(?:first|given) ?name", rf"prenoms?{_PAYER}"),
    "family_name": (
        rf"noms?{_WHOSE}",
        rf"noms? (?:de famille|d usage){_WHOSE}",
        "(?:last|family|sur) ?name",
        rf"noms?{_PAYER}",
    ),
    "email": (
        rf"(?:adresse )?(?:de )?{_MAIL}{_WHOSE}",
        r"adresse electronique",
        rf"(?:adresse )?{_MAIL}{_PAYER}",
    ),
    "phone": (
        rf"(?:numero (?:de )?)?(?:tel|telephone|portable|mobile|gsm)(?: (?:portable|mobile|fixe))?{_WHOSE}",
        "(?:numero (?:de )?)?(?:tel|telephone).*",
    ),
    "postal_code": (rf"(?:code postal|cp|c p|code poste){_WHOSE}", r"(?:zip|zipcode|postal code)"),
    "commune": (rf"(?:commune|ville|localite|city){_WHOSE}", r"(?:commune|ville) de residence"),
    "country": (rf"(?:pays|country){_WHOSE}", "pays de residence"),
    "birth": (
        rf"(?:date|annee|jour)(?: de)? naissance{_WHOSE}",
        r"(?:ne e|nee|ne|naissance)(?: le| en)?",
        r"(?:birth ?date|birth ?year|date of birth)",
    ),
    "joined_on": (
        r"date (?:d |de l )?(?:adhesion|inscription|entree)",
        r"(?:adhesion|adherente?|membre|debut)(?: le| depuis(?: le)?| du)?",
        r"(?:date (?:de )?)?debut(?: (?:d |de l )?(?:adhesion|validite|periode))?",
        r"date (?:de la |du |de )?(?:commande|paiement|cotisation|reglement|versement)",
        r"date",
    ),
    "ends_on": (
        r"(?:date (?:de )?)?fin(?: (?:d |de l |de )?(?:adhesion|validite|periode|la periode|cotisation))?",
        r"(?:date d )?(?:expiration|echeance)(?: (?:d |de l )?adhesion)?",
        r"(?:valable|valide|a jour) jusqu(?: au| en)?",
    ),
    "amount": (
        r"(?:montant|somme)(?: (?:de la |d |de l )?(?:cotisation|adhesion|versee?|payee?))?",
        r"(?:montant )?(?:tarif|cotisation|prix)(?: paye)?",
        r"montant (?:total|de l adhesion|tarif|en euros?)",
    ),
    "company": (r"raison sociale(?: .*)?", rf"(?:organisme|structure|entreprise|societe){_PAYER}"),
    "state": (r"statut(?: (?:de la |du )?(?:commande|paiement))?", "etat(?: du paiement)?"),
}
FIELDS = tuple(_TITLES)
NEEDED = ("given_name", "family_name")


@dataclass(frozen=True, slots=True)
class MemberColumns:
    """Field -> place of its column, from 0."""

    places: Mapping[str, int]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "MemberColumns":
        """What `stored` gave, as it came back from a page."""
        return cls({name: int(stored[name]) for name in FIELDS if stored.get(name) is not None})

    def stored(self) -> dict[str, int]:
        return dict(self.places)

    @property
    def is_enough(self) -> bool:
        """Somebody is named, and a day says since when."""
        places = self.places
        return places.keys() >= set(NEEDED) and not places.keys().isdisjoint({"joined_on", "ends_on"})


def propose_columns(titles: Sequence[str]) -> MemberColumns:
    """Each field with the first column of the surest title; a column is one field only."""
    plain = [plain_words(title) for title in titles]
    places: dict[str, int] = {}
    ranked = [
        (rank, name, pattern) for name, patterns in _TITLES.items() for rank, pattern in enumerate(patterns)
    ]
    for _, name, pattern in sorted(ranked, key=lambda item: item[0]):
        if name in places:
            continue
        found = (place for place, title in enumerate(plain) if re.fullmatch(pattern, title))
        place = next((place for place in found if place not in places.values()), None)
        if place is not None:
            places[name] = place
    return MemberColumns(places)
