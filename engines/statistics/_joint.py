"""Many tables of one set of people, as one system: how far a hidden count is bounded by all of them.

The unknowns are the joint counts of the questions that are tabled together. Where the tables form a graph of
many questions, the whole joint table would be out of reach and is not needed: the graph is triangulated, the
unknowns are the tables of its cliques, and neighbours on the tree of cliques agree on what they share. Tables
that agree so are those of one whole table (the junction tree theorem), so that the bounds of the linear
program, solved by HiGHS, are those of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engines.statistics._columns import BoolArray

if TYPE_CHECKING:  # where a solver is made it is loaded: whoever only shows pages does not keep it in memory
    import highspy

#: By question, the answers counted; all of them where a question is not named.
Cells = Mapping[str, BoolArray]


@dataclass(frozen=True, eq=False)
class _Clique:
    """Questions tabled together: their joint counts are unknowns, the first of which is ``start``."""

    names: tuple[str, ...]
    shape: tuple[int, ...]
    start: int

    def places(self, cells: Cells) -> np.ndarray:
        kept = np.ones(self.shape, np.bool_)
        for axis, name in enumerate(self.names):
            if name in cells:
                kept &= cells[name].reshape([-1 if axis == place else 1 for place in range(kept.ndim)])
        return (self.start + np.flatnonzero(kept)).astype(np.int32)


class JointCounts:
    """What is known of the joint counts of some questions.

    Parameters
    ----------
    sizes : mapping
        By question, how many answers it has.
    tables : iterable of sets of str
        The questions that something will be learnt of, or asked of, together.

    Examples
    --------
    >>> first = np.array([True, False])
    >>> known = JointCounts({"a": 2, "b": 2}, [{"a", "b"}])
    >>> known.learn({"a": first}, 6, 6)
    >>> known.learn({"a": first, "b": first}, 4)
    >>> known.bounds({"a": first, "b": ~first})
    (0, 2)
    """

    def __init__(self, sizes: Mapping[str, int], tables: Iterable[Iterable[str]]) -> None:
        self._sizes = sizes
        self._cliques: list[_Clique] = []
        self.size = 0
        for names in _cliques(sizes, [frozenset(table) for table in tables]):
            shape = tuple(sizes[name] for name in names)
            self._cliques.append(_Clique(names, shape, self.size))
            self.size += int(np.prod(shape, dtype=np.float64))
        self._lines: dict[bytes, tuple[np.ndarray, float, float]] = {}

    def holds(self, cells: Cells) -> bool:
        """Whether something can be learnt or asked of these questions together."""
        return any(set(cells) <= set(item.names) for item in self._cliques)

    def learn(self, cells: Cells, low: float, high: float = np.inf) -> None:
        """These cells hold from ``low`` to ``high`` people together."""
        places = self._places(cells)
        _, least, most = self._lines.get(places.tobytes(), (places, 0.0, np.inf))
        self._lines[places.tobytes()] = (places, max(low, least), min(high, most))
        self.__dict__.pop("_solver", None)

    def bounds(self, cells: Cells) -> tuple[int, int] | None:
        """The least and the most these cells can hold; None when what was learnt contradicts itself."""
        import highspy

        solver, wanted = self._solver, np.zeros(self.size)
        wanted[self._places(cells)] = 1.0
        solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), wanted)
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
                ends.append(1e9)
            elif solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            else:
                ends.append(float(solver.getObjectiveValue()))
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))

    def _places(self, cells: Cells) -> np.ndarray:
        clique = next(item for item in self._cliques if set(cells) <= set(item.names))
        return clique.places(cells)

    @cached_property
    def _solver(self) -> highspy.Highs:
        import highspy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.addVars(self.size, np.zeros(self.size), np.full(self.size, np.inf))
        for places, low, high in self._lines.values():
            solver.addRow(low, high, places.shape[0], places, np.ones(places.shape[0]))
        for first, second in self._agreeing():
            both = np.concatenate((first, second))
            signs = np.repeat([1.0, -1.0], [first.shape[0], second.shape[0]])
            solver.addRow(0.0, 0.0, both.shape[0], both, signs)
        return solver

    def _agreeing(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Unknowns of two cliques that hold the same people: each cell of what they share."""
        for one, other in _tree(self._cliques):
            shared = [name for name in one.names if name in other.names]
            for place in np.ndindex(*(self._sizes[name] for name in shared)):
                cells = {
                    name: np.arange(self._sizes[name]) == at for name, at in zip(shared, place, strict=True)
                }
                yield one.places(cells), other.places(cells)


def _cliques(sizes: Mapping[str, int], tables: list[frozenset[str]]) -> list[tuple[str, ...]]:
    """The cliques of a triangulation in which each table lies whole, the smallest clique first made."""
    near = {name: set().union(*(table for table in tables if name in table)) - {name} for name in sizes}
    found: list[frozenset[str]] = []
    while near:
        weight = {name: np.prod([float(sizes[item]) for item in (name, *near[name])]) for name in near}
        name = min(sorted(near), key=weight.__getitem__)
        around = near.pop(name)
        for other in around:
            near[other] = (near[other] | around) - {other, name}
        clique = frozenset({name, *around})
        if not any(clique <= other for other in found):
            found.append(clique)
    return [tuple(sorted(clique)) for clique in found]


def _tree(cliques: list[_Clique]) -> Iterator[tuple[_Clique, _Clique]]:
    """The edges of a tree of cliques that share as much as can be: what two share, all between them do."""
    inside, outside = cliques[:1], cliques[1:]
    while outside:
        one, other = max(
            ((one, other) for one in inside for other in outside),
            key=lambda pair: len(set(pair[0].names) & set(pair[1].names)),
        )
        inside.append(other)
        outside.remove(other)
        yield one, other
