"""A file whose refused questions can be left out: which they are, what names them, the file without."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from engines.questionnaire.files.workbook import SheetRow, Workbook
from engines.questionnaire.problems import Problem, ProblemList

_WHOLE = re.compile(r"[\w.-]+")
_PARTS = re.compile(r"[A-Za-z0-9]+")  # «Q1_S1» names Q1
SAID = "question laissée de côté, comme demandé"


@dataclass(frozen=True, slots=True)
class RefusedQuestion:
    """A question that refuses the file. ``code``: what names it to leave it out; ``reasons``: in French.

    named_by: the codes of the other questions whose conditions or texts name it.
    """

    code: str
    label: str
    reasons: tuple[str, ...]
    named_by: tuple[str, ...] = ()


def offer(
    problems: Iterable[Problem],
    owners: Mapping[Problem, str],
    labels: Mapping[str, str],
    sources: Mapping[str, str],
) -> tuple[RefusedQuestion, ...]:
    """The questions to leave out; none when something else refuses the file too.

    owners: the code behind each problem; sources: all that each question says, by code.
    """
    reasons: dict[str, dict[str, None]] = {}
    for problem in problems:
        if problem.refuses:
            if problem not in owners:
                return ()
            reasons.setdefault(owners[problem], {}).setdefault(problem.message_fr)
    naming: dict[str, list[str]] = {}
    for other, text in sources.items():
        for word in set(_WHOLE.findall(text)) | set(_PARTS.findall(text)):
            naming.setdefault(word, []).append(other)
    return tuple(
        RefusedQuestion(
            code,
            labels.get(code, ""),
            tuple(said),
            tuple(other for other in naming.get(code, ()) if other != code),
        )
        for code, said in reasons.items()
    )


def without_rows(workbook: Workbook, without: Collection[str], problems: ProblemList) -> Workbook:
    """The workbook less these questions; a group goes with all that it holds."""
    survey = workbook.sheets.get("survey")
    if survey is None or not without:
        return workbook
    kept: list[SheetRow] = []
    depth = 0
    for row in survey.rows:
        kind = _cell(row, "type").lower().replace("_", " ")
        name = _cell(row, "name")
        is_out = depth > 0 or name in without
        if is_out and kind.startswith("begin "):
            depth += 1
        elif depth and kind.startswith("end "):
            depth -= 1
        if not is_out:
            kept.append(row)
        elif name in without:
            problems.warning(survey.name, row.number, "", f"« {name} » : {SAID}")
    return replace(workbook, sheets={**workbook.sheets, "survey": replace(survey, rows=tuple(kept))})


def offered_rows(workbook: Workbook, problems: ProblemList) -> tuple[RefusedQuestion, ...]:
    """The rows of an XLSForm that refuse it, when nothing else does."""
    survey = workbook.sheets.get("survey")
    if survey is None:
        return ()
    names = {row.number: _cell(row, "name") for row in survey.rows if _cell(row, "name")}
    owners = {
        problem: names[problem.row]
        for problem in problems
        if problem.sheet.lower() == survey.key and problem.row in names
    }
    labels = {name: _label(row) for row in survey.rows if (name := names.get(row.number))}
    sources = {
        name: " ".join(re.findall(r"\$\{[^{}]*\}", " ".join(row.cells.values())))
        for row in survey.rows
        if (name := names.get(row.number))
    }
    return offer(problems, owners, labels, sources)


def _cell(row: SheetRow, header: str) -> str:
    return next((text.strip() for name, text in row.cells.items() if name.strip().lower() == header), "")


def _label(row: SheetRow) -> str:
    return next((text for name, text in row.cells.items() if name.strip().lower().startswith("label")), "")
