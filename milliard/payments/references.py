"""References people can read over the phone: ISO 11649, «RF» and two check digits before eight letters.

Banks know the form (structured creditor reference of a SEPA transfer). The eight are taken where no two look
or sound alike; the check digits find any one wrong character and any two exchanged.
"""

import re
import secrets

from stdnum import iso11649
from stdnum.exceptions import ValidationError

#: Without O I L Q G B S (alike to a digit or another), N P T F (alike to the ear). Letters only: with digits
#: among them some exchanges would escape the check.
ALPHABET = "ACDEHJKMRUVWXYZ"
_LENGTH = 8
_FOUND = re.compile(rf"RF\s?[0-9]{{2}}(?:[\s.-]?[{ALPHABET}]){{{_LENGTH}}}(?![0-9A-Z])")


def draw_reference() -> str:
    """A new reference, compact: «RF37ACDEHJKM». 2.5e9 exist; the database keeps them unique."""
    return reference_of("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)))


def reference_of(body: str) -> str:
    """The reference whose eight letters are ``body``, with its check digits."""
    number = "".join(str(int(character, 36)) for character in f"{body}RF00")
    return f"RF{98 - int(number) % 97:02d}{body}"


def spell(reference: str) -> str:
    """«RF37 ACDE HJKM», as on paper."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def find_references(text: str) -> list[str]:
    """Every valid reference written in ``text``, however it is spaced, in order, each once."""
    found = (re.sub(r"[\s.-]", "", match.group()) for match in _FOUND.finditer(text.upper()))
    return list(dict.fromkeys(reference for reference in found if is_reference(reference)))


def is_reference(text: str) -> bool:
    """Whether the check digits hold."""
    try:
        iso11649.validate(text)
    except ValidationError:
        return False
    return True
