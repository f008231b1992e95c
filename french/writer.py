"""The one writer of numbers, amounts, dates and plurals: the same value is written alike everywhere.

Values are ints, Decimals, Fractions or floats; a float is read as it prints, so that 0.1 stays 0.1. Halves
are rounded away from zero, as people do on paper. What is written reads back (`french.reader`).
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from french.signs import MINUS, MONTHS, NARROW, NBSP

Number = int | float | Decimal | Fraction

#: Beyond ten to this power nobody reads the digits any more.
_READABLE_DIGITS = 60
_WIDE = Context(prec=200, rounding=ROUND_HALF_UP)


def to_decimal(value: Number) -> Decimal:
    """Give the exact decimal of a number; a float as it prints, a Fraction without end to 28 digits.

    Examples
    --------
    >>> to_decimal(0.1)
    Decimal('0.1')
    """
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def to_euros(cents: int) -> Decimal:
    """Give integer cents as euros with two decimals, for files and spreadsheets.

    Examples
    --------
    >>> to_euros(123_450)
    Decimal('1234.50')
    """
    return to_decimal(cents).scaleb(-2, _WIDE)


def format_number(value: Number, places: int = 0) -> str:
    """Write a number with ``places`` decimals.

    A value that is no number, or past 10^60, comes out as Python prints it: a page never breaks on a figure.

    Raises
    ------
    ValueError
        ``places`` is negative.

    Examples
    --------
    >>> format_number(1234567.45, 1) == f"1{NARROW}234{NARROW}567,5"
    True
    """
    if places < 0:
        raise ValueError("A number cannot have fewer than no decimals.")
    exact = to_decimal(value)
    if not exact.is_finite() or exact.adjusted() > _READABLE_DIGITS:
        return _unreadable(exact)
    rounded = exact.quantize(Decimal(f"1E-{places}"), context=_WIDE)
    text = f"{rounded.copy_abs():,.{places}f}".replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def format_exact(value: Number) -> str:
    """Write a number with all its decimals, and no zero after them.

    Past 10^60 or under 10^-60, as Python prints it.

    Examples
    --------
    >>> format_exact(Decimal("1234.50")) == f"1{NARROW}234,5"
    True
    """
    exact = to_decimal(value)
    if not exact:
        return "0"
    if not exact.is_finite() or abs(exact.adjusted()) > _READABLE_DIGITS:
        return _unreadable(exact)
    whole, _, decimals = f"{exact.copy_abs():f}".partition(".")
    decimals = decimals.rstrip("0")
    text = f"{int(whole):,}".replace(",", NARROW)
    sign = MINUS if exact < 0 else ""
    return f"{sign}{text},{decimals}" if decimals else f"{sign}{text}"


def format_typed(value: Number | str, places: int | None = None) -> str:
    """Write a number as it is typed in a box, so that it reads back: no group, a comma.

    A text is a decimal as Python writes it; what is no number comes back as it is.

    Examples
    --------
    >>> format_typed("1234.5"), format_typed(Decimal("12"), 2)
    ('1234,5', '12,00')
    """
    if isinstance(value, str):
        return value.replace(".", ",")
    exact = to_decimal(value)
    return (f"{exact:f}" if places is None else f"{exact:.{places}f}").replace(".", ",")


def _unreadable(exact: Decimal) -> str:
    return f"{exact:.3E}"


def format_euros(cents: int, *, with_cents: bool | None = None) -> str:
    """Write integer cents in euros; ``with_cents`` None writes the cents only when there are some.

    Examples
    --------
    >>> format_euros(123_456) == f"1{NARROW}234,56{NBSP}€"
    True
    >>> format_euros(149, with_cents=False) == f"1{NBSP}€"
    True
    """
    shows = bool(cents % 100) if with_cents is None else with_cents
    return f"{format_number(to_euros(cents), 2 if shows else 0)}{NBSP}€"


def format_euros_short(cents: int) -> str:
    """Write integer cents with three significant digits or so: «950 €», «312 M€», «1,4 Md€».

    Examples
    --------
    >>> format_euros_short(140_000_000_000) == f"1,4{NBSP}Md€"
    True
    >>> format_euros_short(101_020_000_000) == f"1,01{NBSP}Md€"
    True
    """
    euros = to_euros(cents)
    for zeros, unit in ((9, "Md€"), (6, "M€")):
        # 999,96 M€ prints as 1 000 M€, and so it stays: «1 000 M€» is how the movement counts.
        scaled = euros.scaleb(-zeros, _WIDE)
        if abs(scaled) >= 1:
            places = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2
            whole, _, decimals = format_number(scaled, places).partition(",")
            decimals = decimals.rstrip("0")
            return f"{whole},{decimals}{NBSP}{unit}" if decimals else f"{whole}{NBSP}{unit}"
    return f"{format_number(euros)}{NBSP}€"


def round_figures(value: int | float | Fraction, figures: int = 3) -> float:
    """Round to so many significant figures: all that an estimate can say.

    Examples
    --------
    >>> round_figures(2_697_701), round_figures(0.12345, 2)
    (2700000.0, 0.12)
    """
    return float(f"{float(value):.{figures - 1}e}")


def format_percent(share: Number, places: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage.

    Examples
    --------
    >>> format_percent(0.75) == f"75{NBSP}%"
    True
    """
    return f"{format_number(to_decimal(share).scaleb(2, _WIDE), places)}{NBSP}%"


def format_points(share: Number, places: int = 1) -> str:
    """Write a difference between two shares in percentage points, singular below two.

    Examples
    --------
    >>> format_points(-0.05) == f"{MINUS}5,0{NBSP}points de pourcentage"
    True
    """
    points = to_decimal(share).scaleb(2, _WIDE)
    is_one = not points.is_nan() and points.copy_abs() < 2 - Decimal(f"0.5E-{places}")  # once rounded
    return f"{format_number(points, places)}{NBSP}{'point' if is_one else 'points'} de pourcentage"


def plural(count: Number, singular: str, many: str | None = None) -> str:
    """Write a count and its noun, joined by a no-break space; French keeps the singular below two.

    ``many`` is the plural when an «s» does not make it.

    Examples
    --------
    >>> plural(3, "ligne") == f"3{NBSP}lignes"
    True
    >>> plural(1.5, "jour") == f"1,5{NBSP}jour"
    True
    """
    noun = singular if abs(to_decimal(count)) < 2 else (many or singular + "s")
    return f"{format_exact(count)}{NBSP}{noun}"


def format_date(day: dt.date, *, with_month: bool = True, with_year: bool = True) -> str:
    """Write a date in full: «1er juillet 2024», «26 mars», «3».

    Examples
    --------
    >>> format_date(dt.date(2024, 7, 1)) == f"1er{NBSP}juillet{NBSP}2024"
    True
    """
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{format_month(day, with_year=with_year)}" if with_month else number


def format_month(day: dt.date, *, with_year: bool = True) -> str:
    """Write the month of a date: «juillet 2024», «juillet».

    Examples
    --------
    >>> format_month(dt.date(2024, 7, 1)) == f"juillet{NBSP}2024"
    True
    """
    month = MONTHS[day.month - 1]
    return f"{month}{NBSP}{day.year}" if with_year else month


def format_date_digits(day: dt.date) -> str:
    """Write a date in digits.

    Examples
    --------
    >>> format_date_digits(dt.date(2024, 7, 1))
    '01/07/2024'
    """
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_time(moment: dt.datetime | dt.time) -> str:
    """Write a time of day: «14 h 05», «9 h».

    Examples
    --------
    >>> format_time(dt.time(14, 5)) == f"14{NBSP}h{NBSP}05"
    True
    """
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"
