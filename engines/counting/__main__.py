"""A count on a console: what it decides, with the arithmetic, as JSON.

    python -m engines.counting COUNT.json > result.json

The file holds one object: its `kind` (motion, quorum, colleges, seats, majority-judgment, schulze, stv,
amendments, sums) and the fields of that kind. It ends with 2 when the file, a number or a rule is refused, or
when a tie needs a draw, each fault on a line.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.counting import CountingError, CountRefusedError, count_json, decide
from french import typeset

REFUSED = 2
MOST_BYTES = 256 * 2**20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.counting", description="Counting votes.")
    parser.add_argument("file", metavar="COUNT.json")
    path = parser.parse_args(arguments).file
    try:
        content = _json(path)
        result = decide(content)
    except CountRefusedError as error:
        for message in error.faults:
            sys.stderr.write(f"{path}: {message}\n")
        return REFUSED
    except CountingError as error:
        sys.stderr.write(f"{path}: {error}\n")
        return REFUSED
    sys.stdout.write(json.dumps(count_json(result, source=content), ensure_ascii=False, indent=1) + "\n")
    return 0


def _json(path: str) -> Any:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise CountRefusedError([typeset(f"fichier illisible ({error.strerror})")]) from None
    if len(data) > MOST_BYTES:
        raise CountRefusedError([f"fichier de plus de {MOST_BYTES >> 20} Mio"])
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise CountRefusedError([f"ce fichier n'est pas du JSON ({error})"]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is written twice")
    return found


if __name__ == "__main__":
    sys.exit(main())
