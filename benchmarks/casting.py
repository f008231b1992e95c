"""Ballots cast over HTTP: per second on all cores, and how long each voter waits; closing and verifying.

    .venv/bin/python benchmarks/casting.py [BALLOTS] [CLIENTS]

A series with a ceremony of 2 of 3 and one code a voter; every ballot of a motion is made beforehand, then
posted by the clients (8) on kept connections, which share the two cores. All that was acknowledged is counted
in the archive, which must verify. Then the box is closed: the encrypted sums, and the whole verification.
Beside it: the check of one ballot alone, and the same server with a bare durable INSERT of as many bytes.
"""

import asyncio
import sys
import time

from answering import Client
from ground import Rehearsal, Table, milliseconds, prepared, quantile, say, step

TARGET, TARGET_P95_MS = 100.0, 500.0
_CORES = 2


def prepare(count: int) -> tuple[str, list[bytes]]:
    """An open election, and a ballot of each voter."""
    from django.db import connection

    from milliard.elections.tests import factories

    held = factories.make_ready(voters=count)
    election = factories.make_open(held)
    ballots = [factories.ballot_of(held, election, voter, [voter % 3]) for voter in range(count)]
    connection.close()
    return election.uuid, ballots


def post_all(port: int, path: str, bodies: list[bytes], clients: int) -> tuple[list[float], float]:
    """Post each body once, on as many kept connections; seconds of each, and of all."""
    waiting = list(bodies)
    everyone = [Client("127.0.0.1", port) for _ in range(clients)]

    async def work(client: Client) -> None:
        await client.connect()
        while waiting:
            status, _, body = await client.send("POST", path, body=waiting.pop())
            assert status == 200, (status, body)
        client.writer.close()

    async def run() -> None:
        await asyncio.gather(*(work(client) for client in everyone))

    started = time.perf_counter()
    asyncio.run(run())
    return [one for client in everyone for one in client.times["POST"]], time.perf_counter() - started


def post_bare(ground: Rehearsal, bodies: list[bytes], clients: int) -> float:
    """Bare durable INSERTs of the same bytes per second, on the same kind of server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, body text)")
    connection.close()
    ground.serve("benchmarks.bare:application", ready="/select")
    _, seconds = post_all(ground.port, "/insert", bodies, clients)
    ground.stop_web()
    return len(bodies) / seconds


def check_alone(uuid: str, ballots: list[bytes]) -> float:
    """Seconds of one check, median of a hundred."""
    from engines.ballots import check_ballot
    from milliard.elections.services.protocol import opened_election

    opened, seconds = opened_election(uuid), []
    for raw in ballots[:100]:
        started = time.perf_counter()
        check_ballot(opened.election, raw, roll=opened.weights)
        seconds.append(time.perf_counter() - started)
    return quantile(seconds, 0.5)


def close(uuid: str) -> tuple[float, float, int]:
    """Seconds of the closing with its sums, seconds of the verification, ballots verified."""
    from django.db import connection

    from milliard.elections import services
    from milliard.elections.models import SecretElection
    from milliard.elections.services.verifying import verify_only

    election = SecretElection.objects.get(uuid=uuid)
    started = time.perf_counter()
    services.close_election(election=election, by=None)
    closed = time.perf_counter() - started
    started = time.perf_counter()
    found = verify_only(election)
    verified = time.perf_counter() - started
    assert found["stands"], found
    connection.close()
    return closed, verified, found["ballots"]


def main(count: int, clients: int) -> bool:
    with prepared("casting") as ground:
        with step(f"{count} voters, their codes and their ballots"):
            uuid, ballots = prepare(count)
        with step("bare bound"):
            bare = post_bare(ground, ballots, clients)
        with step("casting"):
            ground.serve()
            times, seconds = post_all(ground.port, f"/scrutins/{uuid}/urne/", ballots, clients)
            ground.stop_web()
        alone = check_alone(uuid, ballots)
        with step("closing and verifying"):
            closed, verified, number = close(uuid)
    assert number == count, (number, count)
    rate, p95 = count / seconds, quantile(times, 0.95) * 1000
    table = Table(f"{count} ballots of {len(ballots[0])} bytes, {clients} clients")
    table.add("cast over HTTP", f"{rate:.0f}/s", f"check alone on two cores: {_CORES / alone:.0f}/s")
    table.add("bare durable INSERT of as many bytes", f"{bare:.0f}/s", f"ours is {rate / bare:.2f} of it")
    table.add("one ballot, median / p95 / p99", milliseconds(times), f"check alone {alone * 1000:.1f} ms")
    table.add("closed, encrypted sums added", f"{closed:.2f} s", f"{1000 * closed / count:.2f} ms a ballot")
    table.add("whole archive verified", f"{verified:.2f} s", f"{1000 * verified / count:.2f} ms a ballot")
    table.show()
    missed = rate < TARGET or p95 > TARGET_P95_MS
    if missed:
        say(f"  missed: {TARGET:.0f}/s, p95 {TARGET_P95_MS:.0f} ms")
    return not missed


if __name__ == "__main__":
    arguments = [int(one) for one in sys.argv[1:3]]
    sys.exit(0 if main(*(arguments + [600, 8][len(arguments) :])) else 1)
