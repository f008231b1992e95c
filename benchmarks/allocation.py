"""Equal shares: a budget of 100 projects among 100,000 voters, once and with endowments raised step by step.

    .venv/bin/python benchmarks/allocation.py [VOTERS] [PROJECTS] [--peer PYTHON | --make-peer]

Invented approvals, of 1 to 10 projects a voter, the most popular project with three times the voters of the
least. Timed apart: reading the Pabulib file, one run, then a whole decision with steps of 1 % of the first
endowment. Peer: the package `pabutools`, on the same file in the same run, in float arithmetic, equal ballots
merged: its fastest. It is under the GPL and brings a proprietary solver, so it stays out of ours: give
the Python of an environment where `pip install pabutools==1.2.3` was run, or `--make-peer` for one that is
thrown away afterwards. Its winners are compared too; ties are broken otherwise there, and told.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from ground import ROOT, Table, say, step

TARGET_S = 0.1
PEER_LIMIT_S = 600
PACKAGE = "pabutools==1.2.3"


def write_file(path: Path, voters: int, projects: int) -> None:
    """A Pabulib file: costs of 5,000 to 200,000 euros, money for about a fifth of them."""
    draw = random.Random(2026)
    names = [f"p{number}" for number in range(projects)]
    costs = [draw.randrange(5_000, 200_000) for _ in names]
    popularity = [draw.uniform(0.5, 1.5) for _ in names]
    ballots = [
        sorted(set(draw.choices(names, popularity, k=draw.randint(1, 10))), key=names.index)
        for _ in range(voters)
    ]
    facts = {
        "description": "Banc d'essai",
        "country": "France",
        "unit": "inventée",
        "instance": "2026",
        "num_projects": projects,
        "num_votes": voters,
        "budget": sum(costs) // 5,
        "vote_type": "approval",
        "rule": "equalshares",
    }
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in facts.items())]
    lines += ["PROJECTS", "project_id;cost"]
    lines += [f"{name};{cost}" for name, cost in zip(names, costs, strict=True)]
    lines += ["VOTES", "voter_id;vote", *(f"v{row};{','.join(chosen)}" for row, chosen in enumerate(ballots))]
    path.write_text("\n".join(lines) + "\n")


def ours(path: Path, table: Table) -> tuple[float, float, set[str]]:
    """Seconds of one run and of a decision with steps; the winners of one run."""
    from engines.allocation import EqualSharesRule, StopRule, read_pabulib, share_equally
    from engines.allocation._rules import tie_ranks
    from engines.allocation._sharing import share_once

    with step("ours"):
        started = time.perf_counter()
        budget = read_pabulib(path.read_bytes(), file=path.name).budget
        assert budget.supporters
        table.add("the file read and checked, arrays made", f"{time.perf_counter() - started:.2f} s")
        rule = EqualSharesRule(stop=StopRule.NONE)
        ranks = tie_ranks(budget, rule.ties, rule.seed)
        endowment = -(-budget.money_cents * 1_000_000 // len(budget.ballots))
        times = []
        for _ in range(7):
            started = time.perf_counter()
            share_once(budget, endowment, rule.utility, ranks)
            times.append(time.perf_counter() - started)
        once = min(times)
        table.add(
            "equal shares once", f"{once:.4f} s", f"best of 7, worst {max(times):.4f}; target {TARGET_S} s"
        )
        winners = set(share_equally(budget, rule).winners)
        started = time.perf_counter()
        decision = share_equally(budget, EqualSharesRule())
        stepped = time.perf_counter() - started
        table.add(
            "with 1 % steps, reasons included",
            f"{stepped:.2f} s",
            f"{len(decision.runs)} runs, {len(decision.funded)} of {len(budget.projects)} projects funded",
        )
    return once, stepped, winners


def peer_side(path: str) -> None:
    """What the other Python runs: one run of its method of equal shares, and whom it funds, as JSON."""
    import importlib.metadata

    import pabutools.fractions as fractions
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.fractions import FLOAT_FRAC  # type: ignore[import-not-found]
    from pabutools.rules import method_of_equal_shares

    fractions.FRACTION = FLOAT_FRAC
    instance, profile = parse_pabulib(path)
    started = time.perf_counter()
    merged = profile.as_multiprofile()
    merging = time.perf_counter() - started
    started = time.perf_counter()
    found = method_of_equal_shares(instance, merged, sat_class=Cost_Sat)
    spent = time.perf_counter() - started
    version = importlib.metadata.version("pabutools")
    print(
        json.dumps(
            {
                "winners": sorted(project.name for project in found),
                "seconds": spent,
                "merging": merging,
                "version": version,
            }
        )
    )


def peer(python: str, path: Path, table: Table, once: float, winners: set[str]) -> None:
    with step("the package"):
        try:
            command = [python, str(Path(__file__).resolve()), "--peer-side", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=PEER_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            table.add("the package once", f"> {PEER_LIMIT_S} s", "not ended")
            return
    if done.returncode:
        say(done.stderr[-2000:])
        say("  THE PEER FAILED: no ratio in this run")
        return
    found = json.loads(done.stdout.splitlines()[-1])
    theirs = set(found["winners"])
    table.add(
        f"pabutools {found['version']} once",
        f"{found['seconds']:.2f} s",
        f"{found['seconds'] / once:.0f} times ours; ballots merged before, in {found['merging']:.1f} s",
    )
    same = "the same" if theirs == winners else f"differ by {len(theirs ^ winners)}"
    table.add("winners of both", f"{len(winners & theirs)}", same)


def main(options: argparse.Namespace) -> bool:
    sys.path.insert(0, str(ROOT))
    table = Table(f"Equal shares, {options.voters} voters, {options.projects} projects, one core")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "budget.pb"
        write_file(path, options.voters, options.projects)
        once, _, winners = ours(path, table)
        python = options.peer
        if options.make_peer:
            with step("an environment for the package, thrown away at the end"):
                venv.create(Path(name) / "peer", with_pip=True)
                python = str(Path(name) / "peer" / "bin" / "python")
                install = [python, "-m", "pip", "install", "-q", PACKAGE]
                done = subprocess.run(install, capture_output=True, text=True, check=False)
                if done.returncode:
                    say(done.stderr[-1000:])
                    python = None
        if python:
            peer(python, path, table, once, winners)
        else:
            say("  NO PEER: pabutools is absent, no ratio in this run (--peer PYTHON or --make-peer)")
    table.show()
    return once < TARGET_S


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer-side"]:
        peer_side(sys.argv[2])
        sys.exit(0)
    parser = argparse.ArgumentParser(description="Equal shares among many voters.")
    parser.add_argument("voters", type=int, nargs="?", default=100_000)
    parser.add_argument("projects", type=int, nargs="?", default=100)
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--make-peer", action="store_true")
    sys.exit(0 if main(parser.parse_args()) else 1)
