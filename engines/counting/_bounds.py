"""Bounds on who is seated, and whether any list within them exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engines.counting._errors import CountRefusedError

MOST_STATES = 200_000
"""Dead ends remembered over a whole count: a few seconds. Beyond, bounds cross too much to be checked so."""

MOST_KINDS = 500

_TOO_CROSSED = "trop de critères croisés pour vérifier toutes les listes"


@dataclass(frozen=True, slots=True)
class CountedCandidate:
    """A candidate, their votes, and what bounds look at: ``(("genre", "femme"), ("region", "Bretagne"))``."""

    name: str
    votes: int
    traits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SeatBound:
    """Of those seated, from ``low`` to ``high`` have this value; None: no cap."""

    trait: str
    value: str
    low: int = 0
    high: int | None = None

    def counts(self, candidate: CountedCandidate) -> bool:
        return (self.trait, self.value) in candidate.traits


class Lists:
    """Whether a list within the bounds exists: candidates alike for the bounds are so many of a kind."""

    def __init__(self, bounds: tuple[SeatBound, ...]) -> None:
        self.bounds = bounds
        #: Dead ends met so far.
        self.spent = 0

    def can_fill(
        self, pool: Sequence[CountedCandidate], size: int, seated: Sequence[CountedCandidate] = ()
    ) -> bool:
        """Whether some of the pool complete those seated to this size, within all bounds."""
        taken = [sum(map(bound.counts, seated)) for bound in self.bounds]
        lows = tuple(max(0, bound.low - count) for bound, count in zip(self.bounds, taken, strict=True))
        missing = size - len(seated)
        highs = tuple(
            missing if bound.high is None else min(missing, bound.high - count)
            for bound, count in zip(self.bounds, taken, strict=True)
        )
        if missing < 0 or any(high < low for low, high in zip(lows, highs, strict=True)):
            return False
        kinds = Counter(tuple(bound.counts(one) for bound in self.bounds) for one in pool)
        if len(kinds) > MOST_KINDS:
            raise CountRefusedError([_TOO_CROSSED])
        search = _Search(sorted(kinds.items(), reverse=True), MOST_STATES - self.spent)
        is_possible = search.go(0, missing, lows, highs)
        self.spent += len(search.failed)
        return is_possible

    def blame(
        self, pool: Sequence[CountedCandidate], size: int, seated: Sequence[CountedCandidate]
    ) -> tuple[SeatBound, ...]:
        """The bounds without which, one at a time, the list could be completed."""
        return tuple(
            bound
            for bound in self.bounds
            if Lists(tuple(other for other in self.bounds if other != bound)).can_fill(pool, size, seated)
        )


class _Search:
    """So many of each kind, kind by kind; what was found impossible is remembered.

    A bound that no kind to come can serve is settled at once, so that few states differ.
    """

    def __init__(self, kinds: Sequence[tuple[tuple[bool, ...], int]], most: int) -> None:
        self.kinds, self.most = kinds, most
        self.failed: set[tuple[int, int, tuple[int, ...], tuple[int, ...]]] = set()

    @cached_property
    def supply(self) -> list[tuple[int, tuple[int, ...]]]:
        """By kind, how many people it and those after it hold: in all, and for each bound."""
        width = len(self.kinds[0][0]) if self.kinds else 0
        found = [(0, (0,) * width)]
        for serves, count in reversed(self.kinds):
            total, by_bound = found[-1]
            found.append((total + count, tuple(n + count * s for n, s in zip(by_bound, serves, strict=True))))
        return found[::-1]

    def go(self, at: int, missing: int, lows: tuple[int, ...], highs: tuple[int, ...]) -> bool:
        if not self.kinds:
            return missing == 0 and not any(lows)
        total, by_bound = self.supply[at]
        if total < missing or any(have < low for have, low in zip(by_bound, lows, strict=True)):
            return False
        if max(lows, default=0) > missing:
            return False
        if at == len(self.kinds):
            return missing == 0
        # What no kind to come can serve no longer tells states apart.
        highs = tuple(min(high, have, missing) for high, have in zip(highs, by_bound, strict=True))
        state = (at, missing, lows, highs)
        if state in self.failed:
            return False
        serves, count = self.kinds[at]
        most = min([count, missing, *(high for high, s in zip(highs, serves, strict=True) if s)])
        for number in range(most, -1, -1):
            fewer = tuple(max(0, low - number * s) for low, s in zip(lows, serves, strict=True))
            room = tuple(high - number * s for high, s in zip(highs, serves, strict=True))
            if self.go(at + 1, missing - number, fewer, room):
                return True
        if len(self.failed) >= self.most:
            raise CountRefusedError([_TOO_CROSSED])
        self.failed.add(state)
        return False
