"""From the cells of a row to values, each checked; each fault is a sentence beside its column."""

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.html import strip_tags

from french import Unclear, read_number
from milliard.organisations.enums import Headcount, LegalForm, Sector, Theme
from milliard.organisations.identifiers import NotAnIdentifier, read_rna, read_siren, read_siret
from milliard.organisations.imports.headings import plain_heading

_FIRST_YEAR = 1_500
_LONGEST = {"name": 200, "address_line": 200, "description": 2_000, "website": 300, "contact_email": 254}
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_URL = URLValidator(schemes=["http", "https"])
_EMAIL = EmailValidator()
_MORE_FORMS = {
    "asso": "association",
    "association loi 1901": "association",
    "association declaree": "association",
    "societe cooperative d interet collectif": "scic",
    "societe cooperative de production": "scop",
    "societe cooperative et participative": "scop",
    "cooperative": "autre_coop",
    "fonciere": "fonciere",
    "fondation": "fondation",
    "fonds de dotation": "fondation",
    "sas": "commerciale",
    "sarl": "commerciale",
    "sa": "commerciale",
    "eurl": "commerciale",
    "societe": "commerciale",
    "entreprise": "commerciale",
}
_BANDS = ((0, Headcount.NONE), (9, Headcount.FEW), (49, Headcount.SOME), (249, Headcount.MANY))


class NotAValue(ValueError):
    """What is wrong with a cell; ``str()`` is the sentence to show."""


def read_value(field: str, text: str, today: dt.date) -> Any:
    """The JSON value of a cell that holds something. Raises `NotAValue`."""
    try:
        value = _READERS[field](text) if field != "founded_on" else _day(text, today)
    except NotAnIdentifier as error:
        raise NotAValue(str(error)) from error
    longest = _LONGEST.get(field)
    if longest and len(value) > longest:
        raise NotAValue(f"{len(value)} caractères\u00a0: {longest} au plus.")
    return value


def _words(text: str) -> str:
    """A text without the tags of a page it was copied from."""
    return " ".join(html.unescape(strip_tags(text)).split())


def _name(text: str) -> str:
    words = _words(text)
    if not any(sign.isalpha() for sign in words):
        raise NotAValue(f"«\u00a0{text[:40]}\u00a0» n’est pas un nom.")
    return words


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in html.unescape(strip_tags(text)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _website(text: str) -> str:
    url = text if "://" in text else f"https://{text}"
    try:
        _URL(url)
    except ValidationError as error:
        raise NotAValue(f"«\u00a0{text[:60]}\u00a0» n’est pas l’adresse d’un site.") from error
    return url


def _email(text: str) -> str:
    try:
        _EMAIL(text)
    except ValidationError as error:
        raise NotAValue(f"«\u00a0{text[:60]}\u00a0» n’est pas une adresse e-mail.") from error
    return text.lower()


def _choice(choices: Mapping[str, str], what: str) -> Callable[[str], str]:
    """A reader of a list's value, by its code or by its words."""

    def read(text: str) -> str:
        value = choices.get(plain_heading(text))
        if value is None:
            raise NotAValue(f"«\u00a0{text[:60]}\u00a0» n’est pas {what} que nous connaissons.")
        return value

    return read


def _known(*enums: Any) -> dict[str, str]:
    return {
        plain_heading(words): str(member.value)
        for enum in enums
        for member in enum
        for words in (member.value, member.label)
    }


def _themes(text: str) -> list[str]:
    read = _choice(_known(Theme), "un thème")
    return list(dict.fromkeys(read(part) for part in re.split(r"[;,|/]", text) if part.strip()))


def _headcount(text: str) -> str:
    if band := _known(Headcount).get(plain_heading(text)):
        return band
    try:
        count = read_number(text)
    except Unclear as error:
        raise NotAValue(f"«\u00a0{text[:40]}\u00a0» n’est pas un nombre de salarié·es.") from error
    if count < 0:
        raise NotAValue("Un nombre de salarié·es ne peut pas être négatif.")
    return next((band for most, band in _BANDS if count <= most), Headcount.MOST).value


def _day(text: str, today: dt.date) -> str:
    """A day, or a year alone, which stands for its first day."""
    day = _read_day(f"{text}-01-01" if re.fullmatch(r"[0-9]{4}", text) else text)
    if day is None:
        raise NotAValue(
            f"«\u00a0{text[:40]}\u00a0» n’est pas une date comme «\u00a031/12/2019\u00a0», ni une année."
        )
    if day > today:
        raise NotAValue(f"«\u00a0{text[:40]}\u00a0» n’est pas encore arrivé.")
    if day.year < _FIRST_YEAR:
        raise NotAValue(f"«\u00a0{text[:40]}\u00a0»\u00a0: cette année est trop ancienne.")
    return day.isoformat()


def _read_day(text: str) -> dt.date | None:
    for form in _DAY_FORMATS:
        try:
            return dt.datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "name": _name,
    "legal_form": _choice({**_known(LegalForm), **_MORE_FORMS}, "une forme juridique"),
    "siren": read_siren,
    "siret": read_siret,
    "rna": read_rna,
    "sector": _choice(_known(Sector), "un domaine d’action"),
    "themes": _themes,
    "address_line": _words,
    "website": _website,
    "contact_email": _email,
    "description": _paragraphs,
    "headcount": _headcount,
}
