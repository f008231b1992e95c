"""Which counts to hide so that none of the hidden ones can be bounded more tightly than the rule itself does.

The reader knows every total, every count that is shown, the threshold k, that counts are whole, and that a
hidden one is at least 1, since zeros are shown (but in a line hidden whole, where they are hidden too). A
count from 1 to k−1 is protected when, for that reader, it may still be any number from 1 to k−1.

On a line of known total this is: at least two hidden counts, which add up to at least their number plus k−2.

A two-way table is a flow on the graph whose nodes are its rows and columns and whose arcs are its cells: with
the totals known, a count may grow by δ if and only if δ units can flow back from its column to its row over
hidden cells, a cell giving no more than it has above its lower bound [1]_. Each missing unit takes the path
that hides fewest people (n + 1 a cell, Dijkstra); then whatever turns out not to be needed is shown again.

.. [1] Gusfield, D. (1988). A graph theoretic approach to statistical data security. SIAM J. Computing 17,
   552-571.
"""

from dataclasses import dataclass, field

import numpy as np

from engines.statistics._columns import BoolArray, FloatArray, IntArray

Cell = tuple[int, int]
Witness = tuple[Cell, bool]
"""A cell and whether it grows."""


class CannotProtectError(Exception):
    """No set of counts protects this line: it is withheld whole."""


def is_small(counts: IntArray, threshold: int) -> BoolArray:
    """Counts that are hidden for what they are."""
    return np.asarray((counts > 0) & (counts < threshold), np.bool_)


def hide_in_line(counts: IntArray, threshold: int, start: BoolArray | None = None) -> BoolArray:
    """Hidden counts of a line whose total is known, those of `start` among them.

    The smallest other counts are added until the criterion holds: one is enough, but for what `start` asks.

    Examples
    --------
    >>> hide_in_line(np.array([40, 3, 0, 12]), 5).tolist()
    [False, True, False, True]
    >>> hide_in_line(np.array([40, 30, 4, 4]), 5).tolist()
    [False, False, True, True]
    >>> hide_in_line(np.array([40, 30, 1, 2]), 5).tolist()
    [False, True, True, True]
    """
    hidden = is_small(counts, threshold)
    if start is not None:
        hidden |= start
    while not _is_protected(counts[hidden & (counts > 0)], threshold):
        others = np.flatnonzero(~hidden & (counts > 0))
        if not others.shape[0]:
            raise CannotProtectError
        hidden[others[np.argmin(counts[others])]] = True
    return hidden


def _is_protected(counts: IntArray, threshold: int) -> bool:
    return not counts.shape[0] or bool(
        counts.shape[0] > 1 and counts.sum() >= counts.shape[0] + threshold - 2
    )


@dataclass(eq=False)
class TwoWay:
    """A two-way table of counts whose totals are known, and what is hidden of it.

    Attributes
    ----------
    counts : int array, shape (rows, columns)
    threshold : int
    hidden : bool array, shape (rows, columns)
    rows, columns : bool arrays
        Lines hidden whole, their zeros too: a reader can not tell which of their counts are zero.
    """

    counts: IntArray
    threshold: int
    hidden: BoolArray
    rows: BoolArray
    columns: BoolArray
    _witnesses: dict[Witness, BoolArray] = field(default_factory=dict)
    """The cells that let a cell move as it must."""

    def lower(self) -> IntArray:
        """The least each count can be, for the reader."""
        whole = self.rows[:, None] | self.columns[None, :]
        return np.where(whole, 0, np.minimum(self.counts, 1)).astype(np.int64)

    def close(self) -> BoolArray:
        """Hide what has to be, and no more; return what is hidden."""
        self.hidden |= is_small(self.counts, self.threshold)
        self._hide_whole_lines()
        needed = self.hidden.copy()
        self._protect(needed)
        self._show_what_is_not_needed(needed)
        return self.hidden

    def _hide_whole_lines(self) -> None:
        self.hidden |= self.rows[:, None] | self.columns[None, :]

    def _protect(self, needed: BoolArray) -> None:
        for row, column in np.argwhere(needed & (self.counts > 0)).tolist():
            for grows in (True, False):
                while not self._let_move((row, column), grows, needed):
                    self._hide_a_line_more(row, column)
                    needed |= self.rows[:, None] | self.columns[None, :]

    def _hide_a_line_more(self, row: int, column: int) -> None:
        """A line hidden whole says nothing of its zeros: its counts may move further."""
        if not self.rows[row]:
            self.rows[row] = True
        elif not self.columns[column]:
            self.columns[column] = True
        else:
            self.rows[:] = True
        self._hide_whole_lines()

    def _need(self, cell: Cell, grows: bool) -> int:
        """How far the count must be able to move, no further than its totals alone let it."""
        count = int(self.counts[cell])
        across, down, every = self.counts[cell[0]].sum(), self.counts[:, cell[1]].sum(), self.counts.sum()
        if grows:
            wanted = max(self.threshold - 1, 2) - count  # under a threshold of 2, a hidden 1 may be 2
            return min(max(wanted, 0), int(min(across, down)) - count)
        wanted = count - 1 if count < self.threshold else self.threshold - 2
        return max(min(wanted, count - int(max(0, across + down - every))), 0)

    def _let_move(self, cell: Cell, grows: bool, needed: BoolArray) -> bool:
        """Hide the cheapest cells that let this one move; False if there are none."""
        moved = self.move(cell, self._need(cell, grows), grows, self._prices())
        if moved is None:
            return False
        self._witnesses[cell, grows] = moved != 0
        self.hidden |= moved != 0
        return True

    def _prices(self) -> FloatArray:
        """People a cell hides, one for the cell itself; a zero is not hidden alone."""
        prices = np.where(self.counts > 0, self.counts + 1.0, np.inf)
        return np.where(self.hidden, 0.0, prices)

    def move(self, cell: Cell, need: int, grows: bool, prices: FloatArray) -> IntArray | None:
        """What `need` units of one count do to the others, by cheapest paths; None if they can not flow."""
        moved, lower = np.zeros_like(self.counts), self.lower()
        prices = prices.copy()
        prices[cell] = np.inf
        left = need
        while left > 0:
            path = _cheapest(cell, grows, prices, self.counts + moved - lower > 0)
            if path is None:
                return None
            spare = [int((self.counts + moved - lower)[step]) for step in path[1 - grows :: 2]]
            units = min([left, *spare])
            for place, step in enumerate(path):
                moved[step] += -units if place % 2 == (1 - grows) else units
                prices[step] = 0.0
            left -= units
        return moved

    def _show_what_is_not_needed(self, needed: BoolArray) -> None:
        """Show again, the most people first, each cell without which all that must move still can."""
        extra = np.argwhere(self.hidden & ~needed).tolist()
        for row, column in sorted(extra, key=lambda cell: -int(self.counts[cell[0], cell[1]])):
            self.hidden[row, column] = False
            only_hidden = np.where(self.hidden, 0.0, np.inf)
            found: dict[Witness, BoolArray] = {}
            for (cell, grows), used in self._witnesses.items():
                if used[row, column]:
                    moved = self.move(cell, self._need(cell, grows), grows, only_hidden)
                    if moved is None:
                        self.hidden[row, column] = True
                        break
                    found[cell, grows] = moved != 0
            else:
                self._witnesses.update(found)

    def bounds(self, cell: Cell) -> tuple[int, int]:
        """The least and the most a hidden count can be, for a reader who knows all the rest."""
        only_hidden, ends = np.where(self.hidden, 0.0, np.inf), []
        for grows in (False, True):
            reached, step = 0, int(self.counts.sum())
            while step:
                if self.move(cell, reached + step, grows, only_hidden) is not None:
                    reached += step
                else:
                    step //= 2
            ends.append(reached)
        least = int(self.lower()[cell])
        return max(int(self.counts[cell]) - ends[0], least), int(self.counts[cell]) + ends[1]


def _cheapest(cell: Cell, grows: bool, prices: FloatArray, spares: BoolArray) -> list[Cell] | None:
    """Cells by which a unit goes back from the column of a growing cell to its row (or the other way round).

    A step from a column to a row takes from a cell that has some to spare, one from a row to a column adds.
    """
    rows, columns = prices.shape
    leaving = np.where(spares, prices, np.inf)  # column → row
    best = np.full(rows + columns, np.inf)
    via = np.full(rows + columns, -1)
    start, goal = (rows + cell[1], cell[0]) if grows else (cell[0], rows + cell[1])
    best[start] = 0.0
    open_ = best.copy()
    while np.isfinite(open_[node := int(np.argmin(open_))]):
        if node == goal:
            return _walked(start, goal, via, rows)
        cost, open_[node] = best[node], np.inf
        offers = cost + (prices[node] if node < rows else leaving[:, node - rows])
        part = slice(rows, None) if node < rows else slice(0, rows)
        better = offers < best[part]
        best[part][better] = offers[better]
        open_[part][better] = offers[better]
        via[part][better] = node
    return None


def _walked(start: int, goal: int, via: IntArray, rows: int) -> list[Cell]:
    path: list[Cell] = []
    node = goal
    while node != start:
        before = int(via[node])
        path.append((min(node, before), max(node, before) - rows))
        node = before
    return path[::-1]
