import csv
import datetime as dt
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from milliard.core import exports
from milliard.core.exports import FRENCH, PLAIN, About, CsvStyle, Table

ABOUT = About("Besoins", is_simulated=False, notes=(("Base", "510 organisations"),))
SIMULATED = About("Besoins", is_simulated=True)
ATTACKS = ["=1+1", "+33 6", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1+1", "\u00a0=1"]


def as_csv(table: Table, style: CsvStyle) -> str:
    return b"".join(exports.csv_chunks(table, style=style)).decode()


def read_csv(table: Table, style: CsvStyle) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(table, style), newline=""), delimiter=style.delimiter))


def as_xlsx(table: Table) -> io.BytesIO:
    file = io.BytesIO()
    exports.write_xlsx(table, file)
    file.seek(0)
    return file


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_never_becomes_a_formula(attack: str) -> None:
    table = Table([attack], [[attack]], ABOUT)
    for cell in (row[0] for row in read_csv(table, PLAIN)):
        assert cell == f"'{attack}"
    sheet = load_workbook(as_xlsx(table)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr"}


def test_xlsx_keeps_the_exact_text_and_marks_it_as_quoted() -> None:
    file = as_xlsx(Table(["a"], [["=1+1"], ["#N/A"]], ABOUT))
    sheet = load_workbook(file).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["=1+1", "#N/A"]
    assert b'quotePrefix="1"' in zipfile.ZipFile(file).read("xl/styles.xml")


def test_numbers_stay_numbers() -> None:
    row = [-5, Decimal("-12.50"), Fraction(1, 4), 0.1, True, None, dt.date(2026, 1, 2)]
    table = Table(list("abcdefg"), [row], ABOUT)
    assert read_csv(table, PLAIN)[1] == ["-5", "-12.50", "0.25", "0.1", "true", "", "2026-01-02"]
    french = read_csv(table, FRENCH)
    assert french[-1] == ["-5", "-12,50", "0,25", "0,1", "oui", "", "2026-01-02"]
    values = [cell.value for cell in load_workbook(as_xlsx(table)).worksheets[0][2]]
    assert values == [-5, -12.5, 0.25, 0.1, "oui", None, dt.datetime(2026, 1, 2)]  # noqa: DTZ001


def test_the_first_line_of_a_french_csv_is_its_header() -> None:
    assert as_csv(Table(["a"], [[1]], ABOUT), FRENCH) == "\ufeffa\r\n1\r\n"


def test_a_csv_may_say_above_its_header_what_it_is() -> None:
    text = as_csv(Table(["a"], [[1]], ABOUT), replace(FRENCH, with_about=True))
    assert text.startswith("\ufeff# Titre\u00a0: Besoins\r\n# Base\u00a0: 510 organisations\r\na\r\n")


def test_simulated_data_say_so_in_every_format() -> None:
    table = Table(["a"], [[1], [2]], SIMULATED)
    assert as_csv(table, FRENCH).splitlines()[:2] == ["\ufeffa;donnees", "1;simulees"]
    assert read_csv(table, PLAIN) == [["a", "donnees"], ["1", "simulees"], ["2", "simulees"]]
    book = load_workbook(as_xlsx(table))
    assert book.sheetnames[0] == "Données simulées"
    assert book["À propos"]["B1"].value == exports.SIMULATED_LABEL
    loaded = json.loads(b"".join(exports.json_chunks(table)))
    assert loaded["simulated"] is True
    assert loaded["about"]["Attention"] == exports.SIMULATED_LABEL
    assert loaded["rows"] == [[1], [2]]


def test_json_keeps_every_line_of_a_label_used_twice() -> None:
    about = exports.About("t", False, (("Question", "une"), ("Base", "b"), ("Question", "deux")))
    loaded = json.loads(b"".join(exports.json_chunks(Table(["a"], [], about))))
    assert loaded["about"] == {"Titre": "t", "Question": ["une", "deux"], "Base": "b"}


def test_xlsx_survives_forbidden_characters_and_says_when_it_cuts() -> None:
    table = Table(["a"], [["a\x00b\x0bc"], ["x" * 40_000]], ABOUT)
    first, second = (row[0].value for row in load_workbook(as_xlsx(table)).worksheets[0].iter_rows(min_row=2))
    assert first == "abc"
    assert len(second) == 32_767
    assert second.endswith("limite du format XLSX]")


def test_times_are_in_the_readers_zone(settings) -> None:
    moment = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    assert read_csv(Table(["a"], [[moment]], ABOUT), PLAIN)[1] == ["2026-07-02 00:30:00+02:00"]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5)
)
def test_any_text_comes_back_from_csv_and_json(rows: list[list[str]]) -> None:
    table = Table(["a", "b"], rows, ABOUT)
    back = read_csv(table, PLAIN)[1:]
    assert back == [[exports.neutralise(cell) for cell in row] for row in rows]
    assert json.loads(b"".join(exports.json_chunks(table)))["rows"] == rows


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(exports, "_XLSX_MAX_ROWS", 3)
    assert as_xlsx(Table(["a"], [[1]] * 2, ABOUT)).getvalue()
    with pytest.raises(exports.TooManyRows):
        as_xlsx(Table(["a"], [[1]] * 3, ABOUT))


def test_a_large_csv_is_sent_in_constant_memory() -> None:
    def rows() -> Iterator[list[object]]:
        for number in range(60_000):
            yield [number, "une réponse de longueur ordinaire", None]

    tracemalloc.start()
    size = sum(len(chunk) for chunk in exports.csv_chunks(Table(["a", "b", "c"], rows(), ABOUT)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 2_000_000
    assert peak < 400_000


@pytest.mark.django_db  # closing a response ends the request, which looks at the connection
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_download_has_a_type_and_a_name(kind: exports.Format) -> None:
    response = exports.respond(Table(["a"], [[1]], ABOUT), format=kind, name="besoins-été")
    assert response.headers["Content-Type"] == exports.CONTENT_TYPES[kind]
    assert "attachment" in response.headers["Content-Disposition"]
    assert f".{kind}" in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content)
    response.close()
