"""Questionnaires that nobody here wrote: each imported, or refused with a reason at its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.files.reader import ReadResult, describe, read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Definition
from engines.questionnaire.serialisation import from_json, to_json
from engines.questionnaire.tests.test_field_workbooks import workbook_of

# file -> None when imported, else the places of the refusals (sheet:row:column).
XLSFORMS: dict[str, list[str] | None] = {
    "bad_calc.xlsx": ["survey:2:calculation"],
    "blank_second_row.xls": None,
    "calculate.xls": None,
    "cascading_select_test_equivalent.xls": None,
    "case_insensitivity.xlsx": [
        "SURVEY:4:TYPE",
    ],
    "choice_filter_test.xlsx": None,
    "choice_name_same_as_select_name.xls": None,
    "duplicate_columns.xlsx": ["survey:1:label"],
    "field-list.xlsx": None,
    "flat_xlsform_test.xlsx": ["settings:2:public_key"],
    "group.xlsx": None,
    "loop.xlsx": None,
    "or_other.xlsx": ["survey:3:choice_filter"],
    "repeat_date_test.xls": None,
    "specify_other.xlsx": None,
    "table-list.xls": None,
    "text_and_integer.xlsx": None,
    "tutorial.xls": None,
    "unknown_question_type.xls": ["survey:1:relevance", "survey:52:type"],
    "utf_csv.csv": None,
    "xl_date_ambiguous.xlsx": ["survey:5:choice_filter"],
}


def places(result: ReadResult) -> list[str]:
    return [f"{problem.sheet}:{problem.row}:{problem.column}" for problem in result.refusals]


def test_the_table_names_every_file(shared_data: Path) -> None:
    assert sorted(XLSFORMS) == sorted(path.name for path in (shared_data / "surveys" / "xlsform").iterdir())


@pytest.mark.parametrize("name", sorted(XLSFORMS))
def test_each_real_form_is_imported_or_refused_at_its_place(shared_data: Path, name: str) -> None:
    result = read_questionnaire(shared_data / "surveys" / "xlsform" / name)
    expected = XLSFORMS[name]
    if expected is None:
        assert result.questionnaire is not None, describe(result)
        assert not result.refusals
    else:
        assert result.questionnaire is None
        assert set(expected) <= set(places(result))
        assert all(problem.row > 0 and problem.column for problem in result.refusals)


@pytest.mark.filterwarnings("ignore:Unknown extension:UserWarning")  # openpyxl, on what Excel adds
@pytest.mark.parametrize("name", sorted(XLSFORMS))
def test_what_pyxform_refuses_we_refuse(shared_data: Path, name: str) -> None:
    path = shared_data / "surveys" / "xlsform" / name
    try:
        convert(str(path), validate=False)
    except PyXFormError:
        assert read_questionnaire(path).questionnaire is None


def test_the_tutorial_form_is_read_whole(shared_data: Path) -> None:
    result = read_questionnaire(shared_data / "surveys" / "xlsform" / "tutorial.xls")
    questionnaire = result.questionnaire
    assert questionnaire is not None
    assert [question.key for question in questionnaire.questions()] == [
        *("name", "relationship_to_household_head", "sex", "resident", "stayed_last_night"),
        *("older_than_five", "age_in_months", "age_in_years", "literate", "pregnant"),
    ]
    months = next(question for question in questionnaire.questions() if question.key == "age_in_months")
    assert months.relevant == "${older_than_five}='no'"
    assert months.constraint == ". <= 72"
    assert months.origin is not None
    assert months.origin.row == 9
    group = questionnaire.sections[0].items[0]
    assert group.key == "member"
    assert getattr(group, "repeats", False)


def test_limesurvey_answers(shared_data: Path) -> None:
    result = read_questionnaire(shared_data / "surveys" / "limesurvey" / "answers.lss")
    assert result.questionnaire is not None
    assert not result.problems
    assert describe(result) == [
        "Questionnaire «\u00a0Survey with Question Answers\u00a0»",
        "1 partie, 2 questions\u00a0:",
        "  Group One\u00a0: 2 questions",
        "Types de questions\u00a0:",
        "  un choix\u00a0: 5",
        "  plusieurs choix\u00a0: 1",
        "  grille\u00a0: 1",
        "2 listes de choix\u00a0:",
        "  Q01\u00a0: 3 choix",
        "  Q02\u00a0: 5 choix",
    ]


def test_limesurvey_survey(shared_data: Path) -> None:
    result = read_questionnaire(shared_data / "surveys" / "limesurvey" / "survey.lss")
    questionnaire = result.questionnaire
    assert questionnaire is not None
    assert questionnaire.title == "Test Survey"
    by_key = {question.key: question for question in questionnaire.questions()}
    assert by_key["G01Q01"].label == "Text for first question"
    assert by_key["G01Q02"].required == "yes"
    assert by_key["G02Q03_file"].accept == ("application/zip",)
    assert [problem.column for problem in result.problems] == ["G02Q03"]


def test_two_lines_of_one_choice_are_one_and_it_is_said(shared_data: Path) -> None:
    """King is a county of both states: one choice, offered in both, and figures add the two up."""
    result = read_questionnaire(shared_data / "surveys" / "xlsform" / "choice_filter_test.xlsx")
    assert result.questionnaire is not None
    (problem,) = result.problems
    assert (problem.sheet, problem.row, problem.column) == ("choices", 6, "name")
    for words in ("(ligne 4)", "même libellé", "les chiffres les additionnent", "un code différent"):
        assert words in problem.message_fr
    again = read_questionnaire(write_xlsform(result.questionnaire), "essai.xlsx").questionnaire
    assert again is not None
    for questionnaire in (result.questionnaire, again, from_json(to_json(again))):
        assert offered(questionnaire, "texas") == ["king", "cameron"]
        assert offered(questionnaire, "washington") == ["king", "pierce"]


def offered(questionnaire: Definition, state: str) -> list[str]:
    """The codes of the counties that somebody of ``state`` may choose."""
    shown = evaluate(compile_questionnaire(questionnaire), {"state": state}, today=dt.date(2026, 11, 29))
    return [choice.value for choice in shown.places["county",].choices]


def test_two_choices_of_one_code_and_two_labels_are_refused_with_the_reason() -> None:
    """An answer would not say which of the two was meant."""
    book = workbook_of(
        survey=[["type", "name", "label", "choice_filter"], ["select_one l", "q", "Q", "cf = 't'"]],
        choices=[
            ["list_name", "name", "label", "cf"],
            ["l", "king", "King (Texas)", "t"],
            ["l", "king", "King (Washington)", "w"],
        ],
        settings=[["form_title", "allow_choice_duplicates"], ["F", "yes"]],
    )
    (problem,) = read_questionnaire(book, "essai.xlsx").refusals
    assert (problem.sheet, problem.row, problem.column) == ("choices", 3, "name")
    for words in ("(ligne 2)", "allow_choice_duplicates", "laquelle des deux lignes", "un code différent"):
        assert words in problem.message_fr


def test_a_word_without_quotes_is_told_that_quotes_are_missing(shared_data: Path) -> None:
    result = read_questionnaire(shared_data / "surveys" / "xlsform" / "or_other.xlsx")
    (problem,) = result.refusals
    assert "écrivez 'yes' entre apostrophes droites si c’est une valeur" in problem.message_fr
