"""Tables of shares, and one share read off such a table: withheld wherever it could be worked out."""

from __future__ import annotations

from engines import statistics
from engines.statistics import (
    Category,
    Crossing,
    Mark,
    MultipleColumn,
    NumericColumn,
    PublishedTable,
    SampleEstimate,
)
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.reports import variables
from milliard.figures.reports.classes import hidden_classes
from milliard.figures.reports.inputs import Inputs, Mask, members
from milliard.figures.reports.nesting import hidden_answers
from milliard.figures.reports.periods import line_name
from milliard.figures.reports.rankings import hidden_first_choices
from milliard.figures.reports.records import FigureKind, FigureRow
from milliard.figures.reports.rows import EVERYONE, FigureResult, row_of


def table_result(inputs: Inputs) -> FigureResult:
    """Every share of the answers to a question, or those the specification counts together.

    Raises
    ------
    engines.statistics.EmptyBaseError
        Nobody answered.
    """
    table = _table(inputs)
    if not int(table.base_counts.sum()):
        raise statistics.EmptyBaseError("nobody answered")
    published = statistics.suppress(
        table,
        inputs.threshold,
        inputs.base_threshold,
        crossing=_crossing(inputs),
        answers=_hidden_beside(inputs, table),
    )
    if inputs.spec.kind is FigureKind.SHARE:
        return _share(inputs, table, published)
    return FigureResult(_table_rows(published), None, table.base, published.base)


def _crossing(inputs: Inputs) -> Crossing | None:
    """What else is published of the two questions: the groups' own distribution, and the other way round."""
    if inputs.groups is None:
        return None
    alone = statistics.distribution(inputs.design, inputs.groups, domain=inputs.domain)
    assert inputs.breakdown is not None
    return Crossing(
        alone.counts[:, 0],
        is_both_ways=variables.can_break_down(inputs.variable),
        hidden=_hidden_answers(inputs, inputs.breakdown.name),
    )


def _hidden_beside(inputs: Inputs, table: statistics.ShareTable) -> Mask | None:
    """Lines of the table hidden because of something else that is published of its question."""
    column = inputs.column
    if isinstance(column, NumericColumn):
        counts = table.counts[:, 0]
        return hidden_classes(column, inputs.domain, inputs.spec.bounds, counts, inputs.threshold)
    if inputs.variable.kind is VariableKind.RANK:
        return hidden_first_choices(inputs)
    return _hidden_answers(inputs, line_name(inputs.variable.name, inputs.spec.kind))


def _hidden_answers(inputs: Inputs, name: str) -> Mask | None:
    """Answers hidden because of a question nested with this one."""
    return hidden_answers(inputs.table, name, inputs.domain, inputs.threshold)


def _table(inputs: Inputs) -> statistics.ShareTable:
    column, groups = inputs.column, inputs.groups
    if isinstance(column, NumericColumn):
        return statistics.histogram(inputs.design, column, inputs.spec.bounds, domain=inputs.domain)
    if isinstance(column, MultipleColumn):
        return statistics.multiple_response(inputs.design, column, groups, domain=inputs.domain)
    if groups is not None:
        return statistics.crosstab(inputs.design, column, groups, domain=inputs.domain)
    return statistics.distribution(inputs.design, column, domain=inputs.domain)


def _table_rows(published: PublishedTable) -> tuple[FigureRow, ...]:
    rows = []
    has_groups = published.columns != (statistics.EVERYONE,)
    if has_groups:
        for place, group in enumerate(published.columns):
            rows += [
                row_of(category, group, published.cells[number][place])
                for number, category in enumerate(published.rows)
            ]
    rows += [
        row_of(category, EVERYONE, published.margin[number]) for number, category in enumerate(published.rows)
    ]
    return tuple(rows)


def _share(inputs: Inputs, table: statistics.ShareTable, published: PublishedTable) -> FigureResult:
    """The share of some answers, marked by what the published table lets be known of it."""
    chosen = [place for place, item in enumerate(published.rows) if item.value in inputs.spec.category]
    label = " ou ".join(published.rows[place].label for place in chosen)
    category = Category("+".join(published.rows[place].value for place in chosen), label)
    rows = []
    if inputs.groups is not None:
        for number, group in enumerate(published.columns):
            cells = [line[number] for line in published.cells]
            estimate = _union(inputs, cells, chosen, members(inputs, number))
            rows.append(row_of(category, group, estimate))
    overall = _union(inputs, list(published.margin), chosen, inputs.domain)
    rows.append(row_of(category, EVERYONE, overall))
    return FigureResult(tuple(rows), overall, table.base, published.base)


def _union(
    inputs: Inputs, cells: list[SampleEstimate], chosen: list[int], domain: Mask | None
) -> SampleEstimate:
    """The share of ``chosen`` in one line of published cells.

    It says nothing new, so it may be shown, when it holds all the withheld cells of the line or none.
    """
    hidden = {place for place, cell in enumerate(cells) if cell.mark.is_withheld}
    if len(chosen) == 1 and hidden & set(chosen):
        return cells[chosen[0]]
    if any(cells[place].mark is Mark.EMPTY for place in chosen):
        return cells[chosen[0]]
    if hidden and (hidden & set(chosen)) and (not hidden <= set(chosen) or len(hidden) == len(cells)):
        return cells[min(hidden & set(chosen))]
    values = [inputs.variable.answers[place].value for place in chosen]
    column = inputs.column
    assert not isinstance(column, NumericColumn)
    estimate = statistics.share(inputs.design, column, *values, domain=domain)
    return statistics.suppress_estimate(estimate, inputs.threshold, inputs.base_threshold)
