"""110 seats drawn from 2,000 volunteers, as equally as seven features and their targets allow.

    .venv/bin/python benchmarks/sortition.py [PEOPLE] [SEATS] [PEER_PYTHON]

Invented volunteers, as they come: older, more educated, more urban than the country, one in ten with another
at home; targets are the country's shares, give or take 5 %. Maximin and leximin are timed apart, each in a
process of its own, on one core, from the files to the report. Peer: the package `sortition-algorithms` on the
same files, when the Python of an environment that has it is given (`sortition_peer.py` says how); it is
stopped after ten minutes. Beside it, from 1,000 people on: as many seats from half as many people.
"""

import csv
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ground import ROOT, Table, say, step

TARGET_S = 60.0
PEER_LIMIT_S = 600
#: By feature and value, the share of the country and that of volunteers.
FEATURES = {
    "genre": {"femme": (0.52, 0.55), "homme": (0.48, 0.45)},
    "age": {
        "18-24": (0.11, 0.06),
        "25-39": (0.24, 0.20),
        "40-54": (0.25, 0.24),
        "55-64": (0.16, 0.20),
        "65-74": (0.13, 0.21),
        "75+": (0.11, 0.09),
    },
    "densite": {
        "urbain dense": (0.38, 0.52),
        "intermediaire": (0.29, 0.25),
        "rural": (0.28, 0.20),
        "rural tres peu dense": (0.05, 0.03),
    },
    "region": {
        "Ile-de-France": (0.18, 0.28),
        "Auvergne-Rhone-Alpes": (0.12, 0.14),
        "Nouvelle-Aquitaine": (0.09, 0.10),
        "Occitanie": (0.09, 0.10),
        "Hauts-de-France": (0.09, 0.06),
        "Provence-Alpes-Cote d'Azur": (0.08, 0.08),
        "Grand Est": (0.08, 0.06),
        "Pays de la Loire": (0.06, 0.06),
        "Bretagne": (0.05, 0.05),
        "Normandie": (0.05, 0.03),
        "Bourgogne-Franche-Comte": (0.04, 0.02),
        "Centre-Val de Loire": (0.04, 0.01),
        "Corse et outre-mer": (0.03, 0.01),
    },
    "profession": {
        "agriculture": (0.01, 0.01),
        "artisanat": (0.04, 0.04),
        "cadre": (0.12, 0.32),
        "intermediaire": (0.15, 0.22),
        "employe": (0.16, 0.12),
        "ouvrier": (0.12, 0.03),
        "retraite": (0.26, 0.20),
        "autre": (0.14, 0.06),
    },
    "qpv": {"oui": (0.08, 0.03), "non": (0.92, 0.97)},
    "diplome": {"aucun": (0.2, 0.06), "cap": (0.24, 0.12), "bac": (0.18, 0.15), "superieur": (0.38, 0.67)},
}


def write_files(folder: Path, people: int, seats: int) -> tuple[Path, Path]:
    """A pool and its targets."""
    draw = random.Random(2026)
    columns = [
        draw.choices(list(values), [volunteers for _, volunteers in values.values()], k=people)
        for values in FEATURES.values()
    ]
    homes = [
        f"foyer {draw.randrange(people // 13)}" if draw.random() < 0.1 else f"seul {number}"
        for number in range(people)
    ]
    pool, targets = folder / "pool.csv", folder / "targets.csv"
    with pool.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *FEATURES, "foyer"])
        writer.writerows(zip((f"v{number:05}" for number in range(people)), *columns, homes, strict=True))
    with targets.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["feature", "value", "min", "max"])
        for feature, values in FEATURES.items():
            for value, (country, _) in values.items():
                low, high = math.floor(country * seats * 0.95), math.ceil(country * seats * 1.05)
                writer.writerow([feature, value, low, high])
    return pool, targets


def run(command: list[str]) -> tuple[str, float, float]:
    """What it prints, seconds on the wall, seconds of processor."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PEER_LIMIT_S, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, time.perf_counter() - started, processor


def ours(files: tuple[Path, Path], seats: int, method: str) -> tuple[dict, float, float]:
    module = [sys.executable, "-m", "engines.sortition"]
    options = [
        "--panel",
        str(seats),
        "--method",
        method,
        "--household",
        "foyer",
        "--seed",
        "of the benchmark",
    ]
    printed, wall, processor = run([*module, "draw", *map(str, files), *options])
    return json.loads(printed), wall, processor


def peer(python: str, files: tuple[Path, Path], seats: int, method: str) -> str:
    script = str(ROOT / "benchmarks" / "sortition_peer.py")
    try:
        printed, wall, processor = run([python, script, *map(str, files), str(seats), method, "foyer"])
    except subprocess.TimeoutExpired:
        return f"the package: not ended after {PEER_LIMIT_S} s"
    found = json.loads(printed.splitlines()[-1])
    return (
        f"the package {found['version']}: {wall:.0f} s, processor {processor:.0f} s, "
        f"smallest probability {found['minimum']:.6f}"
    )


def main(people: int, seats: int, peer_python: str | None) -> bool:
    table = Table(f"Lottery of {seats} seats, {len(FEATURES)} features; processor time decides")
    is_held = True
    with tempfile.TemporaryDirectory() as name:
        for size in (people // 2, people) if people >= 1000 else (people,):
            files = write_files(Path(name), size, seats)
            for method in ("maximin", "leximin"):
                with step(f"{method}, {size} volunteers"):
                    report, wall, processor = ours(files, seats, method)
                smallest = min(report["probabilities"].values())
                against = f"target {TARGET_S:.0f} s; " if size == people else ""
                against += (
                    f"on the wall {wall:.1f} s; {len(report['panels'])} panels, smallest {smallest:.6f}"
                )
                table.add(f"{method}, {size} volunteers", f"{processor:.1f} s", against)
                is_held = is_held and (size < people or processor < TARGET_S)
            path = Path(name) / "report.json"
            path.write_text(json.dumps(report))
            _, wall, processor = run([sys.executable, "-m", "engines.sortition", "verify", str(path)])
            table.add(f"verify, {size} volunteers", f"{processor:.1f} s", f"on the wall {wall:.1f} s")
        if peer_python is None:
            say("  the package sortition-algorithms is absent: give the Python of an environment that has it")
        else:
            for method in ("maximin", "leximin"):
                with step(f"the package, {method}, {people} volunteers"):
                    table.add(f"peer, {method}", "", peer(peer_python, files, seats, method))
    table.show()
    return is_held


if __name__ == "__main__":
    given = sys.argv[1:]
    sizes = (int(given[0]) if given else 2000, int(given[1]) if len(given) > 1 else 110)
    sys.exit(0 if main(*sizes, given[2] if len(given) > 2 else None) else 1)
