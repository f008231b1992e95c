"""The team's screens of members, beside a million of them.

    .venv/bin/python benchmarks/register.py [MEMBERS]

Each page is asked for by an organiser, through every middleware, template and query, inside the process: the
time is the server's. Some 3,500 in a million bear the commonest family name, the share of «Martin» in France
(Insee, fichier des noms). Peers: the same pages at 1,000 members, and the bare query of the rows of one page.
The constraint that keeps two periods apart is dropped: it guards writes, and would make the filling take an
hour.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ground import Table, milliseconds, prepared, say, step

TARGET_MS = 50.0
FEW, ROUNDS = 1_000, 5
#: Made one every hundred seconds, a million in three years. One in a hundred each: never paid, asked, left;
#: the others paid once, a year's worth of days apart.
_FILL = """
CREATE TEMP TABLE said AS
SELECT number,
    'P' || translate(md5('g' || (number * 7919 %% 900)), '0123456789', 'ghijklmnop') AS given,
    'N' || translate(md5('f' || floor(80000 * power(random(), 2))), '0123456789', 'ghijklmnop') AS family
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number;
INSERT INTO members_member (created_at, updated_at, public_id, given_name, family_name, email, phone, country,
    source, card_code, commune_id)
SELECT now() - number * interval '100 seconds', now(), gen_random_uuid(), left(given, 7), left(family, 9),
    'p' || number || '@exemple.fr', '', 'FR', 'form', '', (SELECT code FROM territories_commune
        WHERE is_current ORDER BY code OFFSET said.number %% 300 LIMIT 1)
FROM said;
CREATE TEMP TABLE fresh AS
SELECT id, id %% 100 AS kind, current_date - (id * 37 %% 900)::int AS began FROM members_member
WHERE email LIKE 'p%%@exemple.fr' AND NOT EXISTS (
    SELECT 1 FROM members_registerentry WHERE member_id = members_member.id);
INSERT INTO members_membershipperiod (created_at, updated_at, member_id, starts_on, ends_on)
SELECT now(), now(), id, began - 365 * turn, began - 365 * turn + 364
FROM fresh, generate_series(0, 2) AS turn WHERE kind > 1;
INSERT INTO members_registerentry (member_id, kind, effective_on, recorded_at, reason, fields)
SELECT id, CASE turn WHEN 2 THEN 'entered' ELSE 'renewed' END, began - 365 * turn, now(), '', '[]'
FROM fresh, generate_series(0, 2) AS turn WHERE kind > 1;
INSERT INTO members_departure (created_at, updated_at, member_id, kind, effective_on)
SELECT now(), now(), id, 'resigned', began + 100 FROM fresh WHERE kind = 2 AND began + 100 <= current_date;
DROP TABLE said, fresh;
"""
_TABLES = ("members_member", "members_membershipperiod", "members_registerentry", "members_departure")


def fill(first: int, last: int) -> None:
    """Members of these numbers, with their periods and lines."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE members_membershipperiod DROP CONSTRAINT IF EXISTS members_period_apart")
        cursor.execute(_FILL, {"first": first, "last": last})
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}")


def pages() -> dict[str, str]:
    """What is measured: words -> address."""
    import datetime as dt

    from django.db.models import Count
    from django.utils import timezone

    from milliard.core.tables import paginate_keyset
    from milliard.members.models import Member

    everybody = Member.objects.present()
    middle = everybody.order_by("family_name", "given_name", "pk")[everybody.count() // 2]
    before = everybody.filter(family_name__lt=middle.family_name)
    found = paginate_keyset(before, order=["-family_name", "-given_name"], size=1)
    rare = found.rows[0]
    deep = _cursor_after(everybody, middle)
    by_family = everybody.values_list("family_name").annotate(count=Count("pk")).order_by("-count")
    common = by_family[0][0]
    then = (timezone.localdate() - dt.timedelta(days=200)).isoformat()
    people = "/gestion/membres/"
    return {
        "list, first page": people,
        "list, page in the middle": f"{people}?page={deep}",
        "searched: one word of a name": f"{people}?q={common}",
        "searched: both words": f"{people}?q={rare.family_name}+{rare.given_name}",
        "searched: three letters": f"{people}?q={rare.family_name[:3]}",
        "searched: nobody": f"{people}?q=zzzzzz",
        "searched: address": f"{people}?q=p{rare.pk}@",
        "searched: number": f"{people}?q={rare.number}",
        **{f"state {state}": f"{people}?etat={state}" for state in _states()},
        "department": f"{people}?departement=01",
        "register at a date": f"/gestion/registre/?jour={then}",
        "register, who had left": f"/gestion/registre/?jour={then}&qui=parties",
        "register, one word of a name": f"/gestion/registre/?jour={then}&q={common}",
        "lines of the register": "/gestion/registre/lignes/",
        "lines of one person": f"/gestion/registre/lignes/?q={rare.number}",
        "a member's page": f"{people}{rare.public_id}/",
        "duplicates": "/gestion/doublons/",
        "the week's desk": f"{people}cette-semaine/",
    }


def _states() -> list[str]:
    from milliard.members.enums import MembershipState

    return [state.value for state in MembershipState]


def _cursor_after(queryset: Any, row: Any) -> str:
    """A cursor of the list that stands after a row, as the page before would have given it."""
    from milliard.core.tables import _keys, _write
    from milliard.members.staff.members import member_screens

    keys = _keys(queryset, member_screens.order)
    return _write("next", row, keys, ",".join(key.path for key in keys))


@dataclass(frozen=True)
class Measured:
    """One page: seconds of each round, seconds of processor of one (ours and the database's), queries."""

    times: list[float]
    processor: float
    queries: int

    @property
    def median_ms(self) -> float:
        return statistics.median(self.times) * 1000


def measure(client: Any, address: str) -> Measured:
    """Ask for a page several times, the first one left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if client.get(address).status_code != 200:
        raise SystemExit(address)
    times, busy = [], processor()
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - started)
    busy = (processor() - busy) / ROUNDS
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return Measured(times, busy, len(queries))


def processor() -> float:
    """Seconds of processor of this process and of its server process: the load of others changes neither."""
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = told.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def bare() -> list[float]:
    """The rows of one page by the index, nothing else."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            cursor.execute("SELECT * FROM members_member ORDER BY sort_name, id LIMIT 51")
            cursor.fetchall()
            times.append(time.perf_counter() - started)
    return times


def counted(action: Callable[[], Any]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def organiser() -> Any:
    """The browser of somebody of the team."""
    from django.test import Client

    from milliard.accounts.enums import Role
    from milliard.accounts.tests.factories import make_person, sign_in_with_proof
    from milliard.members.models import DuesRates
    from milliard.members.tests.factories import make_rates

    if not DuesRates.objects.exists():
        make_rates()
    client = Client(headers={"host": "localhost"})
    address = f"orga{time.time_ns()}@exemple.invalid"  # rows are kept, earlier runs' too
    sign_in_with_proof(client, make_person(role=Role.ORGANISER, email=address))
    return client


def main(count: int) -> bool:
    """Measure and print; whether every page took its time or less. The many rows are kept."""
    settings = {"DEBUG": "False", "SECURE_SSL_REDIRECT": "False"}
    table = Table(f"The team's screens of {count:,} members; beside them, the same at {FEW:,}")
    with prepared("register_few", settings=settings):
        with step(f"{FEW:,} members"):
            fill(1, FEW)
        client = organiser()
        few = {what: measure(client, address) for what, address in pages().items()}
    with prepared(f"register_{count}", keep=True, settings=settings):
        from milliard.members.models import Member

        with step(f"{count:,} members"):
            if not Member.objects.exists():
                fill(1, count)
        client, slowest = organiser(), 0.0
        for what, address in pages().items():
            now, before = measure(client, address), few[what]
            slowest = max(slowest, now.median_ms)
            missed = "" if now.median_ms <= TARGET_MS else ", MISSED"
            table.add(
                what,
                milliseconds(now.times),
                f"processor {now.processor * 1000:.0f} ms (at {FEW:,}: {before.processor * 1000:.0f}),"
                f" {now.queries} queries ({before.queries}){missed}",
            )
            say(f"    {what}: {milliseconds(now.times)}, processor {now.processor * 1000:.0f} ms{missed}")
        table.add("bare query of one page", milliseconds(bare()))
        with step("the register as a file"):
            file = client.get("/gestion/registre/exporter.csv")
            began = counted(lambda: next(iter(file.streaming_content)))
            size = 0

            def read() -> None:
                nonlocal size
                size = sum(len(piece) for piece in file.streaming_content)

            table.add("register as CSV", f"{began + counted(read):.1f} s", f"{size / 1e6:.0f} MB")
        table.show()
        return slowest <= TARGET_MS


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000) else 1)
