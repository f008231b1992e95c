"""What ``once()`` keeps: the first value of a calculation, whatever the day and the answers become."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.evaluation.computed import follow_calculations
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.expressions.values import Single
from engines.questionnaire.kept_values import kept_from_value, value_from_kept
from engines.questionnaire.model import Group, Kind, Question
from engines.questionnaire.tests.builders import question, questionnaire
from engines.questionnaire.version_change import compare
from engines.questionnaire.version_change.convert import convert_answers

FIRST, LATER = datetime.date(2026, 11, 20), datetime.date(2026, 12, 20)


def saved(items: tuple[Question | Group, ...], answers: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    """The answers once a page was saved on that day."""
    stored = dict(answers)
    follow_calculations(compile_questionnaire(questionnaire(*items)), answers, stored, {}, day)
    return stored


def value(
    items: tuple[Question | Group, ...], answers: dict[str, Any], key: str, day: datetime.date
) -> Single:
    state = evaluate(compile_questionnaire(questionnaire(*items)), answers, today=day)
    return state.places[(key,)].value


def once(calculation: str, **fields: Any) -> Question:
    return question("debut", Kind.CALCULATE, calculation=calculation, **fields)


AGE = (
    question("naissance", Kind.DATE),
    once("once(today())"),
    question("age", Kind.CALCULATE, calculation="int((${debut} - ${naissance}) div 365.25)"),
    question("metier", relevant="${age} < 18"),
)


def test_the_day_of_the_first_save_stays() -> None:
    begun = saved(AGE, {"naissance": "2008-12-01"}, FIRST)
    assert begun["debut"] == {"date": "2026-11-20"}
    again = saved(AGE, begun, LATER)
    assert again == begun
    assert value(AGE, again, "debut", LATER) == FIRST
    assert value(AGE, again, "age", LATER) == 17
    state = evaluate(compile_questionnaire(questionnaire(*AGE)), again | {"metier": "Luthier"}, today=LATER)
    assert state.places[("metier",)].is_relevant
    assert state.off_path_keys == ()


@pytest.mark.parametrize(
    ("calculation", "first", "kept"),
    [
        ("once(now())", FIRST, {"date": "2026-11-20"}),
        ("once(${n} + 1)", Decimal(3), {"number": "3"}),
        ("once(${n} > 1)", True, True),
        ("(once(concat('n', ${n})))", "n2", "n2"),
        ("if(${n} > 0, once(${n}), '')", Decimal(2), {"number": "2"}),
    ],
)
def test_every_kind_of_value_is_kept_as_it_was(calculation: str, first: Single, kept: Any) -> None:
    items = (question("n", Kind.INTEGER), once(calculation))
    begun = saved(items, {"n": 2}, FIRST)
    assert begun["debut"] == kept
    later = saved(items, begun | {"n": 9}, LATER)
    assert later["debut"] == kept
    assert value(items, later, "debut", LATER) == first


def test_a_blank_is_not_kept() -> None:
    items = (question("n", Kind.INTEGER), once("once(${n} + 1)"))
    assert "debut" not in saved(items, {}, FIRST)
    assert saved(items, {"n": 1}, FIRST)["debut"] == {"number": "2"}


def test_a_branch_that_is_left_forgets() -> None:
    items = (question("n", Kind.INTEGER), once("if(${n} > 1, once(today()), '')"))
    begun = saved(items, {"n": 2}, FIRST)
    left = saved(items, begun | {"n": 1}, FIRST)
    assert "debut" not in left
    assert saved(items, left | {"n": 2}, LATER)["debut"] == {"date": "2026-12-20"}


def test_a_hidden_value_is_blank_and_stays() -> None:
    items = (question("n", Kind.INTEGER), once("once(today())", relevant="${n} > 1"))
    assert "debut" not in saved(items, {"n": 1}, FIRST)
    begun = saved(items, {"n": 2}, FIRST)
    hidden = saved(items, begun | {"n": 1}, LATER)
    assert value(items, hidden, "debut", LATER) == ""
    assert value(items, hidden | {"n": 2}, "debut", LATER) == FIRST


def test_each_row_keeps_its_own() -> None:
    inside = (question("nom"), once("once(today())"))
    items = (Group("r", "R", inside, repeats=True),)
    begun = saved(items, {"r": [{"_id": "a", "nom": "Un"}]}, FIRST)
    begun["r"].append({"_id": "b", "nom": "Deux"})
    assert [row["debut"] for row in saved(items, begun, LATER)["r"]] == [
        {"date": "2026-11-20"},
        {"date": "2026-12-20"},
    ]


def test_a_question_that_once_fills_is_filled_once() -> None:
    items = (question("jour", Kind.DATE, calculation="once(today())"),)
    begun = saved(items, {}, FIRST)
    assert begun == {"jour": "2026-11-20"}
    assert saved(items, begun, LATER) == begun


def test_what_is_kept_follows_the_same_calculation_into_the_next_version() -> None:
    old = questionnaire(question("n", Kind.INTEGER), once("once(today())"))
    answers = {"n": 1, "debut": {"date": "2026-11-20"}}
    assert convert_answers(compare(old, old), answers) == (answers, ())
    other = questionnaire(question("n", Kind.INTEGER), once("once(${n})"))
    assert convert_answers(compare(old, other), answers) == ({"n": 1}, ())


@pytest.mark.parametrize(
    "kept", [None, 3, [], {}, {"date": "hier"}, {"date": 3}, {"x": "y"}, {"number": "NaN!"}, {"a": 1, "b": 2}]
)
def test_what_was_not_kept_by_us_is_a_blank(kept: Any) -> None:
    assert value_from_kept(kept) == ""


@pytest.mark.parametrize(
    "value", [FIRST, datetime.time(9, 30), datetime.datetime.fromisoformat("2026-11-20T09:30"), False, "x"]
)
def test_a_value_kept_is_the_value(value: Single) -> None:
    assert value_from_kept(kept_from_value(value)) == value
