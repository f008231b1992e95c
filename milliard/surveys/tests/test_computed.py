"""Answers that a calculation fills: which are the person's own, page after page."""

import datetime
from typing import Any

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.expressions import compile_questionnaire
from milliard.surveys.answering.form import base_of, read_section
from milliard.surveys.answering.verdict import judge
from milliard.surveys.tests import factories

COMPILED = compile_questionnaire(factories.moments_and_places())
TODAY = datetime.date(2026, 11, 23)


def sent(stored: dict[str, Any], shown: dict[str, str], **typed: str) -> dict[str, Any]:
    """The answers once a page showing ``shown`` came back with ``typed`` written in it."""
    data = QueryDict(mutable=True)
    for name, value in {**shown, **typed}.items():
        data.appendlist("shown", f"{name}:{base_of(stored.get(name))}")
        data.appendlist(name, value)
    return judge(COMPILED, stored, read_section(COMPILED, "reunion", data), today=TODAY).answers


def test_what_nobody_wrote_follows_its_calculation() -> None:
    stored = sent({}, {"places": "", "inscrits": ""}, places="10")
    assert stored == {"places": 10, "inscrits": 20, "repas": 21}
    stored = sent(stored, {"places": "10", "inscrits": "20"}, places="30")
    assert stored == {"places": 30, "inscrits": 60, "repas": 61}


def test_what_somebody_wrote_stays_until_its_box_is_emptied() -> None:
    stored = sent({"places": 10, "inscrits": 20, "repas": 21}, {"inscrits": "20"}, inscrits="45")
    assert stored["inscrits"] == 45
    stored = sent(stored, {"places": "10", "inscrits": "45"}, places="40")
    assert stored == {"places": 40, "inscrits": 45, "repas": 46}
    assert sent(stored, {"inscrits": "45"}, inscrits="")["inscrits"] == 80


def test_a_trigger_takes_the_place_of_what_was_written() -> None:
    stored = {"places": 10, "inscrits": 20, "repas": 5}
    assert sent(stored, {"inscrits": "20", "repas": "5"}, inscrits="12")["repas"] == 5
    assert sent(stored, {"places": "10", "repas": "5"}, places="11")["repas"] == 23
    assert (
        sent(stored, {"places": "10", "repas": "5"}, places="11", repas="7")["repas"] == 7
    )  # both on one page


def test_a_first_page_that_shows_a_result_stores_it_as_such() -> None:
    stored = sent({"places": 10}, {"inscrits": "20"})  # nothing was stored, the box held 20
    assert stored["inscrits"] == 20
    assert sent(stored, {"places": "10"}, places="20")["inscrits"] == 40


def test_without_what_it_reads_nothing_is_stored() -> None:
    assert sent({"places": 10, "inscrits": 20, "repas": 21}, {"places": "10"}, places="") == {}


@given(st.lists(st.tuples(st.sampled_from(["places", "inscrits", "repas"]), st.integers(0, 99)), max_size=8))
def test_a_computed_answer_is_its_calculation_or_what_was_typed_last(typed: list[tuple[str, int]]) -> None:
    stored: dict[str, Any] = {}
    last: dict[str, int] = {}
    for name, value in typed:
        shown = {key: str(stored.get(key, "")) for key in ("places", "inscrits", "repas")}
        stored = sent(stored, shown, **{name: str(value)})
        last[name] = value
    computed = stored["places"] * 2 if "places" in stored else None
    assert stored.get("inscrits") in (computed, last.get("inscrits"))
    assert stored.get("places") == last.get("places")
