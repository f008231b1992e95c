"""Open ballots cast over HTTP on two cores, client included, and phones that follow the session meanwhile.

    .venv/bin/python benchmarks/assembly.py [VOTERS] [CLIENTS] [PHONES]

VOTERS (10,000) members each have an account and a session, and are there when the vote opens. CLIENTS (8)
vote for one after the other, each a GET of the vote's page and a POST of its form, as fast as they can: the
load of ten minutes is 16.7 ballots a second. Meanwhile PHONES (2) ask for the part of the session that moves,
again and again. At the end the ballots in the database are those that were acknowledged,
one a mandate, and the vote is closed, counted and verified. Peer: `pgbench -N` on the same cluster.
"""

import asyncio
import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from answering import Client, between
from ground import Table, milliseconds, pgbench, prepared, quantile, say, step

TARGET_P95_MS, MINUTES = 500.0, 10
_BATCH = 2_000


def open_a_vote(count: int) -> tuple[str, list[bytes]]:
    """An assembly whose ``count`` voters are all there, its vote open: the vote's address, their cookies."""
    from django.db import connection
    from django.urls import reverse
    from django.utils import timezone

    from milliard.accounts.models import User
    from milliard.assemblies.enums import AssemblyState
    from milliard.assemblies.models import Assembly
    from milliard.assemblies.services.assemblies import name_bureau, open_assembly
    from milliard.assemblies.tests.factories import make_assembly, make_resolution
    from milliard.members.models import Member, MembershipPeriod
    from milliard.members.tests.factories import make_rates

    make_rates()
    today = timezone.localdate()
    people = User.objects.bulk_create(
        (User(email=f"votant{number}@example.org", password="!") for number in range(count)), _BATCH
    )
    members = Member.objects.bulk_create(
        (
            Member(
                account=one, given_name="Camille", family_name=f"Exemple{_letters(number)}", email=one.email
            )
            for number, one in enumerate(people)
        ),
        _BATCH,
    )
    year = dt.timedelta(days=364)
    MembershipPeriod.objects.bulk_create(
        (
            MembershipPeriod(member=one, starts_on=today - year / 2, ends_on=today + year / 2)
            for one in members
        ),
        _BATCH,
    )
    assembly = make_assembly(members=members, state=AssemblyState.ROLLED)
    # The convocation is measured by benchmarks/letters.py.
    Assembly.objects.filter(pk=assembly.pk).update(state=AssemblyState.CONVENED, convened_at=timezone.now())
    entries = _all_come(assembly)
    assembly.refresh_from_db()
    name_bureau(assembly=assembly, chair=entries[0], secretary=entries[1], by=None)
    assembly = open_assembly(assembly=assembly, by=None)
    started = time.perf_counter()
    resolution = make_resolution(assembly, is_open=True)
    say(f"  vote opened for {count} mandates in {time.perf_counter() - started:.2f} s")
    cookies = _sessions(people)
    path = reverse("assemblies:vote", args=[assembly.public_id, resolution.position])
    connection.close()
    return path, cookies


def _all_come(assembly: Any) -> list[Any]:
    """Everybody on the roll, noted at the door."""
    from django.utils import timezone

    from milliard.assemblies.models import AttendanceMark, RollEntry

    entries = list(RollEntry.objects.filter(assembly=assembly).order_by("number"))
    AttendanceMark.objects.bulk_create(
        (
            AttendanceMark(
                assembly=assembly,
                entry=one,
                kind="arrived",
                mode="hall",
                marked_at=timezone.now(),
                key=uuid4(),
            )
            for one in entries
        ),
        _BATCH,
    )
    return entries


def _sessions(people: list[Any]) -> list[bytes]:
    """The cookie of each."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for person in people:
        session = store()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}".encode())
    return cookies


def _letters(number: int) -> str:
    """A name of letters: 123 -> «bcd». After a word, for some are forms of companies («gaec»)."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


async def cast(client: Client, path: str, session: bytes, choice: str) -> None:
    """One voter: the page of the vote, then its form."""
    status, headers, page = await client.send("GET", path, session)
    assert status == 200, (status, page[:2000])
    form = page[page.index(b"data-ballots") :]
    fields = {
        name: between(form, b'name="%b" value="' % name.encode(), b'"').decode()
        for name in ("csrfmiddlewaretoken", "member", "key")
    }
    prefix = between(form, b'name="', b'_seen"').decode().rpartition('"')[2]
    fields |= {f"{prefix}_choice": choice}
    for hidden in form.split(b'type="hidden" name="')[1:]:
        name = hidden[: hidden.index(b'"')].decode()
        fields.setdefault(name, between(hidden, b'value="', b'"').decode())
    cookie = session + b"; csrftoken=" + between(headers, b"csrftoken=", b";")
    status, _, page = await client.send("POST", path, cookie, urlencode(fields).encode())
    assert status == 302, (status, page[:3000])
    client.completed += 1


async def run(
    port: int, path: str, cookies: list[bytes], clients: int, phones: int
) -> tuple[Any, Any, float]:
    """All vote; the voters' connections, the phones', the seconds it took."""
    voting = [Client("127.0.0.1", port) for _ in range(clients)]
    following = [Client("127.0.0.1", port) for _ in range(phones)]
    waiting: Iterator[tuple[int, bytes]] = iter(enumerate(cookies))
    is_over = False

    async def vote(client: Client) -> None:
        await client.connect()
        for number, session in waiting:
            await cast(client, path, session, ("for", "against", "abstain")[number % 3])
        client.writer.close()

    async def follow(client: Client) -> None:
        await client.connect()
        state = path.partition("votes/")[0] + "en-direct/etat"
        while not is_over:
            status, _, _ = await client.send("GET", state)
            assert status == 200, status
            client.completed += 1
        client.writer.close()

    started = time.perf_counter()
    phones_follow = asyncio.gather(*(follow(client) for client in following))
    await asyncio.gather(*(vote(client) for client in voting))
    spent = time.perf_counter() - started
    is_over = True
    await phones_follow
    return voting, following, spent


def close_and_verify() -> tuple[int, float]:
    """Ballots stored, and the seconds that closing, counting and verifying took."""
    from engines.minutes import verify
    from milliard.assemblies.models import OpenBallot, Resolution
    from milliard.assemblies.reports.minutes import minutes_document
    from milliard.assemblies.services.votes import close_vote

    stored = OpenBallot.objects.count()
    resolution = Resolution.objects.select_related("assembly").get()
    started = time.perf_counter()
    result = close_vote(resolution=resolution, by=None)
    spent = time.perf_counter() - started
    assert result is not None
    assert result.figures["voted"] == stored, (result.figures, stored)
    assert verify(json.loads(json.dumps(minutes_document(resolution.assembly)))) == []
    return stored, spent


def main(voters: int, clients: int, phones: int) -> bool:
    with prepared("assembly") as ground:
        with step(f"{voters} people on a roll, all there"):
            path, cookies = open_a_vote(voters)
        single = pgbench(ground, 5, clients)
        ground.serve()
        with step("the hall votes"):
            before = ground.processor_seconds()
            voting, following, spent = asyncio.run(run(ground.port, path, cookies, clients, phones))
            after = ground.processor_seconds()
        ground.stop_web()
        acknowledged = sum(client.completed for client in voting)
        stored, closing = close_and_verify()
    assert stored == acknowledged == voters, (stored, acknowledged, voters)
    say(f"  acknowledged {acknowledged}, found in the database {stored}, one a mandate; the minutes stand")
    posts = [one for client in voting for one in client.times["POST"]]
    gets = [one for client in voting for one in client.times["GET"]]
    asked = [one for client in following for one in client.times["GET"]]
    p95 = max(quantile(posts, 0.95), quantile(gets, 0.95)) * 1000
    needed = voters / (MINUTES * 60)
    web, database = ((late - early) / acknowledged * 1000 for early, late in zip(before, after, strict=True))
    table = Table(f"{voters} open ballots, {clients} connections, {phones} phones that follow")
    table.add("ballots a second", f"{acknowledged / spent:.0f}", f"needed {needed:.1f}; all in {spent:.0f} s")
    table.add("page of the vote", milliseconds(gets), "median, p95, p99")
    table.add(
        "ballot", milliseconds(posts), f"target p95 {TARGET_P95_MS:.0f} ms; `pgbench -N` {single:.0f}/s"
    )
    table.add("part that moves", milliseconds(asked), f"{len(asked) / spent:.0f} a second beside the ballots")
    table.add(
        "processor of a ballot",
        f"{web + database:.1f} ms",
        f"web {web:.1f}, PostgreSQL {database:.1f}, phones included",
    )
    table.add("closing and counting", f"{closing:.2f} s")
    table.show()
    return acknowledged / spent >= needed and p95 <= TARGET_P95_MS


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(not main(*(given + [10_000, 8, 2][len(given) :])))
