"""Column generation (Flanigan and others, 2021): the fairest lottery where the ideal is not reached.

A linear program gives the best probabilities to the panels known so far; its dual prices tell which panel
would improve it, if any; that panel is added and the program solved again. No panel improves it: the dual
prices prove that the lottery is the best of all.
"""

from __future__ import annotations

import numpy as np

from engines.sortition._constraints import Constraints, FloatArray
from engines.sortition._decomposition import Mixture
from engines.sortition._finding import PanelFinder
from engines.sortition._programs import TOLERANCE, Program, solution

#: What a smallest chance may lack of the best proved.
GAP = 1e-6
#: What a panel found quickly must improve to be worth adding; below, the heaviest of all is looked for.
_WORTH = 1e-5


class Master:
    """Probabilities of the panels known that make one number as large as can be.

    The number ``z`` is such that the average panel holds at least ``slopes * z + floors`` of each kind.
    """

    def __init__(self, rules: Constraints, panels: list[FloatArray]) -> None:
        self._rules = rules
        self.panels: list[FloatArray] = []
        kinds = rules.size
        self._rows = np.arange(kinds + 1, dtype=np.int32)
        self._floors, self._slopes = np.zeros(kinds), np.zeros(kinds)
        self._solver = Program(
            costs=np.ones(1),
            low=np.zeros(1),
            high=np.ones(1),
            row_of=np.zeros(0, np.int32),
            column_of=np.zeros(0, np.int32),
            values=np.zeros(0),
            row_low=np.append(np.zeros(kinds), 1.0),
            row_high=np.append(np.full(kinds, np.inf), 1.0),
        ).solver()
        for panel in panels:
            self.add(panel)

    def add(self, panel: FloatArray) -> None:
        held = np.flatnonzero(panel)
        rows = np.append(held, self._rules.size).astype(np.int32)
        self._solver.addCol(0.0, 0.0, np.inf, rows.shape[0], rows, np.append(panel[held], 1.0))
        self.panels.append(panel)

    def ask(self, slopes: FloatArray, floors: FloatArray) -> None:
        """What is wanted from now on."""
        for kind in np.flatnonzero((slopes != self._slopes) | (floors != self._floors)).tolist():
            self._solver.changeCoeff(kind, 0, float(-slopes[kind]))
            self._solver.changeRowBounds(kind, float(floors[kind]), np.inf)
        self._slopes, self._floors = slopes.copy(), floors.copy()

    def solve(self) -> tuple[float, FloatArray, float]:
        """The number, the price of each kind, and the price a panel must pass to improve it."""
        point = solution(self._solver)
        if point is None:
            raise ArithmeticError("the solver found no lottery among panels that make one")
        prices = np.abs(np.array(self._solver.getSolution().row_dual))
        return float(point[0]), prices[:-1], float(prices[-1])

    def mixture(self) -> Mixture:
        """The panels with the probabilities of the last solution."""
        weights = np.array(self._solver.getSolution().col_value)[1:]
        kept = np.flatnonzero(weights > TOLERANCE)
        return Mixture([self.panels[place] for place in kept], weights[kept].tolist())


def generate(
    master: Master, finder: PanelFinder, slopes: FloatArray, floors: FloatArray, *, goal: float
) -> tuple[float, FloatArray]:
    """Add panels until the number is ``goal``, or proved the largest up to ``GAP``; it and the prices."""
    master.ask(slopes, floors)
    while True:
        number, prices, threshold = master.solve()
        if number >= goal - GAP:
            return number, prices
        panel = finder.near(prices, finder.bounds)
        if panel is None or prices @ panel <= threshold + _WORTH:
            panel = finder.heaviest(prices)
            if panel is None or prices @ panel <= threshold + GAP:
                return number, prices
        master.add(panel)


def cover(rules: Constraints, finder: PanelFinder, panels: list[FloatArray]) -> FloatArray:
    """By kind, whether some panel can hold it; the panels that show it are added to those given."""
    is_covered = np.any(panels, axis=0) if panels else np.zeros(rules.size, np.bool_)
    while not is_covered.all():
        found = finder.heaviest((~is_covered).astype(np.float64))
        if found is None or not (found[~is_covered] > 0).any():
            break
        panels.append(found)
        is_covered |= found > 0
    return is_covered.astype(np.float64)


def fairest(
    rules: Constraints, finder: PanelFinder, panels: list[FloatArray], *, is_leximin: bool
) -> Mixture:
    """The maximin or leximin lottery, from panels known to begin with."""
    known = list(panels)
    is_covered = cover(rules, finder, known)
    master = Master(rules, known)
    slopes, floors = rules.people * is_covered, np.zeros(rules.size)
    while slopes.any():
        smallest, prices = generate(master, finder, slopes, floors, goal=1.0)
        if not is_leximin:
            break
        # Who has a price cannot have more; the prices of those still free add up to one person's.
        tight = (prices * slopes > GAP) & (slopes > 0)
        tight = tight if tight.any() else slopes > 0
        floors = np.where(tight, np.maximum(rules.people * smallest - TOLERANCE, 0.0), floors)
        slopes = np.where(tight, 0.0, slopes)
    return master.mixture()
