"""Choosing k of n by votes, with parity, caps and minimums applied after the count.

The declared procedure: candidates are taken by votes, most first. A candidate gets a seat if, with those
seated before, some list of the right size meeting every bound can still be completed from the candidates to
come; otherwise they are passed over, and the bounds that forbid it are told. The list is thus the first there
is in the order of votes: nobody is passed over for somebody with fewer votes unless a bound requires it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._bounds import CountedCandidate, Lists, SeatBound
from engines.counting._drawing import CountTie, TieRecord, tie_order
from engines.counting._errors import CountRefusedError, TieUnresolvedError, refuse


class SeatVerdict(StrEnum):
    SEATED = "seated"
    PASSED_OVER = "passed-over"
    AFTER_THE_LAST = "after-the-last"
    """All seats were taken."""


@dataclass(frozen=True, slots=True)
class SeatStep:
    """What became of one candidate, in the order in which they were taken."""

    candidate: str
    votes: int
    verdict: SeatVerdict
    #: Seats taken, this one included.
    taken: int
    #: Each of these bounds alone forbids the seat; empty where only several together do.
    because: tuple[SeatBound, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatsResult:
    seated: tuple[str, ...]
    steps: tuple[SeatStep, ...]
    #: Seats that no list within the bounds can fill.
    vacant: int
    ties: tuple[TieRecord, ...]
    #: By bound, how many were seated.
    reached: tuple[tuple[SeatBound, int], ...]


class UnfillableSeatsError(CountRefusedError):
    """No list at all meets every minimum with these candidates; carries the bounds that fail alone."""

    def __init__(self, bounds: Sequence[SeatBound]) -> None:
        self.bounds = tuple(bounds)
        named = ", ".join(f"{bound.value} : {bound.low} au moins" for bound in bounds)
        super().__init__([f"aucune liste ne respecte toutes les règles ({named or 'prises ensemble'})"])


def parity(trait: str, values: Sequence[str], seats: int) -> tuple[SeatBound, ...]:
    """Parity: none of these values has more than half of the seats, rounded up.

    With two values and everybody of one of them, they differ by one seat at most.

    >>> [(bound.value, bound.high) for bound in parity("genre", ["femme", "homme"], 5)]
    [('femme', 3), ('homme', 3)]
    """
    return tuple(SeatBound(trait, value, 0, -(-seats // 2)) for value in values)


def choose_seats(
    candidates: Sequence[CountedCandidate],
    seats: int,
    *,
    bounds: Sequence[SeatBound] = (),
    tie: CountTie = CountTie.UNBROKEN,
    seed: str = "",
) -> SeatsResult:
    """Seat the candidates with most votes that bounds allow.

    Parameters
    ----------
    candidates : sequence of CountedCandidate
        In the declared order, which may part ties.
    seats : int
        How many to fill; as many as bounds allow are.
    tie, seed
        What parts candidates with as many votes, where it matters.

    Raises
    ------
    TieUnresolvedError
        When a tie that changes who is seated is left unbroken.
    UnfillableSeatsError
        When no list meets the minimums.

    Examples
    --------
    >>> from engines.counting import CountedCandidate
    >>> people = [CountedCandidate(name, votes, (("genre", gender),)) for name, votes, gender in
    ...     [("Ana", 90, "f"), ("Bea", 80, "f"), ("Cid", 70, "h"), ("Dan", 60, "h")]]
    >>> choose_seats(people, 2, bounds=parity("genre", ["f", "h"], 2)).seated
    ('Ana', 'Cid')
    """
    refuse(_faults(candidates, seats, bounds))
    ranked = _ranked(candidates, tie, seed)
    solver = Lists(tuple(bounds))
    size = next((size for size in range(seats, -1, -1) if solver.can_fill(ranked, size)), None)
    if size is None:
        short = [one for one in bounds if one.low > min(seats, sum(map(one.counts, candidates)))]
        raise UnfillableSeatsError(short)
    seated: list[CountedCandidate] = []
    steps: list[SeatStep] = []
    ties: list[TieRecord] = []
    for votes in dict.fromkeys(one.votes for one in ranked):
        group = [one for one in ranked if one.votes == votes]
        later = [one for one in ranked if one.votes < votes]
        before = tuple(seated)
        for place, one in enumerate(group):
            steps.append(_step(one, [*group[place + 1 :], *later], size, seated, solver))
            if steps[-1].verdict is SeatVerdict.SEATED:
                seated.append(one)
        ties += _tie(group, before, seated, later, size, solver, tie)
    return SeatsResult(
        seated=tuple(one.name for one in seated),
        steps=tuple(steps),
        vacant=seats - size,
        ties=tuple(ties),
        reached=tuple((bound, sum(map(bound.counts, seated))) for bound in bounds),
    )


def _ranked(candidates: Sequence[CountedCandidate], tie: CountTie, seed: str) -> list[CountedCandidate]:
    order = {name: rank for rank, name in enumerate(tie_order([one.name for one in candidates], tie, seed))}
    return sorted(candidates, key=lambda one: (-one.votes, order[one.name]))


def _step(
    one: CountedCandidate,
    pool: Sequence[CountedCandidate],
    size: int,
    seated: Sequence[CountedCandidate],
    solver: Lists,
) -> SeatStep:
    """What becomes of this one, with those seated and those to come."""
    taken = len(seated)
    if taken == size:
        return SeatStep(one.name, one.votes, SeatVerdict.AFTER_THE_LAST, taken)
    if solver.can_fill(pool, size, [*seated, one]):
        return SeatStep(one.name, one.votes, SeatVerdict.SEATED, taken + 1)
    because = solver.blame(pool, size, [*seated, one])
    return SeatStep(one.name, one.votes, SeatVerdict.PASSED_OVER, taken, because)


def _tie(
    group: Sequence[CountedCandidate],
    before: Sequence[CountedCandidate],
    seated: Sequence[CountedCandidate],
    later: Sequence[CountedCandidate],
    size: int,
    solver: Lists,
    tie: CountTie,
) -> Iterator[TieRecord]:
    """The tie of a group, if another order of it would have seated others: somebody could have been first."""
    could = [
        one
        for one in group
        if solver.can_fill([*(other for other in group if other != one), *later], size, [*before, one])
    ]
    taken = [one for one in seated if one in group]
    if len(could) > len(taken):
        names = tuple(one.name for one in could)
        if tie is CountTie.UNBROKEN:
            raise TieUnresolvedError(names)
        yield TieRecord(names, ", ".join(one.name for one in taken))


def _faults(candidates: Sequence[CountedCandidate], seats: int, bounds: Sequence[SeatBound]) -> Iterator[str]:
    names = Counter(one.name for one in candidates)
    yield from (f"{name} figure deux fois" for name, count in names.items() if count > 1)
    yield from (f"{one.name} : votes négatifs" for one in candidates if one.votes < 0)
    if seats < 1:
        yield "il faut au moins un siège"
    for bound in bounds:
        if bound.low < 0 or (bound.high is not None and bound.high < bound.low):
            yield f"{bound.value} : le minimum {bound.low} dépasse le maximum {bound.high}"
    yield from (
        f"{one.name} : deux valeurs pour un critère"
        for one in candidates
        if len({trait for trait, _ in one.traits}) != len(one.traits)
    )
