"""People who join per second over HTTP, on two cores, client included.

    .venv/bin/python benchmarks/joining.py [SECONDS] [CLIENTS]

Each of the clients (8) is a new person again and again, on one kept connection, from the moment their code is
typed (the session is made beforehand: a code goes by mail): GET «Qui êtes-vous ?», POST name and commune,
GET «Votre cotisation», POST the amount. A join counts when the site leads on to the page of the request; all
that were acknowledged are counted in the database at the end. Peer: `pgbench -N` on the same cluster.
"""

import asyncio
import datetime as dt
import itertools
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from answering import Client, between, run_clients
from ground import Table, milliseconds, pgbench, prepared, quantile, say, step

TARGET = 100.0
_JOIN = "/adherer/moi/"
#: More sessions than a machine of two cores can use in a second.
_A_SECOND = 150


def open_the_door(count: int) -> Iterator[bytes]:
    """Rules of dues, and ``count`` people whose code was typed: their cookies."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import connection

    from milliard.accounts.models import User
    from milliard.members.enums import PeriodRule
    from milliard.members.models import DuesRates
    from milliard.members.services.rates import set_rates

    if not DuesRates.objects.exists():
        set_rates(
            valid_from=dt.date(2024, 1, 1),
            suggested_cents=[2000, 3500, 5000],
            solidarity_cents=500,
            floor_cents=100,
            period_rule=PeriodRule.ROLLING,
            year_starts="01-01",
            grace_days=30,
            due_soon_days=45,
            by=None,
        )
    people = [User(email=f"personne{number}@example.org", password="!") for number in range(count)]
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for person in User.objects.bulk_create(people):
        session = store()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}".encode())
    connection.close()
    return iter(cookies)


async def join(client: Client, cookies: Iterator[bytes], numbers: Iterator[int]) -> None:
    """One person, from their name to the page of their request."""
    session = next(cookies)
    path, typed = _JOIN, {"given_name": "Camille", "family_name": f"Exemple{_letters(next(numbers))}"}
    for fields in ({**typed, "commune": "Rennes (35)", "country": ""}, {"amount": "2000", "gift": "5"}):
        status, headers, page = await client.send("GET", path, session)
        assert status == 200, (status, page[:2000])
        token = between(page, b'name="csrfmiddlewaretoken" value="', b'"').decode()
        cookie = session + b"; csrftoken=" + between(headers, b"csrftoken=", b";")
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        status, headers, page = await client.send("POST", path, cookie, body)
        assert status == 302, (status, page[:3000])
        path = between(headers.lower(), b"location: ", b"\r\n").decode()
    assert path.startswith("/paiement/"), path
    client.completed += 1


def _letters(number: int) -> str:
    """A name of letters: 123 -> «bcd». After a word, for some are forms of companies («gaec»)."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def joined() -> int:
    from django.db import connection

    from milliard.members.models import DuesRequest

    count = DuesRequest.objects.count()
    connection.close()
    return count


def main(seconds: float, clients: int) -> bool:
    numbers = itertools.count()
    with prepared("joining") as ground:
        with step("people whose code was typed"):
            cookies = open_the_door(int((seconds + 6) * _A_SECOND))
        single = pgbench(ground, int(seconds / 2), clients)
        ground.serve()
        with step("people who join"):
            for _ in range(2):  # both workers have shown every page
                asyncio.run(run_clients(ground.port, clients, 1, lambda c: join(c, cookies, numbers)))
            stored = joined()
            before = (*ground.processor_seconds(), time.process_time())
            everyone, spent = asyncio.run(
                run_clients(ground.port, clients, seconds, lambda c: join(c, cookies, numbers))
            )
            after = (*ground.processor_seconds(), time.process_time())
        ground.stop_web()
        acknowledged, stored = sum(client.completed for client in everyone), joined() - stored
    assert stored == acknowledged, (stored, acknowledged)
    say(f"  acknowledged {acknowledged}, found in the database {stored}")
    web, database, own = (
        (late - early) / acknowledged * 1000 for early, late in zip(before, after, strict=True)
    )
    gets = [value for client in everyone for value in client.times["GET"]]
    posts = [value for client in everyone for value in client.times["POST"]]
    rate = acknowledged / spent
    table = Table(f"People who join, {clients} clients, {seconds:.0f} s (median / p95 / p99)")
    table.add("people who joined", f"{rate:.0f}/s", f"target {TARGET:.0f}/s")
    table.add("GET a page", milliseconds(gets))
    table.add("POST a page", milliseconds(posts))
    table.add("every request, p95", f"{quantile(gets + posts, 0.95) * 1000:.0f} ms")
    table.add(
        "processor time of one",
        f"{web + database:.1f} ms",
        f"web {web:.1f}, PostgreSQL {database:.1f}; client {own:.1f}",
    )
    table.add("pgbench -N", f"{single:.0f}/s", f"ours is {rate / single:.3f} of it")
    table.show()
    return rate >= TARGET


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]]
    is_reached = main(given[0] if given else 15, int(given[1]) if len(given) > 1 else 8)
    sys.exit(0 if is_reached else 1)
