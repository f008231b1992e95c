"""Values and errors computed by R's survey package on published samples."""

from typing import Any

import numpy as np
import pytest

from engines.statistics import Design, crosstab, mean, share, total
from engines.statistics.tests.conftest import Reference, Rows, categorical, floats, numeric, texts

TWO_STAGES = {"apiclus2"}
"""Designs with a second stage, which this engine does not claim to handle."""


def design_of(rows: Rows, design: dict[str, Any]) -> Design:
    clusters = design.get("clusters")
    return Design(
        len(rows),
        floats(rows, design["weights"]),
        texts(rows, design["strata"]) if "strata" in design else None,
        texts(rows, clusters[0]) if clusters else None,
        floats(rows, design["fpc"]) if "fpc" in design else None,
    )


@pytest.mark.parametrize(
    ("table", "figure"),
    [
        ("apistrat", "mean"),
        ("apistrat", "total"),
        ("apiclus1", "mean"),
        ("apisrs", "mean"),
        ("nhanes", "mean"),
        ("domain_nulls", "mean"),
    ],
)
def test_estimates_equal_the_reference(reference: Reference, table: str, figure: str) -> None:
    case = next(
        one for one in reference.expected["estimates"] if one["table"] == table and one["estimate"] == figure
    )
    rows = reference.rows(table)
    domain = None
    for name, value in case.get("domain", {}).items():
        domain = texts(rows, name) == str(value)
    function = {"mean": mean, "total": total}[figure]
    result = function(design_of(rows, case["design"]), numeric(rows, case["of"]), domain=domain)
    assert result.value == pytest.approx(case["value"], rel=1e-6)
    assert result.se == pytest.approx(case["se"], rel=1e-6)


def test_every_one_stage_reference_is_checked(reference: Reference) -> None:
    one_stage = [case for case in reference.expected["estimates"] if case["table"] not in TWO_STAGES]
    assert len(one_stage) == 6


def test_dropping_the_rows_of_a_skip_gives_the_known_wrong_error(reference: Reference) -> None:
    rows = reference.rows("domain_nulls")
    case = next(one for one in reference.expected["estimates"] if one["table"] == "domain_nulls")
    employed = [row for row in rows if row["employed"] == "1"]
    kept = mean(
        design_of(rows, case["design"]), numeric(rows, "income"), domain=texts(rows, "employed") == "1"
    )
    dropped = mean(design_of(employed, case["design"]), numeric(employed, "income"))
    assert dropped.value == pytest.approx(kept.value, rel=1e-12)
    assert dropped.se == pytest.approx(1494.07160271379, rel=1e-6)
    assert kept.se == pytest.approx(case["se"], rel=1e-6)


def test_shares_by_group_equal_the_reference(reference: Reference) -> None:
    case = reference.expected["shares"][0]
    rows = reference.rows("apisrs")
    question, groups = categorical(rows, case["of"]), categorical(rows, case["by"])
    design = design_of(rows, case["design"])
    table = crosstab(design, question, groups)
    order = [question.position(value) for value in case["order"]]
    for column, group in enumerate(table.columns):
        np.testing.assert_allclose(table.shares[order, column], case[group.value]["value"], atol=1e-6, rtol=0)
        np.testing.assert_allclose(table.errors[order, column], case[group.value]["se"], atol=1e-6, rtol=0)
        for row in order:
            alone = share(design, question, question.categories[row].value, domain=groups.codes == column)
            assert alone.value == pytest.approx(table.shares[row, column], rel=1e-12)
            assert alone.se == pytest.approx(table.errors[row, column], rel=1e-12)


def test_table_errors_follow_strata_and_clusters_like_single_shares(reference: Reference) -> None:
    rows = reference.rows("apiclus1")
    case = next(one for one in reference.expected["estimates"] if one["table"] == "apiclus1")
    design = design_of(rows, case["design"])
    question, groups = categorical(rows, "stype"), categorical(rows, "sch.wide")
    table = crosstab(design, question, groups)
    for column in range(len(groups.categories)):
        for row, category in enumerate(question.categories):
            alone = share(design, question, category.value, domain=groups.codes == column)
            cell = table.estimate(row, column)
            assert cell.se == pytest.approx(alone.se, rel=1e-12)
            assert alone.interval is not None
            assert cell.interval is not None
            assert cell.interval.low == pytest.approx(alone.interval.low, rel=1e-12)
            assert cell.interval.high == pytest.approx(alone.interval.high, rel=1e-12)
