"""The fairest chances one could hope for: leximin over fractions of people, a bound for any lottery.

Each panel meets the targets, so the chances of a lottery do on average. Conversely not all chances that do
are those of a lottery, whence a bound; for pools of hundreds it is nearly always reached (`_decomposition`
tells by reaching it).
"""

from __future__ import annotations

import numpy as np

from engines.sortition._constraints import Constraints, FloatArray
from engines.sortition._programs import TOLERANCE, Program, program_of, solution

#: Lost at each step, in people, so that rounding never closes the way to the next: a tenth of a ticket.
_SLACK = 1e-7
#: Below this it is rounding: nobody of the kind is in any average panel.
_NOBODY = 1e-8


def ideal_of(rules: Constraints) -> FloatArray | None:
    """By kind, the number of its people in an average panel; None when even fractions cannot be.

    The smallest chance is made as large as can be; those that cannot be larger are kept where they are and
    the smallest of the others is made as large as can be, until all are kept.
    """
    kinds, rows = rules.size, rules.low.shape[0]
    solver = _with_smallest(rules).solver()
    is_kept = np.zeros(kinds, np.bool_)
    while True:
        point = solution(solver)
        if point is None:
            return None
        if is_kept.all():
            return np.where(point[:kinds] > _NOBODY, np.minimum(point[:kinds], rules.most), 0.0)
        least = rules.people * float(point[kinds]) - _SLACK
        duals = np.abs(np.array(solver.getSolution().row_dual)[rows:])
        tight = np.flatnonzero((duals > TOLERANCE) & ~is_kept)
        for kind in tight.tolist() or np.flatnonzero(~is_kept).tolist():
            is_kept[kind] = True
            solver.changeCoeff(rows + kind, kinds, 0.0)
            solver.changeRowBounds(rows + kind, float(least[kind]), np.inf)


def _with_smallest(rules: Constraints) -> Program:
    """One more column, the smallest chance; a row by kind says that it is not above that of the kind."""
    kinds, rows = rules.size, rules.low.shape[0]
    base = program_of(rules, np.zeros(kinds), whole=False)
    every = np.arange(kinds, dtype=np.int32)
    pairs = np.stack((every, np.full(kinds, kinds, np.int32)), axis=1).ravel()
    signs = np.stack((np.ones(kinds), -rules.people), axis=1).ravel()
    return Program(
        costs=np.append(base.costs, 1.0),
        low=np.append(base.low, 0.0),
        high=np.append(base.high, 2.0),  # out of reach, but when no kind holds it any more
        row_of=np.concatenate((base.row_of, rows + np.repeat(every, 2))).astype(np.int32),
        column_of=np.concatenate((base.column_of, pairs)).astype(np.int32),
        values=np.concatenate((base.values, signs)),
        row_low=np.concatenate((base.row_low, np.zeros(kinds))),
        row_high=np.concatenate((base.row_high, np.full(kinds, np.inf))),
    )
