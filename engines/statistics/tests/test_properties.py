"""What must hold for any data: scaling, order, equal weights, domains, columns that sum to one."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.statistics import (
    CategoricalColumn,
    Design,
    MultipleColumn,
    NumericColumn,
    NumpyAggregator,
    crosstab,
    crosstabs,
    distribution,
    histogram,
    mean,
    median,
    multiple_response,
    share,
    table_from_sums,
    total,
)
from engines.statistics.tests.conftest import BRIEF

MISSING = (250, 251, 252, 253, 254)


@dataclass
class Data:
    n: int
    question: CategoricalColumn
    groups: CategoricalColumn
    several: MultipleColumn
    numbers: NumericColumn
    weights: np.ndarray
    domain: np.ndarray


def labelled(count: int) -> list[tuple[str, str]]:
    return [(str(place), f"Choix {place}") for place in range(count)]


@st.composite
def data(draw: st.DrawFn) -> Data:
    n = draw(st.integers(4, 60))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    r, c = draw(st.integers(1, 4)), draw(st.integers(1, 3))

    def codes(count: int) -> np.ndarray:
        pool = [*range(count)] * 3 + list(MISSING) if draw(st.booleans()) else [*range(count)]
        return generator.choice(pool, n).astype(np.uint8)

    question = codes(r)
    question[0] = 0
    status = generator.choice([0, 0, 0, 250, 251, 252, 253, 254], n).astype(np.uint8)
    status[0] = 0
    domain = generator.random(n) < 0.7
    domain[0] = True
    return Data(
        n,
        CategoricalColumn(question, labelled(r)),
        CategoricalColumn(codes(c), labelled(c)),
        MultipleColumn(generator.integers(0, 2, (3, n)).astype(np.uint8), labelled(3), status),
        NumericColumn(generator.normal(50, 20, n), status),
        generator.uniform(0.2, 4, n),
        domain,
    )


def take(column: CategoricalColumn, order: np.ndarray) -> CategoricalColumn:
    return CategoricalColumn(column.codes[order], column.categories)


@BRIEF
@given(data(), st.floats(1e-3, 1e6))
def test_scaling_the_weights_changes_no_share_mean_or_error(one: Data, factor: float) -> None:
    first, second = Design(one.n, one.weights), Design(one.n, one.weights * factor)
    a, b = share(first, one.question, "0"), share(second, one.question, "0")
    assert (a.value, a.se) == pytest.approx((b.value, b.se), rel=1e-9, abs=1e-12)
    a, b = mean(first, one.numbers), mean(second, one.numbers)
    assert (a.value, a.se) == pytest.approx((b.value, b.se), rel=1e-9, abs=1e-9)
    assert median(first, one.numbers).value == pytest.approx(median(second, one.numbers).value, rel=1e-9)
    tables = crosstab(first, one.question, one.groups), crosstab(second, one.question, one.groups)
    np.testing.assert_allclose(tables[0].errors, tables[1].errors, rtol=1e-9, atol=1e-12)


@BRIEF
@given(data(), st.sampled_from([0.5, 1.0, 3.0]))
def test_equal_weights_give_the_unweighted_figures(one: Data, weight: float) -> None:
    plain, equal = Design(one.n), Design(one.n, np.full(one.n, weight))
    for a, b in (
        (share(plain, one.question, "0"), share(equal, one.question, "0")),
        (mean(plain, one.numbers), mean(equal, one.numbers)),
    ):
        assert (a.value, a.se) == pytest.approx((b.value, b.se), rel=1e-9, abs=1e-12)
        assert a.base.n == b.base.n == round(b.base.effective_n or 0)
    assert median(plain, one.numbers).value == pytest.approx(median(equal, one.numbers).value)
    first, second = (crosstab(design, one.question, one.groups) for design in (plain, equal))
    np.testing.assert_allclose(first.shares, second.shares, rtol=1e-12)
    np.testing.assert_allclose(first.bounds_95[1], second.bounds_95[1], rtol=1e-9)


@BRIEF
@given(data(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(one: Data, source: object) -> None:
    order = np.array(source.sample(range(one.n), one.n))  # type: ignore[attr-defined]
    moved = NumericColumn(one.numbers.values[order], one.numbers.status[order])
    first, second = Design(one.n, one.weights), Design(one.n, one.weights[order])
    tables = (
        crosstab(first, one.question, one.groups, domain=one.domain),
        crosstab(second, take(one.question, order), take(one.groups, order), domain=one.domain[order]),
    )
    np.testing.assert_array_equal(tables[0].counts, tables[1].counts)
    np.testing.assert_allclose(tables[0].errors, tables[1].errors, rtol=1e-9, atol=1e-12)
    a, b = mean(first, one.numbers), mean(second, moved)
    assert (a.value, a.se) == pytest.approx((b.value, b.se), rel=1e-9, abs=1e-12)
    assert median(first, one.numbers).value == pytest.approx(median(second, moved).value, rel=1e-12)


@BRIEF
@given(data())
def test_a_domain_is_the_same_as_zero_weights_elsewhere(one: Data) -> None:
    inside = Design(one.n, one.weights)
    zeroed = Design(one.n, np.where(one.domain, one.weights, 0.0))
    for a, b in (
        (share(inside, one.question, "0", domain=one.domain), share(zeroed, one.question, "0")),
        (share(inside, one.several, "0", domain=one.domain), share(zeroed, one.several, "0")),
        (mean(inside, one.numbers, domain=one.domain), mean(zeroed, one.numbers)),
        (total(inside, one.numbers, domain=one.domain), total(zeroed, one.numbers)),
        (median(inside, one.numbers, domain=one.domain), median(zeroed, one.numbers)),
    ):
        assert (a.value, a.se, a.interval, a.base) == (b.value, b.se, b.interval, b.base)
    first = crosstab(inside, one.question, one.groups, domain=one.domain)
    second = crosstab(zeroed, one.question, one.groups)
    np.testing.assert_array_equal(first.errors, second.errors)


@BRIEF
@given(data(), st.booleans())
def test_columns_of_a_crosstab_sum_to_one_with_the_distribution_as_margin(one: Data, weighted: bool) -> None:
    design = Design(one.n, one.weights if weighted else None)
    table = crosstab(design, one.question, one.groups, domain=one.domain)
    sums = table.shares.sum(axis=0)
    np.testing.assert_allclose(sums[table.base_counts > 0], 1, rtol=1e-12)
    alone = distribution(design, one.question, domain=one.domain)
    assert table.margin is not None
    np.testing.assert_array_equal(table.margin.counts, alone.counts)
    np.testing.assert_allclose(table.margin.errors, alone.errors, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(table.counts.sum(axis=1), alone.counts[:, 0])
    missing = alone.base.missing_total
    assert int(alone.base_counts[0]) + missing + alone.base.outside_domain == one.n


@BRIEF
@given(data())
def test_the_closed_formula_is_the_variance_of_the_scores(one: Data) -> None:
    """One cluster per row is the same design, but takes the general path."""
    simple = Design(one.n, one.weights)
    general = Design(one.n, one.weights, clusters=np.arange(one.n))
    for question in (one.question, one.several):
        make = crosstab if isinstance(question, CategoricalColumn) else multiple_response
        first, second = make(simple, question, one.groups), make(general, question, one.groups)  # type: ignore[arg-type]
        np.testing.assert_allclose(first.errors, second.errors, rtol=1e-7, atol=1e-9)
        assert first.margin is not None
        assert second.margin is not None
        np.testing.assert_allclose(first.margin.errors, second.margin.errors, rtol=1e-7, atol=1e-9)


@BRIEF
@given(data())
def test_sums_of_two_halves_are_the_sums_of_the_whole(one: Data) -> None:
    columns = {"q": one.question, "g": one.groups, "m": one.several}
    half = one.n // 2
    parts = []
    for rows in (np.arange(half), np.arange(half, one.n)):
        mine = {
            "q": take(one.question, rows),
            "g": take(one.groups, rows),
            "m": MultipleColumn(one.several.ticks[:, rows], one.several.choices, one.several.status[rows]),
        }
        parts.append(NumpyAggregator(Design(len(rows), one.weights[rows]), mine))
    whole = NumpyAggregator(Design(one.n, one.weights), columns)
    for question in ("q", "m"):
        merged = table_from_sums(parts[0].cell_sums(question, "g").merge(parts[1].cell_sums(question, "g")))
        direct = table_from_sums(whole.cell_sums(question, "g"))
        np.testing.assert_array_equal(merged.counts, direct.counts)
        np.testing.assert_allclose(merged.errors, direct.errors, rtol=1e-7, atol=1e-9)
        assert merged.base.missing == direct.base.missing
    margins = parts[0].margin_sums(["q", "g"]).merge(parts[1].margin_sums(["q", "g"])).weights
    direct_margins = whole.margin_sums(["q", "g"]).weights
    assert [codes for codes, _ in margins] == [codes for codes, _ in direct_margins]
    np.testing.assert_allclose([w for _, w in margins], [w for _, w in direct_margins], rtol=1e-12)


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_tables_counted_together_equal_tables_counted_alone(seed: int, weighted: bool, part: bool) -> None:
    """Enough rows for several breakdowns to share a histogram."""
    generator = np.random.default_rng(seed)
    n = 3000
    columns = [
        CategoricalColumn(generator.choice([*range(size), 252], n).astype(np.uint8), labelled(size))
        for size in (2, 4, 2, 3, 5)
    ]
    design = Design(n, generator.uniform(0.5, 2, n) if weighted else None)
    domain = generator.random(n) < 0.8 if part else None
    seen = set()
    for q, b, table in crosstabs(design, columns[:2], columns[2:], domain=domain):
        alone = crosstab(design, columns[q], columns[2 + b], domain=domain)
        np.testing.assert_array_equal(table.counts, alone.counts)
        np.testing.assert_allclose(table.errors, alone.errors, rtol=1e-9)
        assert (table.columns, table.base.missing) == (alone.columns, alone.base.missing)
        seen.add((q, b))
    assert len(seen) == 6


@BRIEF
@given(data())
def test_a_histogram_counts_every_observed_value_once(one: Data) -> None:
    bounds = [-np.inf, 30.0, 50.0, 51.5, np.inf]
    table = histogram(Design(one.n), one.numbers, bounds)
    values = one.numbers.values[one.numbers.observed]
    expected = [int(((values >= low) & (values < high)).sum()) for low, high in pairwise(bounds)]
    assert table.counts[:, 0].tolist() == expected
    assert table.base.missing == mean(Design(one.n), one.numbers).base.missing
