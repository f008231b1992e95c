"""One cell of a CSV -> a number, cents or a day. French and English habits; None for what it is not."""

import datetime
import math
import re
from decimal import Decimal, InvalidOperation

#: What stands for «no answer» in any column, unless the codebook says otherwise.
NOT_AVAILABLE = frozenset({"", "NA", "N/A", "NULL", "."})
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_EPOCH = datetime.date(1970, 1, 1).toordinal()


def _decimal(text: str) -> Decimal | None:
    """A number with a point or a comma, spaces in the thousands; None when it is not one."""
    packed = _SPACES.sub("", text)
    if "," in packed and "." not in packed and packed.count(",") == 1:
        packed = packed.replace(",", ".")
    if not _NUMBER.fullmatch(packed):
        return None
    try:
        return Decimal(packed)
    except InvalidOperation:
        return None


def float_of(text: str) -> float | None:
    """A finite number."""
    number = _decimal(text)
    value = None if number is None else float(number)
    return value if value is not None and math.isfinite(value) else None


def cents_of(text: str) -> int | None:
    """An amount in euros, to the cent, as cents."""
    number = _decimal(text.replace("€", ""))
    if number is None or abs(number) > 10**14 or number * 100 != int(number * 100):
        return None
    return int(number * 100)


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
