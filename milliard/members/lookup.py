"""Finding a member by what somebody says over the phone: a number, an address, a name in any order."""

import re

from django.db.models import F
from django.db.models.lookups import Contains

from milliard.core.tables import few_keys
from milliard.members.models import Member
from milliard.members.models.people import MemberQuerySet, plain_name

MAX_WORDS = 8
_NUMBER = re.compile(r"m?\s*0*([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def number_in(text: str) -> int | None:
    """The number a text is: «M0000123», «m 123», «123»; None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def named(found: MemberQuerySet, text: str) -> MemberQuerySet:
    """Rows that bear every word, whatever accents and order."""
    for word in text.split()[:MAX_WORDS]:
        found = found.filter(Contains(F("search_name"), plain_name(word)))
    return found


def few_named(text: str, most: int) -> list[int] | None:
    """The numbers of all who bear every word; None where they are more than ``most``."""
    return few_keys(named(Member.objects.all(), text), most)


def look_up(found: MemberQuerySet, text: str, *, is_paged: bool = False) -> MemberQuerySet:
    """Rows of that number, whose address begins so, or that bear every word, whatever accents and order.

    ``is_paged``: shown a page at a time, in the order of `sort_name`.
    """
    number = number_in(text)
    if number is not None:
        return found.filter(pk=number)
    if "@" in text:
        return found.filter(email__startswith=text.strip().lower())
    # One word may be borne by thousands; «jean-pierre» may begin in one name and end in the other.
    return found.bearing(text.strip()) if is_paged and text.strip().isalpha() else named(found, text)
