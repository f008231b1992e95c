"""Names that are alike, among many: those of one commune, looked up thousands of times for one file.

Two names are compared by the trigrams they share among all theirs (Jaccard), as PostgreSQL does. A name is
compared with few others: to be alike enough, two must share one of the rarest trigrams of either («prefix
filtering»), and a name without accents, capitals or legal form that is the same is found at once.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from milliard.territories.search import plain

Named = TypeVar("Named")

#: What a legal form adds to a name: «Association Les Mains vertes» is «Les Mains vertes».
_FORMS = frozenset(
    [
        *("association", "assoc", "asso", "scop", "scic", "sarl", "sas", "sa", "eurl", "cae", "fondation"),
        *("fonds", "cooperative", "societe", "de", "la", "le", "les", "l", "du", "des", "et", "d"),
    ]
)


def trigrams(name: str) -> frozenset[str]:
    """The trigrams of a name without accents, capitals or legal form, as PostgreSQL cuts them."""
    every = plain(name).replace(".", " ").split()
    words = [word for word in every if word not in _FORMS] or every
    padded = [f"  {word} " for word in words]
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two names are, from 0 to 1: the trigrams they share among all theirs."""
    return len(one & other) / len(one | other) if one and other else 0.0


@dataclass(slots=True)
class NameIndex(Generic[Named]):
    """Things with a name; ``least``: how alike a name must be to be found."""

    least: float
    _names: list[tuple[frozenset[str], Named]] = field(default_factory=list)
    _same: dict[frozenset[str], list[Named]] = field(default_factory=lambda: defaultdict(list))
    _holding: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, thing: Named) -> None:
        """Let ``thing`` be found by a name."""
        found = trigrams(name)
        for one in found:
            self._holding[one].append(len(self._names))
        self._names.append((found, thing))
        self._same[found].append(thing)

    def nearest(self, name: str, is_possible: Callable[[Named], bool]) -> tuple[float, Named] | None:
        """The possible thing whose name is the most alike, the first added among equals; None for none."""
        wanted = trigrams(name)
        for thing in self._same.get(wanted, ()):
            if is_possible(thing):
                return 1.0, thing
        scored = [
            (likeness(wanted, self._names[place][0]), -place)
            for place in self._candidates(wanted)
            if is_possible(self._names[place][1])
        ]
        score, place = max(scored, default=(0.0, 0))
        return (score, self._names[-place][1]) if score >= self.least else None

    def _candidates(self, wanted: frozenset[str]) -> Iterable[int]:
        """Places of the names that share one of the rarest trigrams: no other can be alike enough."""
        rarest = sorted(wanted, key=lambda one: len(self._holding.get(one, ())))
        looked_at = rarest[: len(wanted) - math.ceil(self.least * len(wanted)) + 1]
        return {place for one in looked_at for place in self._holding.get(one, ())}
