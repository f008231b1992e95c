"""From a CSV and its codebook to the columns of a dataset. What does not fit is refused, never dropped."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

import numpy as np

from engines.statistics import UINT16_OFFSET, MissingCode
from milliard.surveys.datasets.codebook import COMPLETED, Answer, Codebook, Variable, VariableKind
from milliard.surveys.datasets.codebook_files import EVERY_OTHER
from milliard.surveys.datasets.delimited import Sheet
from milliard.surveys.datasets.errors import ImportProblem, ImportRefused
from milliard.surveys.datasets.fields import MISSING_OF, is_wide
from milliard.surveys.datasets.projection import Projected
from milliard.surveys.datasets.table import Array

#: What stands for «no answer» in any column, unless the codebook says otherwise.
NOT_AVAILABLE = frozenset({"", "NA", "N/A", "NULL", "."})
MAX_PROBLEMS = 200
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_TICKED = {"1": 1, "0": 0, "true": 1, "false": 0, "TRUE": 1, "FALSE": 0, "oui": 1, "non": 0}


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


class _Problems:
    """The first errors, and how many in all."""

    def __init__(self) -> None:
        self.found: list[ImportProblem] = []
        self.count = 0

    def add(self, row: int, column: str, message: str) -> None:
        self.count += 1
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(ImportProblem(row, column, message))


def build(sheet: Sheet, variables: tuple[Variable, ...]) -> Imported:
    """The columns of every variable. Raises :class:`ImportRefused` with errors by row and column."""
    problems = _Problems()
    variables = _with_the_others(sheet, variables, problems)
    if not sheet.rows:
        problems.add(0, "", "Le fichier n’a aucune ligne de réponses.")
    if problems.count:
        raise ImportRefused(tuple(problems.found), problems.count)
    cells = dict(zip(sheet.header, map(list, zip(*sheet.rows, strict=True)), strict=True))
    arrays: dict[str, Array] = {COMPLETED: np.ones(len(sheet.rows), np.bool_)}
    summaries = []
    for variable in variables:
        columns = _READERS[variable.kind](variable, cells, problems)
        arrays |= columns
        summaries.append(_summary(variable, cells, columns))
    if problems.count:
        raise ImportRefused(tuple(problems.found), problems.count)
    projected = Projected(Codebook(variables, "row"), arrays)
    rows = tuple(tuple(row) for row in sheet.rows[:10])
    return Imported(projected, tuple(summaries), sheet.header, rows)


def _with_the_others(
    sheet: Sheet, variables: tuple[Variable, ...], problems: _Problems
) -> tuple[Variable, ...]:
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
            Variable(
                name or f"colonne {place}", VariableKind.LEFT_OUT, name or "(sans nom)", is_published=False
            )
            for place, name in enumerate(others, start=1)
        ]
        return (*(item for item in variables if item.name != EVERY_OTHER), *left_out)
    for name in others:
        problems.add(
            1,
            name,
            "Cette colonne n’est pas dans le dictionnaire\u00a0: décrivez-la ou ignorez-la.",
        )
    return variables


def _sources(variable: Variable, header: tuple[str, ...]) -> list[str]:
    if variable.name in header:
        return [variable.name]
    lines = [f"{variable.name}/{answer.value}" for answer in variable.answers]
    is_split = variable.kind is VariableKind.MULTIPLE and all(name in header for name in lines)
    return lines if is_split else []


Cells = dict[str, list[str]]


def _missing_of(variable: Variable) -> dict[str, int]:
    """Cell -> missing code. What the codebook says wins; a choice called NA stays a choice."""
    table = {mark: int(MissingCode.NO_ANSWER) for mark in NOT_AVAILABLE}
    for answer in variable.categories:
        table.pop(answer.value, None)
    return table | {raw: int(MISSING_OF[reason]) for raw, reason in variable.missing_codes}


def _short(text: str) -> str:
    return f"«\u00a0{text[:60]}\u00a0»"


def _categorical(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    offset = UINT16_OFFSET if is_wide(variable) else 0
    table = {raw: code + offset for raw, code in _missing_of(variable).items()}
    table |= {answer.value: answer.code for answer in variable.answers}
    codes = [table.get(cell.strip(), -1) for cell in cells[variable.name]]
    found = np.array(codes, np.int32)
    for row in np.flatnonzero(found < 0).tolist():
        problems.add(
            row + 2, variable.name, f"{_short(cells[variable.name][row])} n’est pas un choix du dictionnaire."
        )
    return {variable.name: np.maximum(found, 0).astype(np.uint16 if is_wide(variable) else np.uint8)}


def _multiple(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    if variable.name in cells:
        return _multiple_in_one(variable, cells, problems)
    missing = _missing_of(variable)
    lines: dict[str, Array] = {}
    status: Array | None = None
    for answer in variable.answers:
        name = f"{variable.name}/{answer.value}"
        values = [cell.strip() for cell in cells[name]]
        ticks = np.array([_TICKED.get(value, missing.get(value, -1)) for value in values], np.int32)
        for row in np.flatnonzero(ticks < 0).tolist():
            problems.add(row + 2, name, f"{_short(values[row])}\u00a0: écrivez 1, 0 ou rien.")
        blank = np.where(ticks > 1, ticks, 0)
        if status is not None and not np.array_equal(status, blank):
            row = int(np.flatnonzero(status != blank)[0])
            problems.add(row + 2, name, "Les choix d’une même question sont tous renseignés, ou aucun.")
        status = blank if status is None else status
        lines[name] = (ticks == 1).astype(np.uint8)
    assert status is not None
    return {**lines, f"{variable.name}/missing": np.maximum(status, 0).astype(np.uint8)}


def _multiple_in_one(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    """Codes separated by spaces, as XLSForm tools write them."""
    missing = _missing_of(variable)
    place = {answer.value: number for number, answer in enumerate(variable.answers)}
    values = cells[variable.name]
    lines = np.zeros((len(place), len(values)), np.uint8)
    status = np.zeros(len(values), np.uint8)
    for row, cell in enumerate(values):
        text = cell.strip()
        if text in missing:
            status[row] = missing[text]
            continue
        for code in text.split():
            if code in place:
                lines[place[code], row] = 1
            else:
                problems.add(row + 2, variable.name, f"{_short(code)} n’est pas un choix du dictionnaire.")
    columns: dict[str, Array] = {f"{variable.name}/{code}": lines[number] for code, number in place.items()}
    return {**columns, f"{variable.name}/missing": status}


def _decimal(text: str) -> Decimal | None:
    """A number with a point or a comma, spaces in the thousands; None when it is not one."""
    packed = _SPACES.sub("", text)
    if "," in packed and "." not in packed and packed.count(",") == 1:
        packed = packed.replace(",", ".")
    if not _NUMBER.fullmatch(packed):
        return None
    try:
        return Decimal(packed)
    except InvalidOperation:
        return None


def _float(text: str) -> float | None:
    number = _decimal(text)
    value = None if number is None else float(number)
    return value if value is not None and math.isfinite(value) else None


def _cents(text: str) -> int | None:
    number = _decimal(text.replace("€", ""))
    if number is None or abs(number) > 10**14 or number * 100 != int(number * 100):
        return None
    return int(number * 100)


def _day(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})|(\d{2})/(\d{2})/(\d{4})", text)
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return datetime.date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None


def _quantity(
    read: Callable[[str], float | int | None], dtype: type[np.generic], what: str
) -> Callable[[Variable, Cells, _Problems], dict[str, Array]]:
    def reader(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
        missing = _missing_of(variable)
        numbers = np.zeros(len(cells[variable.name]), dtype)
        status = np.zeros(numbers.shape[0], np.uint8)
        for row, cell in enumerate(cells[variable.name]):
            text = cell.strip()
            if text in missing:
                status[row] = missing[text]
                continue
            value = read(text)
            if value is None:
                problems.add(row + 2, variable.name, f"{_short(text)} n’est pas {what}.")
            else:
                numbers[row] = value
        return {variable.name: numbers, f"{variable.name}/missing": status}

    return reader


def _design_number(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    values = np.zeros(len(cells[variable.name]), np.float64)
    for row, cell in enumerate(cells[variable.name]):
        value = _float(cell.strip())
        if value is None or value < 0:
            problems.add(
                row + 2, variable.name, f"{_short(cell)}\u00a0: il faut un nombre positif, sur chaque ligne."
            )
        else:
            values[row] = value
    if variable.kind is VariableKind.WEIGHT and not values.any():
        problems.add(0, variable.name, "Tous les poids sont nuls.")
    return {variable.name: values}


def _design_group(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(cell.strip(), len(numbers)) for cell in cells[variable.name]]
    for row, cell in enumerate(cells[variable.name]):
        if cell.strip() in NOT_AVAILABLE:
            problems.add(row + 2, variable.name, "Chaque ligne doit avoir sa strate et sa grappe.")
    return {variable.name: np.array(found, np.int32)}


def _identifier(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    seen: dict[str, int] = {}
    for row, cell in enumerate(cells[variable.name]):
        first = seen.setdefault(cell.strip(), row)
        if first != row:
            problems.add(row + 2, variable.name, f"{_short(cell)} est déjà à la ligne {first + 2}.")
    return {}


def _nothing(variable: Variable, cells: Cells, problems: _Problems) -> dict[str, Array]:
    return {}


_READERS: dict[VariableKind, Callable[[Variable, Cells, _Problems], dict[str, Array]]] = {
    VariableKind.CATEGORICAL: _categorical,
    VariableKind.MULTIPLE: _multiple,
    VariableKind.NUMERIC: _quantity(_float, np.float64, "un nombre"),
    VariableKind.AMOUNT: _quantity(_cents, np.int64, "un montant en euros"),
    VariableKind.DATE: _quantity(_day, np.int32, "une date (2026-11-23 ou 23/11/2026)"),
    VariableKind.WEIGHT: _design_number,
    VariableKind.POPULATION: _design_number,
    VariableKind.STRATUM: _design_group,
    VariableKind.CLUSTER: _design_group,
    VariableKind.IDENTIFIER: _identifier,
    VariableKind.TEXT: _nothing,
    VariableKind.LEFT_OUT: _nothing,
}


def _summary(variable: Variable, cells: Cells, columns: dict[str, Array]) -> ColumnSummary:
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


def infer_codebook(sheet: Sheet) -> tuple[Variable, ...]:
    """A first codebook proposed from the cells, for somebody to correct. Guesses nothing when importing."""
    made = []
    for place, name in enumerate(sheet.header):
        values = [row[place].strip() for row in sheet.rows]
        filled = [value for value in values if value not in NOT_AVAILABLE]
        distinct = sorted(set(filled))
        made.append(_guess(name or f"colonne {place + 1}", filled, distinct))
    return tuple(made)


def _guess(name: str, filled: list[str], distinct: list[str]) -> Variable:
    base = Variable(name, VariableKind.TEXT, name, uid=name, source_question=name)
    if not filled:
        return replace(base, kind=VariableKind.LEFT_OUT)
    if len(distinct) == len(filled) > 20 and not all(_float(value) is not None for value in filled):
        return replace(base, kind=VariableKind.IDENTIFIER)
    if all(_day(value) is not None for value in filled):
        return replace(base, kind=VariableKind.DATE)
    if len(distinct) <= 12 and len(filled) > len(distinct):
        answers = tuple(Answer(number, value, value) for number, value in enumerate(distinct))
        return replace(base, kind=VariableKind.CATEGORICAL, categories=answers)
    if all(_float(value) is not None for value in filled):
        return replace(base, kind=VariableKind.NUMERIC)
    return base
