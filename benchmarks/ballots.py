"""Secret ballots: five candidates, from none to two chosen, made, verified, added up, opened.

    .venv/bin/python benchmarks/ballots.py [BALLOTS]

Processor time on one core decides; the verification of the whole archive by all cores is on the wall. Bound:
the same operations of libsodium, bare. The targets, 390 and 230 a second, are of a prototype on a core where
one multiplication of a point took 71 µs, told beside ours. Peers,
when they are there: `belenios-tool` 3 (`.ci/newer-belenios var/belenios-newer`), whose `verify-ballot` is a
process a ballot, its time on an empty ballot subtracted; npm's `sirona`; and `belenios-tool` 2.0 in the
finite field it knows.
"""

import io
import os
import random
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ground import ROOT, Table, say, step

from engines.ballots import (
    Election,
    _edwards,
    add_ballots,
    append_ballot,
    append_count,
    append_end,
    append_result,
    append_share,
    check_ballot,
    choice_of,
    choose,
    credential_of_code,
    decrypt_sums,
    election_key,
    find_result,
    group_of,
    majority_judgment,
    make_ballot,
    make_roll,
    make_trustee_key,
    map_in_processes,
    motion,
    new_code,
    new_uuid,
    open_archive,
    secret_of_code,
    verify_archive,
)
from engines.ballots._tally import _logarithms

MADE_EACH_S, VERIFIED_EACH_S = 390, 230
NEWER = ROOT / "var/belenios-newer/belenios-tool"
SIRONA = ROOT / "node_modules/sirona/dist/cli/sirona-election.js"
#: A point multiplied, on the machine of the targets.
TARGETS_POINT_US = 71.0
#: In the order of their cost. Counted while one ballot is made, then verified; each timed alone.
OPERATIONS = {
    "crypto_scalarmult_ed25519_noclamp": "point",
    "crypto_core_ed25519_is_valid_point": "check",
    "crypto_scalarmult_ed25519_base_noclamp": "base",
    "crypto_core_ed25519_add": "add",
    "crypto_core_ed25519_sub": "sub",
}
SAMPLE = 20
GRADES = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant")
KINDS = {
    "motion, three answers": (motion("?", answers=("Pour", "Contre", "Abstention")),),
    "any of 20 projects": (choose("?", answers=[f"projet {i}" for i in range(20)], at_most=20),),
    "majority judgment, 5 proposals × 6 grades": majority_judgment("ABCDE", grades=GRADES),
    "at most 5 of 100 projects": (choose("?", answers=[f"projet {i}" for i in range(100)], at_most=5),),
}


class Vote:
    """An election of as many voters, each of whom votes once."""

    def __init__(self, group_name: str, voters: int, questions) -> None:
        self.group = group_of(group_name)
        self.secret = secrets.randbelow(self.group.order)
        self.trustees = (make_trustee_key(self.group, self.secret, randomness=secrets.randbelow),)
        key = election_key(self.group, self.trustees)
        uuid = new_uuid(secrets.randbelow)
        self.election = Election(uuid, "Vote", "", self.group, key, tuple(questions))
        self.codes = [new_code(secrets.randbelow) for _ in range(voters)]
        credentials = [credential_of_code(self.group, uuid, code) for code in self.codes]
        self.roll = make_roll((credential, 1) for credential in credentials)
        self.ballots = []

    def make(self) -> float:
        draw, before = random.Random(2026), time.process_time()
        for code in self.codes:
            secret = secret_of_code(self.group, self.election.uuid, code)
            choices = []
            for question in self.election.questions:
                count = draw.randint(question.at_least, question.at_most)
                choices.append(choice_of(question, draw.sample(range(len(question.answers)), count)))
            ballot = make_ballot(self.election, secret, choices, randomness=secrets.randbelow)
            self.ballots.append(ballot)
            _ = ballot.raw
        return (time.process_time() - before) / len(self.codes)

    def check(self) -> float:
        before = time.process_time()
        for ballot in self.ballots:
            check_ballot(self.election, ballot.raw, roll=self.roll.weights)
        return (time.process_time() - before) / len(self.ballots)

    def archive(self, *, ballots: bool = True) -> bytes:
        found = open_archive(self.election, self.trustees, self.roll, timestamp=1_795_000_000)
        parts = [found.raw]
        if not ballots:
            return parts[0]
        for ballot in self.ballots:
            found = append_ballot(found.tip, ballot.raw)
            parts.append(found.raw)
        count = add_ballots(self.election, [(ballot, 1) for ballot in self.ballots])
        share = decrypt_sums(self.election, count.sums, self.secret, randomness=secrets.randbelow)
        result = find_result(self.election, count, self.trustees, {1: share})
        for step_of in (
            append_end,
            lambda tip: append_count(tip, self.election, count),
            lambda tip: append_share(tip, self.election, 1, share),
            lambda tip: append_result(tip, result),
        ):
            found = step_of(found.tip)
            parts.append(found.raw)
        return b"".join(parts)


def processor(command: list[object], folder: Path, *, check: bool = True) -> float:
    """Seconds of processor of one process, which must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, check=check)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Bare:
    """What the operations of libsodium cost here: seconds each, and of one call of ours."""

    def __init__(self, group) -> None:
        point, other = (group.base_power(secrets.randbelow(group.order)) for _ in range(2))
        scalar = secrets.randbelow(group.order).to_bytes(32, "little")
        given = {"point": (scalar, point), "check": (point,), "base": (scalar,)}
        self.each = {}
        for function, name in OPERATIONS.items():
            call, arguments = getattr(_edwards, function), given.get(name, (point, other))
            before = time.process_time()
            for _ in range(2000):
                call(*arguments)
            self.each[name] = (time.process_time() - before) / 2000

    def of(self, act) -> float:
        """Seconds of the operations that ``act()`` asks of libsodium."""
        kept, asked = {name: getattr(_edwards, name) for name in OPERATIONS}, []

        def counted(name):
            def call(*arguments):
                asked.append(OPERATIONS[name])
                return kept[name](*arguments)

            return call

        try:
            for name in OPERATIONS:
                setattr(_edwards, name, counted(name))
            act()
        finally:
            for name, function in kept.items():
                setattr(_edwards, name, function)
        return sum(self.each[name] for name in asked)


def peers(table: Table, vote: Vote, mine: float) -> None:
    """The same ballots by the verifiers of others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = Vote("Ed25519", SAMPLE, vote.election.questions)
        small.make()
        path = folder / f"{small.election.uuid}.bel"
        if NEWER.exists():
            path.write_bytes(small.archive(ballots=False))
            (folder / "code").write_text(small.codes[0])
            (folder / "choice").write_text("[[1,0,1,0,0]]")
            (folder / "empty").write_text("{}")
            checking = [NEWER, "election", "verify-ballot", "--ballot"]
            start = sum(processor([*checking, "empty"], folder, check=False) for _ in small.ballots)
            spent = making = 0.0
            for ballot in small.ballots:
                (folder / "ballot").write_bytes(ballot.raw)
                spent += processor([*checking, "ballot"], folder)
                command = [NEWER, "election", "generate-ballot", "--privcred", "code", "--choice", "choice"]
                making += processor(command, folder)
            each, made = (spent - start) / SAMPLE, making / SAMPLE
            words = f"ours {each / mine:.1f} times as fast"
            table.add("belenios-tool 3 verifies, start subtracted", f"{1 / each:.0f}/s", words)
            table.add("belenios-tool 3 makes, one process each", f"{1 / made:.0f}/s", "")
        else:
            say("  belenios-tool 3 is absent: .ci/newer-belenios var/belenios-newer")
        node = shutil.which("node") or ROOT / ".venv/bin/node"
        if SIRONA.exists():
            path.write_bytes(small.archive())
            each = processor([node, SIRONA, "verify"], folder) / SAMPLE
            table.add("sirona verifies", f"{1 / each:.0f}/s", f"ours {each / mine:.1f} times as fast")
        else:
            say("  sirona is absent: npm ci")


def finite_field(table: Table, questions) -> None:
    vote = Vote("BELENIOS-2048", SAMPLE, questions)
    made, mine = vote.make(), vote.check()
    against = f"made {1 / made:.0f}/s"
    program = shutil.which("belenios-tool")
    if program:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / f"{vote.election.uuid}.bel").write_bytes(vote.archive())
            each = processor([program, "election", "verify"], Path(name)) / SAMPLE
            against += f"; the older belenios-tool {1 / each:.0f}/s, {mine / each:.1f} times as fast as ours"
    table.add("BELENIOS-2048, verified", f"{1 / mine:.0f}/s", against)


def on_their_core(spent: float, point_us: float) -> float:
    """How many a second, on a core where a point is multiplied as fast as where the targets come from."""
    return 1 / spent * point_us / TARGETS_POINT_US


def main(voters: int) -> bool:
    questions = (choose("Qui ?", answers="ABCDE", at_most=2),)
    load = os.getloadavg()[0]
    table = Table(f"Ballots, five candidates, none to two; one core, processor time; load {load:.1f}")
    vote = Vote("Ed25519", voters, questions)
    with step(f"{voters} ballots made"):
        made = vote.make()
    with step("verified"):
        checked = vote.check()
    bare, code, size = Bare(vote.group), vote.codes[0], len(vote.ballots[0].raw)
    secret = secret_of_code(vote.group, vote.election.uuid, code)
    choices = [choice_of(questions[0], [0, 1])]
    making = bare.of(lambda: make_ballot(vote.election, secret, choices, randomness=secrets.randbelow))
    checking = bare.of(lambda: check_ballot(vote.election, vote.ballots[0].raw, roll=vote.roll.weights))
    for name, target, spent, floor in (
        ("ballots made", MADE_EACH_S, made, making),
        ("ballots verified", VERIFIED_EACH_S, checked, checking),
    ):
        words = f"target {target}/s; bare operations {1 / floor:.0f}/s, ours {floor / spent:.2f} of it"
        table.add(name, f"{1 / spent:.0f}/s", words)
    point = bare.each["point"] * 1e6
    there = " made, ".join(f"{on_their_core(spent, point):.0f}" for spent in (made, checked))
    words = f"{TARGETS_POINT_US:.0f} where the targets come from: {there} verified a second there"
    table.add("a point multiplied, libsodium", f"{point:.0f} µs", words)
    table.add("bytes of a ballot", f"{size}", "")
    before = time.process_time()
    add_ballots(vote.election, [(ballot, 1) for ballot in vote.ballots])
    summed = (time.process_time() - before) / voters * 1000
    table.add("sums of 1,000 ballots", f"{summed:.2f} s", "")
    group = vote.group
    wanted = {group.base_power(secrets.randbelow(100_001)) for _ in range(5)}
    before = time.process_time()
    _logarithms(group, wanted, 100_000)
    table.add("five numbers up to 100,000", f"{(time.process_time() - before) * 1000:.0f} ms", "")
    raw = vote.archive()
    with step("the whole archive, all cores"):
        started = time.perf_counter()
        assert verify_archive(io.BytesIO(raw), map_slices=map_in_processes()).stands
        wall = time.perf_counter() - started
    cores = len(os.sched_getaffinity(0))
    words = f"{voters} ballots in {wall:.1f} s on the wall, starts of processes included"
    table.add(f"archive verified, {cores} cores", f"{voters / wall:.0f}/s", words)
    for name, kind in KINDS.items():
        other = Vote("Ed25519", SAMPLE, kind)
        making, checking = other.make() * 1000, other.check() * 1000
        size = len(other.ballots[0].raw) / 1000
        table.add(name, f"{checking:.1f} ms", f"made in {making:.1f} ms; {size:.0f} kB")
    with step("peers"):
        peers(table, vote, checked)
        finite_field(table, questions)
    table.show()
    return all(
        max(1 / spent, on_their_core(spent, point)) >= target
        for spent, target in ((made, MADE_EACH_S), (checked, VERIFIED_EACH_S))
    )


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 400) else 1)
