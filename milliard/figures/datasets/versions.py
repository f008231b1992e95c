"""Responses to another version of the questionnaire, put in the columns of the collection's version.

Variables are matched by ``uid`` and kind, choices by value. What the other version did not ask is «not
asked»; a choice that no longer exists fits nowhere, and stops the freezing like any unfit answer.
"""

from __future__ import annotations

import numpy as np

from engines.statistics import MISSING_CODES, UINT16_OFFSET, MissingCode
from milliard.figures.datasets.codebook import Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.readers import Unfit, is_wide
from milliard.figures.datasets.table import Array


def translate_columns(
    wanted: Codebook, other: Codebook, columns: dict[str, Array], rows: int, unfit: Unfit
) -> dict[str, Array]:
    """``columns`` of ``other``, as columns of ``wanted``."""
    by_uid = {(variable.uid, variable.kind): variable for variable in other if variable.is_stored}
    result: dict[str, Array] = {}
    for variable in wanted:
        if not variable.is_stored:
            continue
        source = by_uid.get((variable.uid, variable.kind))
        if source is None:
            result |= not_asked(variable, rows)
        elif variable.kind is VariableKind.CATEGORICAL:
            result[variable.name] = _recoded(variable, source, columns[source.name], unfit)
        elif variable.kind in (VariableKind.MULTIPLE, VariableKind.RANK):
            result |= _relined(variable, source, columns, unfit)
        else:
            result[variable.name] = columns[source.name]
            result[f"{variable.name}/missing"] = columns[f"{source.name}/missing"]
    return result


def not_asked(variable: CodebookVariable, rows: int) -> dict[str, Array]:
    """The columns of a variable nobody was asked about."""
    status = np.full(rows, MissingCode.NOT_ASKED, np.uint8)
    if variable.kind is VariableKind.CATEGORICAL:
        wide = is_wide(variable)
        return {variable.name: status.astype(np.uint16) + np.uint16(UINT16_OFFSET) if wide else status}
    types = {VariableKind.NUMERIC: np.float64, VariableKind.AMOUNT: np.int64, VariableKind.DATE: np.int32}
    empty = {
        name: np.zeros(rows, types.get(variable.kind, np.uint8))
        for name in variable.columns()
        if not name.endswith("/missing")
    }
    return {**empty, f"{variable.name}/missing": status}


def _recoded(wanted: CodebookVariable, source: CodebookVariable, codes: Array, unfit: Unfit) -> Array:
    code_of = {answer.value: answer.code for answer in wanted.categories}
    shift = UINT16_OFFSET if is_wide(source) else 0
    offset = UINT16_OFFSET if is_wide(wanted) else 0
    table: dict[int, int] = {int(code) + shift: int(code) + offset for code in MISSING_CODES}
    for answer in source.answers:
        if answer.value in code_of:
            table[answer.code] = code_of[answer.value]
    found = [table.get(code) for code in codes.tolist()]
    for row, code in enumerate(found):
        if code is None:
            unfit.add(source.name, source.answers[int(codes[row])].value)
            found[row] = int(MissingCode.NO_ANSWER) + offset
    return np.array(found, np.uint16 if is_wide(wanted) else np.uint8)


def _relined(
    wanted: CodebookVariable, source: CodebookVariable, columns: dict[str, Array], unfit: Unfit
) -> dict[str, Array]:
    status = columns[f"{source.name}/missing"]
    kept = {answer.value for answer in wanted.answers}
    for answer in source.answers:
        if answer.value not in kept and columns[f"{source.name}/{answer.value}"].any():
            unfit.add(source.name, answer.value)
    lines: dict[str, Array] = {}
    for answer in wanted.answers:
        line = columns.get(f"{source.name}/{answer.value}")
        lines[f"{wanted.name}/{answer.value}"] = np.zeros_like(status) if line is None else line
    lines[f"{wanted.name}/missing"] = status
    return lines
