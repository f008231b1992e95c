"""Shares: of one answer, of all answers, by group, of several choices, of classes of numbers."""

from collections.abc import Iterator, Sequence

import numpy as np

from engines.statistics._aggregate import many_cell_sums
from engines.statistics._columns import (
    BoolArray,
    CategoricalColumn,
    MultipleColumn,
    NumericColumn,
    missing_counts,
)
from engines.statistics._design import Design
from engines.statistics._errors import EmptyBaseError, OutOfRangeError, UnknownCategoryError
from engines.statistics._intervals import Interval, effective_numbers, wilson
from engines.statistics._missing import OBSERVED
from engines.statistics._results import Base, SampleEstimate, ShareTable, known
from engines.statistics._steps import base_step, share_steps, uncertainty_steps
from engines.statistics._tables import df_ratio, make_table, ratio_error, table_from_sums


def share(
    design: Design,
    column: CategoricalColumn | MultipleColumn,
    *categories: str,
    domain: BoolArray | None = None,
) -> SampleEstimate:
    """Share of the answers that fall in any of these categories.

    Parameters
    ----------
    column : CategoricalColumn or MultipleColumn
        With several choices, the share of respondents who ticked at least one of `categories`.
    *categories : str
        Values of categories, at least one.
    domain : bool array, shape (n,), optional
        Rows the figure is about. The others stay in the design with no weight.

    Returns
    -------
    SampleEstimate
        Of kind `share`; standard error by linearisation, Wilson interval on the effective number of answers,
        which is p(1−p)/SE² scaled for the design's degrees of freedom [1]_ and never above the answers
        counted.

    Raises
    ------
    EmptyBaseError, UnknownCategoryError, LengthMismatchError

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected
       number of positive counts estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> codes = np.array([0] * 87 + [1] * 13 + [252] * 4, np.uint8)
    >>> column = CategoricalColumn(codes, (("yes", "Oui"), ("no", "Non")))
    >>> result = share(Design(104), column, "yes")
    >>> result.value, result.base.n, result.base.missing.no_answer, round(result.interval.low, 3)
    (0.87, 100, 4, 0.79)
    """
    design.check_rows(column.n)
    kept = design.kept(domain)
    inside = kept & column.observed
    n = int(np.count_nonzero(inside))
    if not n:
        raise EmptyBaseError("nobody answered this question in this domain")
    hit = inside & _hits(column, categories)
    whole, part = (float(design.row_weights[rows].sum()) for rows in (inside, hit))
    value = min(part / whole, 1.0)
    error = known(ratio_error(design, inside, hit, value, whole))
    kish = whole * whole / float(design.squared_weights[inside].sum())
    interval = _interval(design, inside, value, error, kish)
    missing, outside = missing_counts(column, kept), design.n - int(np.count_nonzero(kept))
    base = Base(n, whole, kish, missing, missing.total, outside)
    count, weighted = int(np.count_nonzero(hit)), (part, whole) if design.is_weighted else None
    steps = (base_step(n, outside, missing), *share_steps(count, n, weighted, value))
    steps += uncertainty_steps(error, interval)
    return SampleEstimate("share", value, error, interval, base, count, steps)


def _interval(design: Design, inside: BoolArray, value: float, error: float | None, kish: float) -> Interval:
    """Wilson's on the effective number of answers; none of either side where everybody answered."""
    if design.is_census:
        return Interval(value, value, "census")
    n = int(np.count_nonzero(inside))
    numbers = effective_numbers(
        *(np.array([x]) for x in (value, np.nan if error is None else error, n, kish))
    )
    worth = min(float(numbers[0]) * df_ratio(n, design.degrees_of_freedom(inside)), n)
    return Interval(*wilson(value, worth), "wilson")


def _hits(column: CategoricalColumn | MultipleColumn, categories: Sequence[str]) -> BoolArray:
    if not categories:
        raise UnknownCategoryError("name at least one category")
    if isinstance(column, CategoricalColumn):
        positions = [column.position(value) for value in categories]
        return np.asarray(np.isin(column.dense, positions), np.bool_)
    values = [choice.value for choice in column.choices]
    unknown = set(categories).difference(values)
    if unknown:
        raise UnknownCategoryError(f"no choice {sorted(unknown)!r} in this column")
    rows = [values.index(value) for value in categories]
    return np.asarray(column.ticks[rows].any(axis=0), np.bool_)


def distribution(design: Design, column: CategoricalColumn, *, domain: BoolArray | None = None) -> ShareTable:
    """Share of every category among those who answered: a table of one column.

    Use `CategoricalColumn.counting` to make «ne sait pas» a line of the table. See `share` for the methods.

    Examples
    --------
    >>> column = CategoricalColumn(np.array([0, 0, 1, 251], np.uint8), (("a", "Prêt"), ("b", "Don")))
    >>> distribution(Design(4), column).shares[:, 0].round(3).tolist()
    [0.667, 0.333]
    """
    return make_table(design, column, None, domain)


def multiple_response(
    design: Design,
    column: MultipleColumn,
    breakdown: CategoricalColumn | None = None,
    *,
    domain: BoolArray | None = None,
) -> ShareTable:
    """Share of respondents who ticked each choice, overall or by group. Shares may sum to more than one.

    Examples
    --------
    >>> ticks = np.array([[1, 0, 1, 0], [1, 1, 1, 0]], np.uint8)
    >>> column = MultipleColumn(ticks, (("a", "Prêt"), ("b", "Don")), np.array([0, 0, 0, 252], np.uint8))
    >>> multiple_response(Design(4), column).shares[:, 0].round(3).tolist()
    [0.667, 1.0]
    """
    return make_table(design, column, breakdown, domain)


def crosstab(
    design: Design,
    question: CategoricalColumn,
    breakdown: CategoricalColumn,
    *,
    domain: BoolArray | None = None,
) -> ShareTable:
    """Shares of the answers inside each group, and for all groups together (`ShareTable.margin`).

    Those whose group is unknown form a column of their own (`UNKNOWN`), so that the margin is exactly the
    distribution of the question: two tables of one page can then not be subtracted from each other.

    Notes
    -----
    In a simple design the error comes from two sums per cell, S = Σw and Q = Σw²; with W and V the sums
    over the column, p = S/W and Var(p) = n/(n−1) · [(1−2p)Q + p²V]/W², n being all rows of the design. This
    is the linearised variance of a ratio, written out for scores w(z−p)/W. Other designs sum the scores
    themselves.

    Examples
    --------
    >>> question = CategoricalColumn(np.array([0, 1, 1, 1], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> groups = CategoricalColumn(np.array([0, 0, 1, 1], np.uint8), (("a", "Asso"), ("c", "Coop")))
    >>> crosstab(Design(4), question, groups).shares.tolist()
    [[0.5, 0.0], [0.5, 1.0]]
    """
    return make_table(design, question, breakdown, domain)


def crosstabs(
    design: Design,
    questions: Sequence[CategoricalColumn],
    breakdowns: Sequence[CategoricalColumn],
    *,
    domain: BoolArray | None = None,
) -> Iterator[tuple[int, int, ShareTable]]:
    """Every question by every breakdown, as (position of question, position of breakdown, table).

    Same tables as `crosstab`, with fewer passes over large data; the order of the tables is not promised.

    Examples
    --------
    >>> column = CategoricalColumn(np.array([0, 1, 1, 1], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> [(q, b, table.counts.tolist()) for q, b, table in crosstabs(Design(4), [column], [column])]
    [(0, 0, [[1, 0], [0, 3]])]
    """
    for column in (*questions, *breakdowns):
        design.check_rows(column.n)
    if not design.is_simple:
        for q, question in enumerate(questions):
            for b, breakdown in enumerate(breakdowns):
                yield q, b, crosstab(design, question, breakdown, domain=domain)
        return
    for q, b, sums in many_cell_sums(design, questions, breakdowns, design.kept(domain)):
        yield q, b, table_from_sums(sums)


def histogram(
    design: Design,
    column: NumericColumn,
    bounds: Sequence[float | int],
    *,
    domain: BoolArray | None = None,
) -> ShareTable:
    """Distribution over classes [b0, b1[, [b1, b2[, …, the last one closed.

    Parameters
    ----------
    bounds : increasing numbers
        At least two; minus and plus infinity are allowed at the ends. In cents for money.

    Raises
    ------
    OutOfRangeError
        Bounds that do not increase, or an observed value outside them: nothing is dropped in silence.

    Examples
    --------
    >>> column = NumericColumn(np.array([5.0, 15.0, 20.0, 20.0]))
    >>> histogram(Design(4), column, [0, 10, 20]).counts[:, 0].tolist()
    [1, 3]
    """
    edges = np.asarray(bounds, np.float64)
    if edges.shape[0] < 2 or np.isnan(edges).any() or not (np.diff(edges) > 0).all():
        raise OutOfRangeError("bounds must be at least two increasing numbers")
    inside = column.observed
    values = column.values[inside]
    # On whole cents, a[i] <= x is the same as ceil(a[i]) <= x; int64 against float64 is exact below 2**53.
    position = np.searchsorted(edges, values, side="right") - 1
    position[values == edges[-1]] = edges.shape[0] - 2
    if ((position < 0) | (position > edges.shape[0] - 2)).any():
        raise OutOfRangeError("an observed value lies outside the bounds")
    codes = column.status.astype(np.uint16)
    codes[codes != OBSERVED] += 65_280
    codes[inside] = position
    labels = []
    for place in range(edges.shape[0] - 1):
        closing = "]" if place == edges.shape[0] - 2 else "["
        labels.append((str(place), f"[{edges[place]:g} ; {edges[place + 1]:g}{closing}"))
    return make_table(design, CategoricalColumn(codes, labels), None, domain, bounds=tuple(bounds))
