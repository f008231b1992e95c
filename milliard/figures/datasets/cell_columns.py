"""The cells of one variable -> its columns; each cell that does not fit is reported by row and column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engines.statistics import UINT16_OFFSET, MissingCode
from milliard.core.cells import NOT_AVAILABLE, cents_of, day_of, float_of, has_too_many_digits
from milliard.core.delimited_files import ImportProblem
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.readers import MISSING_OF, is_wide
from milliard.figures.datasets.table import Array

MAX_PROBLEMS = 200
_TICKED = {"1": 1, "0": 0, "true": 1, "false": 0, "TRUE": 1, "FALSE": 0, "oui": 1, "non": 0}

#: Column name of the file -> its cells, row after row.
CellsByColumn = dict[str, list[str]]


class Problems:
    """The first errors, and how many in all."""

    def __init__(self, shift: int = 0) -> None:
        """shift: lines above the header."""
        self.shift = shift
        self.found: list[ImportProblem] = []
        self.count = 0

    def add(self, row: int, column: str, message: str) -> None:
        """row: of the file, from 1, its header included; 0 for the file as a whole."""
        self.count += 1
        if len(self.found) < MAX_PROBLEMS:
            place = row + self.shift if row else 0
            self.found.append(ImportProblem(place, column, message))


def _missing_of(variable: CodebookVariable) -> dict[str, int]:
    """Cell -> missing code. What the codebook says wins; a choice called NA stays a choice."""
    table = {mark: int(MissingCode.NO_ANSWER) for mark in NOT_AVAILABLE}
    for answer in variable.categories:
        table.pop(answer.value, None)
    return table | {raw: int(MISSING_OF[reason]) for raw, reason in variable.missing_codes}


def _short(text: str) -> str:
    return f"«\u00a0{text[:60]}\u00a0»"


def _categorical(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
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


def _multiple(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
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


def _multiple_in_one(
    variable: CodebookVariable, cells: CellsByColumn, problems: Problems
) -> dict[str, Array]:
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


def _rank(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
    """One column a choice, holding its rank: 1 for the first, nothing or 0 when it was not ranked."""
    if variable.name in cells:
        problems.add(
            1,
            variable.name,
            "Un classement se donne en une colonne par choix\u00a0: nom/code.",
        )
        return {}
    missing, highest = _missing_of(variable), len(variable.answers)
    rows = len(next(iter(cells.values())))
    status = np.zeros(rows, np.uint8)
    lines = {f"{variable.name}/{answer.value}": np.zeros(rows, np.uint8) for answer in variable.answers}
    for row in range(rows):
        given = [cells[name][row].strip() for name in lines]
        if len(set(given)) == 1 and given[0] in missing:
            status[row] = missing[given[0]]
            continue
        ranks = [0 if text in missing else int(text) if text.isdecimal() else -1 for text in given]
        ranked = sorted(rank for rank in ranks if rank)
        if ranked != list(range(1, len(ranked) + 1)) or len(ranked) > highest:
            problems.add(row + 2, variable.name, "Les rangs vont de 1 en 1, chacun une fois.")
            continue
        for name, rank in zip(lines, ranks, strict=True):
            lines[name][row] = rank
    return {**lines, f"{variable.name}/missing": status}


def _quantity(
    read: Callable[[str], float | int | None], dtype: type[np.generic], what: str
) -> Callable[[CodebookVariable, CellsByColumn, Problems], dict[str, Array]]:
    def reader(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
        missing = _missing_of(variable)
        numbers = np.zeros(len(cells[variable.name]), dtype)
        status = np.zeros(numbers.shape[0], np.uint8)
        for row, cell in enumerate(cells[variable.name]):
            text = cell.strip()
            if text in missing:
                status[row] = missing[text]
                continue
            value = read(text)
            if value is not None and has_too_many_digits(text):
                problems.add(
                    row + 2,
                    variable.name,
                    f"{_short(text)} a plus de 15\u00a0chiffres, qu’un nombre ne garde pas\u00a0: décrivez "
                    "cette colonne comme «\u00a0identifiant\u00a0» ou «\u00a0texte\u00a0».",
                )
            elif value is None:
                problems.add(row + 2, variable.name, f"{_short(text)} n’est pas {what}.")
            else:
                numbers[row] = value
        return {variable.name: numbers, f"{variable.name}/missing": status}

    return reader


def _design_number(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
    values = np.zeros(len(cells[variable.name]), np.float64)
    for row, cell in enumerate(cells[variable.name]):
        value = float_of(cell.strip())
        if value is None or value < 0:
            problems.add(
                row + 2, variable.name, f"{_short(cell)}\u00a0: il faut un nombre positif, sur chaque ligne."
            )
        else:
            values[row] = value
    if variable.kind is VariableKind.WEIGHT and not values.any():
        problems.add(0, variable.name, "Tous les poids sont nuls.")
    return {variable.name: values}


def _design_group(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(cell.strip(), len(numbers)) for cell in cells[variable.name]]
    for row, cell in enumerate(cells[variable.name]):
        if cell.strip() in NOT_AVAILABLE:
            problems.add(row + 2, variable.name, "Chaque ligne doit avoir sa strate et sa grappe.")
    return {variable.name: np.array(found, np.int32)}


def _identifier(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
    seen: dict[str, int] = {}
    for row, cell in enumerate(cells[variable.name]):
        first = seen.setdefault(cell.strip(), row)
        if first != row:
            problems.add(row + 2, variable.name, f"{_short(cell)} est déjà à la ligne {first + 2}.")
    return {}


def _nothing(variable: CodebookVariable, cells: CellsByColumn, problems: Problems) -> dict[str, Array]:
    return {}


#: What turns the cells of each kind of variable into columns.
READERS: dict[VariableKind, Callable[[CodebookVariable, CellsByColumn, Problems], dict[str, Array]]] = {
    VariableKind.CATEGORICAL: _categorical,
    VariableKind.MULTIPLE: _multiple,
    VariableKind.RANK: _rank,
    VariableKind.NUMERIC: _quantity(float_of, np.float64, "un nombre"),
    VariableKind.AMOUNT: _quantity(cents_of, np.int64, "un montant en euros"),
    VariableKind.DATE: _quantity(day_of, np.int32, "une date (2026-11-23 ou 23/11/2026)"),
    VariableKind.WEIGHT: _design_number,
    VariableKind.POPULATION: _design_number,
    VariableKind.STRATUM: _design_group,
    VariableKind.CLUSTER: _design_group,
    VariableKind.IDENTIFIER: _identifier,
    VariableKind.TEXT: _nothing,
    VariableKind.LEFT_OUT: _nothing,
}
