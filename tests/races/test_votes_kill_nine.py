"""`kill -9` of the server and of PostgreSQL amid casting: what was acknowledged is there, once."""

import http.client
import itertools
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bootstrap.rehearsal import Rehearsal
from milliard.accounts.models import User
from milliard.assemblies.enums import AssemblyState, Secrecy
from milliard.assemblies.tests.factories import come, entries_of, make_assembly, make_resolution
from tests.harness.databases import fresh_database
from tests.harness.dumps import dump, restore

VOTERS, CLIENTS = 40, 4
_PATIENCE_S = 90
_DISCONNECTED = (OSError, http.client.HTTPException)
_VOTES = """
SELECT (SELECT count(*) FROM assemblies_openballot), (SELECT count(*) FROM assemblies_confidentialballot),
    (SELECT count(*) FROM assemblies_votingright WHERE has_voted),
    (SELECT count(*) FROM assemblies_openballot WHERE revision > 1)
"""


@pytest.fixture
def hall(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Rehearsal, str, list[str]]]:
    """A site apart where two votes are open, one of them confidential; the voters' cookies."""
    with django_db_blocker.unblock(), fresh_database():
        assembly = make_assembly(voters=VOTERS, state=AssemblyState.OPEN)
        entries = entries_of(assembly)
        come(*entries)
        for secrecy in (Secrecy.OPEN, Secrecy.CONFIDENTIAL):
            make_resolution(assembly, is_open=True, secrecy=secrecy)
        cookies = [_session_of(entry.member.account) for entry in entries]
        path, kept = assembly.get_absolute_url(), dump()
    # Not the cluster of `test_kill_nine`, which another process may be killing at the same moment.
    rehearsal = Rehearsal(
        "postgres-faults-votes", settings={"DJANGO_SETTINGS_MODULE": "config.settings_test"}
    )
    rehearsal.settings["TEST_DATABASE_URL"] = rehearsal.cluster.url(rehearsal.database)
    with rehearsal:
        restore(rehearsal, kept)
        rehearsal.serve()
        yield rehearsal, path, cookies


def _session_of(person: User | None) -> str:
    assert person is not None
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Voter:
    """One voter after the other on one connection; sends the same form again until it is acknowledged."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        self.failures = 0

    def cast(self, path: str, cookie: str, choice: str) -> None:
        page, headers = self._until("GET", path, {"Cookie": cookie}, "", 200)
        if "data-ballots" not in page:
            return  # another try of ours was written, and its answer lost
        form = page[page.index("data-ballots") :]
        fields = {
            piece.partition('"')[0]: piece.partition('value="')[2].partition('"')[0]
            for piece in form.split('type="hidden" name="')[1:]
        }
        prefix = next(name.removesuffix("_seen") for name in fields if name.endswith("_seen"))
        token = headers.partition("csrftoken=")[2].partition(";")[0]
        body = urlencode({**fields, f"{prefix}_choice": choice})
        sent = {
            "Cookie": f"{cookie}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._until("POST", path, sent, body, 302)

    def _until(
        self, method: str, path: str, headers: dict[str, str], body: str, wanted: int
    ) -> tuple[str, str]:
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read().decode()
            except _DISCONNECTED:
                self._wait()
                continue
            if answer.status == wanted:
                return text, answer.headers.get("Set-Cookie", "")
            assert answer.status in (500, 503), (answer.status, text[:2_000])
            self._wait()
        raise TimeoutError("the site never came back")

    def _wait(self) -> None:
        self.failures += 1
        self.connection.close()
        time.sleep(0.05)


def stored(rehearsal: Rehearsal) -> tuple[int, ...]:
    with psycopg.connect(rehearsal.cluster.url(rehearsal.database)) as connection:
        row = connection.execute(_VOTES).fetchone()
    assert row is not None
    return row


@pytest.mark.slow
def test_every_acknowledged_ballot_is_there_once_after_kill_nine(
    hall: tuple[Rehearsal, str, list[str]],
) -> None:
    rehearsal, path, cookies = hall
    acknowledged: list[int] = []
    numbers, voters = itertools.count(), [Voter(rehearsal.port) for _ in range(CLIENTS)]

    def work(voter: Voter) -> None:
        while (number := next(numbers)) < 2 * VOTERS:
            vote, who = number % 2 + 1, number // 2
            voter.cast(f"{path}votes/{vote}/", cookies[who], "for")
            acknowledged.append(number)
        voter.connection.close()

    threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in voters]
    for thread in threads:
        thread.start()
    wait_for(acknowledged, VOTERS // 2)
    rehearsal.kill_database()
    rehearsal.cluster.start()
    wait_for(acknowledged, VOTERS)
    rehearsal.kill_web()
    rehearsal.kill_database()
    rehearsal.cluster.start()
    rehearsal.serve()
    for thread in threads:
        thread.join(timeout=_PATIENCE_S)
    rehearsal.kill_web()
    rehearsal.kill_database()
    rehearsal.cluster.start()
    assert sorted(acknowledged) == list(range(2 * VOTERS))
    assert sum(one.failures for one in voters) >= 1
    # One ballot a mandate in each box, none changed by being sent again.
    assert stored(rehearsal) == (VOTERS, VOTERS, 2 * VOTERS, 0)


def wait_for(acknowledged: list[int], count: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while len(acknowledged) < count:
        assert time.monotonic() < deadline, f"{len(acknowledged)} of {count}"
        time.sleep(0.005)
