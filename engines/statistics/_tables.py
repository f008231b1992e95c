"""From sums to a table of shares with their errors."""

from functools import partial

import numpy as np

from engines.statistics._aggregate import cell_sums
from engines.statistics._columns import BoolArray, CategoricalColumn, FloatArray, IndexArray, MultipleColumn
from engines.statistics._design import Design
from engines.statistics._intervals import Scalar, student_quantile
from engines.statistics._missing import MissingCounts
from engines.statistics._results import Base, ShareTable
from engines.statistics._sums import EVERYONE, CellSums


def df_ratio(n: int, df: int) -> float:
    """Korn and Graubard's correction of the effective number for few sampling units."""
    return 1.0 if df >= n - 1 else (student_quantile(max(n - 1, 1)) / student_quantile(df)) ** 2


def ratio_error(design: Design, inside: BoolArray, hit: BoolArray, value: float, whole: float) -> float:
    """Standard error of a ratio: scores w(z − p)/W, zero outside the base."""
    scores = design.row_weights * (hit.astype(np.float64) - value * inside) / whole
    return float(np.sqrt(design.variance(scores)))


def _closed_errors(sums: CellSums, shares: FloatArray) -> FloatArray:
    """Standard errors by the two sums: Var = n/(n−1) · [(1−2p)Q + p²V]/W², each row its own sampling unit."""
    n = sums.units
    if n < 2:
        return np.full_like(shares, np.nan)
    inner = (1 - 2 * shares) * sums.cells.squares + np.square(shares) * sums.base.squares
    variance = n / (n - 1) * inner / np.square(sums.base.weights)
    return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float64)


def table_from_sums(sums: CellSums) -> ShareTable:
    """Turn sums, wherever they were computed, into a table with closed-form errors (simple designs only).

    Without a breakdown the table has one column; with one, a column `UNKNOWN` when some group is missing, and
    `margin` for all groups together.

    Examples
    --------
    >>> from engines.statistics import Design, NumpyAggregator
    >>> column = CategoricalColumn(np.array([0, 1, 1, 1], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> sums = NumpyAggregator(Design(4), {"vote": column}).cell_sums("vote")
    >>> table_from_sums(sums.merge(sums)).counts.tolist()
    [[2], [6]]
    """
    return _assemble(sums.with_unknown())


def _margin(sums: CellSums, scores: "_Scores | None") -> ShareTable:
    return _assemble(sums.everyone(), scores, True)


def _assemble(
    sums: CellSums, scores: "_Scores | None" = None, is_margin: bool = False, bounds: tuple[Scalar, ...] = ()
) -> ShareTable:
    with np.errstate(divide="ignore", invalid="ignore"):  # A group where nobody answered has no share.
        shares = np.minimum(sums.cells.weights / sums.base.weights, 1.0)
        errors = _closed_errors(sums, shares) if scores is None else scores.errors(shares, sums, is_margin)
    ratio = np.ones(len(sums.columns)) if scores is None else scores.df_ratios(sums, is_margin)
    missing = MissingCounts(*sums.missing.tolist())
    n, whole, square = (
        float(part.sum()) for part in (sums.base.counts, sums.base.weights, sums.base.squares)
    )
    base = Base(
        int(n), whole, whole * whole / square if square else None, missing, missing.total, sums.outside
    )
    is_crosstab = not is_margin and sums.columns != (EVERYONE,)
    table = ShareTable(
        sums.kind,
        sums.rows,
        sums.columns,
        sums.cells.counts,
        sums.cells.weights,
        shares,
        errors,
        sums.base.counts,
        sums.base.weights,
        sums.base.squares,
        base,
        sums.is_weighted,
        ratio,
        is_census=scores is not None and scores.design.is_census,
        make_margin=partial(_margin, sums, scores) if is_crosstab else None,
        bounds=bounds,
    )
    for array in (
        table.counts,
        table.sums,
        shares,
        errors,
        table.base_counts,
        table.base_sums,
        table.base_squares,
    ):
        array.setflags(write=False)
    return table


class _Scores:
    """Errors of a table under strata, clusters or finite populations, from one score per row and cell."""

    def __init__(
        self,
        design: Design,
        question: CategoricalColumn | MultipleColumn,
        breakdown: CategoricalColumn | None,
        keep: BoolArray,
    ) -> None:
        self.design, self._question = design, question
        self._inside = keep & question.observed
        if breakdown is None:
            self._group: IndexArray = np.zeros(design.n, np.intp)
        else:
            self._group = np.minimum(breakdown.dense.astype(np.intp), len(breakdown.categories))

    def _members(self, column: int, is_margin: bool) -> BoolArray:
        return self._inside if is_margin else np.asarray(self._inside & (self._group == column), np.bool_)

    def _hit(self, row: int) -> BoolArray:
        if isinstance(self._question, CategoricalColumn):
            return np.asarray(self._question.dense == row, np.bool_)
        return np.asarray(self._question.ticks[row] == 1, np.bool_)

    def errors(self, shares: FloatArray, sums: CellSums, is_margin: bool) -> FloatArray:
        found = np.full_like(shares, np.nan)
        for column in range(shares.shape[1]):
            members = self._members(column, is_margin)
            whole = float(sums.base.weights[column])
            if whole <= 0:
                continue
            for row in range(shares.shape[0]):
                value = float(shares[row, column])
                found[row, column] = ratio_error(self.design, members, members & self._hit(row), value, whole)
        return found

    def df_ratios(self, sums: CellSums, is_margin: bool) -> FloatArray:
        ratios = []
        for column, count in enumerate(sums.base.counts.tolist()):
            members = self._members(column, is_margin)
            ratios.append(df_ratio(count, self.design.degrees_of_freedom(members)) if count else 1.0)
        return np.array(ratios)


def make_table(
    design: Design,
    question: CategoricalColumn | MultipleColumn,
    breakdown: CategoricalColumn | None,
    domain: BoolArray | None,
    bounds: tuple[Scalar, ...] = (),
) -> ShareTable:
    design.check_rows(question.n)
    if breakdown is not None:
        design.check_rows(breakdown.n)
    keep = design.kept(domain)
    sums = cell_sums(design, question, breakdown, keep).with_unknown()
    scores = None if design.is_simple else _Scores(design, question, breakdown, keep)
    return _assemble(sums, scores, bounds=bounds)
