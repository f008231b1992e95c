"""Finding a member by what somebody says over the phone: a number, an address, a name in any order."""

import re

from django.db import connection
from django.db.models import F
from django.db.models.lookups import Contains

from milliard.members.models import Member
from milliard.members.models.people import MemberQuerySet, plain_name

MAX_WORDS = 8
_FEW = 5_000
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
    """The numbers of all who bear every word; None where they are more than ``most``.

    Asked for as a list apart: told that a few rows are enough, the database would read the whole table in
    the hope of meeting them soon.
    """
    select, values = named(Member.objects.all(), text).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({select}) SELECT * FROM found LIMIT %s",  # noqa: S608
            [*values, most + 1],
        )
        numbers = [number for (number,) in cursor.fetchall()]
    return numbers if len(numbers) <= most else None


def look_up(found: MemberQuerySet, text: str, *, is_paged: bool = False) -> MemberQuerySet:
    """Rows of that number, whose address begins so, or that bear every word, whatever accents and order.

    ``is_paged``: shown a page at a time, in the order of `sort_name`.
    """
    number = number_in(text)
    if number is not None:
        return found.filter(pk=number)
    if "@" in text:
        return found.filter(email__startswith=text.strip().lower())
    word = text.strip()
    if not (is_paged and word.isalpha()):  # «jean-pierre» may begin in one name and end in the other
        return named(found, text)
    # One word may be borne by thousands; the index of names knows no fewer than three letters.
    few = few_named(word, _FEW) if len(word) >= 3 else None
    return found.bearing(word) if few is None else found.filter(pk__any=few)
