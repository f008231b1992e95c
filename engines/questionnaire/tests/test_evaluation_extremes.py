"""Whatever is stored or written, an evaluation ends and says something; threads may share it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.evaluation import Reason, evaluate
from engines.questionnaire.expressions import FUNCTIONS, compile_questionnaire
from engines.questionnaire.model import Definition, Kind
from engines.questionnaire.tests.builders import (
    TODAY,
    evaluated,
    likely_answers,
    question,
    recueil,
    rows_group,
    section,
)

READY = compile_questionnaire(recueil())


@given(likely_answers(recueil()))
def test_whatever_is_stored_can_be_evaluated(answers: dict[str, Any]) -> None:
    state = evaluate(READY, answers, today=TODAY)
    for path, place in state.places.items():
        reason = state.reason_missing(path, READY.sections)
        assert (reason is Reason.NOT_ASKED) is not place.is_relevant
        assert place.is_relevant or not place.errors
    progress = state.progress()
    assert 0 <= progress.answered <= progress.shown <= READY.questionnaire.asked_count
    assert all(isinstance(message, str) for found in state.check_all().values() for message in found)


def _call(name: str, least: int, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=least, max_size=least).map(lambda parts: f"{name}({', '.join(parts)})")


_CALLS = {
    name: count if isinstance(count, int) else count[0]
    for name, count in FUNCTIONS.items()
    if name not in ("regex", "position", "indexed-repeat", "jr-choice-name", "once")
}


_expressions = st.recursive(
    st.sampled_from(["${cost}", "${own}", "${total_gap}", "${staff}", "${created}", "${status}", "${help}"])
    | st.sampled_from(["''", "'x'", "0", "1", "-2.5", "99999999999999999999", "pow(10, 8000)"])
    | st.sampled_from(["(1 div 0)", "(0 div 0)", "today()", "true()"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+ - * div mod = != < >= and or".split()), inner).map(  # noqa: SIM905
            lambda parts: f"({' '.join(parts)})"
        )
        | st.one_of([_call(name, count, inner) for name, count in _CALLS.items()])
    ),
    max_leaves=6,
)


@given(_expressions, likely_answers(recueil()))
def test_whatever_an_expression_computes_it_computes_something(source: str, answers: dict[str, Any]) -> None:
    probes = section(
        "probes",
        question("calculated", Kind.CALCULATE, calculation=source),
        question("asked", relevant=source, required=source, constraint=source),
    )
    definition = recueil()
    ready = compile_questionnaire(
        Definition("Sonde", (*definition.sections, probes), choice_lists=definition.choice_lists)
    )
    state = evaluate(ready, {**answers, "asked": "x"}, today=TODAY)
    value = state.places["calculated",].value
    assert isinstance(value, str | bool | Decimal | datetime.date)
    assert not isinstance(value, Decimal) or value.is_finite()
    assert isinstance(state.text("${calculated}"), str)


@pytest.mark.parametrize(
    ("calculation", "shown"),
    [
        ("pow(10, 8000)", "1.000E+8000"),
        ("pow(10, -8000)", "1.000E-8000"),
        ("-1 * 0", "0"),
        ("1 div 8", "0,125"),
    ],
)
def test_extreme_numbers_can_be_shown(calculation: str, shown: str) -> None:
    state = evaluated(question("c", Kind.CALCULATE, calculation=calculation))
    assert state.text("${c}") == shown


class Stored(list[Any]):
    """Stored rows that count how many of them are looked at."""

    looked_at = 0

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            self.looked_at += 1
            yield row

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        self.looked_at += len(found) if isinstance(place, slice) else 1
        return found


def test_a_million_rows_do_not_hold_the_server() -> None:
    rows = Stored([{"x": 1}] * 1_000_000)
    state = evaluated(
        rows_group(),
        question("total", Kind.CALCULATE, calculation="sum(${x})"),
        answers={"rows": rows},
    )
    assert state.check_all()["rows",] == ("Gardez au plus 20\u00a0lignes.",)
    assert len(state.groups["rows",].rows) == 1_000
    assert state.places["total",].value == 1_000
    assert 1_000 <= rows.looked_at <= 2_000


def test_threads_share_a_compiled_questionnaire() -> None:
    answers = [{"has_needs": "yes", "need": [{"_id": "a", "cost": n * 100}]} for n in range(200)]
    found: dict[int, Any] = {}

    def work(start: int) -> None:
        for number in range(start, 200, 4):
            state = evaluate(READY, answers[number], today=TODAY)
            found[number] = state.places["total_gap",].value

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: number for number in range(200)}
