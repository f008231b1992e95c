"""Numbers as programs write them in a file: one convention for a whole column, no unit, nobody to ask."""

import re
from decimal import Decimal
from typing import Final

from french.signs import MINUS, ODD_SPACES

#: Longer than any float a program writes without an exponent.
MAX_CELL: Final = 400

_SPACE = f"[ {ODD_SPACES}]"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED = re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]*)?")


def read_machine_number(text: str) -> Decimal | None:
    """Read one cell of a column that a program wrote; None when it is not a number.

    Kept apart from what a person types because one convention holds for the whole column: «1.000» is 1, as
    in the cell above it, «1e5» is a number, and no unit is written. For the same reason «1.234,56» is no
    number here: beside it «1.234» would be read a thousand times too small. Nor is «12 34»: spaces part
    thousands by three, or they part two cells.

    Examples
    --------
    >>> read_machine_number("1.000"), read_machine_number("1 234,5")
    (Decimal('1.000'), Decimal('1234.5'))
    >>> read_machine_number("NaN") is None
    True
    """
    if len(text) > MAX_CELL:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    cell = text.strip().replace(MINUS, "-")
    if cell.startswith(("-", "+")):  # accountants' columns leave room after the sign
        cell = cell[0] + cell[1:].lstrip(f" {ODD_SPACES}")
    if _GROUPED.fullmatch(cell):
        cell = "".join(cell.split())
    elif not _NUMBER.fullmatch(cell):
        return None
    return Decimal(cell.replace(",", "."))
