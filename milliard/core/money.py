"""Money is an integer number of cents, always; here it is written for people and for files."""

from decimal import ROUND_HALF_UP, Decimal

from milliard.core.french import MINUS, NARROW, NBSP


def format_euros(cents: int, *, with_cents: bool | None = None) -> str:
    """«1 234,56 €». ``with_cents`` None writes the cents only when there are some."""
    shows = bool(cents % 100) if with_cents is None else with_cents
    euros = Decimal(abs(cents)) / 100
    rounded = euros.quantize(Decimal("0.01") if shows else Decimal(1), rounding=ROUND_HALF_UP)
    text = f"{rounded:,}".replace(",", NARROW).replace(".", ",")
    sign = MINUS if cents < 0 and rounded else ""
    return f"{sign}{text}{NBSP}€"


def to_decimal(cents: int) -> Decimal:
    """Euros as an exact decimal with two places, for files and spreadsheets."""
    return Decimal(cents).scaleb(-2)
