"""The night's counting of «À l'image de la société» at 1,000,000 members, and its page.

    .venv/bin/python benchmarks/society.py [MEMBERS] [TIMES]

Members of `crowd.py` with one year of dues; six in ten said their age, gender and occupation, and communes
have a density. Measured: one GROUP BY by trait, the whole of `take_snapshots`, the page as a visitor asks.
Peers, in the same run: the same at 1,000 members, and a bare `SELECT count(*)` of the members.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from crowd import fill
from ground import Table, milliseconds, prepared, quantile, say, step
from visitor import Visitor, application

FEW = 1_000
PAGE_MS = 50.0
_TIMES_AT_NIGHT = 3
_SAID = """
UPDATE territories_commune SET density = 1 + abs(hashtext(code)) % 7;
INSERT INTO members_memberprofile (created_at, updated_at, member_id, birth_year, gender, occupation,
    priority_area, skills, times, wants_lot)
SELECT now(), now(), id, 1935 + (id * 7) % 70, (ARRAY['woman', 'man', 'woman', 'man', 'other'])[1 + id % 5],
    (1 + id % 8)::text, (ARRAY['inside', 'outside', 'outside', ''])[1 + id % 4], '{}', '{}', id % 4 = 0
FROM members_member AS m
WHERE id % 10 < 6 AND NOT EXISTS (SELECT 1 FROM members_memberprofile WHERE member_id = m.id);
ANALYZE members_memberprofile;
"""


@dataclass
class Measured:
    """Seconds of each thing; queries of the page."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    queries: int = 0


def measure(times: int) -> Measured:
    """Everything, on the database that is connected now."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from milliard.members.enums import Trait
    from milliard.members.models import Member
    from milliard.members.traits import members_of_the_day, value_of
    from milliard.society.models import GroupSnapshot
    from milliard.society.services.snapshots import take_snapshots

    found, today = Measured(), timezone.localdate()
    for trait in Trait:

        def count(trait: Trait = trait) -> object:
            from django.db.models import Count

            rows = members_of_the_day(today).order_by().annotate(of=value_of(trait, today)).values_list("of")
            return list(rows.annotate(count=Count("pk")))

        found.seconds[f"GROUP BY {trait.value}"] = _timed(count, _TIMES_AT_NIGHT)

    def night() -> None:
        GroupSnapshot.objects.all().delete()
        take_snapshots()

    found.seconds["take_snapshots, every group"] = _timed(night, _TIMES_AT_NIGHT)
    found.seconds["bare: count of members"] = _timed(Member.objects.count, _TIMES_AT_NIGHT)
    site = application()

    def page() -> None:
        answer = Visitor(site, {}).get("/a-l-image-de-la-societe/")
        assert answer.status == 200, answer.status

    page()
    with CaptureQueriesContext(connection) as queries:
        page()
    found.queries = len(queries)
    found.seconds["page, members"] = _timed(page, times)
    return found


def _timed(action: Callable[[], object], times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return seconds


def said() -> None:
    """What members said of themselves, unless it is there."""
    from django.db import connection

    from milliard.members.models import MemberProfile

    if MemberProfile.objects.count() < 10:
        with connection.cursor() as cursor:
            for statement in _SAID.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)


def at(members: int, name: str, times: int, *, keep: bool) -> Measured:
    with prepared(name, keep=keep):
        from django.db import connection

        with step(f"{members:,} members"):
            fill(members, years=1)
            said()
        with step("counting, and the page"):
            found = measure(times)
        connection.close()
    return found


def main(members: int, times: int) -> bool:
    little = at(FEW, "society_few", times, keep=False)
    much = at(members, f"society_{members}", times, keep=True)
    table = Table(
        f"{members:,} members; counting {_TIMES_AT_NIGHT} times, the page {times} (median / p95 / p99)"
    )
    bare = quantile(much.seconds["bare: count of members"], 0.5)
    for name, seconds in much.seconds.items():
        median = quantile(seconds, 0.5)
        against = f"{median / quantile(little.seconds[name], 0.5):.1f} x {FEW:,} members"
        if name.startswith("page"):
            against += f"; {much.queries} queries ({little.queries} there)"
        else:
            against += f"; {median / bare:.1f} x bare"
        table.add(name, milliseconds(seconds), against)
    table.show()
    page_ms = quantile(much.seconds["page, members"], 0.5) * 1000
    say(f"  target of the page: under {PAGE_MS:.0f} ms at the median, same number of queries")
    return page_ms < PAGE_MS and much.queries == little.queries


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    is_reached = main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 40)
    sys.exit(0 if is_reached else 1)
