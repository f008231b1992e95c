"""A median and its interval are nobody's own answer (attacks.md F5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.statistics import Design, NumericColumn, median, suppress_estimate
from engines.statistics._rounding import round_for_many
from engines.statistics.tests.conftest import BRIEF

K = 5
answers = st.lists(st.integers(-3_000, 200_000), min_size=10, max_size=60)


def alike(values: list[int], low: float, high: float) -> int:
    return sum(low <= value <= high for value in values)


@BRIEF
@given(answers, st.booleans())
def test_what_is_shown_stands_for_several_answers(values: list[int], is_money: bool) -> None:
    """A number shown exactly was given by k people; a rounded one has k answers within its step."""
    column = NumericColumn(np.array(values, np.int64 if is_money else np.float64))
    raw, shown = median(Design(len(values)), column), None
    shown = suppress_estimate(raw, K, 2 * K)
    assert shown.ordered is None
    assert raw.value is not None
    numbers = [(raw.value, shown.value, "nearest")]
    if raw.interval is not None and shown.interval is not None:
        numbers += [
            (raw.interval.low, shown.interval.low, "down"),
            (raw.interval.high, shown.interval.high, "up"),
        ]
    for before, after, towards in numbers:
        assert after is not None
        if values.count(float(before)) < K:
            found = round_for_many(np.sort(column.values), before, K, towards)
            assert found is not None
            assert found.value == after
            width = float(found.step or 0)
            assert alike(values, float(after) - width, float(after) + width) >= K
    for step in shown.steps:
        told = {float(value) for name, value in step.values if name in ("value", "low", "high")}
        allowed = {float(after) for _, after, _ in numbers if after is not None}
        assert told <= allowed
    if shown.interval is not None and raw.interval is not None:
        assert shown.interval.low <= raw.interval.low
        assert shown.interval.high >= raw.interval.high


def test_the_largest_answer_of_a_small_group_is_not_an_end() -> None:
    values = np.array([310, 420, 480, 515, 640, 700, 815, 930, 1_100, 1_260, 2_024])
    raw = median(Design(11), NumericColumn(values))
    assert raw.interval is not None
    shown = suppress_estimate(raw)
    assert shown.interval is not None
    assert not {shown.interval.low, shown.interval.high, shown.value} & set(values.tolist())
    assert "rounded" in [step.code for step in shown.steps]


@pytest.mark.parametrize("heaped", [1_000, 50_000])
def test_an_answer_many_gave_is_shown_as_it_is(heaped: int) -> None:
    values = np.array([heaped] * 9 + [7, 13, heaped + 3])
    assert suppress_estimate(median(Design(12), NumericColumn(values))).value == heaped
