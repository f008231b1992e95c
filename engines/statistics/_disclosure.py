"""Withholding: first the counts that are too small, then those from which they could be worked out.

Rules, on unweighted counts (threshold k, base threshold b ≥ k):

- a cell with 0 < n < k is hidden; so is everything about a group with 0 < base < b, and a whole table if its
  base is below b; in a multiple response also 0 < base − n < k, since a choice and its complement tell the
  same thing. The size of a group is hidden below k only: it is a count like others, not what its people said.
- zeros are shown: «nobody» counts no one, and hiding each would empty most tables. What a zero or a 100 %
  says about a group is bounded by b: only groups of at least b people are described.
- then further cells, as few people as possible, until each hidden count from 1 to k−1 may still be any of
  these for someone who knows every total (see `_protection`). Nothing tells one kind from the other.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engines.statistics._columns import BoolArray
from engines.statistics._crossing import Crossing, HiddenPlan, plan_marks
from engines.statistics._errors import OutOfRangeError
from engines.statistics._protection import CannotProtectError
from engines.statistics._results import WITHHELD_BASE, Base, Mark, PublishedTable, SampleEstimate, ShareTable
from engines.statistics._rounding import blur_quantile

THRESHOLD = 5
BASE_THRESHOLD = 10


def _of(hidden: bool) -> Mark:
    return Mark.WITHHELD if hidden else Mark.PUBLISHED


def _all_hidden(table: ShareTable) -> HiddenPlan:
    r, c = table.counts.shape
    return HiddenPlan(*(np.ones(shape, np.bool_) for shape in ((r, c), (r,), (c,))))


def _withheld(estimate: SampleEstimate) -> SampleEstimate:
    return SampleEstimate(
        estimate.kind,
        None,
        None,
        None,
        WITHHELD_BASE,
        mark=Mark.WITHHELD,
        is_money=estimate.is_money,
        probability=estimate.probability,
    )


def _shown_base(base: Base, threshold: int) -> Base:
    """The base with the reasons of missing answers only if none of them is a small count."""
    if base.missing is None or not any(0 < count < threshold for count in base.missing.by_code().values()):
        return base
    return replace(base, missing=None)


def _shown(estimate: SampleEstimate, mark: Mark, threshold: int) -> SampleEstimate:
    if mark.is_withheld:
        return _withheld(estimate)
    base = _shown_base(estimate.base, threshold)
    if base is estimate.base:
        return estimate
    return replace(estimate, base=base, steps=tuple(step for step in estimate.steps if step.code != "base"))


def _check(threshold: int, base_threshold: int) -> None:
    if threshold < 1 or base_threshold < threshold:
        raise OutOfRangeError("thresholds are positive, and the one for bases is not below the one for cells")


def suppress(
    table: ShareTable,
    threshold: int = THRESHOLD,
    base_threshold: int = BASE_THRESHOLD,
    *,
    crossing: Crossing | None = None,
    answers: BoolArray | None = None,
) -> PublishedTable:
    """Withhold what could identify someone; everything that leaves the engine towards a reader passes here.

    Parameters
    ----------
    table : ShareTable
    threshold : int
        Smallest count that is shown, apart from zero.
    base_threshold : int
        Smallest group that is described at all.
    crossing : Crossing, optional
        What is published beside a table by groups.
    answers : bool array, shape (rows,), optional
        Answers hidden for another reason than this table: they are hidden in it too.

    Returns
    -------
    PublishedTable
        Withheld estimates hold no number, neither in their base nor in their steps. Reasons of missing
        answers are given only when none of them is a small count.

    Raises
    ------
    OutOfRangeError
        If a threshold is below 1, or the base's below the cell's.

    Notes
    -----
    See the head of the module for the rules. They hold for a table, the distributions of its questions and,
    with `crossing`, the same table the other way; they depend on nothing else, so that whatever is published
    of these, in any order, stays safe. Tables of different domains are not protected from each other here.

    Examples
    --------
    >>> from engines.statistics import CategoricalColumn, Design, distribution
    >>> codes = np.repeat(np.array([0, 1, 2], np.uint8), [40, 3, 12])
    >>> column = CategoricalColumn(codes, (("a", "Asso"), ("b", "Scic"), ("c", "Scop")))
    >>> [str(row[0].mark) for row in suppress(distribution(Design(55), column)).cells]
    ['published', 'withheld', 'withheld']
    """
    _check(threshold, base_threshold)
    n = int(table.base_counts.sum())
    whole = 0 < n < base_threshold
    try:
        marks = (
            _all_hidden(table) if whole else plan_marks(table, threshold, base_threshold, crossing, answers)
        )
    except CannotProtectError:
        marks, whole = _all_hidden(table), True
    return _published(table, marks, threshold, WITHHELD_BASE if whole else _shown_base(table.base, threshold))


def _published(table: ShareTable, marks: HiddenPlan, threshold: int, base: Base) -> PublishedTable:
    """The table with what `marks` hide taken out."""
    n = int(table.base_counts.sum())
    r, c = table.counts.shape
    cells = tuple(
        tuple(
            _shown(table.estimate(row, column), _cell_mark(table, marks, row, column), threshold)
            for column in range(c)
        )
        for row in range(r)
    )
    bases: tuple[Base, ...] = (base,)
    if table.margin is None:
        margin = tuple(line[0] for line in cells)
    else:
        margin = tuple(
            _shown(table.margin.estimate(row), _margin_mark(n, marks, row), threshold) for row in range(r)
        )
        bases = tuple(
            WITHHELD_BASE if marks.columns[column] else table.column_base(column) for column in range(c)
        )
    return PublishedTable(
        table.kind,
        table.rows,
        table.columns,
        cells,
        bases,
        margin,
        base,
        threshold,
        table.is_weighted,
        table.bounds,
    )


def _cell_mark(table: ShareTable, marks: HiddenPlan, row: int, column: int) -> Mark:
    if not table.base_counts[column] and not marks.columns[column]:
        return Mark.EMPTY
    return _of(bool(marks.hidden[row, column]))


def _margin_mark(n: int, marks: HiddenPlan, row: int) -> Mark:
    return _of(bool(marks.rows[row])) if n else Mark.EMPTY


def suppress_estimate(
    estimate: SampleEstimate, threshold: int = THRESHOLD, base_threshold: int = BASE_THRESHOLD
) -> SampleEstimate:
    """Withhold a single figure that describes too few people.

    A share needs `base_threshold` answers, and either none or `threshold` of them on each side; a mean or a
    total needs `base_threshold` answers; a quantile, `threshold` answers on each side, or it would be
    someone's own figure. A quantile and the ends of its interval are rounded until `threshold` answers are
    written alike.

    Examples
    --------
    >>> from engines.statistics import Design, NumericColumn, mean
    >>> suppress_estimate(mean(Design(9), NumericColumn(np.arange(9.0)))).mark.value
    'withheld'
    """
    _check(threshold, base_threshold)
    n = estimate.base.n
    if n is None or estimate.mark.is_withheld or estimate.mark is Mark.EMPTY:
        return estimate
    small = n < base_threshold
    if estimate.count is not None:
        small = small or 0 < estimate.count < threshold or 0 < n - estimate.count < threshold
    if estimate.probability is not None:
        small = small or min(estimate.probability, 1 - estimate.probability) * n < threshold
    return blur_quantile(_shown(estimate, Mark.WITHHELD if small else estimate.mark, threshold), threshold)


def suppress_groups(
    estimates: Sequence[SampleEstimate], threshold: int = THRESHOLD, base_threshold: int = BASE_THRESHOLD
) -> tuple[SampleEstimate, ...]:
    """Withhold means, totals or quantiles of groups that add up to a whole whose own figure is shown.

    The overall mean and the means of all groups but one give the last one; so where one group is withheld,
    the smallest other is too, until the hidden ones may hold any number of answers that is too small.

    Examples
    --------
    >>> from engines.statistics import Design, NumericColumn, mean
    >>> column, rows = NumericColumn(np.arange(60.0)), np.arange(60)
    >>> domains = (rows < 4, (rows >= 4) & (rows < 20), rows >= 20)
    >>> groups = [mean(Design(60), column, domain=domain) for domain in domains]
    >>> [estimate.mark.value for estimate in suppress_groups(groups)]
    ['withheld', 'withheld', 'published']
    """
    shown = [suppress_estimate(estimate, threshold, base_threshold) for estimate in estimates]
    counts = np.array([estimate.base.n or 0 for estimate in estimates], np.int64)
    hidden = np.array([estimate.mark.is_withheld for estimate in shown], np.bool_)
    while hidden.any() and (
        np.count_nonzero(hidden) < 2 or counts[hidden].sum() < np.count_nonzero(hidden) + base_threshold - 2
    ):
        others = np.flatnonzero(~hidden & (counts > 0))
        if not others.shape[0]:
            break
        hidden[others[np.argmin(counts[others])]] = True
    return tuple(
        _withheld(before) if hide and not after.mark.is_withheld else after
        for before, after, hide in zip(estimates, shown, hidden.tolist(), strict=True)
    )
