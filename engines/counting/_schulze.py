"""Schulze's method: who beats whom, and how strong the strongest path from one to another is.

The strength of a defeat is the number of ballots of its winners («winning votes»); a path is as strong as its
weakest defeat. One option passes another when the strongest path to it is stronger than the one back. Options
ranked equal, or both left out, count for neither; an option left out stands below all those ranked.
Source: M. Schulze, «A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method», Social Choice and Welfare 36, 2011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engines.counting._drawing import CountTie, TieRecord, tie_order
from engines.counting._errors import refuse

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PreferenceBallot:
    """An order of preference: groups of options held equal, best first, cast ``count`` times."""

    ranks: tuple[tuple[str, ...], ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class SchulzeResult:
    """The matrices, by option in the declared order, and what follows from them."""

    options: tuple[str, ...]
    #: ``pairwise[a][b]``: ballots that hold a above b.
    pairwise: Matrix
    #: ``paths[a][b]``: strength of the strongest path from a to b; 0 without one.
    paths: Matrix
    #: Options that no other passes.
    winners: tuple[str, ...]
    #: Level by level: those that none of the levels after passes, nor each other.
    levels: tuple[tuple[str, ...], ...]
    #: One order, in which equal options are parted by the tie rule; empty where it leaves them so.
    order: tuple[str, ...]
    ties: tuple[TieRecord, ...]
    #: The option that beats each other one by more ballots, if there is one.
    condorcet_winner: str | None
    #: The smallest set whose members each beat every option outside it.
    smith_set: tuple[str, ...]


def rank_by_schulze(
    options: Sequence[str],
    ballots: Iterable[PreferenceBallot],
    *,
    tie: CountTie = CountTie.UNBROKEN,
    seed: str = "",
) -> SchulzeResult:
    """Rank options by Schulze's method.

    Parameters
    ----------
    options : sequence of str
        In the declared order, which may part ties.
    ballots : iterable of PreferenceBallot
        Equal ranks and options left out are allowed.

    Examples
    --------
    >>> cast = [PreferenceBallot((("a",), ("b",), ("c",)), 3), PreferenceBallot((("b", "c"),), 2)]
    >>> rank_by_schulze("abc", cast).levels
    (('a',), ('b',), ('c',))
    """
    names = tuple(options)
    merged: Counter[tuple[tuple[str, ...], ...]] = Counter()
    faults: list[str] = []
    for ballot in ballots:
        merged[ballot.ranks] += ballot.count
        if ballot.count < 1:
            faults.append("un bulletin compte au moins une fois")
    refuse([*faults, *_faults(names, merged)])
    pairwise = _pairwise(names, merged)
    paths = _paths(pairwise)
    levels = list(_levels(names, paths))
    ties, order = [], []
    parted = {name: rank for rank, name in enumerate(tie_order(names, tie, seed))}
    for level in levels:
        chosen = sorted(level, key=parted.__getitem__)
        if len(level) > 1 and tie is not CountTie.UNBROKEN:
            ties.append(TieRecord(level, chosen[0]))
        order += chosen
    is_strict = tie is not CountTie.UNBROKEN or all(len(level) == 1 for level in levels)
    smith = _smith(names, pairwise)
    return SchulzeResult(
        options=names,
        pairwise=pairwise,
        paths=paths,
        winners=levels[0],
        levels=tuple(levels),
        order=tuple(order) if is_strict else (),
        ties=tuple(ties),
        condorcet_winner=smith[0] if len(smith) == 1 else None,
        smith_set=smith,
    )


def _pairwise(names: Sequence[str], merged: Counter[tuple[tuple[str, ...], ...]]) -> Matrix:
    place = {name: number for number, name in enumerate(names)}
    found = [[0] * len(names) for _ in names]
    for ranks, count in merged.items():
        below = set(range(len(names)))
        for group in ranks:
            members = {place[name] for name in group}
            below -= members
            for better in members:
                row = found[better]
                for worse in below:
                    row[worse] += count
    return tuple(map(tuple, found))


def _paths(pairwise: Matrix) -> Matrix:
    size = range(len(pairwise))
    found = [[pairwise[a][b] if pairwise[a][b] > pairwise[b][a] else 0 for b in size] for a in size]
    for middle in size:
        for a in size:
            if a != middle:
                through = found[a][middle]
                row = found[a]
                for b, onward in enumerate(found[middle]):
                    if b not in (a, middle):
                        row[b] = max(row[b], min(through, onward))
    return tuple(map(tuple, found))


def _levels(names: Sequence[str], paths: Matrix) -> Iterator[tuple[str, ...]]:
    left = list(range(len(names)))
    while left:
        top = [a for a in left if all(paths[a][b] >= paths[b][a] for b in left)]
        yield tuple(names[a] for a in top)
        left = [a for a in left if a not in top]


def _smith(names: Sequence[str], pairwise: Matrix) -> tuple[str, ...]:
    """From those with most wins, add whoever is not beaten by all inside, until nobody is left to add."""
    size = range(len(names))
    wins = [sum(pairwise[a][b] > pairwise[b][a] for b in size) for a in size]
    inside = {a for a in size if wins[a] == max(wins)}
    while True:
        more = {b for b in size if b not in inside and any(pairwise[a][b] <= pairwise[b][a] for a in inside)}
        if not more:
            return tuple(names[a] for a in sorted(inside))
        inside |= more


def _faults(names: Sequence[str], merged: Counter[tuple[tuple[str, ...], ...]]) -> Iterator[str]:
    if not names or len(set(names)) != len(names):
        yield "il faut au moins une option, et chacune une fois"
    known = set(names)
    for ranks in merged:
        listed = [name for group in ranks for name in group]
        if len(set(listed)) != len(listed):
            yield f"un bulletin nomme deux fois une option ({', '.join(listed)})"
        if not known.issuperset(listed):
            yield f"option inconnue : {', '.join(sorted(set(listed) - known))}"
