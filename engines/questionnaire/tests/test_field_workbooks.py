"""Workbooks as people leave them: formatted cells, errors, other separators, long lists."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from engines.questionnaire.files.reader import ReadResult, describe, read_questionnaire
from engines.questionnaire.files.workbook import Deadline, refuse
from engines.questionnaire.files.workbook.excel import read_xlsx
from engines.questionnaire.files.workbook.formats import seen_moment, seen_number
from engines.questionnaire.model import Choice
from engines.questionnaire.problems import ProblemList, UnreadableFileError


def workbook_of(cells: dict[str, tuple[Any, str]] | None = None, **sheets: list[list[Any]]) -> bytes:
    """A .xlsx of those sheets; ``cells``: «sheet!A1» -> value and number format."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place, (value, number_format) in (cells or {}).items():
        name, _, address = place.partition("!")
        book[name][address].value = value
        book[name][address].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def moment(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 (a spreadsheet has no time zone)


SURVEY = [["type", "name", "label"], ["select_one parts", "part", "Quelle part ?"]]
LISTS = [["list_name", "name", "label"], ["parts", "a", "A"], ["parts", "b", "B"]]


def places(result: ReadResult) -> list[str]:
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in result.problems]


def choices(result: ReadResult) -> tuple[Choice, ...]:
    assert result.questionnaire is not None, describe(result)
    return next(iter(result.questionnaire.choice_lists.values()))


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.1, "0%", "10%"),
        (0.255, "0.0 %", "25,5 %"),
        (1500, '#,##0\\ "€"', "1\u202f500 €"),
        (1500.5, "#,##0.00 [$€-40C]", "1\u202f500,50 €"),
        (-3, '#,##0;[Red]"moins "#,##0', "moins 3"),
        (2, "0.00", "2,00"),
        (1, '"Niveau "0', "Niveau 1"),
        (33, "00000", "00033"),
        (0, '0;-0;"aucun"', None),
        (1234567, "#,##0,", "1\u202f235"),
        (1.5, "#.##", "1,5"),
        (7, "General", "7"),
        (0.30000000000000004, "General", "0,3"),
        (1.5, "# ?/?", None),
        (1500, "0.00E+00", None),
        (1e30, "0.00", None),
        (1.5, "0." + "0" * 40, None),
        (-1500, '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-', "-1\u202f500,00 €".replace("- ", "-")),
    ],
)
def test_numbers_are_read_as_they_are_seen(value: float, number_format: str, seen: str | None) -> None:
    found = seen_number(value, number_format)
    assert (found.replace("- ", "-") if found else found) == seen


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (moment(2026, 12, 10), "d-mmm", "10-déc."),
        (moment(2026, 5, 1), "mmmm yyyy", "mai 2026"),
        (moment(2026, 5, 1), "mm-dd-yy", "01/05/2026"),
        (moment(2026, 5, 1, 14, 5), "dd/mm/yyyy hh:mm", "01/05/2026 14:05"),
        (moment(2026, 5, 1), "[$-40C]dddd d mmmm yyyy", "vendredi 1 mai 2026"),
        (datetime.time(13, 18), "h:mm", "13:18"),
        (datetime.time(13, 18), "h:mm AM/PM", "1:18 PM"),
        (datetime.time(13, 18, 9), "mm:ss", "18:09"),
        (moment(2026, 5, 1), "0.00", None),
    ],
)
def test_days_are_read_as_they_are_seen(value: Any, number_format: str, seen: str | None) -> None:
    assert seen_moment(value, number_format) == seen


def test_formatted_cells_are_read_as_seen_and_said_once_a_column() -> None:
    data = workbook_of(
        {
            "choices!C2": (0.1, "0%"),
            "choices!C3": (0.25, "0%"),
            "choices!B2": (1000, "00000"),
            "choices!B3": (33, "00000"),
        },
        survey=SURVEY,
        choices=LISTS,
    )
    result = read_questionnaire(data)
    assert [(choice.value, choice.label) for choice in choices(result)] == [
        ("01000", "10%"),
        ("00033", "25%"),
    ]
    assert places(result) == ["choices:2:name", "choices:2:label"]
    assert "«\u00a010%\u00a0» (dans la cellule\u00a0: 0.1)" in result.problems[1].message_fr


def test_a_code_that_the_spreadsheet_made_a_date_of_is_said_at_its_cell() -> None:
    day = moment(2026, 12, 10)
    data = workbook_of(
        {
            "choices!B2": (day, "d-mmm"),
            "choices!C2": (day, "d-mmm"),
            "choices!C3": (datetime.time(13, 18), "h:mm"),
        },
        survey=SURVEY,
        choices=LISTS,
    )
    result = read_questionnaire(data)
    assert [(choice.value, choice.label) for choice in choices(result)] == [
        ("10-déc.", "10-déc."),
        ("b", "13:18"),
    ]
    assert places(result) == ["choices:2:name", "choices:2:label", "choices:3:label"]
    assert all("format Texte" in problem.message_fr for problem in result.problems)


def test_a_bound_or_a_default_is_the_value_whatever_its_look() -> None:
    survey = [
        ["type", "name", "label", "default", "maximum"],
        ["integer", "n", "Combien ?", 5, 10],
        ["date", "d", "Quand ?", moment(2026, 5, 1), ""],
    ]
    data = workbook_of({"survey!D2": (5, "0.00"), "survey!E2": (10, '0 "€"')}, survey=survey)
    result = read_questionnaire(data)
    assert result.questionnaire is not None, describe(result)
    number, day = result.questionnaire.questions()
    assert (number.default, number.maximum, day.default) == ("5", "10", "2026-05-01")
    assert not result.problems


def test_errors_of_the_spreadsheet_are_refused_where_they_are_read() -> None:
    survey = [
        ["type", "name", "label", "hint", "ma_colonne"],
        ["text", "a", "=NA()", "ok", ""],
        ["text", "b", "B", "=1/0", "=NA()"],
    ]
    cells = {
        "survey!C2": ("#N/A", "General"),
        "survey!D3": ("#REF!", "General"),
        "survey!E3": ("#N/A", "General"),
    }
    result = read_questionnaire(workbook_of(cells, survey=survey))
    assert result.questionnaire is None
    assert [f"{p.row}:{p.column}" for p in result.refusals] == ["2:label", "3:hint"]
    assert "erreur du tableur" in result.refusals[0].message_fr


def test_choices_under_a_merged_name_of_list_are_refused_not_lost() -> None:
    merged = [*LISTS[:2], ["", "b", "B"], ["", "", "une remarque"]]
    result = read_questionnaire(workbook_of(survey=SURVEY, choices=merged))
    assert [f"{p.sheet}:{p.row}:{p.column}" for p in result.refusals] == ["choices:3:list_name"]
    assert "cellule fusionnée" in result.refusals[0].message_fr
    assert [problem.row for problem in result.warnings] == [4]


def test_strict_open_xml_says_what_to_save_instead() -> None:
    source, out = io.BytesIO(workbook_of(survey=SURVEY, choices=LISTS)), io.BytesIO()
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        (b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    )
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    (problem,) = read_questionnaire(out.getvalue()).refusals
    assert "Strict Open XML" in problem.message_fr
    assert "Classeur Excel (.xlsx)" in problem.message_fr


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("announced", [False, True])
def test_a_form_in_csv_with_the_separator_of_the_spreadsheet(separator: str, announced: bool) -> None:
    rows = ["survey;;;", ";type;name;label", ";text;nom;Votre nom ?", ';integer;age;"Âge ; en années ?"']
    rows += ["choices;;;", ";list_name;name;label"]
    text = "\r\n".join(rows).replace(";", separator)
    head = f"sep={separator}\r\n" if announced else ""
    result = read_questionnaire((head + text).encode(), "essai.csv")
    assert result.questionnaire is not None, describe(result)
    first, second = result.questionnaire.questions()
    assert (first.label, first.key) == ("Votre nom ?", "nom")
    assert second.origin is not None
    assert second.origin.row == 4 + announced


def test_a_name_of_sheet_with_a_space_is_seen_between_its_marks() -> None:
    (problem,) = read_questionnaire(workbook_of(**{"survey ": SURVEY, "choices": LISTS})).refusals
    assert "retirez l’espace du nom" in problem.message_fr


def test_the_time_is_limited_over_the_whole_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sheet after the other, each quick enough: the limit is the file's."""
    deadline = Deadline(seconds=-1)
    with pytest.raises(UnreadableFileError, match="secondes"):
        read_xlsx(workbook_of(survey=[*SURVEY] * 200, choices=LISTS), ProblemList(), deadline)
    assert str(refuse("x").problem)
