"""Cells of a file of members, read as a person would, or said to be unclear with what to write instead."""

import datetime as dt
import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from french import Unclear, read_cents, read_machine_number

FIRST_YEAR = 1900
#: Of a two-figure year: «62» is 1962 for a birth; a membership is never that old.
_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")
_TIME = re.compile(r"[ T]+(?:à )?[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?:Z|[+-][0-9:]{4,6})?$")
_YEAR = re.compile(r"[0-9]{4}")
_PHONE_SIGNS = re.compile(r"[0-9 ./+()\u00a0\u202f-]+")
_AMOUNT_SIGN = re.compile(r"\s*(€|EUR|euros?)\s*$", re.IGNORECASE)
_FORMULA = ("=", "@", "\t=", "\r=")
#: An apostrophe that keeps a spreadsheet from computing the cell: see `core.exports.neutralise`.
_APOSTROPHE = re.compile(r"^'(?=[=+\-@])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_email = EmailValidator()


class UnclearCell(ValueError):
    """The cell does not say what its column asks; the text says what to do."""


def clean_text(cell: str) -> str:
    """On one line, without the apostrophe of a spreadsheet. Raises `UnclearCell` for a formula."""
    text = _APOSTROPHE.sub("", " ".join(_CONTROLS.sub(" ", cell).split()))
    if cell.strip().startswith(_FORMULA):
        raise UnclearCell("Cette cellule est une formule\u00a0: remplacez-la par sa valeur.")
    return text


def read_email(text: str) -> str:
    """One address, in lower case. Plus signs and quotes are right; accents before the @ are not."""
    address = text.removeprefix("mailto:").strip().lower()
    if not address:
        return ""
    if address.count("@") > 1 and '"' not in address:
        raise UnclearCell("Il y a plusieurs adresses\u00a0: gardez celle où écrire.")
    try:
        _email(address)
    except ValidationError as error:
        if not address.partition("@")[0].isascii():
            message = "Une adresse e-mail n’a pas d’accent avant le @\u00a0: demandez la bonne à la personne."
            raise UnclearCell(message) from error
        raise UnclearCell(
            "Cette adresse n’est pas complète\u00a0: écrivez-la ainsi, nom@exemple.fr."
        ) from error
    if len(address) > 254:
        raise UnclearCell("Cette adresse est trop longue.")
    return address


def read_phone(text: str) -> str:
    """With spaces, as people write it; the zero a spreadsheet ate comes back."""
    if not text:
        return ""
    digits = re.sub(r"\D", "", text)
    if not _PHONE_SIGNS.fullmatch(text) or not 6 <= len(digits) <= 15:
        raise UnclearCell("Écrivez un numéro de téléphone, ainsi\u00a0: 06 12 34 56 78.")
    if len(digits) == 9 and digits[0] in "1234567" and "+" not in text:
        digits = f"0{digits}"
    if len(digits) == 10 and digits[0] == "0":
        return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    return " ".join(text.replace(".", " ").split())[:20]


def read_postal_code(text: str) -> str:
    """Five digits for France; the zero a spreadsheet ate comes back. Anything else is kept for abroad."""
    packed = text.replace(" ", "")
    return packed.zfill(5) if packed.isdecimal() and len(packed) == 4 else packed[:10]


def read_birth_year(text: str, today: dt.date) -> int | None:
    """The year of a date or of a year alone."""
    if not text:
        return None
    if _YEAR.fullmatch(text):
        year = int(text)
    else:
        day = _day(text)
        if day is None:
            raise UnclearCell(_no_day(text))
        year = day.year - 100 if day > today else day.year
    if not FIRST_YEAR <= year <= today.year:
        raise UnclearCell(f"Cette année n’est pas entre {FIRST_YEAR} et {today.year}.")
    return year


def read_day(text: str) -> dt.date | None:
    """A day, with or without a time after it; None for an empty cell."""
    if not text:
        return None
    day = _day(text)
    if day is None:
        raise UnclearCell(_no_day(text))
    if not 1950 <= day.year <= 2199:
        raise UnclearCell("Cette année n’est pas celle d’une adhésion\u00a0: corrigez la date.")
    return day


def read_amount(text: str) -> int | None:
    """Cents, as a person reads them; None for an empty cell."""
    written = _AMOUNT_SIGN.sub("", text)
    if not written:
        return None
    try:
        cents = read_cents(written)
    except Unclear as unclear:
        number = read_machine_number(written)
        if number is None or number != round(number, 2) or abs(number) > 1_000_000:
            raise UnclearCell(unclear.question) from unclear
        cents = int(number.scaleb(2))
    if cents < 0:
        message = "Ce montant est négatif\u00a0: une adhésion remboursée ne s’importe pas, retirez la ligne."
        raise UnclearCell(message)
    return cents


@lru_cache(maxsize=8192)
def _day(text: str) -> dt.date | None:
    written = _TIME.sub("", text)
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(written, form).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return None


def _no_day(text: str) -> str:
    said = text[:20]
    return (
        f"«\u00a0{said}\u00a0» n’est pas une date du calendrier\u00a0: écrivez jour/mois/année, 31/12/2026."
    )
