"""One field of an organisation: as JSON keeps it, as a page shows it, as the model holds it."""

import datetime as dt
from typing import Any

from french import format_date
from milliard.core.search import searchable
from milliard.organisations.enums import Headcount, LegalForm, Sector, Theme
from milliard.organisations.models import Organisation
from milliard.territories.models import Commune

_LISTS = {"legal_form": LegalForm, "sector": Sector, "headcount": Headcount}


def stored(organisation: Organisation, field: str) -> Any:
    """What the field holds, as JSON: a day as text, a commune by its code."""
    if field == "commune":
        return organisation.commune_id or ""
    value = getattr(organisation, field)
    if field == "founded_on":
        return value.isoformat() if value else ""
    return list(value) if field == "themes" else value


def put(organisation: Organisation, field: str, value: Any) -> None:
    """Give the field what `stored` returned; nothing is saved."""
    if field == "commune":
        organisation.commune_id = value or None
    elif field == "founded_on":
        organisation.founded_on = dt.date.fromisoformat(value) if value else None
    else:
        setattr(organisation, field, value)


def as_json(value: Any) -> Any:
    """What a form read, as `stored` gives it."""
    if isinstance(value, Commune):
        return value.code
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else value


def shown(field: str, value: Any) -> str:
    """A stored value as people read it; «rien» for none."""
    if field == "is_contact_public":
        return "oui" if value else "non"
    if value in ("", None, []):
        return "rien"
    if field == "themes":
        return ", ".join(Theme(theme).label for theme in value)
    if field == "founded_on":
        return format_date(dt.date.fromisoformat(value))
    if field == "commune":
        commune = Commune.objects.filter(code=value).first()
        return commune.label if commune else str(value)
    return str(_LISTS[field](value).label) if field in _LISTS else str(value)


def write_words(organisation: Organisation) -> None:
    """Give search what it reads: the name, then everything the page says."""
    parts = [
        organisation.description,
        organisation.get_sector_display(),
        *organisation.theme_labels,
        organisation.get_legal_form_display(),
        organisation.commune.name if organisation.commune else "",
    ]
    organisation.name_words = searchable(organisation.name)
    organisation.words = searchable(" · ".join(filter(None, parts)))
