"""From a CSV and its codebook to the columns of a dataset. What does not fit is refused, never dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engines.questionnaire.files.limesurvey.boxes import in_our_columns
from engines.questionnaire.model import Kind
from milliard.core.delimited_files import DelimitedFile, ImportRefused, read_delimited_answers
from milliard.figures.datasets.cell_columns import READERS, CellsByColumn, Problems
from milliard.figures.datasets.codebook import (
    COMPLETED,
    DESIGN_KINDS,
    Codebook,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.codebook_files import EVERY_OTHER, read_codebook
from milliard.figures.datasets.design_checks import check_design
from milliard.figures.datasets.projection import Projected
from milliard.figures.datasets.table import Array

#: What may be several columns of LimeSurvey's.
_ASKED = {VariableKind.MULTIPLE: Kind.MANY, VariableKind.RANK: Kind.RANK}


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """What was understood of one variable, for a preview. ``examples``: first distinct cells."""

    name: str
    label: str
    kind: str
    observed: int
    missing: int
    examples: tuple[str, ...]
    is_kept: bool


@dataclass(frozen=True)
class Imported:
    """The columns and what a preview shows."""

    projected: Projected
    summaries: tuple[ColumnSummary, ...]
    header: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    encoding: str
    separator: str


def read_table(csv_bytes: bytes, codebook_bytes: bytes) -> Imported:
    """The columns of a file of answers and its codebook. Raises `ImportRefused`."""
    sheet, variables = read_delimited_answers(csv_bytes), read_codebook(codebook_bytes)
    for item in variables:
        if item.kind in _ASKED:
            codes = [answer.value for answer in item.answers]
            header, rows = in_our_columns(sheet.header, sheet.rows, item.name, _ASKED[item.kind], codes)
            sheet = replace(sheet, header=header, rows=rows)
    return build(sheet, variables)


def build(sheet: DelimitedFile, variables: tuple[CodebookVariable, ...]) -> Imported:
    """The columns of every variable. Raises `ImportRefused` with errors by row and column."""
    problems = Problems(sheet.first_row - 2)
    variables = _with_the_others(sheet, variables, problems)
    if not sheet.rows:
        problems.add(0, "", "Le fichier n’a aucune ligne de réponses.")
    if problems.count:
        raise ImportRefused(tuple(problems.found), problems.count)
    cells = dict(zip(sheet.header, map(list, zip(*sheet.rows, strict=True)), strict=True))
    # Stratum and question at once: two variables of one column.
    cells |= {item.name: cells[item.source_question] for item in variables if _is_twin(item, sheet.header)}
    arrays: dict[str, Array] = {COMPLETED: np.ones(len(sheet.rows), np.bool_)}
    summaries = []
    for variable in variables:
        columns = READERS[variable.kind](variable, cells, problems)
        arrays |= columns
        summaries.append(_summary(variable, cells, columns))
    check_design(variables, cells, arrays, problems)
    if problems.count:
        raise ImportRefused(tuple(problems.found), problems.count)
    projected = Projected(Codebook(variables, "row"), arrays)
    rows = tuple(tuple(row) for row in sheet.rows[:10])
    return Imported(projected, tuple(summaries), sheet.header, rows, sheet.encoding, sheet.separator)


def _with_the_others(
    sheet: DelimitedFile, variables: tuple[CodebookVariable, ...], problems: Problems
) -> tuple[CodebookVariable, ...]:
    """Every column of the file described once; ``*`` in the codebook leaves the others out, by name."""
    described: set[str] = set()
    for variable in variables:
        if variable.name == EVERY_OTHER:
            continue
        wanted = _sources(variable, sheet.header)
        if not wanted:
            problems.add(1, variable.name, "Cette colonne du dictionnaire n’est pas dans le fichier.")
        described.update(wanted)
    others = [name for name in sheet.header if name not in described]
    if any(variable.name == EVERY_OTHER for variable in variables):
        left_out = [
            CodebookVariable(name, VariableKind.LEFT_OUT, name, is_published=False) for name in others
        ]
        return (*(item for item in variables if item.name != EVERY_OTHER), *left_out)
    for name in others:
        problems.add(
            1,
            name,
            "Cette colonne n’est pas dans le dictionnaire\u00a0: décrivez-la ou ignorez-la.",
        )
    return variables


def _is_twin(variable: CodebookVariable, header: tuple[str, ...]) -> bool:
    return (
        variable.kind in DESIGN_KINDS and variable.name not in header and variable.source_question in header
    )


def _sources(variable: CodebookVariable, header: tuple[str, ...]) -> list[str]:
    if variable.name in header:
        return [variable.name]
    if _is_twin(variable, header):
        return [variable.source_question]
    lines = [f"{variable.name}/{answer.value}" for answer in variable.answers]
    is_split = variable.kind in (VariableKind.MULTIPLE, VariableKind.RANK) and all(
        name in header for name in lines
    )
    return lines if is_split else []


def _summary(variable: CodebookVariable, cells: CellsByColumn, columns: dict[str, Array]) -> ColumnSummary:
    status = columns.get(f"{variable.name}/missing")
    if variable.kind is VariableKind.CATEGORICAL:
        status = columns[variable.name] >= len(variable.answers)
    rows = len(next(iter(cells.values())))
    missing = 0 if status is None else int(np.count_nonzero(status))
    values = cells.get(variable.name, [])
    examples = tuple(dict.fromkeys(value[:60] for value in values[:200]))[:3]
    kept = variable.is_stored
    return ColumnSummary(
        variable.name,
        variable.label,
        variable.kind.value,
        rows - missing if kept else 0,
        missing,
        examples,
        kept,
    )
