"""Defaults: shown once, where nobody has been; a calculation goes first; an emptied box stays empty."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engines.questionnaire.evaluation.defaults import note_seen, with_defaults
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Group, Kind
from engines.questionnaire.tests.builders import choices, question, questionnaire

TODAY = datetime.date(2026, 11, 29)


def shown(definition: Any, answers: dict[str, Any]) -> dict[str, Any]:
    compiled = compile_questionnaire(definition)
    return dict(with_defaults(compiled, answers, next(iter(compiled.sections)), TODAY))


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        (Kind.TEXT, "Brest", "Brest"),
        (Kind.INTEGER, "12", 12),
        (Kind.DECIMAL, "12.50", "12.5"),
        (Kind.AMOUNT, "12.5", 1250),
        (Kind.PERCENTAGE, "40", 40),
        (Kind.DATE, "2026-11-23", "2026-11-23"),
        (Kind.TIME, "09:30", "09:30"),
        (Kind.DATETIME, "2026-11-23T09:30", "2026-11-23T09:30"),
        (Kind.GEOPOINT, "48.853 2.349", "48.853 2.349"),
        (Kind.YES_NO, "yes", "yes"),
        (Kind.EMAIL, "a@exemple.org", "a@exemple.org"),
    ],
)
def test_a_default_is_an_answer_of_its_kind(kind: Kind, written: str, stored: Any) -> None:
    assert shown(questionnaire(question("q", kind, default=written)), {}) == {"q": stored}


def test_defaults_of_choices() -> None:
    lists = {"l": choices("a", "b", "c")}
    asked = questionnaire(
        question("un", Kind.ONE, choice_list="l", default="b"),
        question("des", Kind.MANY, choice_list="l", default="c a"),
        question("rangs", Kind.RANK, choice_list="l", default="c a"),
        question("faux", Kind.ONE, choice_list="l", default="z"),
        **lists,
    )
    assert shown(asked, {}) == {"un": "b", "des": ["a", "c"], "rangs": ["c", "a"]}


@pytest.mark.parametrize("stored", [{"q": "moi"}, {"q": None}])
def test_what_was_seen_is_never_filled_again(stored: dict[str, Any]) -> None:
    assert shown(questionnaire(question("q", default="Brest")), stored) == stored


def test_a_default_that_the_filter_leaves_out_is_not_shown() -> None:
    asked = questionnaire(
        question("ou", Kind.ONE, choice_list="l", default="a", choice_filter="name = ${garde}"),
        question("garde"),
        l=choices("a", "b"),
    )
    assert shown(asked, {"garde": "b"}) == {"garde": "b"}
    assert shown(asked, {"garde": "a"}) == {"garde": "a", "ou": "a"}


def test_a_calculation_goes_before_a_default() -> None:
    asked = questionnaire(
        question("n", Kind.INTEGER),
        question("double", Kind.INTEGER, calculation="${n} * 2", default="7"),
    )
    assert shown(asked, {}) == {"double": 7}
    assert shown(asked, {"n": 4}) == {"n": 4}


def test_each_row_has_its_default() -> None:
    asked = questionnaire(
        Group("r", "R", (question("pays", default="FR"), question("nom")), repeats=True), question("fin")
    )
    rows = [{"_id": "a"}, {"_id": "b", "pays": "BE"}, {"_id": "c", "pays": None}]
    assert shown(asked, {"r": rows})["r"] == [{"_id": "a", "pays": "FR"}, *rows[1:]]
    assert rows[0] == {"_id": "a"}


def test_only_a_blank_box_with_a_default_is_noted_as_seen() -> None:
    compiled = compile_questionnaire(
        questionnaire(question("q", default="Brest"), question("r", default="x"), question("s"))
    )
    answers: dict[str, Any] = {"r": "écrit"}
    for key in ("q", "r", "s"):
        note_seen(answers, compiled.questions[key], (key,))
    note_seen(answers, compiled.questions["q"], ("g", "absente", "q"))
    assert answers == {"q": None, "r": "écrit"}
