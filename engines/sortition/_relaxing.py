"""Why no panel is possible: the smallest change of targets that makes one so."""

from __future__ import annotations

import numpy as np

from engines.sortition._constraints import Constraints
from engines.sortition._errors import InfeasibleError, Relaxation
from engines.sortition._programs import Program, solution
from engines.sortition._selection import Selection


def explain(selection: Selection, rules: Constraints) -> InfeasibleError:
    """The error to raise: minimums lowered and maximums raised by the fewest people in all.

    Two more unknowns by target say how far it gives way; seats and households do not.
    """
    kinds, targets = rules.size, len(selection.targets)
    rows = np.arange(1, targets + 1, dtype=np.int32)  # after the row of the seats
    low_slack = kinds + np.arange(targets, dtype=np.int32)
    entries = np.lexsort((np.concatenate((rules.row_of, rows, rows)),))
    program = Program(
        costs=np.concatenate((np.zeros(kinds), -np.ones(2 * targets))),
        low=np.zeros(kinds + 2 * targets),
        high=np.concatenate((rules.most, rules.low[rows], np.full(targets, float(selection.seats)))),
        row_of=np.concatenate((rules.row_of, rows, rows))[entries],
        column_of=np.concatenate((rules.kind_of, low_slack, low_slack + targets)).astype(np.int32)[entries],
        values=np.concatenate((np.ones(rules.kind_of.size), np.ones(targets), -np.ones(targets)))[entries],
        row_low=rules.low,
        row_high=rules.high,
        whole=np.ones(kinds + 2 * targets, np.bool_),
    )
    point = solution(program.solver(mip_rel_gap=0.0))
    if point is None:
        return InfeasibleError((), file=selection.targets_file)
    lowered, raised = point[kinds:].round().astype(int).reshape(2, targets).tolist()
    found = (
        Relaxation(
            target.feature,
            target.value,
            target.line,
            target.low,
            target.high,
            target.low - down,
            target.high + up,
        )
        for target, down, up in zip(selection.targets, lowered, raised, strict=True)
        if down or up
    )
    return InfeasibleError(found, file=selection.targets_file)
