"""Amounts, dates and texts of a file, read exactly or refused with their line."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from french import MAX_CENTS
from milliard.payments.statements.records import StatementRefused

MAX_LABEL = 500
MAX_NAME = 170
MAX_REFERENCE = 140
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_decimal(text: str, line: int) -> int:
    """Cents of an amount written «1234.5» or «1234.50000», never below zero: its sign stands beside it."""
    written = text.strip()
    if len(written) > 40 or not _DECIMAL.fullmatch(written):
        raise StatementRefused(line, f"Le montant «\u00a0{written[:40]}\u00a0» ne se lit pas.")
    if written.startswith("-"):
        raise StatementRefused(
            line, f"Le montant «\u00a0{written}\u00a0» est négatif, et le sens est dit à part."
        )
    return whole_cents(Decimal(written), written, line)


def whole_cents(amount: Decimal, written: str, line: int) -> int:
    """An exact amount in cents, refused when something is left below the cent."""
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise StatementRefused(
            line, f"Le montant «\u00a0{written}\u00a0» n’est pas un nombre entier de centimes."
        )
    if abs(cents) > MAX_CENTS:
        raise StatementRefused(line, f"Le montant «\u00a0{written}\u00a0» est trop grand.")
    return int(cents)


def read_iso_date(text: str, line: int) -> dt.date:
    """The day as the bank wrote it, with or without a time and its offset."""
    day = _iso_date(text)
    if day is None:
        raise StatementRefused(line, f"La date «\u00a0{text.strip()[:40]}\u00a0» ne se lit pas.")
    return day


@lru_cache(maxsize=4096)
def _iso_date(text: str) -> dt.date | None:
    found = _DATE.fullmatch(text.strip())
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def clean(text: str, limit: int) -> str:
    """On one line, without what is not printed, no longer than its column."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:limit].rstrip()


def account_number(text: str) -> str:
    """An IBAN or another number without its spaces: «FR76 3000…» and «fr763000…» are one account."""
    return re.sub(r"\s", "", text).upper()[:40]
