"""The rows of a table as `engines.microdata` takes them: frozen, or of a collection as it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engines.microdata import CellKind, Cells, Measure, Microdata, MissingReason, RowColumn, free_numbers
from engines.statistics import MISSING_CODES, UINT16_OFFSET, MissingCode
from milliard.figures.datasets.codebook import COMPLETED, CodebookVariable, VariableKind
from milliard.figures.datasets.codebook_table import REASON_NAMES
from milliard.figures.datasets.readers import is_wide
from milliard.figures.datasets.table import Array

BLOCK_ROWS = 5_000
#: The column that tells complete responses from the others.
COMPLETE_COLUMN = "reponse_complete"
_YES_NO = (("0", "non"), ("1", "oui"))
_NUMBERS = {
    VariableKind.NUMERIC: CellKind.NUMBER,
    VariableKind.AMOUNT: CellKind.AMOUNT,
    VariableKind.DATE: CellKind.DATE,
    VariableKind.WEIGHT: CellKind.NUMBER,
    VariableKind.POPULATION: CellKind.NUMBER,
    VariableKind.STRATUM: CellKind.NUMBER,
    VariableKind.CLUSTER: CellKind.NUMBER,
}
_GROUPS = (VariableKind.STRATUM, VariableKind.CLUSTER)


def microdata_of(
    title: str,
    variables: Sequence[CodebookVariable],
    arrays: Mapping[str, Array],
    *,
    texts: Sequence[tuple[RowColumn, Sequence[str]]] = (),
    rows: Array | None = None,
    remarks: Sequence[str] = (),
) -> Microdata:
    """These variables of a table, then ``texts`` beside them (as long as the arrays).

    ``rows``: places of the rows wanted, in the order wanted; all by default, and then a column says which
    are complete. Numbers of missing codes are those no answer of the column has.
    """
    completed = np.asarray(arrays[COMPLETED], np.bool_)
    wanted = np.arange(completed.shape[0]) if rows is None else rows
    empty = np.zeros(completed.shape[0], np.uint8)
    read = [reader for variable in variables for reader in _readers(variable, arrays)]
    read += [_Reader(column, np.array(cells, object), empty) for column, cells in texts]
    if rows is None:
        name = free_name(COMPLETE_COLUMN, {reader.column.name for reader in read})
        column = RowColumn(name, "Réponse complète", CellKind.TICK, _YES_NO)
        read.insert(0, _Reader(column, completed.astype(np.uint8), empty))

    def blocks() -> Iterator[list[Cells]]:
        for start in range(0, wanted.shape[0], BLOCK_ROWS):
            places = wanted[start : start + BLOCK_ROWS]
            yield [reader.cells(places) for reader in read]

    columns = tuple(reader.column for reader in read)
    return Microdata(title, columns, int(wanted.shape[0]), blocks, tuple(remarks))


def free_name(name: str, taken: Collection[str]) -> str:
    """``name`` for a column of ours, longer where a question has that code."""
    while name in taken:
        name += "_"
    return name


class _Reader:
    """A column, its values and its status, whole."""

    def __init__(self, column: RowColumn, values: Array, status: Array) -> None:
        self.column, self.values, self.status = column, values, status

    def cells(self, places: Array) -> Cells:
        values = self.values[places]
        return Cells(values.tolist() if self.column.kind is CellKind.TEXT else values, self.status[places])


def _readers(variable: CodebookVariable, arrays: Mapping[str, Array]) -> Iterator[_Reader]:
    kind = variable.kind
    base = RowColumn(
        variable.name,
        variable.label,
        CellKind.NUMBER,
        source=variable.name,
        question=variable.question_text,
        section=variable.section,
        unit=variable.unit,
        note=variable.note,
    )
    if kind is VariableKind.CATEGORICAL:
        yield _coded(variable, base, arrays[variable.name])
    elif kind in (VariableKind.MULTIPLE, VariableKind.RANK):
        yield from _split(variable, base, arrays)
    elif kind in _NUMBERS:
        yield _number(variable, base, arrays)


def _coded(variable: CodebookVariable, base: RowColumn, codes: Array) -> _Reader:
    plain = codes.astype(np.int32)
    is_missing = plain >= len(variable.answers)
    reasons = np.where(is_missing, plain - (UINT16_OFFSET if is_wide(variable) else 0), 0)
    values = tuple((answer.value, answer.label) for answer in variable.answers)
    column = replace(
        base,
        kind=CellKind.CODE,
        values=values,
        measure=Measure.ORDINAL if variable.is_ordered else Measure.NOMINAL,
    )
    missing, status = _missing(variable, reasons, np.array(column.numbers, np.float64))
    return _Reader(replace(column, missing=missing), np.where(is_missing, 0, plain), status)


def _split(variable: CodebookVariable, base: RowColumn, arrays: Mapping[str, Array]) -> Iterator[_Reader]:
    """One column an answer: ticked or not, or its rank."""
    is_rank = variable.kind is VariableKind.RANK
    missing, status = _missing(variable, arrays[f"{variable.name}/missing"], np.zeros(1))
    for answer in variable.answers:
        name = f"{variable.name}/{answer.value}"
        column = replace(
            base,
            name=name,
            label=f"{variable.label}\u00a0: {answer.label}",
            kind=CellKind.RANK if is_rank else CellKind.TICK,
            values=() if is_rank else _YES_NO,
            missing=missing,
            measure=Measure.ORDINAL if is_rank else Measure.NOMINAL,
            answer_set=None if is_rank else (variable.name, variable.label),
            note=("Rang donné, 0 s’il n’est pas classé. " if is_rank else "") + base.note,
        )
        yield _Reader(column, arrays[name], status)


def _number(variable: CodebookVariable, base: RowColumn, arrays: Mapping[str, Array]) -> _Reader:
    values = arrays[variable.name]
    reasons = arrays.get(f"{variable.name}/missing")
    if reasons is None:
        reasons = np.zeros(values.shape[0], np.uint8)
    is_whole = bool((values == np.floor(values)).all())
    column = replace(
        base,
        kind=_NUMBERS[variable.kind],
        measure=Measure.NOMINAL if variable.kind in _GROUPS else Measure.SCALE,
        decimals=0 if is_whole else 2,
    )
    taken = values[reasons == 0] / (100 if variable.kind is VariableKind.AMOUNT else 1)
    missing, status = _missing(variable, reasons, taken)
    return _Reader(replace(column, missing=missing), values, status)


def _missing(
    variable: CodebookVariable, reasons: Array, taken: Array
) -> tuple[tuple[MissingReason, ...], Array]:
    """The reasons found, numbered below the answers; and by row, 0 or the place of its reason from 1."""
    present = [code for code in MISSING_CODES if bool((reasons == code).any())]
    numbers = free_numbers(taken, len(MISSING_CODES))
    found = tuple(
        MissingReason(code.name.lower(), _words(variable, code), numbers[MISSING_CODES.index(code)])
        for code in present
    )
    status = np.zeros(reasons.shape[0], np.uint8)
    for place, code in enumerate(present, start=1):
        status[reasons == code] = place
    return found, status


def _words(variable: CodebookVariable, code: MissingCode) -> str:
    """The answer's own words when one answer alone means it: «Ne souhaite pas répondre»."""
    reason = code.name.lower()
    said = [answer.label for answer in variable.categories if answer.missing == reason]
    return said[0] if len(said) == 1 else REASON_NAMES[reason]
