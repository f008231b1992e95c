"""Reading a list of addresses, pasted or from a table."""

import contextlib
import re
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_ADDRESSES = 20_000
#: Nobody reads further: what is wrong so often is no list of addresses.
MAX_ERRORS = 500
EVERYWHERE, NOWHERE = -1, -2
_SEPARATORS = re.compile(r"[,;\t]")
#: «"Dupont, Jean" <jean@…>», as mail programs copy it: the name may hold a separator.
_QUOTED_NAME = re.compile(r'"[^"]*"\s*(?=<)')
_QUOTED_CELL = re.compile(r'"[^"]*"')
_NAMED = re.compile(r"<([^<>]*)>$")


@dataclass(frozen=True, slots=True)
class AddressError:
    """One line of a pasted list that is not an address; ``line`` counts from 1."""

    line: int
    text: str
    message: str


class BadAddresses(ValueError):
    """Some lines are wrong; ``errors`` holds each, up to `MAX_ERRORS`."""

    def __init__(self, errors: list[AddressError]) -> None:
        super().__init__(f"{len(errors)} wrong lines")
        self.errors = errors


def read_addresses(text: str) -> list[str]:
    """Addresses of a pasted list or of a table, without repetition. Raises `BadAddresses`.

    As `find_addresses` finds them.
    """
    found, errors = find_addresses(text)
    addresses = list(dict.fromkeys(address for _, address in found))
    if len(addresses) > MAX_ADDRESSES:
        errors.append(AddressError(0, "", f"{MAX_ADDRESSES} adresses au plus à la fois."))
    if errors:
        raise BadAddresses(errors)
    return addresses


def find_addresses(text: str) -> tuple[list[tuple[int, str]], list[AddressError]]:
    """(line, address) of a pasted list or of a table, and what is wrong in it, `MAX_ERRORS` at most.

    One or several a line; a name before an address in chevrons, as mail programs copy it, is left out. Of a
    table (one address a line, beside other cells, most often under a header) only the column of addresses is
    read; a line whose cell there is no address is an error. A header alone is left out too.
    """
    lines = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1)]
    column = _column_of_addresses([cells for _, cells in lines])
    found: list[tuple[int, str]] = []
    errors: list[AddressError] = []
    for number, cells in lines:
        for part in cells if column in (NOWHERE, EVERYWHERE) else cells[column : column + 1]:
            address = bare_address(part)
            if is_address(address):
                found.append((number, address))
            elif address and not (number == 1 and column != NOWHERE and _is_header(cells)):
                errors.append(AddressError(number, part.strip()[:120], "Ce n’est pas une adresse e-mail."))
                if len(errors) == MAX_ERRORS:
                    return found, errors
    return found, errors


def text_of(data: bytes) -> str:
    """The text of a file, in UTF-8 or in Windows' encoding. Raises ``ValueError`` for what is none."""
    if b"\x00" in data:
        raise ValueError("no text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def is_address(text: str) -> bool:
    """Whether a mail can be sent there."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _column_of_addresses(lines: list[list[str]]) -> int:
    """Where the addresses of a table stand: it has other cells beside them, and holds them in one column.

    `EVERYWHERE` for a list, whose every cell is to be an address; `NOWHERE` when there is none.
    """
    found = Counter(
        place for cells in lines for place, cell in enumerate(cells) if is_address(bare_address(cell))
    )
    if len(found) != 1:
        return EVERYWHERE if found else NOWHERE
    (column,) = found
    others = [cell for cells in lines for place, cell in enumerate(cells) if place != column and cell.strip()]
    return column if others and not any("@" in cell for cell in others) else EVERYWHERE


def _is_header(cells: list[str]) -> bool:
    """Whether a line names columns: words, and nothing that was meant to be an address."""
    return not any("@" in cell for cell in cells)


def _cells(line: str) -> list[str]:
    """The parts of a line; a quoted cell may hold a separator."""
    line = _QUOTED_NAME.sub("", line)
    return _SEPARATORS.split(_QUOTED_CELL.sub(lambda cell: _SEPARATORS.sub(" ", cell[0]), line))


def bare_address(part: str) -> str:
    """The address alone, of «Jean <jean@…>», «mailto:jean@…» or a cell between quotes.

    One address has one writing: a straight apostrophe, and the letters that ``xn--`` stands for.
    """
    part = part.strip()
    named = _NAMED.search(part)
    address = named[1] if named else part
    address = address.strip(' "<>').lower().removeprefix("mailto:").replace("’", "'")
    local, at, domain = address.rpartition("@")
    if "xn--" in domain:
        with contextlib.suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    return f"{local}{at}{domain}"
