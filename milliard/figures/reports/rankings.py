"""Rankings: shares of first choices, the ranks each choice was given, its mean rank.

One table lies under all three: for each choice, how many gave it each rank. What may not be told of it is
told by none of them: a first choice whose rank is hidden is hidden too, and a mean rank is shown only where
every rank of the choice is, for with few ranks it gives the missing one away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engines import statistics
from engines.statistics import CategoricalColumn, Category, Design, Mark, NumericColumn, PublishedTable
from milliard.figures.reports.inputs import Inputs, Mask
from milliard.figures.reports.records import FigureKind
from milliard.figures.reports.rows import EVERYONE, NO_BASE, FigureResult, row_of

RANKINGS = frozenset({FigureKind.RANKS, FigureKind.MEAN_RANK})
_NOT_RANKED = Category("0", "non classé")


@dataclass(frozen=True, eq=False)
class _Ranks:
    """The table of ranks (rows) by choice (columns), and the cells no figure may tell."""

    published: PublishedTable
    hidden: Mask


def ranking_result(inputs: Inputs) -> FigureResult:
    """The ranks of each choice, or its mean rank. Raises `EmptyBaseError` when nobody ranked."""
    first = statistics.distribution(inputs.design, _first(inputs), domain=inputs.domain)
    if not int(first.base_counts.sum()):
        raise statistics.EmptyBaseError("nobody ranked anything")
    base = statistics.suppress(first, inputs.threshold, inputs.base_threshold).base
    ranks = _ranks(inputs)
    estimates = _mean_ranks(inputs, ranks) if inputs.spec.kind is FigureKind.MEAN_RANK else None
    choices = ranks.published.columns
    if estimates is not None:
        made = [row_of(choice, EVERYONE, found) for choice, found in zip(choices, estimates, strict=True)]
        rows = sorted(made, key=lambda row: (row.value is None, row.value))
    else:
        shown = _hiding(ranks.published, ranks.hidden)
        rows = [
            row_of(rank, choice, shown.cells[line][place])
            for place, choice in enumerate(choices)
            for line, rank in enumerate(shown.rows)
        ]
    return FigureResult(tuple(rows), None, first.base, base)


def hidden_first_choices(inputs: Inputs) -> Mask:
    """First choices that the ranks may not tell, hence no share either."""
    return np.asarray(_ranks(inputs).hidden[0], np.bool_)


def _hiding(published: PublishedTable, marks: Mask) -> PublishedTable:
    """The same table with these cells withheld too."""
    cells = tuple(
        tuple(
            _withheld(cell) if marks[row, place] and not cell.mark.is_withheld else cell
            for place, cell in enumerate(line)
        )
        for row, line in enumerate(published.cells)
    )
    return replace(published, cells=cells)


def _withheld(cell: statistics.SampleEstimate) -> statistics.SampleEstimate:
    return replace(
        cell, value=None, se=None, interval=None, base=NO_BASE, count=None, steps=(), mark=Mark.WITHHELD
    )


def _marks(table: PublishedTable) -> Mask:
    return np.array([[cell.mark.is_withheld for cell in line] for line in table.cells], np.bool_)


def _first(inputs: Inputs) -> CategoricalColumn:
    assert isinstance(inputs.column, CategoricalColumn)
    return inputs.column


def _ranks(inputs: Inputs) -> _Ranks:
    """Each respondent once for each choice, a cluster of their own: its ranks are not independent."""
    answers, n = inputs.variable.answers, inputs.table.n
    given = np.stack([inputs.table.arrays[f"{inputs.variable.name}/{item.value}"] for item in answers])
    status = np.asarray(inputs.table.arrays[f"{inputs.variable.name}/missing"])
    highest = max(int(given.max()), 1)
    ranks = [
        Category(str(rank), "1er rang" if rank == 1 else f"{rank}e rang") for rank in range(1, highest + 1)
    ]
    is_part = bool(((given == 0) & (status == 0)).any())
    codes = np.where(given > 0, given - 1, highest).astype(np.uint8)
    codes = np.where(status > 0, status, codes)
    column = CategoricalColumn(codes.reshape(-1), [*ranks, _NOT_RANKED] if is_part else ranks)
    places = np.repeat(np.arange(len(answers), dtype=np.uint8), n)
    groups = CategoricalColumn(places, [(item.value, item.label) for item in answers])
    domain = None if inputs.domain is None else np.tile(inputs.domain, len(answers))
    table = statistics.crosstab(_repeated(inputs.design, len(answers)), column, groups, domain=domain)
    published = statistics.suppress(table, inputs.threshold, inputs.base_threshold)
    first = statistics.distribution(inputs.design, _first(inputs), domain=inputs.domain)
    alone = _marks(statistics.suppress(first, inputs.threshold, inputs.base_threshold))[:, 0]
    return _Ranks(published, _marks(published) | alone[np.newaxis, :])


def _repeated(design: Design, times: int) -> Design:
    def tiled(values: Any) -> Any:
        return None if values is None else np.tile(values, times)

    clusters = np.arange(design.n) if design.clusters is None else design.clusters
    return Design(
        design.n * times,
        weights=tiled(design.weights),
        strata=tiled(design.strata),
        clusters=np.tile(clusters, times),
        fpc=tiled(design.fpc),
    )


def _mean_ranks(inputs: Inputs, ranks: _Ranks) -> list[statistics.SampleEstimate]:
    """The mean rank of each choice among those who ranked it."""
    nobody = statistics.SampleEstimate("mean", None, None, None, NO_BASE, mark=Mark.EMPTY)
    found = []
    for place, answer in enumerate(inputs.variable.answers):
        column = inputs.table.ranks(inputs.variable.name, answer.value)
        assert isinstance(column, NumericColumn)
        try:
            mean = statistics.mean(inputs.design, column, domain=inputs.domain)
        except statistics.EmptyBaseError:
            found.append(nobody)
            continue
        shown = statistics.suppress_estimate(mean, inputs.threshold, inputs.base_threshold)
        found.append(_withheld(shown) if ranks.hidden[:, place].any() else shown)
    return found
