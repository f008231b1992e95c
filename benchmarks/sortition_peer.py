"""The lottery of the package `sortition-algorithms`, by whichever Python has it.

    PYTHON benchmarks/sortition_peer.py POOL.csv TARGETS.csv SEATS [maximin|leximin] [HOUSEHOLD_COLUMN]

`PYTHON` is that of an environment of its own, where `pip install sortition-algorithms==0.12.15` was run: the
package brings 38 others, so it stays out of ours. Prints JSON: the smallest probability of those who can be
drawn at all, the seconds it took, the version. It made `engines/sortition/tests/package` too.
"""

import csv
import importlib.metadata
import json
import sys
import time
from pathlib import Path

from sortition_algorithms import Settings, read_in_features, read_in_people
from sortition_algorithms.committee_generation import find_distribution_leximin, find_distribution_maximin

METHODS = {"maximin": find_distribution_maximin, "leximin": find_distribution_leximin}


def main(pool: str, targets: str, seats: str, method: str = "maximin", household: str = "") -> None:
    head, body = rows(targets)
    features, *_ = read_in_features(head, body, int(seats))
    head, body = rows(pool)
    addresses = [household] if household else []
    settings = Settings(
        id_column=head[0],
        columns_to_keep=[],
        check_same_address=bool(addresses),
        check_same_address_columns=addresses,
        selection_algorithm=method,
    )
    people, _ = read_in_people(head, body, features, settings)
    started = time.perf_counter()
    panels, probabilities, _ = METHODS[method](features, people, int(seats), addresses)
    spent = time.perf_counter() - started
    chances = dict.fromkeys(set().union(*panels), 0.0)
    for panel, probability in zip(panels, probabilities, strict=True):
        for name in panel:
            chances[name] += probability
    version = importlib.metadata.version("sortition-algorithms")
    print(json.dumps({"minimum": min(chances.values()), "seconds": round(spent, 1), "version": version}))


def rows(path: str) -> tuple[list[str], list[dict[str, str]]]:
    with Path(path).open(newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        return list(reader.fieldnames or []), list(reader)


if __name__ == "__main__":
    main(*sys.argv[1:])
