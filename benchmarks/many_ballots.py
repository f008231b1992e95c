"""A large secret vote verified: by one process, by all cores, and by queued tasks that any machine takes.

    .venv/bin/python benchmarks/many_ballots.py [BALLOTS] [QUEUED]

BALLOTS (100,000) of a motion are made by all cores, put in one archive on the disk, and verified by all
cores; one process verifies a tenth of as many, and the ratio says what the second core brings. QUEUED (5,000)
ballots are then in the platform's tables, and workers (one, then two processes, as on two machines) take the
slices of its verification. Walls are of this machine at its load; processor time and peak memory are not.
"""

import os
import resource
import secrets
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ground import Table, prepared, say, step

from engines.ballots import (
    Election,
    add_ballots,
    append_ballot,
    append_count,
    append_end,
    append_result,
    append_share,
    choice_of,
    credential_of_code,
    decrypt_sums,
    election_key,
    find_result,
    group_of,
    make_ballot,
    make_roll,
    make_trustee_key,
    map_in_processes,
    motion,
    new_code,
    new_uuid,
    open_archive,
    read_ballot,
    read_election,
    secret_of_code,
    verify_archive,
)

_CHUNK = 250


def made_by_cores(described: Election, codes: list[str]) -> list[bytes]:
    """A ballot of each code, made by all cores."""
    chunks = [codes[start : start + _CHUNK] for start in range(0, len(codes), _CHUNK)]
    with ProcessPoolExecutor() as pool:
        made = pool.map(make_some, [described.raw] * len(chunks), chunks)
        return [raw for some in made for raw in some]


def make_some(raw: bytes, codes: list[str]) -> list[bytes]:
    described = read_election(raw)
    question = described.questions[0]
    found = []
    for code in codes:
        secret = secret_of_code(described.group, described.uuid, code)
        choices = [choice_of(question, [secrets.randbelow(len(question.answers))])]
        found.append(make_ballot(described, secret, choices, randomness=secrets.randbelow).raw)
    return found


def write_archive(path: Path, voters: int) -> int:
    """A whole vote by as many voters, from the first event to the result; bytes of one ballot."""
    group = group_of("Ed25519")
    secret = secrets.randbelow(group.order)
    trustees = (make_trustee_key(group, secret, randomness=secrets.randbelow),)
    questions = (motion("Adopter ?", answers=("Pour", "Contre", "Abstention")),)
    key = election_key(group, trustees)
    described = Election(new_uuid(secrets.randbelow), "Vote", "", group, key, questions)
    codes = [new_code(secrets.randbelow) for _ in range(voters)]
    roll = make_roll((credential_of_code(group, described.uuid, code), 1) for code in codes)
    raws = made_by_cores(described, codes)
    with path.open("wb") as file:
        found = open_archive(described, trustees, roll, timestamp=1_795_000_000)
        file.write(found.raw)
        for raw in raws:
            found = append_ballot(found.tip, raw)
            file.write(found.raw)
        count = add_ballots(described, ((read_ballot(described, raw), 1) for raw in raws))
        share = decrypt_sums(described, count.sums, secret, randomness=secrets.randbelow)
        result = find_result(described, count, trustees, {1: share})
        for appended in (
            append_end,
            lambda tip: append_count(tip, described, count),
            lambda tip: append_share(tip, described, 1, share),
            lambda tip: append_result(tip, result),
        ):
            found = appended(found.tip)
            file.write(found.raw)
    return len(raws[0])


def verified(path: Path, **how: Any) -> tuple[float, float, int]:
    """Seconds on the wall, processor seconds of all processes, ballots."""
    before, started = _spent(), time.perf_counter()
    with path.open("rb") as file:
        verdict = verify_archive(file, **how)
    wall = time.perf_counter() - started
    assert verdict.stands, verdict.refusals
    return wall, _spent() - before, verdict.ballots


def _spent() -> float:
    of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in of)


def by_queue(table: Table, ballots: int) -> None:
    """The same in the platform: slices in its queue, one worker then two."""
    from letters import _started

    with prepared("many_ballots") as ground:
        from django.db import connection

        from milliard.elections import services
        from milliard.elections.models import CheckedSlice, SecretElection
        from milliard.elections.services import slices
        from milliard.elections.tests import factories

        slices.INLINE_BALLOTS = 0
        with step(f"{ballots} ballots cast on the platform"):
            held = factories.make_ready(voters=ballots)
            election = factories.make_open(held)
            for voter in range(ballots):
                factories.vote(held, election, voter, [voter % 3])
            services.close_election(election=election, by=None)
        for workers in (1, 2):
            SecretElection.objects.filter(pk=election.pk).update(verdict=None)
            slices.begin_verification(election=election)
            parts = CheckedSlice.objects.filter(election=election).count()
            started = time.perf_counter()
            running = [_started(ground, "worker", "--no-startup-delay") for _ in range(workers)]
            with step(f"{parts} slices, {workers} worker(s)"):
                while SecretElection.objects.filter(pk=election.pk, verdict__isnull=True).exists():
                    time.sleep(0.2)
            wall = time.perf_counter() - started
            for each in running:
                each.terminate()
                each.wait()
            election.refresh_from_db()
            assert election.verdict["stands"], election.verdict
            words = f"{parts} slices, starts included"
            table.add(f"queued tasks, {workers} worker(s)", f"{ballots / wall:.0f}/s", words)
        connection.close()


def main(ballots: int, queued: int) -> None:
    table = Table(f"{ballots} ballots of a motion; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.bel", Path(folder) / "large.bel"
        with step(f"{ballots // 10} and {ballots} ballots made"):
            write_archive(small, ballots // 10)
            size = write_archive(large, ballots)
        with step("a tenth of them by one process"):
            wall, spent, count = verified(small)
        table.add("one process", f"{count / wall:.0f}/s", f"{1000 * spent / count:.2f} ms of processor each")
        one = count / wall
        with step("all of them, all cores"):
            wall, spent, count = verified(large, map_slices=map_in_processes())
        memory = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        words = (
            f"{wall:.0f} s; {count / wall / one:.2f} times one process; {1000 * spent / count:.2f} ms each"
        )
        table.add(f"{count} ballots, {len(os.sched_getaffinity(0))} cores", f"{count / wall:.0f}/s", words)
        archive = large.stat().st_size / 1e6
        table.add(
            "largest process", f"{memory / 1024:.0f} MB", f"archive {archive:.0f} MB, {size} bytes a ballot"
        )
    by_queue(table, queued)
    table.show()
    say("")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:3]]
    main(*(given + [100_000, 5_000][len(given) :]))
