"""A promise: what was acknowledged is there, whatever dies. Real processes, a durable cluster, `kill -9`."""

import http.client
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from bootstrap.rehearsal import Rehearsal
from milliard.surveys import tokens
from milliard.surveys.tests import factories
from tests.harness.databases import fresh_database
from tests.harness.dumps import dump, restore

SLUG = "cinq"
PATH = f"/questionnaires/{SLUG}/section/page/"
CSRF = "k" * 32
SAVES, CLIENTS = 1_000, 6
_PATIENCE_S = 60
_DISCONNECTED = (OSError, http.client.HTTPException)


@pytest.fixture(scope="module")
def apart(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rehearsal]:
    """The site on a durable cluster of its own, with an open collection of five questions."""
    with django_db_blocker.unblock(), fresh_database():
        factories.open_collection(factories.five_questions(), slug=SLUG)
        kept = dump()
    rehearsal = Rehearsal("postgres-faults", settings={"DJANGO_SETTINGS_MODULE": "config.settings_test"})
    rehearsal.settings["TEST_DATABASE_URL"] = rehearsal.cluster.url(rehearsal.database)
    with rehearsal:
        restore(rehearsal, kept)
        rehearsal.serve()
        yield rehearsal


class Client:
    """A respondent after the other on one connection; asks again, the same, until it is acknowledged."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        self.failures = 0

    def save(self, cookie: str, fields: list[tuple[str, str]]) -> str:
        """The cookie that came with the acknowledgement."""
        body = urlencode([("csrfmiddlewaretoken", CSRF), *fields])
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers["Cookie"] = f"csrftoken={CSRF}" + (f"; reponse_{SLUG}={cookie}" if cookie else "")
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            try:
                self.connection.request("POST", PATH, body, headers)
                answer = self.connection.getresponse()
                text = answer.read()
            except _DISCONNECTED:
                self._wait()
                continue
            if answer.status == 302:
                given = answer.headers.get("Set-Cookie", "")
                return given.partition(f"reponse_{SLUG}=")[2].partition(";")[0] or cookie
            assert answer.status in (500, 503), (answer.status, text[:2_000])
            self._wait()
        raise TimeoutError("the site never came back")

    def _wait(self) -> None:
        self.failures += 1
        self.connection.close()
        time.sleep(0.05)


def respond(client: Client, number: int, acknowledged: dict[int, int]) -> None:
    """Two saves; ``acknowledged[number]`` counts those that were answered."""
    first = [("shown", "statut:"), ("shown", "personnes:"), ("statut", "scic"), ("personnes", str(number))]
    cookie = client.save("", [*first, ("fresh", tokens.fresh_token(SLUG)), ("go", "save")])
    acknowledged[number] = 1
    client.save(cookie, [("shown", "mot:"), ("mot", f"mot {number}"), ("go", "finish")])
    acknowledged[number] = 2


def run_clients(port: int, acknowledged: dict[int, int]) -> tuple[list[threading.Thread], list[Client]]:
    numbers = itertools.count(1)
    clients = [Client(port) for _ in range(CLIENTS)]

    def work(client: Client) -> None:
        while (number := next(numbers)) <= SAVES // 2:
            respond(client, number, acknowledged)
        client.connection.close()

    threads = [threading.Thread(target=work, args=(client,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    return threads, clients


def wait_for(acknowledged: dict[int, int], saves: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while sum(acknowledged.copy().values()) < saves:
        assert time.monotonic() < deadline, f"{sum(acknowledged.values())} saves of {saves}"
        time.sleep(0.005)


def stored(rehearsal: Rehearsal) -> list[tuple[int, str | None, bool]]:
    """(number, word, whether complete) of every response."""
    statement = (
        "SELECT (answers ->> 'personnes')::int, answers ->> 'mot', completed_at IS NOT NULL "
        "FROM surveys_response ORDER BY 1"
    )
    with psycopg.connect(rehearsal.cluster.url(rehearsal.database)) as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.slow
def test_every_acknowledged_answer_is_there_after_kill_nine(apart: Rehearsal) -> None:
    acknowledged: dict[int, int] = {}
    threads, clients = run_clients(apart.port, acknowledged)
    wait_for(acknowledged, SAVES // 4)
    apart.kill_database()
    apart.cluster.start()
    wait_for(acknowledged, SAVES // 2)
    apart.kill_web()
    apart.kill_database()
    interrupted = sum(client.failures for client in clients)
    apart.cluster.start()
    apart.serve()
    for thread in threads:
        thread.join(timeout=_PATIENCE_S)
    # The last acknowledgement has just been given: nothing has had the time to be written at leisure.
    apart.kill_web()
    apart.kill_database()
    apart.cluster.start()
    assert sum(acknowledged.values()) == SAVES
    assert interrupted >= 1
    assert sum(client.failures for client in clients) > interrupted
    # Asked again and again, each respondent is one response all the same.
    # The other test of this site may have run first: its answers say «entier».
    counted = [row for row in stored(apart) if row[1] != "entier"]
    assert counted == [(number, f"mot {number}", True) for number in range(1, SAVES // 2 + 1)]
    apart.serve()


def test_a_post_cut_on_its_way_stores_nothing_and_is_accepted_once_when_sent_again(apart: Rehearsal) -> None:
    before = len(stored(apart))
    fields = [("csrfmiddlewaretoken", CSRF), ("fresh", tokens.fresh_token(SLUG))]
    fields += [("shown", "statut:"), ("shown", "personnes:"), ("shown", "mot:"), ("statut", "scic")]
    body = urlencode([*fields, ("personnes", "4321"), ("mot", "entier"), ("go", "finish")]).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{apart.port}\r\nCookie: csrftoken={CSRF}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    for part in (0, len(body) // 2, body.index(b"321"), len(body) - 1):
        with socket.create_connection(("127.0.0.1", apart.port), timeout=_PATIENCE_S) as lost:
            lost.sendall(head + body[:part])
            lost.shutdown(socket.SHUT_WR)  # when it answers, all it does is done
            assert not lost.recv(12).startswith(b"HTTP/1.1 302")
    client = Client(apart.port)
    assert len(stored(apart)) == before
    # The answer is lost on the way back: the person sends the same page again.
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", apart.port), timeout=_PATIENCE_S) as lost:
            lost.sendall(head + body)
    whole = [*fields[1:], ("personnes", "4321"), ("mot", "entier"), ("go", "finish")]
    client.save("", whole)
    client.save("", whole)
    client.connection.close()
    assert stored(apart)[before:] == [(4321, "entier", True)]
