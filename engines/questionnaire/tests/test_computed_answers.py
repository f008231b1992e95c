"""Calculations on questions that people answer: what stands for the answer while nobody wrote one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.expressions import arithmetic
from engines.questionnaire.expressions.computed_answers import stored_answer
from engines.questionnaire.model import UNANSWERABLE_KINDS, Kind
from engines.questionnaire.parsing import format_answer, parse_answer, raw_from_answer
from engines.questionnaire.tests.builders import choices, evaluated, question

OFFERED = choices("a", "b", "c")


@pytest.mark.parametrize(
    ("kind", "calculation", "stored"),
    [
        (Kind.INTEGER, "${n} * 2", 10),
        (Kind.INTEGER, "${n} div 2", 2),
        (Kind.INTEGER, "'douze'", None),
        (Kind.DECIMAL, "${n} div 2", "2.5"),
        (Kind.DECIMAL, "1 div 3", "0.333333333"),
        (Kind.AMOUNT, "${n} * 1.255", 628),
        (Kind.PERCENTAGE, "${n} * 20", 100),
        (Kind.DATE, "today()", "2026-11-23"),
        (Kind.DATE, "${met}", "2026-11-22"),
        (Kind.TIME, "${met}", "14:05"),
        (Kind.TIME, "'9:05'", None),
        (Kind.DATETIME, "${met} + 1", "2026-11-23T14:05"),
        (Kind.DATETIME, "${met} + 0.5", "2026-11-23T02:05"),
        (Kind.GEOPOINT, "'48.85349 2.34839 35 4'", "48.853 2.348"),
        (Kind.GEOPOINT, "'ici'", None),
        (Kind.TEXT, "concat('n', ${n})", "n5"),
        (Kind.TEXT, "''", None),
        (Kind.ONE, "if(${n} > 3, 'b', 'a')", "b"),
        (Kind.ONE, "'absent'", None),
        (Kind.YES_NO, "if(${n} > 3, 'yes', 'no')", "yes"),
        (Kind.MANY, "'c a'", ["a", "c"]),
        (Kind.MANY, "'c absent'", None),
        (Kind.RANK, "'c a'", ["c", "a"]),
    ],
)
def test_a_calculation_stands_for_the_answer(kind: Kind, calculation: str, stored: Any) -> None:
    place = evaluated(
        question("n", Kind.INTEGER),
        question("met", Kind.DATETIME),
        question("q", kind, calculation=calculation, choice_list="list", required="yes"),
        answers={"n": 5, "met": "2026-11-22T14:05"},
        list=OFFERED,
    ).places["q",]
    assert place.answer == stored
    assert place.is_answered is (stored is not None)
    assert len(place.errors) == (stored is None)


def test_what_a_person_wrote_comes_first_and_others_read_it() -> None:
    asked = (
        question("n", Kind.INTEGER),
        question("q", Kind.INTEGER, calculation="${n} + 1", maximum="9"),
        question("r", Kind.CALCULATE, calculation="${q} * 10"),
    )
    assert evaluated(*asked, answers={"n": 5}).places["r",].value == 60
    assert evaluated(*asked, answers={"n": 5, "q": 3}).places["r",].value == 30
    assert evaluated(*asked, answers={}).places["r",].value == ""
    assert evaluated(*asked, answers={"n": 20}).places["q",].errors != ()


def test_a_trigger_is_waited_for() -> None:
    asked = (
        question("a"),
        question("n", Kind.INTEGER),
        question("q", Kind.INTEGER, calculation="${n} + 1", trigger="a"),
        question("c", Kind.CALCULATE, calculation="${n} + 1", trigger="a"),
    )
    before, after = (evaluated(*asked, answers={"n": 5, **more}) for more in ({}, {"a": "oui"}))
    assert (before.places["q",].answer, before.places["c",].value) == (None, "")
    assert (after.places["q",].answer, after.places["c",].value) == (6, 6)


def test_a_hidden_question_is_filled_with_nothing() -> None:
    asked = question("q", Kind.INTEGER, calculation="1", relevant="false()")
    place = evaluated(asked, answers={}).places["q",]
    assert (place.answer, place.is_answered) == (None, False)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in UNANSWERABLE_KINDS])
def test_a_result_without_measure_stops_no_page(kind: Kind) -> None:
    for value in (*map(Decimal, ("1e30", "-1e30", "1e300", "NaN", "Infinity")), "9" * 40):
        with arithmetic():
            stored = stored_answer(question("q", kind), value, {})
        assert stored is None or kind in (
            Kind.TEXT,
            Kind.LONG_TEXT,
            Kind.COMMUNE,
            Kind.ORGANISATION,
            Kind.EMAIL,
        )


def test_the_moment_after_the_last_one_is_none() -> None:
    with arithmetic():
        assert stored_answer(question("q", Kind.DATETIME), Decimal("2932896.9999999"), {}) is None
        assert stored_answer(question("q", Kind.DATETIME), Decimal("2932896.5"), {}) == "9999-12-31T12:00"


@given(
    st.sampled_from([kind for kind in Kind if kind not in UNANSWERABLE_KINDS | {Kind.FILE}]),
    st.text(max_size=20) | st.decimals(-(10**6), 10**6, places=3) | st.booleans() | st.dates() | st.times(),
)
def test_whatever_is_computed_is_stored_in_the_shape_of_its_kind_or_not_at_all(
    kind: Kind, value: Any
) -> None:
    asked = question("q", kind)
    with arithmetic():
        stored = stored_answer(asked, value, {choice.value: choice for choice in OFFERED})
    if stored is not None and kind in (
        Kind.INTEGER,
        Kind.DECIMAL,
        Kind.TIME,
        Kind.GEOPOINT,
        Kind.ONE,
        Kind.MANY,
    ):
        assert format_answer(asked, stored, OFFERED)
        assert parse_answer(asked, raw_from_answer(asked, stored), OFFERED) == stored
