"""Real questionnaire files of a folder: how many are imported, and what stops the others.

    .venv/bin/python benchmarks/forms.py FOLDER [--files]

Every workbook (.xlsx, .xlsm, .xls) and LimeSurvey structure (.lss) under FOLDER is read once, equal files
counted once. Peer for workbooks: pyxform's own verdict on the same file. A reason is counted by files: the
first line is what to build next; `--files` names the files of each. `FORMS_TARGET` (0.8) is the share of the
workbooks pyxform accepts that must be imported. The files stay with whoever gathered them.

First, a list as long as the communes of France, in seconds of processor: at most 3, and twice the choices at
most about twice the time.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl
from pyxform.xls2xform import convert

from engines.questionnaire.files.reader import read_questionnaire

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TARGET = float(os.environ.get("FORMS_TARGET", "0.8"))
COMMUNES = 36_095
LONG_LIST_S = 3.0
_VALUES = re.compile(r"«[^«»]*»|\$\{[^}]*\}|\d+")


@dataclass(frozen=True, slots=True)
class FormOutcome:
    """One file: the peer's verdict (None where there is no peer), ours, and our reasons."""

    path: Path
    is_accepted_by_peer: bool | None
    is_imported: bool
    reasons: tuple[str, ...]
    cpu_seconds: float


def distinct_files(folder: Path) -> Iterator[Path]:
    """The questionnaire files of a folder, each content once."""
    seen = set()
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix.lower() not in (*WORKBOOKS, ".lss")
            or path.name.startswith("~$")
            or not path.is_file()
        ):
            continue
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest not in seen:
            seen.add(digest)
            yield path


def outcome(path: Path) -> FormOutcome:
    started = time.process_time()
    result = read_questionnaire(path)
    spent = time.process_time() - started
    reasons = dict.fromkeys(_VALUES.sub("…", problem.message_fr)[:110] for problem in result.refusals)
    return FormOutcome(path, _peer(path), result.questionnaire is not None, tuple(reasons), spent)


def _peer(path: Path) -> bool | None:
    if path.suffix.lower() == ".lss":
        return None
    try:
        convert(str(path), validate=False)
    except Exception:  # noqa: BLE001 (whatever it raises on a file is its refusal)
        return False
    return True


def report(title: str, outcomes: list[FormOutcome], *, names_files: bool) -> float:
    """Print the counts and the reasons of those we refuse; the share imported."""
    imported = [item for item in outcomes if item.is_imported]
    slowest = max((item.cpu_seconds for item in outcomes), default=0.0)
    share = len(imported) / len(outcomes) if outcomes else 1.0
    print(f"\n{title}: {len(outcomes)}; imported: {len(imported)} ({share:.0%}); slowest {slowest:.1f} CPU s")
    by_reason: defaultdict[str, list[Path]] = defaultdict(list)
    for item in outcomes:
        for reason in item.reasons if not item.is_imported else ():
            by_reason[reason].append(item.path)
    for reason, paths in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        print(f"  {len(paths):4d}  {reason}")
        if names_files:
            print("        " + ", ".join(path.name for path in paths))
    return share


def seconds_for(choices: int) -> float:
    """Seconds of processor to read one select over a list of that many choices."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    survey, lists = book.create_sheet("survey"), book.create_sheet("choices")
    survey.append(["type", "name", "label", "choice_filter"])
    survey.append(["select_one communes", "commune", "Quelle commune ?", ""])
    lists.append(["list_name", "name", "label", "dept"])
    for number in range(choices):
        lists.append(["communes", f"{number:05d}", f"Commune {number}", f"{number // 400:02d}"])
    out = io.BytesIO()
    book.save(out)
    started = time.process_time()
    result = read_questionnaire(out.getvalue())
    spent = time.process_time() - started
    assert result.questionnaire is not None
    return spent


def long_list() -> bool:
    seconds_for(100)  # what is loaded once
    half, whole = seconds_for(COMMUNES // 2), seconds_for(COMMUNES)
    print(f"{COMMUNES} choices: {whole:.2f} CPU s ({COMMUNES // 2}: {half:.2f}); target {LONG_LIST_S}")
    return whole <= LONG_LIST_S and whole <= 2.6 * half


def main() -> int:
    arguments = [argument for argument in sys.argv[1:] if argument != "--files"]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    warnings.simplefilter("ignore")
    is_quick = long_list()
    outcomes = [outcome(path) for path in distinct_files(Path(arguments[0]))]
    show = "--files" in sys.argv
    accepted = [item for item in outcomes if item.is_accepted_by_peer]
    both_refuse = [item for item in outcomes if item.is_accepted_by_peer is False and not item.is_imported]
    alone = [item.path.name for item in outcomes if item.is_accepted_by_peer is False and item.is_imported]
    share = report("workbooks that pyxform accepts", accepted, names_files=show)
    report("LimeSurvey structures", [o for o in outcomes if o.is_accepted_by_peer is None], names_files=show)
    print(
        f"\nworkbooks that pyxform refuses: {len(both_refuse)} refused here too; imported: {alone or 'none'}"
    )
    print(f"target: {TARGET:.0%} of the workbooks that pyxform accepts; {share:.0%}")
    return 0 if share >= TARGET and not alone and is_quick else 1


if __name__ == "__main__":
    sys.exit(main())
