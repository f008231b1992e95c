"""A benchmark of today's code and of an earlier commit's, in turns: what became dearer, whatever the machine.

    .venv/bin/python benchmarks/beside.py COMMIT BENCHMARK [TURNS]

COMMIT is copied into `var/beside/`, with a cluster of its own and this environment's packages. Every line the
benchmark prints with a number, in both, is compared: the median of what each turn (3) says. One turn is worth
little: what else the machine does changes between two runs of the same code.
"""

import re
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from ground import ROOT, Table, say, step

#: «  processor time of a response        15.2 ms  target…»: the words, then the first number.
_LINE = re.compile(r"^  (\S.*?) {2,}([\d,]+(?:\.\d+)?)", re.MULTILINE)
#: Made or installed here, and the same for both.
_SHARED = (".venv", "node_modules", "var/assets")


def checked_out(commit: str) -> Path:
    """The tree of ``commit``, ready to run."""
    named = subprocess.run(
        ["git", "rev-parse", "--short", f"{commit}^{{commit}}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    folder = ROOT / "var" / "beside" / named.stdout.strip()
    if not folder.exists():
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", ROOT, folder], check=True)
        subprocess.run(["git", "checkout", "-q", "--detach", named.stdout.strip()], cwd=folder, check=True)
        (folder / "var").mkdir(exist_ok=True)
        for name in _SHARED:
            (folder / name).symlink_to(ROOT / name)
    return folder


def figures(folder: Path, benchmark: str) -> dict[str, float]:
    """What ``benchmark`` of the tree in ``folder`` prints: words -> number. A missed target is no failure."""
    command = [sys.executable, f"benchmarks/{benchmark}"]
    printed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = {words: float(number.replace(",", "")) for words, number in _LINE.findall(printed.stdout)}
    if not found:
        raise SystemExit(printed.stdout + printed.stderr)
    return found


def main(commit: str, benchmark: str, turns: int) -> None:
    before = checked_out(commit)
    then, now = defaultdict(list), defaultdict(list)
    for turn in range(turns):
        with step(f"turn {turn + 1} of {turns}"):
            for folder, into in ((before, then), (ROOT, now)):
                for words, number in figures(folder, benchmark).items():
                    into[words].append(number)
    table = Table(f"{benchmark}: {before.name} and today's code, {turns} turns")
    for words, numbers in now.items():
        if len(numbers) == len(then[words]) == turns and all(then[words]):
            ratios = [late / early for early, late in zip(then[words], numbers, strict=True)]
            middle = f"{statistics.median(then[words]):,.4g} then, {statistics.median(numbers):,.4g} now"
            table.add(
                words,
                f"{statistics.median(ratios):.2f} x",
                f"{middle}; {min(ratios):.2f} to {max(ratios):.2f}",
            )
    table.show()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        say(__doc__ or "")
        raise SystemExit(2)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3)
