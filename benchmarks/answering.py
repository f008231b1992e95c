"""Complete durable responses per second over HTTP, to a page of five questions.

    .venv/bin/python benchmarks/answering.py [SECONDS] [CLIENTS]

Each of the clients (8) is a new respondent again and again: GET the page, POST it filled with the button
«Terminer», GET the receipt, all on one kept connection; the client shares the two cores. A response counts
when its receipt was read, and all that were acknowledged are counted in the database at the end.
Peers: the same server with a bare `SELECT 1` and a bare one-row durable INSERT (benchmarks/bare.py);
`pgbench -N` on the same cluster; LimeSurvey 6.14 on the same two cores and with the same client, durable on
both sides (measured for this project, not run here): 49 to 61 ms of processor time for a response once
tuned as far as it goes, 147 to 185 as installed, 178 to 241 MB.
"""

import asyncio
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ground import Cluster, Rehearsal, Table, milliseconds, pgbench, prepared, quantile, say, step

SLUG = "cinq-questions"
PATH = f"/questionnaires/{SLUG}/section/page/"
#: Processor time of a response, web and database: at its best, and as installed (medians of both, ms).
LIMESURVEY_TUNED_MS, LIMESURVEY_MS = 55.0, 166.0
TARGET, TARGET_P95_MS, TARGET_MS, TARGET_MB = 150.0, 200.0, 6.0, 250.0


@dataclass
class Client:
    """One kept HTTP/1.1 connection; as little work as possible on the client's side."""

    host: str
    port: int
    reader: Any = None
    writer: Any = None
    times: dict[str, list[float]] = field(default_factory=lambda: {"GET": [], "POST": []})
    completed: int = 0

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def send(
        self, method: str, path: str, cookies: bytes = b"", body: bytes = b""
    ) -> tuple[int, bytes, bytes]:
        """Status, headers, body."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n".encode()
        if cookies:
            head += b"Cookie: " + cookies + b"\r\n"
        if method == "POST":
            head += b"Content-Type: application/x-www-form-urlencoded\r\n"
            head += b"Content-Length: %d\r\n" % len(body)
        started = time.perf_counter()
        self.writer.write(head + b"\r\n" + body)
        headers = await self.reader.readuntil(b"\r\n\r\n")
        length = int(between(headers.lower(), b"content-length: ", b"\r\n") or 0)
        received = await self.reader.readexactly(length) if length else b""
        self.times[method].append(time.perf_counter() - started)
        return int(headers[9:12]), headers, received

    async def answer(self, typed: bytes) -> None:
        """One new respondent, from the page to the receipt."""
        status, headers, page = await self.send("GET", PATH)
        assert status == 200, status
        own = {
            name: between(page, b'name="%b" value="' % name.encode(), b'"').decode()
            for name in ("csrfmiddlewaretoken", "fresh", "page", "opened_at", "revision")
        }
        cookie = b"csrftoken=" + between(headers, b"csrftoken=", b";")
        status, headers, page = await self.send("POST", PATH, cookie, urlencode(own).encode() + typed)
        assert status == 302, (status, page[:2000])
        receipt = between(headers.lower(), b"location: ", b"\r\n").decode()
        assert "/recu/" in receipt, headers
        name = b"reponse_" + SLUG.encode() + b"="
        cookie += b"; " + name + between(headers, name, b";")
        status, headers, page = await self.send("GET", receipt, cookie)
        assert status == 200, status
        assert b"Merci" in page, page[:2000]
        self.completed += 1


def between(text: bytes, before: bytes, after: bytes) -> bytes:
    """What stands between two marks; empty when the first is missing."""
    _, found, rest = text.partition(before)
    return rest.partition(after)[0] if found else b""


async def run_clients(port: int, clients: int, seconds: float, act: Any) -> tuple[list[Client], float]:
    """``act(client)`` again and again on each connection; the clients and the seconds it really took."""
    everyone = [Client("127.0.0.1", port) for _ in range(clients)]
    deadline = time.perf_counter() + seconds

    async def work(client: Client) -> None:
        await client.connect()
        while time.perf_counter() < deadline:
            await act(client)
        client.writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(work(client) for client in everyone))
    return everyone, time.perf_counter() - started


def open_five_questions() -> bytes:
    """Open the collection; returns what respondents type, ready to be posted."""
    from milliard.surveys.tests import factories

    collection = factories.open_collection(factories.five_questions(), slug=SLUG)
    keys = [question.key for question in factories.five_questions().questions()]
    assert len(keys) == 5, keys
    typed: list[tuple[str, str]] = [("shown", key) for key in keys]
    typed += [("statut", "scic"), ("election", "yes"), ("personnes", "12"), ("besoin", "25 000,50")]
    typed += [("mot", "Merci, à bientôt !"), ("go", "finish")]
    assert collection.is_open()
    return b"&" + urlencode(typed).encode()


def complete_rows() -> int:
    from django.db import connection

    from milliard.surveys.models import Response

    count = Response.objects.filter(completed_at__isnull=False, answers__personnes=12).count()
    connection.close()
    return count


def measure_bare(ground: Rehearsal, clients: int, seconds: float) -> float:
    """Pairs of a bare read and a bare durable insert per second, on the same kind of server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, body text)")
    connection.close()
    ground.serve("benchmarks.bare:application", ready="/select")

    async def pair(client: Client) -> None:
        await client.send("GET", "/select")
        await client.send("POST", "/insert", body=b"x" * 300)
        client.completed += 1

    everyone, spent = asyncio.run(run_clients(ground.port, clients, seconds, pair))
    ground.stop_web()
    return sum(client.completed for client in everyone) / spent


@dataclass
class Measured:
    """What the respondents saw, and the processor time of one response: web, database, client (seconds)."""

    gets: list[float]
    posts: list[float]
    rate: float
    processor: tuple[float, float, float]
    #: Of the web server and of PostgreSQL, what processes share counted once (MB).
    memory: tuple[float, float]


def measure(ground: Rehearsal, typed: bytes, clients: int, seconds: float) -> Measured:
    """Respondents for ``seconds``, once both workers have shown every page a few times."""
    ground.serve()
    for _ in range(3):
        asyncio.run(run_clients(ground.port, 4 * clients, 1, lambda client: client.answer(typed)))
    stored = complete_rows()
    before = (*ground.processor_seconds(), time.process_time())
    everyone, spent = asyncio.run(
        run_clients(ground.port, clients, seconds, lambda client: client.answer(typed))
    )
    after = (*ground.processor_seconds(), time.process_time())
    stored = complete_rows() - stored
    memory_web, memory_database = (value / 1e6 for value in ground.memory_bytes())
    ground.stop_web()
    acknowledged = sum(client.completed for client in everyone)
    assert stored == acknowledged, (stored, acknowledged)
    say(f"  acknowledged {acknowledged}, found complete in the database {stored}")
    web, database, own = ((late - early) / acknowledged for early, late in zip(before, after, strict=True))
    return Measured(
        [value for client in everyone for value in client.times["GET"]],
        [value for client in everyone for value in client.times["POST"]],
        acknowledged / spent,
        (web, database, own),
        (memory_web, memory_database),
    )


def main(seconds: float, clients: int) -> bool:
    with prepared("answering", buffers_mb=Cluster.buffers_mb) as ground:  # as `make demo`
        typed = open_five_questions()
        with step("bare bounds"):
            bare = measure_bare(ground, clients, seconds / 2)
            single = pgbench(ground, int(seconds / 2), clients)
        with step("respondents"):
            seen = measure(ground, typed, clients, seconds)
    p95 = quantile(seen.gets + seen.posts, 0.95) * 1000
    web, database, own = (value * 1000 for value in seen.processor)
    server, memory = web + database, sum(seen.memory)
    table = Table(f"Five questions, {clients} clients, {seconds:.0f} s (median / p95 / p99)")
    table.add(
        "complete responses",
        f"{seen.rate:.0f}/s",
        f"target {TARGET:.0f}/s",
    )
    table.add("GET the page or the receipt", milliseconds(seen.gets))
    table.add("POST the page", milliseconds(seen.posts))
    table.add("every request, p95", f"{p95:.0f} ms", f"target under {TARGET_P95_MS:.0f} ms")
    table.add(
        "processor time of a response",
        f"{server:.1f} ms",
        f"target {TARGET_MS:.0f} ms; web {web:.1f}, PostgreSQL {database:.1f}; client {own:.1f}",
    )
    table.add(
        "beside LimeSurvey 6.14",
        f"{LIMESURVEY_TUNED_MS / server:.1f} times",
        f"less processor time than tuned, {LIMESURVEY_MS / server:.0f} times less than as installed",
    )
    table.add(
        "memory of all processes",
        f"{memory:.0f} MB",
        f"target under {TARGET_MB:.0f} MB; web {seen.memory[0]:.0f}, PostgreSQL {seen.memory[1]:.0f}",
    )
    table.add("bare SELECT + bare INSERT", f"{bare:.0f}/s", f"ours is {seen.rate / bare:.2f} of it")
    table.add("pgbench -N", f"{single:.0f}/s", f"ours is {seen.rate / single:.2f} of it")
    table.show()
    is_light = server <= TARGET_MS and memory < TARGET_MB
    return seen.rate >= TARGET and p95 < TARGET_P95_MS and is_light


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]]
    is_reached = main(given[0] if given else 15, int(given[1]) if len(given) > 1 else 8)
    sys.exit(0 if is_reached else 1)
