"""Reading a pasted list of addresses."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_ADDRESSES = 20_000
#: Nobody reads further: what is wrong so often is no list of addresses.
MAX_ERRORS = 500
_SEPARATORS = re.compile(r"[,;\t]")
#: «"Dupont, Jean" <jean@…>», as mail programs copy it: the name may hold a separator.
_QUOTED_NAME = re.compile(r'"[^"]*"\s*(?=<)')
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
    """Addresses of a pasted list, one or several a line, without repetition. Raises `BadAddresses`.

    A name before an address in chevrons, as mail programs copy it, is left out.
    """
    addresses: dict[str, None] = {}
    errors: list[AddressError] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for part in _SEPARATORS.split(_QUOTED_NAME.sub("", line)):
            address = _bare(part)
            if not address:
                continue
            try:
                validate_email(address)
                if len(address) > 254:
                    raise ValidationError("too long")
            except ValidationError:
                errors.append(AddressError(number, part.strip()[:120], "Ce n’est pas une adresse e-mail."))
                if len(errors) == MAX_ERRORS:
                    raise BadAddresses(errors) from None
            else:
                addresses[address] = None
    if len(addresses) > MAX_ADDRESSES:
        errors.append(AddressError(0, "", f"{MAX_ADDRESSES} adresses au plus à la fois."))
    if errors:
        raise BadAddresses(errors)
    return list(addresses)


def _bare(part: str) -> str:
    """The address alone, of «Jean <jean@…>», «mailto:jean@…» or a cell between quotes."""
    part = part.strip()
    named = _NAMED.search(part)
    address = named[1] if named else part
    return address.strip(' "<>').lower().removeprefix("mailto:")
