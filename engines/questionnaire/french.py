"""Numbers, amounts and dates as a French reader writes them. Exact: no float anywhere."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

NARROW_SPACE = "\u202f"  # inside thousands, before ; ! ?
_READABLE_DIGITS = 60
SPACE = "\u00a0"  # before : % € and inside « »


def format_number(number: Decimal | int) -> str:
    """``Decimal("1234.50")`` -> ``1 234,5`` (narrow no-break space in thousands)."""
    exact = Decimal(number)
    if not exact:
        return "0"
    if not exact.is_finite() or abs(exact.adjusted()) > _READABLE_DIGITS:
        return f"{exact:.3E}"  # nobody reads a thousand digits, and Python refuses to
    text = f"{exact:f}"
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole or 0):,}".replace(",", NARROW_SPACE)
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def format_cents(cents: int) -> str:
    """Euro cents as ``1 234 €`` or ``1 234,50 €``: centimes are shown only when there are some."""
    sign, (euros, rest) = ("−" if cents < 0 else ""), divmod(abs(cents), 100)
    whole = f"{euros:,}".replace(",", NARROW_SPACE)
    return f"{sign}{whole},{rest:02d}{SPACE}€" if rest else f"{sign}{whole}{SPACE}€"


def format_date(date: datetime.date) -> str:
    """``23/11/2026``."""
    return f"{date.day:02d}/{date.month:02d}/{date.year:04d}"


def typeset(text: str) -> str:
    """Put the no-break spaces French typography asks for before ``: ; ! ? %``, inside « » and thousands."""
    for mark in ";!?":
        text = text.replace(f" {mark}", f"{NARROW_SPACE}{mark}")
    for mark in (":", "%", "€", "»"):
        text = text.replace(f" {mark}", f"{SPACE}{mark}")
    text = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", NARROW_SPACE, text)
    return text.replace("« ", f"«{SPACE}")


def plural(count: int, singular: str, many: str | None = None) -> str:
    """``1 ligne``, ``3 lignes``: the count and its noun, joined by a no-break space."""
    noun = singular if abs(count) < 2 else (many or singular + "s")
    return f"{format_number(count)}{SPACE}{noun}"
