"""Which known members the rows of a batch look like: two queries for a thousand rows.

The same score as `services.duplicates`; candidates are who shares an address or a phone, who has a near name
in the same commune, and who has the same name when a birth year tells: no other pair can reach the score.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection, transaction

from milliard.members.models import Member
from milliard.members.models.people import NAME_SIGNS
from milliard.members.services.duplicates import SHOWN_FROM, Likeness, likeness_of

_MOST_LIKELY = 5
_NAMES = """
SELECT translate(milliard_plain(said.name), %s, %s) FROM unnest(%s::text[])
    WITH ORDINALITY AS said (name, place) ORDER BY place
"""
_CANDIDATES = """
WITH said AS (
    SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[])
        AS said (place, name, email, phone, commune, has_year)
), present AS (
    SELECT id, search_name, email, phone, commune_id FROM members_member
    WHERE merged_into_id IS NULL AND erased_at IS NULL
)
SELECT said.place, present.id FROM said JOIN present ON present.email = said.email AND said.email <> ''
UNION
SELECT said.place, present.id FROM said JOIN present ON present.phone = said.phone AND said.phone <> ''
UNION
SELECT said.place, present.id FROM said
    JOIN present ON present.commune_id = said.commune AND present.search_name %% said.name
UNION
SELECT said.place, present.id FROM said
    JOIN present ON present.search_name = said.name AND said.has_year
"""


def name_them(members: Sequence[Member]) -> None:
    """Give rows that are not written yet the name the database would search."""
    names = [f"{member.given_name} {member.family_name}" for member in members]
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [*NAME_SIGNS, names])
        for member, (name,) in zip(members, cursor.fetchall(), strict=True):
            member.search_name = name


def likely_members(members: Sequence[Member]) -> list[list[tuple[Member, Likeness]]]:
    """For each row named by `name_them`, the known members it looks like, the likeliest first."""
    pairs = _candidates(members)
    known = Member.objects.select_related("profile", "commune").in_bulk({number for _, number in pairs})
    found: dict[int, list[tuple[Member, Likeness]]] = defaultdict(list)
    for place, number in pairs:
        likeness = likeness_of(members[place], known[number])
        if likeness.score >= SHOWN_FROM:
            found[place].append((known[number], likeness))
    for likely in found.values():
        likely.sort(key=lambda pair: (-pair[1].score, pair[0].pk))
    return [found[place][:_MOST_LIKELY] for place in range(len(members))]


def _candidates(members: Sequence[Member]) -> list[tuple[int, int]]:
    """(place, member) of every pair worth comparing."""
    columns = [
        list(range(len(members))),
        [member.search_name for member in members],
        [member.email for member in members],
        [member.phone for member in members],
        [member.commune_id or "" for member in members],
        [hasattr(member, "profile") for member in members],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.6")
        cursor.execute(_CANDIDATES, columns)
        return list(cursor.fetchall())
