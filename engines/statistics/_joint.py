"""Several tables of one set of people, as one system: how far a hidden count is bounded by all of them.

The unknowns are the joint counts of the questions; what is published of any table is a sum of some of them.
The bounds are those of the linear program, solved by HiGHS.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np

from engines.statistics._columns import BoolArray


@dataclass(eq=False)
class JointCounts:
    """What is known of the joint counts of some questions, in an array of ``shape``.

    Examples
    --------
    >>> known = JointCounts((2, 2))
    >>> row = np.array([[True, True], [False, False]])
    >>> known.learn(row, 6, 6)
    >>> known.learn(row & row.T, 4)
    >>> known.bounds(row & ~row.T)
    (0, 2)
    """

    shape: tuple[int, ...]
    _lines: dict[bytes, tuple[BoolArray, float, float]] = field(default_factory=dict)
    _solver: highspy.Highs | None = None

    def learn(self, cells: BoolArray, low: float, high: float = np.inf) -> None:
        """These cells hold from ``low`` to ``high`` people together."""
        cells = np.broadcast_to(cells, self.shape)
        _, least, most = self._lines.get(cells.tobytes(), (cells, 0.0, np.inf))
        self._lines[cells.tobytes()] = (cells, max(low, least), min(high, most))
        self._solver = None

    def bounds(self, cells: BoolArray) -> tuple[int, int] | None:
        """The least and the most these cells can hold; None when what was learnt contradicts itself."""
        solver = self._solver = self._solver or self._built()
        size = int(np.prod(self.shape))
        wanted = np.broadcast_to(cells, self.shape).ravel().astype(np.float64)
        solver.changeColsCost(size, np.arange(size, dtype=np.int32), wanted)
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            ends.append(float(solver.getObjectiveValue()))
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))

    def _built(self) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        size = int(np.prod(self.shape))
        solver.addVars(size, np.zeros(size), np.full(size, np.inf))
        for cells, low, high in self._lines.values():
            index = np.flatnonzero(cells.ravel()).astype(np.int32)
            solver.addRow(low, high, index.shape[0], index, np.ones(index.shape[0]))
        return solver
