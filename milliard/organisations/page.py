"""What the page of an organisation says: each fact with who said it and when."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from milliard.organisations.models import FieldProvenance, Organisation


@dataclass(frozen=True, slots=True)
class KnownField:
    """One line: what, its value, where it leads, who said it and when."""

    label: str
    value: str
    url: str
    source: str
    said_at: dt.datetime | None


_VALUES: Mapping[str, tuple[str, Callable[[Organisation], str]]] = {
    "description": ("Présentation", lambda one: one.description),
    "legal_form": ("Forme juridique", lambda one: str(one.get_legal_form_display())),
    "sector": ("Domaine d’action", lambda one: str(one.get_sector_display())),
    "themes": ("Thèmes", lambda one: ", ".join(one.theme_labels)),
    "commune": ("Commune", lambda one: one.place),
    "address_line": ("Adresse", lambda one: one.address_line),
    "website": ("Site", lambda one: one.website),
    "contact_email": ("Adresse e-mail", lambda one: one.public_email),
    "founded_on": ("Née en", lambda one: str(one.founded_on.year) if one.founded_on else ""),
    "headcount": ("Effectif", lambda one: str(one.get_headcount_display())),
    "siren": ("SIREN", lambda one: one.siren),
    "siret": ("SIRET", lambda one: one.siret),
    "rna": ("Numéro RNA", lambda one: one.rna),
}


def facts_of(organisation: Organisation) -> list[KnownField]:
    """What is known, in the order of the page; what is not known is not there."""
    said = {one.field: one for one in FieldProvenance.objects.filter(organisation=organisation)}
    found = [(name, label, value(organisation)) for name, (label, value) in _VALUES.items()]
    return [_fact(label, value, name, said.get(name)) for name, label, value in found if value]


def _fact(label: str, value: str, name: str, said: FieldProvenance | None) -> KnownField:
    url = value if name == "website" else f"mailto:{value}" if name == "contact_email" else ""
    source = str(said.get_source_display()) if said else ""
    return KnownField(label, value, url, source, said.said_at if said else None)
