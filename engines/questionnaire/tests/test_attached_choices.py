"""Choices read in a CSV file that comes in a ``.zip`` with its workbook."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.files.bundle import MAX_MEMBERS
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Definition
from engines.questionnaire.serialisation import to_json

SURVEY = """
| survey |                             |       |       |                   |                     |
|        | type                        | name  | label | choice_filter     | parameters          |
|        | text                        | dep   | Où ?  |                   |                     |
|        | select_one_from_file villes.csv | ville | Ville | dep = ${dep}  |                     |
"""
VILLES = "name,label,dep\n29019,Brest,29\n35238,Rennes,35\n"


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def read(data: bytes) -> Definition:
    result = read_questionnaire(data, "essai.zip")
    assert result.questionnaire is not None, [str(problem) for problem in result.refusals]
    return result.questionnaire


def refusals(data: bytes) -> list[str]:
    result = read_questionnaire(data, "essai.zip")
    assert result.questionnaire is None
    return [f"{each.sheet}:{each.row}:{each.column}: {each.message_fr}" for each in result.refusals]


@pytest.mark.parametrize(
    "table", [VILLES, VILLES.replace(",", ";"), "\ufeff" + VILLES, VILLES.replace("\n", "\r\n")]
)
def test_the_rows_of_the_file_are_choices_and_their_columns_filter(table: str) -> None:
    questionnaire = read(zipped(essai__md=SURVEY, villes__csv=table.encode()))
    (choices,) = questionnaire.choice_lists.values()
    assert [(choice.value, choice.label, choice.columns) for choice in choices] == [
        ("29019", "Brest", (("dep", "29"),)),
        ("35238", "Rennes", (("dep", "35"),)),
    ]
    again = read_questionnaire(write_xlsform(questionnaire), "essai.xlsx").questionnaire
    assert again is not None
    assert to_json(again) == to_json(questionnaire)


def test_parameters_name_the_columns() -> None:
    survey = SURVEY.replace(
        "|                     |\n|        | select", "|                     |\n|        | select"
    )
    survey = survey.replace(
        "dep = ${dep}  |                     |", "dep = ${dep}  | value=insee label=nom |"
    )
    table = "insee,nom,dep\n29019,Brest,29\n"
    (choices,) = read(zipped(essai__md=survey, villes__csv=table)).choice_lists.values()
    assert [(choice.value, choice.label) for choice in choices] == [("29019", "Brest")]
    assert (
        "n’a pas de colonne «\u00a0insee\u00a0»" in refusals(zipped(essai__md=survey, villes__csv=VILLES))[0]
    )


def test_without_its_file_the_question_is_refused_by_name() -> None:
    for data in (SURVEY.encode(), zipped(essai__md=SURVEY), zipped(essai__md=SURVEY, autres__csv=VILLES)):
        (found,) = refusals(data)
        assert found.startswith("survey:5:type")
        assert "villes.csv" in found


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("name,label,dep\n,Brest,29\n", "villes.csv:2:name"),
        ("name,label,dep\n1,Brest,29\n1,Rennes,35\n", "villes.csv:3:name"),
        ("name,label,dep\na b,Brest,29\n", "villes.csv:2:name"),
        ('name,label,dep\n1,"Brest,29\n', "villes.csv:2:"),
    ],
)
def test_faults_of_the_file_are_said_at_their_line(table: str, place: str) -> None:
    assert refusals(zipped(essai__md=SURVEY, villes__csv=table))[0].startswith(place)


def test_a_bundle_is_one_workbook_and_few_files() -> None:
    assert "2 classeurs" in refusals(zipped(a__md=SURVEY, b__md=SURVEY))[0]
    assert "0 classeurs" in refusals(zipped(villes__csv=VILLES))[0]
    many = {f"t{number}__csv": VILLES for number in range(MAX_MEMBERS + 1)}
    assert "dépasse" in refusals(zipped(essai__md=SURVEY, **many))[0]
    assert "Mo une fois ouvert" in refusals(zipped(essai__md=SURVEY, villes__csv=b" " * 26_000_000))[0]


def test_a_workbook_of_excel_is_no_bundle() -> None:
    written = write_xlsform(read(zipped(essai__md=SURVEY, villes__csv=VILLES)))
    inside = zipped(dossier__xlsx=written)
    assert read_questionnaire(written, "essai.xlsx").questionnaire is not None
    assert read(inside).title


def test_a_bundle_damaged_on_its_way_is_refused_in_words() -> None:
    whole = zipped(essai__md=SURVEY, villes__csv=VILLES)
    start = 30 + len("essai.md")  # of the packed content, after its header
    assert refusals(whole[:start] + b"\xff" * 8 + whole[start + 8 :])


@given(st.binary(max_size=200))
def test_anything_after_the_mark_of_a_zip_is_refused_in_words(data: bytes) -> None:
    assert read_questionnaire(b"PK\x03\x04" + data).questionnaire is None
