"""Panels, one at a time: the heaviest by some weights, exactly or nearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.sortition._constraints import BoolArray, Constraints, FloatArray
from engines.sortition._programs import Program, program_of, solution

#: How many whole unknowns are left free around a fractional panel at first.
_FEWEST = 30
_FRACTION = 1e-6


@dataclass(frozen=True, eq=False)
class Bounds:
    """Narrower bounds of kinds and rows than those of the rules."""

    low: FloatArray
    high: FloatArray
    row_low: FloatArray
    row_high: FloatArray


class PanelFinder:
    """Finds panels that follow the rules; keeps the solver warm from one to the next.

    ``near`` is quick: it solves the linear program, whose solution has few fractions (at most one by tight
    row), and asks for whole numbers among these and a few kinds drawn beside them. That draw only decides
    where to look; its seed is fixed and decides of nobody's chance.
    """

    def __init__(self, rules: Constraints) -> None:
        self._rules = rules
        self._relaxed = program_of(rules, np.zeros(rules.size), whole=False).solver()
        self._kinds = np.arange(rules.size, dtype=np.int32)
        self._rows = np.arange(rules.low.shape[0], dtype=np.int32)
        self._generator = np.random.default_rng(2021)
        self._beside = _FEWEST

    @property
    def bounds(self) -> Bounds:
        """Those of the rules themselves."""
        rules = self._rules
        return Bounds(np.zeros(rules.size), rules.most, rules.low, rules.high)

    def jitter(self) -> FloatArray:
        """Small numbers, one by kind, that keep equal weights from giving the same panel again."""
        return self._generator.random(self._rules.size)

    def near(self, weights: FloatArray, bounds: Bounds) -> FloatArray | None:
        """A heavy panel within the bounds; None when there is none."""
        solver, rules = self._relaxed, self._rules
        solver.changeColsBounds(rules.size, self._kinds, bounds.low, bounds.high)
        for row, low, high in zip(self._rows.tolist(), bounds.row_low, bounds.row_high, strict=True):
            solver.changeRowBounds(row, float(low), float(high))
        solver.changeColsCost(rules.size, self._kinds, weights)
        point = solution(solver)
        if point is None:
            return None
        rounded: FloatArray = point.round()
        is_fraction = np.abs(point - rounded) > _FRACTION
        if not is_fraction.any():
            return rounded
        movable = np.flatnonzero(bounds.high > bounds.low)
        beside = self._beside
        while True:
            is_free, is_last = is_fraction.copy(), beside >= movable.size
            is_free[movable if is_last else self._generator.choice(movable, beside, replace=False)] = True
            found = self._whole(weights, bounds, rounded, is_free)
            if found is not None or is_last:
                # The next one begins with as many, or a little fewer.
                self._beside = max(_FEWEST, int(beside * 0.9)) if found is not None else _FEWEST
                return found
            beside *= 2

    def heaviest(self, weights: FloatArray) -> FloatArray | None:
        """The heaviest panel of all, proved so; None when there is no panel at all."""
        solver = program_of(self._rules, weights, whole=True).solver(mip_rel_gap=0.0, mip_abs_gap=1e-9)
        point = solution(solver)
        return None if point is None else point.round()

    def _whole(
        self, weights: FloatArray, bounds: Bounds, point: FloatArray, is_free: BoolArray
    ) -> FloatArray | None:
        """Whole numbers for the free kinds, the others standing as in ``point``; the first ones found."""
        rules = self._rules
        rest = rules.sums(np.where(is_free, 0.0, point))
        new_place = np.cumsum(is_free) - 1
        kept = is_free[rules.kind_of]
        program = Program(
            costs=weights[is_free],
            low=bounds.low[is_free],
            high=bounds.high[is_free],
            row_of=rules.row_of[kept],
            column_of=new_place[rules.kind_of[kept]].astype(np.int32),
            values=np.ones(int(kept.sum())),
            row_low=bounds.row_low - rest,
            row_high=bounds.row_high - rest,
            whole=np.ones(int(is_free.sum()), np.bool_),
        )
        found = solution(program.solver(mip_max_improving_sols=1))
        if found is None:
            return None
        panel = point.copy()
        panel[is_free] = found.round()
        return panel
