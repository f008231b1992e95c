"""How many questionnaire files of a folder are read, and what refuses the others.

    python -m engines.questionnaire.files FOLDER

One line a file: read, read without some questions, or refused; then the reasons, by number of files.
Nothing is written anywhere.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from engines.questionnaire.files.reader import read_questionnaire, read_without_refused

_ENDINGS = (".lss", ".lsa", ".xlsx", ".xls", ".md")
_QUOTED = re.compile(r"«[^»]*»|\d+")


def main(folder: Path) -> int:
    """Print the counts of every file below ``folder``."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS):
        verdict, line = _judged(path, reasons)
        counts[verdict] += 1
        _say(f"{verdict:8} {path.name}{line}")
    _say(
        f"{counts.total()} files: {counts['read']} read, {counts['partly']} without some questions,"
        f" {counts['refused']} refused"
    )
    for reason, count in reasons.most_common(40):
        _say(f"{count:5}  {reason}")
    return 0


def _judged(path: Path, reasons: Counter[str]) -> tuple[str, str]:
    """The verdict on a file, and what more to say of it; its refusals are counted."""
    result = read_questionnaire(path)
    if result.questionnaire is not None:
        return "read", ""
    reasons.update({_QUOTED.sub("…", problem.message_fr) for problem in result.refusals})
    partly = read_without_refused(path)
    if partly.questionnaire is None:
        return "refused", ""
    return "partly", f": {partly.questionnaire.asked_count} questions, without {', '.join(partly.without)}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        _say(str(__doc__))
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1])))
