"""Linear and integer programs, solved by HiGHS on one thread with its default random seed.

The solver is loaded when a lottery is made: whoever only verifies one does without.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engines.sortition._constraints import BoolArray, Constraints, FloatArray, IntArray

if TYPE_CHECKING:
    import highspy

#: How far a linear program may miss a bound; the smallest that HiGHS allows is 1e-10.
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Program:
    """Maximise ``costs`` under bounds of columns and of rows; entries are sorted by row."""

    costs: FloatArray
    low: FloatArray
    high: FloatArray
    row_of: IntArray
    column_of: IntArray
    values: FloatArray
    row_low: FloatArray
    row_high: FloatArray
    #: Which columns are whole numbers; None for none.
    whole: BoolArray | None = None

    def solver(self, **options: float | str) -> highspy.Highs:
        """HiGHS with this program loaded."""
        import highspy

        solver = _quiet()
        for name, value in {
            "threads": 1,
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
            **options,
        }.items():
            solver.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.costs.shape[0], self.row_low.shape[0]
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_, model.col_lower_, model.col_upper_ = self.costs, self.low, self.high
        model.row_lower_, model.row_upper_ = self.row_low, self.row_high
        counts = np.bincount(self.row_of, minlength=model.num_row_)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = self.column_of, self.values
        if self.whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(is_whole)] for is_whole in self.whole]
        solver.passModel(model)
        return solver


def _quiet() -> highspy.Highs:
    """HiGHS introduces itself on the standard output, where the report goes, unless told not to at once."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 (what the parent calls when it is made)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


def program_of(rules: Constraints, costs: FloatArray, *, whole: bool) -> Program:
    """The heaviest panel, or point between panels, by these weights of kinds."""
    return Program(
        costs=costs,
        low=np.zeros(rules.size),
        high=rules.most,
        row_of=rules.row_of,
        column_of=rules.kind_of,
        values=np.ones(rules.kind_of.shape[0]),
        row_low=rules.low,
        row_high=rules.high,
        whole=np.ones(rules.size, np.bool_) if whole else None,
    )


def solution(solver: highspy.Highs) -> FloatArray | None:
    """Run; the point found, None when there is none."""
    import highspy

    status = highspy.HighsModelStatus
    solver.run()
    if solver.getModelStatus() not in (status.kOptimal, status.kSolutionLimit):
        return None
    return np.array(solver.getSolution().col_value)
