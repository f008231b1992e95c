"""Server time of the pages of members and money at 1,000,000 members and 3,000,000 payments.

    .venv/bin/python benchmarks/members.py [MEMBERS] [TIMES]

The rows (`crowd.py`) are kept from one run to the next. Each page is asked for as the team or a member would,
inside the process: the site's whole application, network left out. Then the query sets that screens show,
alone. The processor time of each, Python's and PostgreSQL's, is what a quiet machine would take. Peers, in
the same run: the same on a database of 1,000 members, whose numbers of queries must be the same, and a bare
query (one member by their number, no application).
"""

import datetime as dt
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from crowd import FAMILIES, fill
from ground import Table, milliseconds, prepared, quantile, say, spent_s, step
from visitor import Visitor, application

TARGET_MS = 50.0
FEW = 1_000
_YEARS = 3
#: What takes longer was measured enough: it is far beyond the target.
_ENOUGH_S = 20.0
#: What is typed in a search box: a name borne by thousands, by one, with its accent, without, misspelt.
_NAMES = {
    "common": FAMILIES[0],
    "rare": "Zoé Unique",
    "accents": "Éluard",
    "plain": "eluard",
    "typo": "Martim",
}


def pages(member: Any, payment: Any) -> dict[str, tuple[str, str]]:
    """What is measured by address: name -> (who asks, path)."""
    team, own = "treasurer", f"/mon-adhesion/{member.public_id}/"
    payments = "/gestion/paiements/"
    return {
        "member, own page": ("member", own),
        "treasurer, desk": (team, "/gestion/argent/"),
        "treasurer, payments": (team, payments),
        "treasurer, what waits": (team, f"{payments}?a_decider=on"),
        "treasurer, one payment": (team, f"{payments}{payment.public_id}/"),
        "treasurer, payer by name": (team, f"{payments}?q={quote(member.name)}"),
        "treasurer, common name": (team, f"{payments}?q={_NAMES['common']}"),
        "treasurer, no such name": (team, f"{payments}?q=Quetzalcoatl"),
        "treasurer, reference": (team, f"{payments}?q={payment.meant_for.reference}"),
        "organiser, desk": ("organiser", "/gestion/membres/cette-semaine/"),
    }


def reads(today: dt.date) -> dict[str, Callable[[], object]]:
    """Query sets by name: each gives one page of fifty."""
    from milliard.core.tables import paginate_keyset
    from milliard.members.lookup import look_up
    from milliard.members.models import Member, RegisterEntry
    from milliard.members.services.dues import rates_in_force

    rates, order = rates_in_force(), ["sort_name"]
    a_year_ago = today - dt.timedelta(days=365)

    def listed(found: Any) -> object:
        return paginate_keyset(found.select_related("commune"), order=order).rows

    def named(name: str) -> object:
        return listed(look_up(Member.objects.present(), name, is_paged=True))

    def entries(on: dt.date) -> object:
        rows = RegisterEntry.objects.filter(effective_on__lte=on).select_related("member")
        return paginate_keyset(rows, order=["-effective_on"]).rows

    return {
        "members, state of each today": lambda: listed(Member.objects.present().with_state(rates, today)),
        "members, state a year ago": lambda: listed(Member.objects.present().with_state(rates, a_year_ago)),
        **{f"members, {kind} name": lambda name=name: named(name) for kind, name in _NAMES.items()},
        "register, today": lambda: entries(today),
        "register, a year ago": lambda: entries(a_year_ago),
    }


@dataclass
class Measured:
    """Seconds of each page or read, and its number of queries."""

    seconds: dict[str, list[float]]
    #: Processor milliseconds of one, on average: of Python, of PostgreSQL.
    processor: dict[str, tuple[float, float]]
    queries: dict[str, int]
    bare: list[float]


def measure(times: int) -> Measured:
    """Everything, on the database that is connected now."""
    from django.utils import timezone

    from milliard.members.models import Member
    from milliard.payments.models import Payment

    member = Member.objects.order_by("pk")[min(500, Member.objects.count() // 2)]
    payment = Payment.objects.select_related("meant_for").order_by("-pk")[10]
    visitors, found = sign_in(member), Measured({}, {}, {}, [])
    site = application()
    for name, (who, path) in pages(member, payment).items():

        def show(who: str = who, path: str = path) -> None:
            answer = Visitor(site, dict(visitors[who])).get(path)
            assert answer.status == 200, (path, answer.status, answer.location)

        _time(found, name, show, times)
    for name, read in reads(timezone.localdate()).items():
        _time(found, name, read, times)
    for _ in range(times * 5):
        started = time.perf_counter()
        Member.objects.get(pk=member.pk)
        found.bare.append(time.perf_counter() - started)
    return found


def _time(found: Measured, name: str, action: Callable[[], object], times: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    action()
    with CaptureQueriesContext(connection) as queries:
        action()
    found.queries[name] = len(queries)
    seconds: list[float] = []
    before = time.process_time(), spent_s(connection.connection.info.backend_pid)
    while len(seconds) < times and (len(seconds) < 3 or sum(seconds) < _ENOUGH_S):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    after = time.process_time(), spent_s(connection.connection.info.backend_pid)
    found.seconds[name] = seconds
    python, database = (
        (late - early) / len(seconds) * 1000 for early, late in zip(before, after, strict=True)
    )
    found.processor[name] = python, database


def sign_in(member: Any) -> Mapping[str, dict[str, str]]:
    """The cookies of a member, and of two of the team."""
    import time as clock

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from milliard.accounts.enums import Role
    from milliard.accounts.middleware import SIGNED_IN_AT
    from milliard.accounts.models import User
    from milliard.accounts.tests.factories import make_person

    def of_team(role: Role) -> User:
        address = f"{role.value}@exemple.invalid"
        return User.objects.filter(email=address).first() or make_person(role=role, email=address)

    people = {
        "member": member.account,
        "treasurer": of_team(Role.TREASURER),
        "organiser": of_team(Role.ORGANISER),
    }
    cookies = {}
    for who, person in people.items():
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session[SIGNED_IN_AT] = int(clock.time())
        session.create()
        cookies[who] = {settings.SESSION_COOKIE_NAME: session.session_key}
    return cookies


def main(members: int, times: int) -> bool:
    with prepared("members_few"):
        with step(f"{FEW:,} members"):
            fill(FEW, years=_YEARS)
        with step("pages, few"):
            little = measure(times)
    with prepared("members", keep=True):
        from django.db import connection

        with step(f"{members:,} members"):
            fill(members, years=_YEARS)
        with step("pages, many"):
            much = measure(times)
        connection.close()
    table = Table(f"{members:,} members, {_YEARS * members:,} payments, {times} times (median / p95 / p99)")
    slow = []
    for name, seconds in much.seconds.items():
        median = quantile(seconds, 0.5)
        if median * 1000 >= TARGET_MS or much.queries[name] != little.queries[name]:
            slow.append(name)
        against = f"{median / quantile(little.seconds[name], 0.5):.1f} x {FEW:,} members"
        against += f", {median / quantile(much.bare, 0.5):.0f} x bare"
        counts = f"{much.queries[name]} queries ({little.queries[name]} there)"
        python, database = much.processor[name]
        spent = f"processor {python:.1f} + {database:.1f} ms ({sum(little.processor[name]):.1f} there)"
        table.add(name, milliseconds(seconds), f"{against}; {counts}; {spent}")
    table.add("bare: one member by number", milliseconds(much.bare))
    table.show()
    say(f"  target under {TARGET_MS:.0f} ms at the median; beyond: {', '.join(slow) or 'none'}")
    return not slow


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    is_reached = main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 40)
    sys.exit(0 if is_reached else 1)
