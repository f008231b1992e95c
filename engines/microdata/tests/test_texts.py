"""CSV, XLSX, Parquet and the script for R say the same of the same rows."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings

from engines.microdata import (
    ALL_CODES,
    ALL_LABELS,
    CellKind,
    DelimitedStyle,
    Measure,
    Microdata,
    MissingReason,
    RowColumn,
    Shown,
    TooManyCellsError,
    csv_chunks,
    dictionary_chunks,
    free_numbers,
    r_script,
    write_parquet,
    write_workbook,
)
from engines.microdata.tests.tables import table_of, tables

_FRENCH = DelimitedStyle(";", ",", has_bom=True)
_REASONS = (MissingReason("not_asked", "non posée", -91), MissingReason("dont_know", "Je ne sais pas", -94))


def example() -> Microdata:
    statuses = (("asso", "Association"), ("scic", "SCIC « +1 »"))
    return table_of(
        [
            (
                RowColumn("statut", "Statut", CellKind.CODE, statuses, _REASONS),
                [0, 1, 0, 0],
                [0, 0, 1, 2],
            ),
            (
                RowColumn("aides/1", "Prêt", CellKind.TICK, (("0", "non"), ("1", "oui"))),
                [1, 0, 1, 1],
                [0, 0, 0, 0],
            ),
            (
                RowColumn("budget", "Budget", CellKind.AMOUNT, (), _REASONS),
                [1250, -500, 0, 0],
                [0, 0, 1, 2],
            ),
            (
                RowColumn("part", "Part", CellKind.NUMBER, (), (), Measure.SCALE),
                [0.5, -2.0, 1e16, 3.0],
                [0, 0, 0, 0],
            ),
            (RowColumn("le", "Le", CellKind.DATE, (), _REASONS), [0, 20_000, 0, 0], [0, 0, 1, 2]),
            (RowColumn("mots", "Mots", CellKind.TEXT), ["=1+1", 'é;"\nà', "", "-3"], [0, 0, 0, 0]),
        ],
        4,
    )


def csv_of(table: Microdata, style: DelimitedStyle, shown: Shown) -> list[list[str]]:
    data = b"".join(csv_chunks(table, style, shown))
    assert data.startswith(b"\xef\xbb\xbf") is style.has_bom
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=style.separator))


def test_codes_with_points_and_commas() -> None:
    assert csv_of(example(), DelimitedStyle(), ALL_CODES) == [
        ["statut", "aides/1", "budget", "part", "le", "mots"],
        ["asso", "1", "12.50", "0.5", "1970-01-01", "'=1+1"],
        ["scic", "0", "-5", "-2", "2024-10-04", 'é;"\nà'],
        ["-91", "1", "-91", "1e+16", "-91", ""],
        ["-94", "1", "-94", "3", "-94", "'-3"],
    ]


def test_labels_for_a_french_spreadsheet_and_nothing_where_answers_are_missing() -> None:
    assert csv_of(example(), _FRENCH, ALL_LABELS)[1:] == [
        ["Association", "oui", "12,50", "0,5", "1970-01-01", "'=1+1"],
        ["SCIC « +1 »", "non", "-5", "-2", "2024-10-04", 'é;"\nà'],
        ["", "oui", "", "1e+16", "", ""],
        ["", "oui", "", "3", "", "'-3"],
    ]


def test_simulated_rows_say_so_on_each_line() -> None:
    rows = csv_of(example(), DelimitedStyle(stamp=("donnees", "simulees")), ALL_CODES)
    assert [row[-1] for row in rows] == ["donnees", *["simulees"] * 4]


def test_a_dictionary_whose_first_line_is_its_header() -> None:
    rows = list(csv.reader(io.StringIO(b"".join(dictionary_chunks(example(), DelimitedStyle())).decode())))
    assert rows[0][:5] == ["nom", "libelle", "type", "reponses", "manquantes"]
    assert rows[1][3:5] == ["asso=Association|scic=SCIC « +1 »", "-91=non posée|-94=Je ne sais pas"]
    assert rows[1][8] == "1=asso|2=scic"


def test_a_workbook_with_typed_cells_a_dictionary_and_what_it_is() -> None:
    file = io.BytesIO()
    write_workbook(example(), file, shown=ALL_LABELS, sheet="Données simulées")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Données simulées", "Dictionnaire", "À propos"]
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[1][:4] == ["Association", "oui", 12.5, 0.5]
    assert rows[1][4].date() == datetime.date(1970, 1, 1)
    assert rows[1][5] == "=1+1"
    assert rows[3][:3] == [None, "oui", None]
    assert book.worksheets[0]["F2"].data_type == "s"
    assert book["À propos"]["A2"].value == "Données simulées"


def test_a_table_no_spreadsheet_opens_is_refused() -> None:
    wide = Microdata(
        "x", tuple(RowColumn(f"c{i}", "c", CellKind.TICK) for i in range(100)), 60_000, lambda: iter(())
    )
    with pytest.raises(TooManyCellsError):
        write_workbook(wide, io.BytesIO(), shown=ALL_CODES, sheet="x")


def test_parquet_holds_types_reasons_and_labels(tmp_path: Path) -> None:
    path = tmp_path / "d’essai.parquet"
    write_parquet(example(), path)
    with duckdb.connect(":memory:") as reader:
        found = reader.execute("SELECT * FROM read_parquet(?)", [str(path)])
        assert [column[0] for column in found.description or ()] == [
            *("statut", "statut__raison", "aides/1", "budget", "budget__raison"),
            *("part", "le", "le__raison", "mots"),
        ]
        rows = found.fetchall()
        about = reader.execute("SELECT decode(value) FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    assert str(rows[0][3]) == "12.50"
    assert rows[1][6] == datetime.date(2024, 10, 4)
    assert rows[2][:5] == (None, "not_asked", 1, None, "not_asked")
    assert rows[1][8] == 'é;"\nà'
    (said,) = [json.loads(row[0]) for row in about]
    assert said["columns"]["statut"]["values"] == {"asso": "Association", "scic": "SCIC « +1 »"}


def test_numbers_of_missing_codes_are_those_no_answer_has() -> None:
    assert free_numbers([1.0, -95.0], 3) == (-991, -992, -993)
    with pytest.raises(ValueError, match="no number"):
        free_numbers([-(10.0**power) + 5 for power in range(2, 15)])


@settings(max_examples=12, deadline=None)
@given(tables())
def test_every_format_holds_every_row(made: Any) -> None:
    table, columns = made
    rows = csv_of(table, DelimitedStyle(), ALL_CODES)
    assert len(rows) == table.row_count + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        write_parquet(table, path)
        with duckdb.connect(":memory:") as reader:
            read = reader.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchnumpy()
    for place, (column, values, status) in enumerate(columns):
        if column.kind is CellKind.TEXT:
            texts = [str(text) for text in read[column.name]]
            assert texts == values
        elif column.kind is CellKind.CODE:
            wanted = [
                str(column.missing[why - 1].number) if why else column.values[value][0]
                for value, why in zip(values, status, strict=True)
            ]
            assert [row[place].removeprefix("'") for row in rows[1:]] == wanted


def _strings(script: str) -> list[str]:
    """Every string of an R script, decoded: an independent reading of what `r_text` wrote."""
    return [
        re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text)
        for text in re.findall(r'"((?:[^"\\]|\\.)*)"', script)
    ]


def test_the_script_names_every_column_label_code_and_reason() -> None:
    table = example()
    script = r_script(table, csv_name="donnees.csv")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", re.sub(r"(?m)^#.*$", "", script))
    assert all(bare.count(left) == bare.count(right) for left, right in ("()", "[]", "{}"))
    said = _strings(script)
    for column in table.columns:
        assert {column.name, column.label} <= set(said)
        assert {text for pair in column.values for text in pair} <= set(said)
    assert {"-91", "non posée", "-94", "Je ne sais pas"} <= set(said)
    assert script.startswith("# Essai « accentué »\n# Données simulées\n")


def test_two_answers_with_one_label_stay_apart_in_r() -> None:
    column = RowColumn("a", "A", CellKind.CODE, (("1", "Autre"), ("2", "Autre"), ("3", 'dit "x" \\')))
    script = r_script(table_of([(column, [0], [0])], 1), csv_name="d.csv")
    assert 'c("Autre (1)", "Autre (2)", "dit \\"x\\" \\\\")' in script


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_rows_into_factors_numbers_and_dates(tmp_path: Path) -> None:
    table = example()
    (tmp_path / "donnees.csv").write_bytes(b"".join(csv_chunks(table, DelimitedStyle(), ALL_CODES)))
    (tmp_path / "lire.R").write_text(r_script(table, csv_name="donnees.csv"))
    asked = (
        'source("lire.R", encoding = "UTF-8"); cat(levels(donnees$statut), sum(is.na(donnees$statut)), '
        "donnees$budget[1], as.character(raisons$statut[3]), format(donnees$le[2]), donnees$mots[1], "
        'sep = "|")'
    )
    run = subprocess.run(
        ["Rscript", "-e", asked], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout == "Association|SCIC « +1 »|2|12.5|non posée|2024-10-04|=1+1"
