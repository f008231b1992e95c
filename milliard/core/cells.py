"""One cell of a CSV -> a number, cents or a day. French and English habits; None for what it is not."""

import datetime
import math
import re

from french import read_machine_number

#: Marks of «no answer» in any column, unless the codebook gives others.
NOT_AVAILABLE = frozenset({"", "NA", "N/A", "NULL", "."})
_EPOCH = datetime.date(1970, 1, 1).toordinal()


def float_of(text: str) -> float | None:
    """A finite number."""
    number = read_machine_number(text)
    value = None if number is None else float(number)
    return value if value is not None and math.isfinite(value) else None


def has_too_many_digits(text: str) -> bool:
    """Whether a whole number holds more digits than a number keeps: a card, a long identifier."""
    whole = re.sub(r"[\s\u00a0\u202f]", "", text).lstrip("+-").lstrip("0")
    return re.match(r"\d{16}", whole) is not None


def cents_of(text: str) -> int | None:
    """An amount in euros, to the cent, as cents."""
    number = read_machine_number(text.replace("€", ""))
    if number is None or abs(number) > 10**14:
        return None
    cents = int(number * 100)
    return cents if cents == number * 100 else None


def day_of(text: str) -> int | None:
    """``2026-11-23`` or ``23/11/2026``, as days since 1970."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})|(\d{2})/(\d{2})/(\d{4})", text)
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return datetime.date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None
