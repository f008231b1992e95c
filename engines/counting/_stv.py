"""The single transferable vote, as Scotland counts it: weighted inclusive Gregory, five decimals.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52:

- quota: valid ballots divided by (seats + 1), fraction dropped, plus 1;
- whoever has the quota or more at the end of a stage is elected;
- a surplus is transferred from all the papers of the elected, each at ``surplus x its value / votes of the
  elected`` to five decimals, the rest dropped; the largest surplus first;
- without a surplus, the candidate with the fewest votes is excluded, their papers transferred at the value at
  which they came;
- when as many candidates remain as seats, all are elected, and nothing more is transferred;
- a tie for a surplus or an exclusion is parted by the last earlier stage at which votes differed, then by
  lot: here a published seed, the first drawn being chosen.

Votes are whole hundred-thousandths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._drawing import TieRecord, draw_order
from engines.counting._errors import TieUnresolvedError, refuse

UNIT = 100_000
"""Hundred-thousandths in a vote."""


@dataclass(frozen=True, slots=True)
class RankedBallot:
    """Candidates in order of preference, as many as the voter cares to rank; cast ``count`` times."""

    names: tuple[str, ...]
    count: int = 1


class StvAction(StrEnum):
    FIRST_PREFERENCES = "first-preferences"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class TransferredParcel:
    """Papers that moved together: at what value they came, at what value they went, to whom."""

    #: None: no further preference.
    to: str | None
    papers: int
    value_before: int
    value_after: int


@dataclass(frozen=True, slots=True)
class StvStage:
    """What was done, and how everything stands afterwards, in hundred-thousandths of a vote."""

    number: int
    action: StvAction
    #: Whose surplus, or who was excluded.
    candidate: str | None
    parcels: tuple[TransferredParcel, ...]
    votes: tuple[tuple[str, int], ...]
    #: Votes on papers without further preference, and what dropping decimals lost, since the beginning.
    non_transferable: int
    lost: int
    elected: tuple[str, ...]
    #: Elected because as many remained as seats.
    without_quota: tuple[str, ...]
    tie: TieRecord | None = None


@dataclass(frozen=True, slots=True)
class StvResult:
    seats: int
    valid: int
    #: In whole votes.
    quota: int
    #: In the order of election; at one stage, most votes first.
    elected: tuple[str, ...]
    stages: tuple[StvStage, ...]


def count_stv(
    candidates: Sequence[str], ballots: Iterable[RankedBallot], *, seats: int, seed: str = ""
) -> StvResult:
    """Count an election by Scottish STV.

    Parameters
    ----------
    candidates : sequence of str
        All of them, ranked by somebody or not.
    ballots : iterable of RankedBallot
        Each ranks one candidate or more, without equal ranks.
    seed : str
        Of the lot, published; asked for only when it takes one.

    Raises
    ------
    TieUnresolvedError
        When it takes a lot, and no seed is given.

    Examples
    --------
    >>> ballots = [RankedBallot(("a", "b"), 6), RankedBallot(("c",), 4), RankedBallot(("b",), 1)]
    >>> count_stv(["a", "b", "c"], ballots, seats=2).elected
    ('a', 'c')
    """
    merged: Counter[tuple[str, ...]] = Counter()
    faults = []
    for ballot in ballots:
        merged[ballot.names] += ballot.count
        if ballot.count < 1:
            faults.append("un bulletin compte au moins une fois")
    refuse([*faults, *_faults(candidates, merged, seats)])
    return _Count(tuple(candidates), merged, seats, seed).go()


def _faults(candidates: Sequence[str], merged: Counter[tuple[str, ...]], seats: int) -> Iterator[str]:
    if len(set(candidates)) != len(candidates) or len(candidates) < seats or seats < 1:
        yield "il faut au moins un siège, et au moins autant de candidat·es différent·es"
    if not merged:
        yield "il faut au moins un bulletin"
    known = set(candidates)
    for names in merged:
        if not names or len(set(names)) != len(names):
            told = ", ".join(names) or "vide"
            yield f"un bulletin classe au moins une personne, et chacune une fois au plus ({told})"
        if not known.issuperset(names):
            yield f"candidat·e inconnu·e : {', '.join(sorted(set(names) - known))}"


#: (preferences, value): papers
Parcels = Counter[tuple[tuple[str, ...], int]]


class _Count:
    def __init__(
        self, candidates: tuple[str, ...], ballots: Counter[tuple[str, ...]], seats: int, seed: str
    ) -> None:
        self.seats, self.seed = seats, seed
        self.valid = sum(ballots.values())
        self.quota = self.valid // (seats + 1) + 1
        self.continuing = list(candidates)
        self.held: dict[str, Parcels] = {name: Counter() for name in candidates}
        for names, papers in ballots.items():
            self.held[names[0]][names, UNIT] += papers
        self.votes = {name: self._sum(parcels) for name, parcels in self.held.items()}
        self.elected: list[str] = []
        #: Elected with a surplus not yet transferred.
        self.surpluses: list[str] = []
        self.non_transferable = self.lost = 0
        self.stages: list[StvStage] = []

    def go(self) -> StvResult:
        self._end_stage(StvAction.FIRST_PREFERENCES, None, [], None)
        while len(self.elected) < self.seats:
            if self.surpluses:
                name, tie = self._pick(self.surpluses, max)
                self.surpluses.remove(name)
                self._end_stage(StvAction.SURPLUS, name, self._transfer_surplus(name), tie)
            else:
                name, tie = self._pick(self.continuing, min)
                self.continuing.remove(name)
                self._end_stage(StvAction.EXCLUSION, name, self._exclude(name), tie)
        return StvResult(self.seats, self.valid, self.quota, tuple(self.elected), tuple(self.stages))

    def _transfer_surplus(self, name: str) -> list[TransferredParcel]:
        total = self.votes[name]
        surplus = total - self.quota * UNIT
        moved = self._move(name, lambda value: surplus * value // total)
        self.votes[name] = self.quota * UNIT
        self.lost += surplus - sum(parcel.papers * parcel.value_after for parcel in moved)
        return moved

    def _exclude(self, name: str) -> list[TransferredParcel]:
        moved = self._move(name, lambda value: value)
        self.votes[name] = 0
        return moved

    def _move(self, name: str, value_of: Callable[[int], int]) -> list[TransferredParcel]:
        moved: Counter[tuple[str | None, int, int]] = Counter()
        for (names, value), papers in self.held.pop(name).items():
            after = value_of(value)
            to = next((other for other in names if other in self.continuing), None)
            moved[to, value, after] += papers
            if to is None:
                self.non_transferable += papers * after
            else:
                self.held[to][names, after] += papers
                self.votes[to] += papers * after
        order = sorted(moved.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", -item[0][1]))
        return [TransferredParcel(to, papers, before, after) for (to, before, after), papers in order]

    def _end_stage(
        self,
        action: StvAction,
        candidate: str | None,
        parcels: Sequence[TransferredParcel],
        tie: TieRecord | None,
    ) -> None:
        reached = [name for name in self.continuing if self.votes[name] >= self.quota * UNIT]
        reached.sort(key=lambda name: -self.votes[name])
        self.continuing = [name for name in self.continuing if name not in reached]
        self.surpluses += [name for name in reached if self.votes[name] > self.quota * UNIT]
        self.elected += reached
        rest: list[str] = []
        if self.continuing and len(self.continuing) == self.seats - len(self.elected):
            rest = sorted(self.continuing, key=lambda name: -self.votes[name])
            self.elected += rest
            self.continuing = []
        stage = StvStage(
            number=len(self.stages) + 1,
            action=action,
            candidate=candidate,
            parcels=tuple(parcels),
            votes=tuple(self.votes.items()),
            non_transferable=self.non_transferable,
            lost=self.lost,
            elected=tuple(reached),
            without_quota=tuple(rest),
            tie=tie,
        )
        self.stages.append(stage)

    def _pick(
        self, names: Sequence[str], best: Callable[[Iterable[int]], int]
    ) -> tuple[str, TieRecord | None]:
        """The one with most votes, or fewest; earlier stages, then the lot, part those alike."""
        alike = self._alike(names, self.votes, best)
        tied = tuple(alike)
        for stage in reversed(self.stages[:-1]):
            if len(alike) == 1:
                break
            alike = self._alike(alike, dict(stage.votes), best)
            if len(alike) == 1:
                return alike[0], TieRecord(tied, alike[0], stage.number)
        if len(alike) == 1:
            return alike[0], None
        if not self.seed:
            raise TieUnresolvedError(alike)
        chosen = draw_order(alike, self.seed)[0]
        return chosen, TieRecord(tied, chosen)

    @staticmethod
    def _alike(
        names: Sequence[str], votes: dict[str, int], best: Callable[[Iterable[int]], int]
    ) -> list[str]:
        wanted = best(votes[name] for name in names)
        return [name for name in names if votes[name] == wanted]

    @staticmethod
    def _sum(parcels: Parcels) -> int:
        return sum(value * papers for (_, value), papers in parcels.items())
