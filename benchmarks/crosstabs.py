"""Time of 340 weighted crosstabs (68 questions by 5 breakdowns) with their standard errors.

    python benchmarks/crosstabs.py [N …]

Prints, for each number of answers, the processor time of the engine and its ratio to two bounds measured on
the spot: reading every column once (nobody can do less), and the three bare `bincount` of each table (what a
careful script does). Both bounds compute neither shares, errors nor missing answers. Best of several runs;
default N: 1 000, 100 000 and 1 000 000. (Not named after the engine: a script called `statistics` would hide
the module of that name in the standard library.)
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engines.statistics import CategoricalColumn, Design, crosstabs

QUESTIONS, BREAKDOWN_LEVELS = 68, (2, 5, 6, 8, 13)
SEED = 20261123


def labelled(count: int) -> list[tuple[str, str]]:
    return [(str(place), f"Choix {place}") for place in range(count)]


Columns = list[CategoricalColumn]


def columns(generator: np.random.Generator, n: int) -> tuple[Columns, Columns]:
    """68 questions of 2 to 11 answers with 4 % of missing ones, and the five breakdowns."""
    questions = []
    for number in range(QUESTIONS):
        levels = 2 + number % 10
        codes = generator.integers(0, levels, n).astype(np.uint8)
        codes[generator.random(n) < 0.04] = 252
        questions.append(CategoricalColumn(codes, labelled(levels)))
    groups = [
        CategoricalColumn(generator.integers(0, levels, n).astype(np.uint8), labelled(levels))
        for levels in BREAKDOWN_LEVELS
    ]
    return questions, groups


def best(action: Callable[[], None], runs: int) -> float:
    """Least processor time of a few runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def measure(n: int) -> None:
    generator = np.random.default_rng(SEED)
    questions, groups = columns(generator, n)
    weights = generator.uniform(0.3, 3, n)
    squares = weights * weights
    design = Design(n, weights)

    def engine() -> None:
        tables = sum(1 for _, _, table in crosstabs(design, questions, groups) if table.errors.shape)
        assert tables == QUESTIONS * len(groups)

    def read() -> None:
        for column in (*questions, *groups):
            column.codes.max()
        weights.max()

    def bare() -> None:
        for question in questions:
            for group in groups:
                index = question.codes * np.intp(16) + group.codes
                np.bincount(index)
                np.bincount(index, weights=weights)
                np.bincount(index, weights=squares)

    runs = 7 if n <= 10_000 else 3
    spent, floor, script = best(engine, runs), best(read, runs), best(bare, min(runs, 2))
    print(
        f"{n:>9,}  {spent:8.4f} s  {spent / floor:9.1f} x reading once ({floor:.5f} s)"
        f"  {spent / script:6.2f} x bare counts ({script:.4f} s)"
    )


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000, 1_000_000]
    print("answers    340 crosstabs, processor time and ratios")
    for n in sizes:
        measure(n)


if __name__ == "__main__":
    main()
