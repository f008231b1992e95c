"""What is hidden of a table beside what else is published of its questions.

It depends on the data alone, never on what was published before: the distributions of both questions, the
table one way and the other may come out in any order, in any edition.
"""

from dataclasses import dataclass

import numpy as np

from engines.statistics._columns import BoolArray, IntArray
from engines.statistics._protection import TwoWay, hide_in_line, is_small
from engines.statistics._results import ShareTable
from engines.statistics._sums import UNKNOWN


@dataclass(frozen=True, eq=False)
class Crossing:
    """What is published beside a table by groups, from which its counts could be subtracted.

    Attributes
    ----------
    groups : int array, shape (groups,)
        How many gave each answer to the question the groups come from: its own distribution is published.
    is_both_ways : bool
        The same two questions may be published with their places exchanged.
    hidden : bool array, shape (groups,), optional
        Groups hidden in that distribution for another reason than it.
    """

    groups: IntArray
    is_both_ways: bool = False
    hidden: BoolArray | None = None


@dataclass(frozen=True)
class HiddenPlan:
    """What is hidden: cells (r, c), row margins (r,), group bases (c,)."""

    hidden: BoolArray
    rows: BoolArray
    columns: BoolArray


def _hide_rows(table: ShareTable, threshold: int, start: BoolArray | None) -> BoolArray:
    """Flags of the margin (or of the only column): counts of each answer, all groups together."""
    totals = table.counts.sum(axis=1)
    if table.kind == "single":
        return hide_in_line(totals, threshold, start)
    return is_small(totals, threshold) | is_small(table.base_counts.sum() - totals, threshold)


def plan_marks(
    table: ShareTable,
    threshold: int,
    base_threshold: int,
    crossing: Crossing | None,
    answers: BoolArray | None,
) -> HiddenPlan:
    rows = _hide_rows(table, threshold, answers)
    if table.margin is None:
        return HiddenPlan(rows[:, None], rows, np.zeros(1, np.bool_))
    known = len(table.columns) - (table.columns[-1] == UNKNOWN)
    bases = table.base_counts[:known]
    alone = Crossing(bases) if crossing is None else crossing
    groups = alone.groups
    columns = hide_in_line(bases, threshold, hide_in_line(groups, threshold, alone.hidden))
    limits = _Limits(threshold, base_threshold)
    if table.kind == "single":
        both_ways = crossing is not None and crossing.is_both_ways
        elsewhere = groups - bases if both_ways else None
        hidden = _hide_crossing(table, known, rows, columns, elsewhere, limits)
    else:
        complement = table.base_counts[None, :] - table.counts
        pairs = np.stack((table.counts, complement), axis=1)
        hidden = np.stack([
            limits.hide(pair, np.repeat(flag, 2), _wide(columns, pair.shape[1]))[0]
            for pair, flag in zip(pairs, rows.tolist(), strict=True)
        ])  # fmt: skip
    return HiddenPlan(hidden, rows, _wide(columns, len(table.columns)))


def _wide(flags: BoolArray, length: int) -> BoolArray:
    """The flags, and False for what comes after them: answers nobody can place."""
    return np.concatenate((flags, np.zeros(length - flags.shape[0], np.bool_)))


def _hide_crossing(
    table: ShareTable,
    known: int,
    rows: BoolArray,
    columns: BoolArray,
    elsewhere: IntArray | None,
    limits: "_Limits",
) -> BoolArray:
    """Hidden cells of a question by groups; ``elsewhere``: by group, who gave no answer to the question.

    Published both ways, the bases of the two tables tell how many of each answer gave none to the other
    question. So those who answered both are protected as if that were known, then each table as it is; and
    the plan is made in one order whichever table is asked for, since both must hide the same.
    """
    counts = table.counts
    start = np.zeros(counts.shape, np.bool_)
    if elsewhere is None:
        return limits.hide(counts, rows, _wide(columns, counts.shape[1]), start)
    core = counts[:, :known]
    rows = hide_in_line(core.sum(axis=1), limits.threshold, rows)
    unplaced = counts[:, known:].sum(axis=1)
    plan = _Plan(core, rows, columns, unplaced, elsewhere, limits)
    ours = ([item.value for item in table.rows], core.tobytes())
    theirs = ([item.value for item in table.columns[:known]], core.T.tobytes())
    hidden, ours_unplaced = plan.made() if ours <= theirs else plan.turned().made_turned()
    if ours == theirs:
        hidden |= hidden.T
    return np.concatenate((hidden, ours_unplaced[:, None]), axis=1)[:, : counts.shape[1]]


@dataclass(frozen=True)
class _Limits:
    """The thresholds, and what they hide of one table."""

    threshold: int
    base_threshold: int

    def hide(
        self,
        counts: IntArray,
        rows: BoolArray,
        columns: BoolArray,
        start: BoolArray | None = None,
        *,
        are_rows_groups: bool = False,
    ) -> BoolArray:
        """Hidden cells of a table whose lines ``rows`` and ``columns`` are hidden everywhere.

        Such lines count as one: nothing tells how their people divide, only how many they are together.
        """
        across, down = _gathered(rows), _gathered(columns)
        gathered = _sum_by(_sum_by(counts, across).T, down).T
        begun = np.zeros(gathered.shape, np.bool_)
        if start is not None:
            seen = start & ~rows[:, None] & ~columns[None, :]
            begun[across[np.nonzero(seen)[0]], down[np.nonzero(seen)[1]]] = True
        none = np.zeros(gathered.shape[0], np.bool_)
        small_rows = is_small(gathered.sum(axis=1), self.base_threshold) if are_rows_groups else none
        small_columns = is_small(gathered.sum(axis=0), self.base_threshold)
        plan = TwoWay(gathered, self.threshold, begun, small_rows, small_columns)
        hidden = plan.close()[across][:, down]
        return np.asarray(hidden | rows[:, None] | columns[None, :], np.bool_)


def _gathered(hidden: BoolArray) -> IntArray:
    """The place of each line once those that are hidden make one, the last."""
    places = np.cumsum(~hidden) - 1
    return np.where(hidden, np.count_nonzero(~hidden), places).astype(np.int64)


def _sum_by(counts: IntArray, places: IntArray) -> IntArray:
    summed = np.zeros((int(places.max()) + 1, counts.shape[1]), np.int64)
    np.add.at(summed, places, counts)
    return summed


@dataclass(frozen=True, eq=False)
class _Plan:
    """Two questions that may be published both ways: who answered both, and one of them alone."""

    core: IntArray
    rows: BoolArray
    columns: BoolArray
    unplaced: IntArray
    """By row, who gave no answer to the question of the columns."""
    elsewhere: IntArray
    """By column, who gave no answer to the question of the rows."""
    limits: _Limits

    def turned(self) -> "_Plan":
        """The same, rows and columns exchanged."""
        return _Plan(self.core.T, self.columns, self.rows, self.elsewhere, self.unplaced, self.limits)

    def made(self) -> tuple[BoolArray, BoolArray]:
        """Hidden cells of those who answered both, then of the rows' people who can not be placed."""
        core, unplaced, _ = self._hidden()
        return core, unplaced

    def made_turned(self) -> tuple[BoolArray, BoolArray]:
        """The same for the exchanged table."""
        core, _, elsewhere = self._hidden()
        return core.T, elsewhere

    def _hidden(self) -> tuple[BoolArray, BoolArray, BoolArray]:
        hide, (rows, columns) = self.limits.hide, (self.rows, self.columns)
        core = hide(self.core, rows, columns, are_rows_groups=True)
        wide = np.concatenate((self.core, self.unplaced[:, None]), axis=1)
        first = hide(wide, rows, _wide(columns, wide.shape[1]), _more(core))
        tall = np.concatenate((self.core, self.elsewhere[None, :]), axis=0)
        second = hide(tall.T, columns, _wide(rows, tall.shape[0]), _more(first[:, :-1].T)).T
        return second[:-1], first[:, -1], second[-1]


def _more(hidden: BoolArray) -> BoolArray:
    """One more column, shown."""
    return np.concatenate((hidden, np.zeros((hidden.shape[0], 1), np.bool_)), axis=1)
