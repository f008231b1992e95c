"""Which cells of a two-way table to hide so that none of the hidden ones can be worked out.

A two-way table is a flow on the graph whose nodes are rows and columns and whose arcs are cells; a hidden
cell can be worked out if and only if no cycle of hidden cells lets it move up or down [1]_. Hiding cheapest
cycles (fewest people hidden) by Dijkstra's algorithm protects one cell at a time, and never undoes the
protection of another.

.. [1] Gusfield, D. (1988). A graph theoretic approach to statistical data security. SIAM J. Computing 17,
   552-571.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engines.statistics._columns import BoolArray, IntArray

CellIndex = tuple[int, int]
"""(row, column); row margins have column −1 and group bases row −1."""


class CannotProtectError(Exception):
    """No set of cells protects this table: it is withheld whole."""


def hide_in_line(counts: IntArray, threshold: int) -> tuple[BoolArray, BoolArray]:
    """Primary and all hidden cells of a line whose total is known.

    Adds the smallest other counts until two are hidden, adding up to the threshold.

    Examples
    --------
    >>> hide_in_line(np.array([40, 3, 0, 12]), 5)[1].tolist()
    [False, True, False, True]
    """
    primary = np.asarray((counts > 0) & (counts < threshold), np.bool_)
    hidden = primary.copy()
    while hidden.any() and (np.count_nonzero(hidden) < 2 or counts[hidden].sum() < threshold):
        others = np.flatnonzero(~hidden & (counts > 0))
        if not others.shape[0]:
            raise CannotProtectError
        hidden[others[np.argmin(counts[others])]] = True
    return primary, hidden


@dataclass
class HiddenCells:
    """Hidden cells of a two-way table of counts with its margins; grows, never shrinks."""

    counts: IntArray
    threshold: int
    paired: bool
    hidden: set[CellIndex] = field(default_factory=set)
    _near: dict[int, list[tuple[int, CellIndex]]] = field(default_factory=dict)
    """Arcs of hidden cells: from each node, where a count may grow or, if it is not nil, shrink."""

    def count(self, cell: CellIndex) -> int:
        row, column = cell
        if column < 0:
            return int(self.counts[row].sum())
        if row < 0:
            return int(self.counts[:, column].sum())
        return int(self.counts[row, column])

    def hide(self, cells: Iterable[CellIndex]) -> list[CellIndex]:
        """Hide cells (and in a pair of rows their complement); return those that were not hidden yet."""
        wanted = list(cells)
        if self.paired:
            wanted += [(1 - row, column) for row, column in wanted if row >= 0]
        new = [cell for cell in dict.fromkeys(wanted) if cell not in self.hidden]
        self.hidden.update(new)
        for cell in new:
            tail, head = self.arc(cell)
            self._near.setdefault(tail, []).append((head, cell))
            if self.count(cell) > 0:
                self._near.setdefault(head, []).append((tail, cell))
        return new

    def arc(self, cell: CellIndex) -> tuple[int, int]:
        """Nodes the flow leaves and reaches when the count grows: rows, columns, all groups, all answers."""
        rows, columns = self.counts.shape
        row, column = cell
        if column < 0:
            return rows + columns, row
        if row < 0:
            return rows + column, rows + columns + 1
        return row, rows + column

    def protect(self, cell: CellIndex) -> list[CellIndex]:
        """Hide the cheapest cells that let this one move; return those added.

        A cell inside the table must be able to move while every margin is known, since another table may
        tell them.
        """
        tail, head = self.arc(cell)
        with_margins = min(cell) < 0
        if self._reaches(head, tail, cell, with_margins):
            return []
        if self.count(cell) > 0 and self._reaches(tail, head, cell, with_margins):
            return []
        margins = [other for other in self.hidden if min(other) < 0] if with_margins else []
        paths = [self._cheapest(head, tail, cell, margins)]
        if self.count(cell) > 0:
            paths.append(self._cheapest(tail, head, cell, margins))
        possible = [path for path in paths if path is not None]
        if not possible:
            raise CannotProtectError
        return self.hide(min(possible)[1])

    def _reaches(self, start: int, goal: int, excluded: CellIndex, with_margins: bool) -> bool:
        """Whether hidden cells alone already close a cycle: most cells need no more."""
        seen, stack = {start}, [start]
        while stack:
            for other, cell in self._near.get(stack.pop(), ()):
                if other in seen or cell == excluded or (min(cell) < 0 and not with_margins):
                    continue
                if other == goal:
                    return True
                seen.add(other)
                stack.append(other)
        return False

    def _links(
        self, excluded: CellIndex, margins: Sequence[CellIndex]
    ) -> dict[int, list[tuple[int, int, CellIndex]]]:
        rows, columns = self.counts.shape
        dearest = int(self.counts.sum()) + 2
        links: dict[int, list[tuple[int, int, CellIndex]]] = {}
        inside = [(row, column) for row in range(rows) for column in range(columns)]
        for cell in [*inside, *margins]:
            if cell == excluded:
                continue
            tail, head = self.arc(cell)
            count = self.count(cell)
            cost = 0 if cell in self.hidden else (count + 1 if count else dearest)
            links.setdefault(tail, []).append((cost, head, cell))
            if count > 0:
                links.setdefault(head, []).append((cost, tail, cell))
        return links

    def _cheapest(
        self, start: int, goal: int, excluded: CellIndex, margins: Sequence[CellIndex]
    ) -> tuple[int, list[CellIndex]] | None:
        links = self._links(excluded, margins)
        best: dict[int, int] = {start: 0}
        via: dict[int, tuple[int, CellIndex]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == goal:
                break
            if cost > best[node]:
                continue
            for step, other, cell in links.get(node, ()):
                if cost + step < best.get(other, cost + step + 1):
                    best[other] = cost + step
                    via[other] = (node, cell)
                    heapq.heappush(queue, (cost + step, other))
        if goal not in best:
            return None
        path: list[CellIndex] = []
        node = goal
        while node != start:
            node, cell = via[node]
            path.append(cell)
        return best[goal], path

    def widen_line(self, line: Sequence[CellIndex]) -> list[CellIndex]:
        """Hide one more cell of a line whose hidden counts add up to less than the threshold."""
        hidden = sum(self.count(cell) for cell in line if cell in self.hidden)
        others = [cell for cell in line if cell not in self.hidden and self.count(cell) > 0]
        if not 0 < hidden < self.threshold or not others:
            return []
        return self.hide([min(others, key=self.count)])

    def lines(self) -> list[list[CellIndex]]:
        rows, columns = self.counts.shape
        across = [[(row, column) for column in range(columns)] for row in range(rows)]
        if self.paired:
            return across
        return across + [[(row, column) for row in range(rows)] for column in range(columns)]

    def close(self) -> None:
        """Protect everything that is hidden, until nothing is left to protect."""
        # Cells hidden for another cell inside share its cycle and are safe; those hidden for a margin are
        # only safe while that margin is unknown, so they are protected in turn.
        todo = sorted(self.hidden)
        while todo:
            again: list[CellIndex] = []
            for cell in todo:
                added = self.protect(cell)
                if min(cell) < 0:
                    again += added
            again += [cell for line in self.lines() for cell in self.widen_line(line)]
            todo = again


def plan_cells(
    counts: IntArray, primary: BoolArray, rows: BoolArray, columns: BoolArray, threshold: int, *, paired: bool
) -> set[CellIndex]:
    """Hidden cells of a two-way table, given its primary cells and its hidden margins."""
    plan = HiddenCells(counts, threshold, paired)
    row_totals = counts.sum(axis=1)
    live_rows = row_totals > 0
    if paired and not live_rows.all():
        live_rows[:] = False  # Nobody, or everybody, ticked: the margin says it for every group.
    for row, column in np.argwhere(primary | (columns[None, :] & live_rows[:, None])).tolist():
        plan.hide([(row, column)])
    for column in np.flatnonzero(columns).tolist():
        plan.hide([(-1, column)])
    for row in np.flatnonzero(rows).tolist():
        plan.hide([(row, -1)])
    plan.close()
    return plan.hidden
