"""Every file is read back by pyreadstat, which knows nothing of us: labels, missing codes, values."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyreadstat
import pytest
from hypothesis import given, settings

from engines.microdata import CellKind, Cells, Measure, Microdata, MissingReason, RowColumn, write_sav
from engines.microdata._sav_names import sav_names
from engines.microdata.tests.tables import table_of, tables

_AT = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)
_MEASURES = {Measure.NOMINAL: "nominal", Measure.ORDINAL: "ordinal", Measure.SCALE: "scale"}


def read_back(table: Microdata) -> tuple[dict[str, list[Any]], Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "essai.sav"
        with path.open("wb") as file:
            write_sav(table, file, at=_AT)
        cells, about = pyreadstat.read_sav(
            str(path), output_format="dict", user_missing=True, disable_datetime_conversion=True
        )
    return {name: list(values) for name, values in cells.items()}, about


def expected(column: RowColumn, value: Any, status: int) -> Any:
    if column.kind is CellKind.TEXT:
        return value.rstrip(" ")  # SPSS knows no blank at the end of a text
    if status:
        return float(column.missing[status - 1].number)
    if column.kind is CellKind.CODE:
        return float(column.numbers[value])
    if column.kind is CellKind.AMOUNT:
        return value / 100
    if column.kind is CellKind.DATE:
        return (
            datetime.date(1970, 1, 1).toordinal() - datetime.date(1582, 10, 14).toordinal() + value
        ) * 86400.0
    return float(value)


@settings(max_examples=50, deadline=None)
@given(tables())
def test_what_is_read_back_is_what_was_written(made: Any) -> None:
    table, columns = made
    cells, about = read_back(table)
    names = sav_names(column.name for column, _, _ in columns)
    assert about.column_names == names
    assert about.number_rows == table.row_count
    assert about.file_encoding == "UTF-8"
    assert about.file_label == table.title
    for name, (column, values, status) in zip(names, columns, strict=True):
        assert about.column_names_to_labels[name] == column.label
        assert about.variable_measure[name] == _MEASURES[column.measure]
        assert cells[name] == [expected(column, *pair) for pair in zip(values, status, strict=True)]
        _check_labels(name, column, about)


def _check_labels(name: str, column: RowColumn, about: Any) -> None:
    pairs = [(float(number), label) for number, (_, label) in zip(column.numbers, column.values, strict=True)]
    pairs += [(float(item.number), item.label) for item in column.missing]
    wanted = {number: label for number, label in pairs if len(label.encode()) <= 120}
    found = about.variable_value_labels.get(name, {})
    assert len(found) == len(pairs)
    assert wanted.items() <= found.items()
    ranges = [(item["lo"], item["hi"]) for item in about.missing_ranges.get(name, [])]
    codes = sorted(float(item.number) for item in column.missing)
    assert ranges == ([(code, code) for code in codes] if len(codes) < 4 else [(codes[0], codes[-1])])


def test_ticks_of_a_question_are_an_answer_set() -> None:
    yes_no = (("0", "non cité"), ("1", "cité"))
    columns = [
        (
            RowColumn(f"aides/{code}", label, CellKind.TICK, yes_no, answer_set=("aides", "Quelles aides ?")),
            [1, 0],
            [0, 0],
        )
        for code, label in (("pret", "Un prêt"), ("don", "Un don"))
    ]
    _, about = read_back(table_of(columns, 2))
    assert about.mr_sets == {
        "aides": {
            "type": "D",
            "is_dichotomy": True,
            "counted_value": 1,
            "label": "Quelles aides ?",
            "variable_list": ["aides_pret", "aides_don"],
        }
    }


@pytest.mark.parametrize("size", [1, 8, 252, 255, 256, 504, 505, 765, 32_767])
def test_texts_of_any_length(size: int) -> None:
    texts = ["é" * (size // 2) + "x" * (size % 2), "court", ""]
    cells, _ = read_back(table_of([(RowColumn("mots", "Mots", CellKind.TEXT), texts, [0, 0, 0])], 3))
    assert cells["mots"] == texts


def test_a_text_that_does_not_fit_is_cut_between_two_characters_and_marked() -> None:
    cells, _ = read_back(table_of([(RowColumn("mots", "Mots", CellKind.TEXT), ["é" * 20_000], [0])], 1))
    assert cells["mots"] == ["é" * 16_382 + "…"]


def test_missing_answers_are_left_out_when_asked_so(tmp_path: Path) -> None:
    missing = (MissingReason("not_asked", "non posée", -91), MissingReason("refused", "refus", -92))
    column = RowColumn("age", "Âge", CellKind.NUMBER, missing=missing, measure=Measure.SCALE)
    with (tmp_path / "x.sav").open("wb") as file:
        write_sav(table_of([(column, [40.0, 0.0, 0.0], [0, 1, 2])], 3), file, at=_AT)
    cells, _ = pyreadstat.read_sav(str(tmp_path / "x.sav"), output_format="dict")
    assert list(cells["age"]) == [40.0, None, None]


def test_many_rows_in_blocks_of_any_length(tmp_path: Path) -> None:
    values = np.arange(10_007) % 401 - 150.5
    table = Microdata(
        "Essai",
        (RowColumn("x", "X", CellKind.NUMBER), RowColumn("y", "Y", CellKind.RANK)),
        10_007,
        lambda: (
            [
                Cells(part, np.zeros(part.shape[0], np.uint8)),
                Cells(np.floor(part), np.zeros(part.shape[0], np.uint8)),
            ]
            for part in np.array_split(values, 13)
        ),
    )
    cells, _ = read_back(table)
    assert cells["x"] == values.tolist()
    assert cells["y"] == np.floor(values).tolist()
