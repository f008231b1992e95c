"""In what order the numbers of a figure stand: by size, unless the order of the answers has a meaning."""

from __future__ import annotations

from itertools import groupby

from engines.questionnaire.classes import are_classes
from milliard.figures.reports.inputs import Inputs
from milliard.figures.reports.periods import PERIODS
from milliard.figures.reports.records import ALL_GROUPS, FigureKind, FigureRow, Order


def order_of(inputs: Inputs) -> Order:
    """Of what the bars are: groups when one number is compared between them, answers otherwise."""
    if inputs.spec.kind in PERIODS:
        return "time"
    if inputs.spec.kind in (FigureKind.HISTOGRAM, FigureKind.RANKS, FigureKind.MEAN_RANK):
        return "questionnaire"
    compared = inputs.variable if inputs.breakdown is None or _has_answers(inputs) else inputs.breakdown
    labels = [answer.label for answer in compared.answers]
    return "questionnaire" if compared.is_ordered or are_classes(labels) else "size"


def _has_answers(inputs: Inputs) -> bool:
    """Whether several answers stand under one another, rather than one number."""
    return inputs.spec.kind in (FigureKind.DISTRIBUTION, FigureKind.CROSSTAB, FigureKind.MULTIPLE)


def in_order(inputs: Inputs, rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
    """The rows, largest first where that is the order; those without a number last, everybody after all."""
    if order_of(inputs) != "size":
        return rows
    if not _has_answers(inputs):
        groups = [row for row in rows if row.group_key != ALL_GROUPS]
        return (*sorted(groups, key=_largest_first), *(row for row in rows if row.group_key == ALL_GROUPS))
    overall = sorted((row for row in rows if row.group_key == ALL_GROUPS), key=_largest_first)
    place = {row.key: number for number, row in enumerate(overall)}
    by_group = groupby(rows, key=lambda row: row.group_key)
    return tuple(row for _, kept in by_group for row in sorted(kept, key=lambda row: place[row.key]))


def _largest_first(row: FigureRow) -> tuple[bool, float]:
    return row.value is None, -(row.value or 0)
