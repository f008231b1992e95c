"""Two rows that may be one person: scored on several fields, joined by a person, reversibly.

An address alone says nothing: couples share one. Weights: the name 50, near spellings less; birth year 20,
commune 10, e-mail 15, phone 15; a birth year that differs takes 40 away, so that a parent and a child of one
name in one house are not proposed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.models import Member, PossibleDuplicate

#: Pairs at this score or more are shown to the team.
SHOWN_FROM = 60
#: How near two names must be to be compared at all (0 to 1).
_NEAR = 0.84


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two rows look like one person: a score of 100, and what it is made of."""

    score: int
    alike: tuple[str, ...]


def likeness_of(first: Member, second: Member) -> Likeness:
    """Compare two rows, whatever the order of their names and their accents."""
    parts = [("name", _name_score(first, second))]
    years = {_birth_year(first), _birth_year(second)}
    if None not in years:
        parts.append(("birth_year", 20 if len(years) == 1 else -40))
    for code, points in (("commune_id", 10), ("email", 15), ("phone", 15)):
        values = {getattr(first, code), getattr(second, code)}
        if len(values) == 1 and values.isdisjoint({None, ""}):
            parts.append((code.removesuffix("_id"), points))
    score = max(0, min(100, sum(points for _, points in parts)))
    return Likeness(score, tuple(code for code, points in parts if points > 0))


def _name_score(first: Member, second: Member) -> int:
    """50 for the same words in any order, down to 0 for names that are not near."""
    one, other = (" ".join(sorted(member.search_name.split())) for member in (first, second))
    if one == other:
        return 50
    nearness = SequenceMatcher(None, one, other).ratio()
    return round(50 * (nearness - _NEAR) / (1 - _NEAR)) if nearness > _NEAR else 0


def _birth_year(member: Member) -> int | None:
    profile = getattr(member, "profile", None)
    return profile.birth_year if profile else None


def find_duplicates(members: Iterable[Member]) -> list[PossibleDuplicate]:
    """Compare each with the rows that share an address, a phone or a near name; write the pairs worth seeing.

    A pair somebody put aside is not proposed again. Safe to run twice.
    """
    found = []
    for member in members:
        for other in _candidates(member):
            likeness = likeness_of(member, other)
            if likeness.score >= SHOWN_FROM:
                found.append(pair_of(member, other, likeness))
    PossibleDuplicate.objects.bulk_create(found, ignore_conflicts=True)
    return found


def _candidates(member: Member) -> list[Member]:
    same = Q(search_name__trigram_similar=member.search_name)
    if member.email:
        same |= Q(email=member.email)
    if member.phone:
        same |= Q(phone=member.phone)
    with transaction.atomic(), connection.cursor() as cursor:
        # Words in another order are near for trigrams; with the default of 0.3, so is half of France.
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.6")
        others = Member.objects.present().exclude(pk=member.pk).select_related("profile")
        return list(others.filter(same)[:50])


def pair_of(member: Member, other: Member, likeness: Likeness) -> PossibleDuplicate:
    """The pair as it is kept: the older row first."""
    first, second = sorted((member, other), key=lambda row: row.pk)
    return PossibleDuplicate(first=first, second=second, score=likeness.score, alike=list(likeness.alike))


def look_for_duplicates() -> list[tuple[str, int]]:
    """Housekeeping: those written or corrected since yesterday."""
    since = timezone.now() - dt.timedelta(days=1, hours=1)
    recent = Member.objects.present().filter(updated_at__gte=since).select_related("profile").order_by("pk")
    return [("doublons possibles", len(find_duplicates(recent.iterator(chunk_size=500))))]


@transaction.atomic
def dismiss_duplicate(*, duplicate: PossibleDuplicate, by: User) -> PossibleDuplicate:
    """They are two persons: never proposed again."""
    authorize(by, policies.can_keep_register)
    pair = PossibleDuplicate.objects.select_for_update().get(pk=duplicate.pk)
    if pair.dismissed_at is None:
        pair.dismissed_at, pair.dismissed_by = timezone.now(), by
        pair.save()
        journal.record("members.duplicate.dismissed", pair, by=by)
    return pair
