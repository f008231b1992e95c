"""Means, medians and totals."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from engines import statistics
from engines.statistics import CategoricalColumn, Category, Mark, NumericColumn, SampleEstimate
from milliard.figures.reports.inputs import Inputs, members
from milliard.figures.reports.records import FigureKind
from milliard.figures.reports.rows import EVERYONE, FigureResult, row_of

QUANTITIES: dict[FigureKind, Callable[..., SampleEstimate]] = {
    FigureKind.MEAN: statistics.mean,
    FigureKind.MEDIAN: statistics.median,
    FigureKind.TOTAL: statistics.total,
}


def quantity_result(inputs: Inputs) -> FigureResult:
    """One number for everybody, and one for each group that may be described."""
    estimator = QUANTITIES[inputs.spec.kind]
    column, groups = inputs.column, inputs.groups
    assert isinstance(column, NumericColumn)
    raw = estimator(inputs.design, column, domain=inputs.domain)
    overall = statistics.suppress_estimate(raw, inputs.threshold, inputs.base_threshold)
    name = Category(inputs.variable.name, inputs.variable.label)
    rows = [] if groups is None else _quantity_by_group(inputs, groups, estimator)
    made = [row_of(name, group, estimate) for group, estimate in rows]
    made.append(row_of(name, EVERYONE, overall))
    return FigureResult(tuple(made), overall, raw.base, overall.base)


def _quantity_by_group(
    inputs: Inputs, groups: CategoricalColumn, estimator: Callable[..., SampleEstimate]
) -> list[tuple[Category, SampleEstimate]]:
    """Each group's figure in order, those that nobody can place last, if there are some."""
    every = (*groups.categories, statistics.UNKNOWN)
    found: dict[int, SampleEstimate] = {}
    for number in range(len(every)):
        with contextlib.suppress(statistics.EmptyBaseError):
            found[number] = estimator(inputs.design, inputs.column, domain=members(inputs, number))
    shown = statistics.suppress_groups(list(found.values()), inputs.threshold, inputs.base_threshold)
    kept = dict(zip(found, shown, strict=True))
    nobody = SampleEstimate("mean", None, None, None, statistics.Base(0, 0.0, None), mark=Mark.EMPTY)
    return [
        (group, kept.get(number, nobody))
        for number, group in enumerate(every)
        if number in kept or group is not statistics.UNKNOWN
    ]
