"""Evaluating answers: relevance, rows, choices offered, progress, and what is missing and why."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from engines.questionnaire.evaluation import Progress, Reason, evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Group, Kind
from engines.questionnaire.tests.builders import TODAY, choices, evaluated, question, recueil, rows_group

READY = compile_questionnaire(recueil())


REACHED = ["identity", "needs"]


def test_rows_see_their_own_values_and_the_others_from_outside() -> None:
    state = evaluated(
        rows_group(),
        question("total", Kind.CALCULATE, calculation="sum(${x})"),
        answers={"rows": [{"_id": "a", "x": 10}, {"_id": "b", "x": 30}]},
    )
    values = {path: place.value for path, place in state.places.items()}
    assert values["total",] == 40
    assert [values["rows", row, "rank"] for row in "ab"] == [1, 2]
    assert [values["rows", row, "before"] for row in "ab"] == ["", 10]
    assert [float(values["rows", row, "share"]) for row in "ab"] == [0.25, 0.75]
    assert [state.places["rows", row, "detail"].is_relevant for row in "ab"] == [False, True]
    assert state.groups["rows",].rows == ("a", "b")


def test_rows_without_identifier_keep_a_place() -> None:
    state = evaluated(
        rows_group(),
        question("total", Kind.CALCULATE, calculation="sum(${x})"),
        answers={"rows": [{"x": 1}, {"_id": "a", "x": 2}, {"_id": "a", "x": 3}, "abîmé"]},
    )
    assert state.groups["rows",].rows == ("#1", "a", "#3", "#4")
    assert state.places["total",].value == 6


def test_repeats_inside_repeats() -> None:
    inner = Group("pay", "P", (question("sum_in", Kind.INTEGER),), repeats=True)
    outer = Group(
        "need",
        "N",
        (inner, question("total_in", Kind.CALCULATE, calculation="sum(${sum_in})")),
        repeats=True,
    )
    state = evaluated(
        outer,
        question("grand", Kind.CALCULATE, calculation="sum(${total_in}) + count(${pay})"),
        answers={
            "need": [
                {"_id": "a", "pay": [{"_id": "1", "sum_in": 1}, {"_id": "2", "sum_in": 2}]},
                {"_id": "b", "pay": [{"_id": "3", "sum_in": 10}]},
            ]
        },
    )
    assert state.places["need", "a", "total_in"].value == 3
    assert state.places["need", "b", "pay", "3", "sum_in"].value == 10
    assert state.places["grand",].value == 13 + 3


def test_what_is_around_hides_what_is_inside() -> None:
    inner = Group("inner", "I", (question("deep", required="yes"),))
    outer = Group("outer", "O", (inner,), relevant="${show} = 'x'")
    state = evaluated(
        question("show"),
        outer,
        question("after", Kind.CALCULATE, calculation="concat('[', ${deep}, ']')"),
        answers={"deep": "gardé"},
    )
    assert not state.places["deep",].is_relevant
    assert not state.groups["inner",].is_relevant
    assert state.off_path_keys == (("deep",),)
    assert state.places["deep",].answer == "gardé"
    assert state.places["after",].value == "[]"
    assert state.check_all() == {}


def test_hiding_travels_along_the_chain() -> None:
    items = (
        question("a"),
        question("b", relevant="${a} = 'x'"),
        question("c", relevant="${b} = 'y'"),
    )
    state = evaluated(*items, answers={"a": "autre", "b": "y", "c": "z"})
    assert [place.is_relevant for place in state.places.values()] == [True, False, False]


def test_choices_are_filtered_and_an_answer_filtered_out_is_said() -> None:
    state = evaluate(
        compile_questionnaire(recueil()),
        {"region": "occitanie", "department": "29"},
        today=TODAY,
        sections=["identity"],
    )
    place = state.places["department",]
    assert [choice.value for choice in place.choices] == ["31"]
    assert place.errors == ("«\u00a0Finistère\u00a0» n’est plus proposé ici, au vu de vos autres réponses.",)


@pytest.mark.parametrize(
    ("path", "answers", "reached", "reason"),
    [
        (("status",), {"status": "scic"}, REACHED, None),
        (("status",), {}, REACHED, Reason.NO_ANSWER),
        (("status_other",), {"status": "scic"}, REACHED, Reason.NOT_ASKED),
        (("status_other",), {"status": "scic", "status_other": "x"}, REACHED, Reason.NOT_ASKED),
        (("tension",), {"staff": 3}, REACHED, Reason.NOT_REACHED),
        (("tension",), {"staff": 3, "tension": "2"}, REACHED, None),
        (("tension",), {"staff": 3}, ["money"], Reason.NO_ANSWER),
        (("tension",), {"staff": 3, "tension": "nsp"}, ["money"], Reason.DONT_KNOW),
        (("tension",), {"staff": 3, "tension": "refus"}, ["money"], Reason.REFUSED),
        (("tension",), {"staff": 3, "tension": "so"}, ["money"], Reason.NOT_APPLICABLE),
        (("tension",), {"staff": 0}, REACHED, Reason.NOT_REACHED),
        (("tension",), {"staff": 0}, ["end"], Reason.NOT_ASKED),
        (("status",), {}, [], Reason.NOT_REACHED),
        (("total_gap",), {}, REACHED, None),
    ],
)
def test_why_an_answer_is_missing(
    path: Any, answers: dict[str, Any], reached: list[str], reason: Reason | None
) -> None:
    state = evaluate(compile_questionnaire(recueil()), answers, today=TODAY)
    assert state.reason_missing(path, reached) is reason


def test_progress_counts_what_is_shown() -> None:
    state = evaluate(compile_questionnaire(recueil()), {"status": "other", "staff": 0}, today=TODAY)
    identity = state.progress("identity")
    assert (identity.shown, identity.answered, identity.required_missing) == (5, 1, 1)
    assert identity.percent == 20
    assert state.progress("money").shown == 0
    assert state.progress("money").percent == 100
    whole = state.progress()
    assert whole.shown == sum(state.progress(key).shown for key in state.compiled.sections)


def test_questions_are_counted_as_the_questionnaire_counts_them() -> None:
    """One question for a grid, a split, a «précisez» with its question, a repeated one in all its rows."""
    shown = {"status": "other", "staff": 3, "has_needs": "yes", "region": "bretagne", "worry": "2"}
    rows = [{"_id": row, "what": "Un toit", "cost": 2_000_000_00, "own": 1} for row in ("a", "b", "c")]
    state = evaluate(READY, shown | {"need": rows}, today=TODAY)
    assert state.progress().shown == READY.questionnaire.asked_count == 15
    assert state.progress("needs") == Progress(shown=6, answered=4, required_missing=0)
    assert evaluate(READY, shown, today=TODAY).progress("needs") == Progress(5, 1, 0)
    rows[1].pop("cost")
    some = evaluate(READY, shown | {"need": rows, "gifts": 100}, today=TODAY)
    assert some.progress("needs").answered == 3
    assert some.progress("money") == Progress(shown=3, answered=1, required_missing=1)
    both = evaluate(READY, shown | {"tension": "nsp"}, today=TODAY)
    assert both.progress("money").answered == 1


def test_one_section_says_the_same_as_the_whole() -> None:
    ready = compile_questionnaire(recueil())
    answers = {"has_needs": "yes", "need": [{"_id": "a", "cost": 500, "own": 900}], "staff": 3, "worry": "3"}
    whole = evaluate(ready, answers, today=TODAY)
    for key in ready.sections:
        alone = evaluate(ready, answers, today=TODAY, sections=[key])
        assert alone.places == {path: place for path, place in whole.places.items() if place.section == key}
        assert alone.check_all() == whole.check_section(key)


def test_texts_show_the_answers() -> None:
    state = evaluated(
        question("n", Kind.INTEGER),
        question("euros", Kind.AMOUNT),
        question("day", Kind.DATE),
        question("one", Kind.ONE, choice_list="list"),
        Group("rep", "R", (question("x"),), repeats=True),
        answers={"n": 1234, "euros": 150, "day": "2026-01-02", "one": "b", "rep": [{"_id": "a", "x": "<b>"}]},
        list=choices("a", "b"),
    )
    template = "${n} / ${euros} / ${ day } / ${one} / ${inconnue}"
    assert state.text(template) == "1\u202f234 / 1,50\u00a0€ / 02/01/2026 / B / "
    assert state.text("x = ${x}", ("rep", "a", "x")) == "x = <b>"
    assert state.text("x = ${x}") == "x = "


def test_evaluation_does_not_touch_the_answers() -> None:
    answers = {"has_needs": "yes", "need": [{"_id": "a", "cost": 5}], "unknown": [1]}
    before = copy.deepcopy(answers)
    evaluate(compile_questionnaire(recueil()), answers, today=TODAY)
    assert answers == before
