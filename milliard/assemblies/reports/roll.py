"""Looking for somebody on a roll: by number, or by three letters of a name at least; and the roll's lines."""

import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from milliard.assemblies.models import Assembly, RollEntry
from milliard.members.models import Member
from milliard.members.models.people import plain_name

_Row = TypeVar("_Row", bound=Model)
LEAST_LETTERS = 3


def is_too_short(wanted: str) -> bool:
    """Whether so few letters would list half the roll."""
    return not _number(wanted) and len("".join(wanted.split())) < LEAST_LETTERS


def narrowed(rows: QuerySet[_Row], wanted: str, entry: str = "") -> QuerySet[_Row]:
    """Rows whose entry of the roll has that number or name; all of them when nothing is asked.

    ``entry`` is the path to the entry: «» on entries themselves, «right__entry__» on ballots.
    """
    wanted = wanted.strip()
    if number := _number(wanted):
        return rows.filter(**{f"{entry}number": number})
    if not wanted:
        return rows
    if is_too_short(wanted):
        return rows.none()
    return rows.filter(**{f"{entry}member__in": _named(wanted)})


def _number(wanted: str) -> int:
    """The number of the roll that was typed, «n° 12» or «12»; 0: no number."""
    digits = wanted.lower().removeprefix("n°").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else 0


def _named(wanted: str) -> QuerySet[Any]:
    found = Member.objects.all()
    for word in wanted.split():
        found = found.filter(search_name__contains=plain_name(word))
    return found.values("pk")


def roll_line(entry: RollEntry) -> str:
    """«12 9f86d0…»: number, and SHA-256 of the member's identifier; what the roll's digest is made of."""
    return f"{entry.number} {hashlib.sha256(entry.member.public_id.bytes).hexdigest()}"


def roll_lines(assembly: Assembly) -> Iterator[str]:
    """Every line, by number, each with its end: their SHA-256 together is the digest of the roll."""
    rows = RollEntry.objects.filter(assembly=assembly).select_related("member").order_by("number")
    for entry in rows.only("number", "member__public_id").iterator(chunk_size=5_000):
        yield f"{roll_line(entry)}\n"
