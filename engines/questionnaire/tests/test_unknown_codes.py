"""A choice an expression names and its question does not have is said at its cell."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.unknown_codes import unknown_codes
from engines.questionnaire.model import Kind
from engines.questionnaire.problems import Problem, Severity
from engines.questionnaire.tests.builders import choices, question, questionnaire
from engines.questionnaire.tests.test_limesurvey_read import survey


def said(expression: str, column: str = "relevant", kind: Kind = Kind.ONE) -> list[str]:
    """Remarks on an expression of a question after ``a``, ``m``, ``n`` and ``y``."""
    options = {"choice_list": "liste"} if kind is Kind.ONE else {}
    made = questionnaire(
        question("a", Kind.ONE, choice_list="liste"),
        question("m", Kind.MANY, choice_list="liste"),
        question("n", Kind.INTEGER),
        question("y", Kind.YES_NO),
        question("t", Kind.TEXT),
        question("z", kind, **options, **{column: expression}),
        liste=choices("oui", "non", "peut-être"),
    )
    return [item.message_fr for item in unknown_codes(made)]


@pytest.mark.parametrize(
    "expression",
    [
        "${a}='oiu'",
        '${a} != "oiu"',
        "'oiu' = ${a}",
        "selected(${a},'ouii')",
        "not(selected( ${m} , 'ouii' )) and ${a} = 'oui'",
        "${n}='abc'",
        "${y}='oui'",
        "if(${a}='oiu', 1, 2) = 1",
        "${m} = 'oui ouii'",
    ],
)
def test_an_unknown_code_is_said(expression: str) -> None:
    (message,) = said(expression)
    assert "toujours le même résultat" in message


@pytest.mark.parametrize(
    "expression",
    [
        "${a}='oui'",
        "${a}=''",
        "selected(${m}, 'peut-être')",
        "${n}='12'",
        "${n} = '-1.5'",
        "${n} > 3",
        "${y}='yes'",
        "${t}='abc'",
        "${a} = ${y}",
        "string-length(${t}) = 3 and 'x' = 'x'",
        "${m} = 'oui non'",
    ],
)
def test_what_may_hold_is_not_said(expression: str) -> None:
    assert said(expression) == []


@pytest.mark.parametrize("column", ["relevant", "constraint", "calculation", "required", "choice_filter"])
def test_every_column_that_holds_expressions_is_read(column: str) -> None:
    assert len(said("${a}='oiu'", column)) == 1


def test_the_question_itself_is_read_in_its_constraint() -> None:
    assert len(said(". = 'oiu' or selected(., 'ouii')", "constraint")) == 2
    assert said(". = 'oui'", "constraint") == []
    assert said(". > 0.5", "constraint", Kind.DECIMAL) == []


def test_the_nearest_code_is_proposed() -> None:
    (message,) = said("${a}='oiu'")
    assert "Vouliez-vous dire « oui »" in message
    assert "oui, non, peut-être" in message


def remarks(data: bytes | Path, name: str) -> list[Problem]:
    found = read_questionnaire(data, name)
    assert found.questionnaire is not None, found.problems
    return [item for item in found.problems if "n’est pas un code" in item.message_fr]


def test_an_xlsform_says_it_at_its_cell() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    sheet.append(["type", "name", "label", "relevant"])
    sheet.append(["select_one l", "a", "A", ""])
    sheet.append(["text", "b", "B", "${a}='oiu'"])
    listed = book.create_sheet("choices")
    listed.append(["list_name", "name", "label"])
    listed.append(["l", "oui", "Oui"])
    listed.append(["l", "non", "Non"])
    file = io.BytesIO()
    book.save(file)
    (remark,) = remarks(file.getvalue(), "f.xlsx")
    assert (remark.sheet, remark.row, remark.column) == ("survey", 3, "relevant")
    assert remark.severity is Severity.WARNING


def test_a_limesurvey_structure_says_it_too() -> None:
    data = survey(
        {"type": "L", "title": "a", "text": "A"},
        {"type": "S", "title": "b", "text": "B", "relevance": "a.NAOK == 'oiu'"},
        answers=({"qid": "1", "code": "oui"}, {"qid": "1", "code": "non"}),
    )
    assert len(remarks(data, "s.lss")) == 1
