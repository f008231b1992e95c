"""Finding a member by what somebody says over the phone: a number, an address, a name in any order."""

import re
from typing import TypeVar

from django.db.models import F, QuerySet
from django.db.models.lookups import Contains

from milliard.members.models import Member
from milliard.members.models.people import plain_name

Found = TypeVar("Found", bound=QuerySet[Member])
MAX_WORDS = 8
_NUMBER = re.compile(r"m?\s*0*([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def number_in(text: str) -> int | None:
    """The number a text is: «M0000123», «m 123», «123»; None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def look_up(found: Found, text: str) -> Found:
    """Rows of that number, whose address begins so, or that bear every word, whatever accents and order."""
    number = number_in(text)
    if number is not None:
        return found.filter(pk=number)
    if "@" in text:
        return found.filter(email__startswith=text.strip().lower())
    for word in text.split()[:MAX_WORDS]:
        found = found.filter(Contains(F("search_name"), plain_name(word)))
    return found
