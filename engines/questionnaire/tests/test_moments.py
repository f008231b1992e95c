"""Times and moments inside expressions: XLSForm's arithmetic on the person's own clock."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import AnswerError, format_answer, parse_answer, raw_from_answer
from engines.questionnaire.tests.builders import evaluated, question


def calculated(expression: str, **answers: Any) -> Any:
    asked = evaluated(
        question("open", Kind.TIME),
        question("close", Kind.TIME),
        question("met", Kind.DATETIME),
        question("place", Kind.GEOPOINT),
        question("c", Kind.CALCULATE, calculation=expression),
        answers=answers,
    )
    return asked.places["c",].value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("${open} < ${close}", True),
        ("${open} >= '09:00'", True),
        ("${open} >= '09:00:00.000+02:00'", True),
        ("${open} > '9:30'", False),  # not a time as XLSForm writes them
        ("${open} = '09:30'", True),
        ("${open} != '09:30'", False),
        ("string(round((${close} - ${open}) * 24, 2))", "8.5"),
        ("string(${open})", "09:30"),
        ("${met} > '2026-11-23T14:00'", True),
        ("${met} < '2026-11-23T14:06:00.000Z'", True),
        ("${met} <= now()", True),  # of the present day: nobody is refused for the hour
        ("${met} < now()", False),
        ("${met} > today()", True),
        ("date(${met}) = today()", True),
        ("string(${met})", "2026-11-23T14:05"),
        ("format-date(${met}, '%d/%m/%Y')", "23/11/2026"),
        ("format-date-time(${met}, '%H:%M')", "14:05"),
        ("format-date-time(${met}, '%e/%n à %h h %M')", "23/11 à 14 h 05"),
        ("round(decimal-time(${open}) * 24, 1)", "9.5"),
        ("string(${place})", "48.853 2.349"),
        ("selected-at(${place}, 0)", "48.853"),
        ("number(selected-at(${place}, 1)) > 2", True),
    ],
)
def test_times_moments_and_places_in_expressions(expression: str, value: Any) -> None:
    answers = {"open": "09:30", "close": "18:00", "met": "2026-11-23T14:05", "place": "48.853 2.349"}
    found = calculated(expression, **answers)
    assert (found if isinstance(value, bool) else str(found)) == value


def test_a_blank_time_is_neither_before_nor_after() -> None:
    assert calculated("${open} < '09:00' or ${open} >= '09:00'") is False


@given(st.datetimes().filter(lambda moment: 1800 <= moment.year <= 2200))
def test_moments_keep_their_order_and_read_back(moment: datetime.datetime) -> None:
    asked = question("a", Kind.DATETIME)
    stored = parse_answer(asked, [f"{moment:%Y-%m-%dT%H:%M:%S}"])
    assert stored == f"{moment:%Y-%m-%dT%H:%M}"
    assert parse_answer(asked, raw_from_answer(asked, stored)) == stored
    assert parse_answer(asked, [format_answer(asked, stored)]) == stored


@given(st.times())
def test_times_read_back(time: datetime.time) -> None:
    asked = question("a", Kind.TIME)
    stored = parse_answer(asked, [f"{time:%H:%M}"])
    assert parse_answer(asked, raw_from_answer(asked, stored)) == stored
    assert parse_answer(asked, [format_answer(asked, stored)]) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Kind.TIME, "25:00", "14:05"),
        (Kind.TIME, "9:60", "14:05"),
        (Kind.TIME, "tôt", "14:05"),
        (Kind.TIME, "9" * 400, "14:05"),
        (Kind.DATETIME, "23/11/2026", "la date et l’heure"),
        (Kind.DATETIME, "30/02/2026 14:05", "n’existe pas"),
        (Kind.DATETIME, "23/11/0026 14:05", "l’année"),
        (Kind.DATETIME, "demain à 9 h", "la date et l’heure"),
    ],
)
def test_what_is_no_time_is_asked_again(kind: Kind, typed: str, said: str) -> None:
    with pytest.raises(AnswerError, match=said):
        parse_answer(question("a", kind), [typed])


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Kind.TIME, "24:00"),
        (Kind.TIME, 930),
        (Kind.DATETIME, "2026-02-30T10:00"),
        (Kind.DATETIME, "2026-11-23"),
        (Kind.GEOPOINT, "91 2"),
        (Kind.GEOPOINT, "48.853 2.349 0 0"),
    ],
)
def test_what_was_stored_in_another_shape_is_an_error_at_its_place(kind: Kind, stored: Any) -> None:
    found = evaluated(question("a", kind), answers={"a": stored}).places["a",]
    assert len(found.errors) == 1
    assert found.value == ""
