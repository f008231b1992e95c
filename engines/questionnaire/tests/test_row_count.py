"""Repeated groups whose number of rows other answers decide."""

from __future__ import annotations

from typing import Any

import pytest

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.evaluation.ending import is_missing
from engines.questionnaire.expressions import InvalidDefinition, compile_questionnaire
from engines.questionnaire.files.limesurvey.writer import NotForLimeSurveyError, write_limesurvey
from engines.questionnaire.model import Group, Kind, Question
from engines.questionnaire.tests.builders import TODAY, question, questionnaire
from engines.questionnaire.tests.test_xlsform_kinds import read
from engines.questionnaire.tests.test_xlsform_read import form, refusals

HEADERS = "type | name | label | repeat_count | maximum"
ROSTER = (
    "integer | n | Combien ? | | ",
    "begin_repeat | gens | Gens | ${n} | ",
    "text | nom | Nom ? | | ",
    "end_repeat | | | | ",
)


def state(answers: dict[str, Any], *, required: str = "", **fields: Any) -> Evaluation:
    made: dict[str, Any] = {"row_count": "${n}", "max_rows": 5, **fields}
    group = Group("gens", "Gens", (question("nom", required=required),), repeats=True, **made)
    items: tuple[Question | Group, ...] = (question("n", Kind.DECIMAL), group)
    return evaluate(compile_questionnaire(questionnaire(*items)), answers, today=TODAY)


def people(count: int) -> list[dict[str, str]]:
    return [{"_id": f"r{number}", "nom": "Zoé"} for number in range(count)]


@pytest.mark.parametrize(
    ("count", "expected"), [(None, 0), ("0", 0), ("3", 3), ("2.9", 2), ("-1", 0), ("99", 5)]
)
def test_as_many_rows_as_the_answer_says_up_to_the_most(count: Any, expected: int) -> None:
    assert state({"n": count}).groups[("gens",)].expected == expected


def test_people_add_the_rows_of_another_group() -> None:
    assert state({"n": "3"}, row_count="").groups[("gens",)].expected is None


def test_rows_too_many_are_the_persons_to_take_away() -> None:
    found = state({"n": "1", "gens": people(3)})
    assert found.groups[("gens",)].errors == ("Gardez 1\u00a0ligne, d’après vos autres réponses.",)
    assert not is_missing(found, ("gens",))
    found = state({"gens": people(1)})
    assert found.groups[("gens",)].errors == ("Retirez chaque ligne, d’après vos autres réponses.",)


def test_rows_too_few_are_missing_where_each_asks_something() -> None:
    assert state({"n": "2", "gens": people(1)}).groups[("gens",)].errors == ()
    found = state({"n": "2", "gens": people(1)}, required="yes")
    assert found.groups[("gens",)].errors == ("Remplissez 2\u00a0lignes, d’après vos autres réponses.",)
    assert is_missing(found, ("gens",))
    assert state({"n": "0"}, required="yes").groups[("gens",)].errors == ()


def test_a_count_that_reads_its_own_rows_is_a_loop() -> None:
    with pytest.raises(InvalidDefinition, match="boucle"):
        state({}, row_count="count(${nom}) + 1")


def test_a_computed_number_of_rows_is_read_and_written_again() -> None:
    (group,) = [item for item in read(*ROSTER, headers=HEADERS).sections[0].items if isinstance(item, Group)]
    assert (group.row_count, group.min_rows, group.max_rows) == ("${n}", 0, 100)
    rows = (ROSTER[0], "begin_repeat | gens | Gens | ${n} * 2 | 7", *ROSTER[2:])
    (group,) = [item for item in read(*rows, headers=HEADERS).sections[0].items if isinstance(item, Group)]
    assert (group.row_count, group.max_rows) == ("${n} * 2", 7)
    said = [problem for problem in form(*ROSTER, headers=HEADERS).warnings if problem.sheet == "survey"]
    assert [(problem.row, problem.column) for problem in said] == [(4, "repeat_count")]


def test_a_constant_number_of_rows_stays_one() -> None:
    rows = (ROSTER[0], "begin_repeat | gens | Gens | 3 | ", *ROSTER[2:])
    (group,) = [item for item in read(*rows, headers=HEADERS).sections[0].items if isinstance(item, Group)]
    assert (group.row_count, group.min_rows, group.max_rows) == ("", 3, 3)


def test_a_count_of_nothing_known_is_refused_at_its_cell() -> None:
    rows = (ROSTER[0], "begin_repeat | gens | Gens | pulldata('a','b','c','d') | ", *ROSTER[2:])
    assert refusals(form(*rows, headers=HEADERS)) == ["survey:4:repeat_count"]


def test_limesurvey_does_not_know_it() -> None:
    with pytest.raises(NotForLimeSurveyError):
        write_limesurvey(read(*ROSTER, headers=HEADERS))
