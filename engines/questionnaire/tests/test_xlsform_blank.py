"""The workbook to start from, and the words that explain each column: never behind what the reader knows."""

from __future__ import annotations

import io

import openpyxl
import pytest

from engines.questionnaire.files.reader import describe, read_questionnaire
from engines.questionnaire.files.xlsform import guide
from engines.questionnaire.files.xlsform.blank import blank_workbook
from engines.questionnaire.files.xlsform.reader import KNOWN_SETTINGS
from engines.questionnaire.files.xlsform.reader.appearances import LAYOUT_APPEARANCES
from engines.questionnaire.files.xlsform.reader.columns import CHOICES_COLUMNS, SURVEY_COLUMNS
from engines.questionnaire.files.xlsform.writer import CHOICES_HEADERS, SURVEY_HEADERS
from engines.questionnaire.model import Kind, Layout, Missing, QuestionRole
from engines.questionnaire.review import review
from engines.questionnaire.tests.test_xlsform_read import form

LISTS = """
| choices |           |      |       |
|         | list_name | name | label |
|         | LISTE     | a    | A     |
|         | oui_non   | yes  | Oui   |
|         | oui_non   | no   | Non   |
"""


def test_the_blank_workbook_is_read_without_a_remark() -> None:
    data = blank_workbook()
    result = read_questionnaire(data, "modele.xlsx")
    assert result.questionnaire is not None, describe(result)
    assert not result.problems
    assert not review(result.questionnaire)
    assert data == blank_workbook()


def test_every_title_and_nearly_every_row_of_the_blank_workbook_has_its_note() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook()))
    for name in ("survey", "choices", "settings"):
        assert all(cell.comment is not None for cell in book[name][1])
    rows = [row[0] for row in book["survey"].iter_rows(min_row=2)]
    assert sum(cell.comment is not None for cell in rows) >= len(rows) - 2
    assert "n’est pas lue" in book["aide"]["A1"].value


def test_every_column_that_is_read_is_explained_once() -> None:
    assert sorted(column.name for column in guide.SURVEY) == sorted(SURVEY_COLUMNS)
    assert sorted(column.name for column in guide.CHOICES) == sorted(CHOICES_COLUMNS)
    assert {*SURVEY_HEADERS} <= {column.name for column in guide.SURVEY}
    assert {*CHOICES_HEADERS} <= {column.name for column in guide.CHOICES}
    assert {column.name for column in guide.SETTINGS} == KNOWN_SETTINGS


def test_every_kind_and_layout_is_explained_by_what_makes_it() -> None:
    assert {each.kind for each in guide.TYPES} == set(Kind)
    assert {layout for _, _, layout, _ in guide.GROUPS} == set(Layout)
    assert {appearance for _, appearance, _, _ in guide.GROUPS} - {""} <= set(LAYOUT_APPEARANCES)


@pytest.mark.parametrize("explained", guide.TYPES, ids=lambda each: f"{each.type} {each.appearance}")
def test_what_is_written_for_a_kind_makes_it(explained: guide.ExplainedType) -> None:
    calculation = "1 + 1" if explained.kind is Kind.CALCULATE else ""
    result = form(
        f"{explained.type} | q | Q | {explained.appearance} | {calculation}",
        "text | autre | A | | ",
        headers="type | name | label | appearance | calculation",
        choices=LISTS,
    )
    assert result.questionnaire is not None, describe(result)
    assert next(result.questionnaire.questions()).kind is explained.kind


def test_the_values_of_closed_columns_are_all_named() -> None:
    said = {column.name: column.values_fr for column in (*guide.SURVEY, *guide.CHOICES)}
    assert sorted(said["role"].split(", ")) == sorted(QuestionRole)
    assert sorted(said["missing"].split(", ")) == sorted(Missing)
    assert {name for name, _ in guide.ROLES} == set(QuestionRole)
