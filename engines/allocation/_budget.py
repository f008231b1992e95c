"""The money, the projects and who approved what, checked together before anything is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engines.allocation._errors import BudgetFault, BudgetRefusedError, fault

MICRO = 1_000_000
"""Units in a cent: whole millionths of a cent are what voters hold and pay."""

MOST_VOTERS = 1_000_000
"""With more, shares rounded up to the unit could together exceed the budget by a cent."""

MOST_PROJECTS = 10_000
MOST_CENTS = 10**15

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BudgetProject:
    """A project that asks for money."""

    id: str
    cost_cents: int
    name: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class VoterApprovals:
    """A ballot: the projects one voter approves, in any order."""

    voter: str
    projects: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ApprovalBudget:
    """Money, projects in their declared order, ballots; made by `make_budget`, which checks them.

    Ballots stand sorted by what they approve, then by voter: the order of a file changes nothing, and voters
    with the same ballot stand together.
    """

    money_cents: int
    projects: tuple[BudgetProject, ...]
    ballots: tuple[VoterApprovals, ...]

    @cached_property
    def rank(self) -> dict[str, int]:
        """By identifier, the place of the project in the declared order."""
        return {project.id: place for place, project in enumerate(self.projects)}

    @cached_property
    def supporters(self) -> tuple[Rows, ...]:
        """By project, the rows of the ballots that approve it, ascending."""
        places = np.fromiter(
            (self.rank[name] for ballot in self.ballots for name in ballot.projects), dtype=np.int64
        )
        lengths = np.fromiter((len(ballot.projects) for ballot in self.ballots), dtype=np.int64)
        rows = np.repeat(np.arange(len(self.ballots), dtype=np.int64), lengths)
        order = np.argsort(places, kind="stable")
        ends = np.cumsum(np.bincount(places, minlength=len(self.projects)))
        return tuple(np.split(rows[order], ends[:-1]))

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """By project, how many approve it."""
        return tuple(len(rows) for rows in self.supporters)

    def cost_of(self, projects: Iterable[int]) -> int:
        """Cents that these projects, given by their places, cost together."""
        return sum(self.projects[place].cost_cents for place in projects)

    def unheard(self, funded: Iterable[int]) -> int:
        """Voters none of whose approved projects is among these."""
        heard = np.zeros(len(self.ballots), dtype=bool)
        for place in funded:
            heard[self.supporters[place]] = True
        return len(self.ballots) - int(np.count_nonzero(heard))

    def places(self, names: Collection[str]) -> tuple[int, ...]:
        return tuple(self.rank[name] for name in names)


def make_budget(
    money_cents: int,
    projects: Iterable[BudgetProject],
    ballots: Iterable[VoterApprovals],
    *,
    file: str = "",
) -> ApprovalBudget:
    """The budget; raises ``BudgetRefusedError`` with all that is wrong, each with its line.

    Parameters
    ----------
    money_cents : int
        What there is to share out, in cents.
    projects : iterable of BudgetProject
        In the declared order, which may break ties.
    ballots : iterable of VoterApprovals
        One for each voter. A ballot that approves nothing counts among the voters: its share stays unspent
        unless the rule raises the shares.
    file : str
        What faults are said of.
    """
    found, cast = tuple(projects), tuple(ballots)
    faults = [*_money_faults(money_cents, found, file), *_ballot_faults(found, cast, file)]
    if faults:
        raise BudgetRefusedError(faults[:100])
    rank = {project.id: place for place, project in enumerate(found)}

    def canonical(ballot: VoterApprovals) -> tuple[tuple[int, ...], str]:
        return tuple(sorted(rank[name] for name in ballot.projects)), ballot.voter

    return ApprovalBudget(money_cents, found, tuple(sorted(cast, key=canonical)))


def _money_faults(money: int, projects: Sequence[BudgetProject], file: str) -> Iterator[BudgetFault]:
    if not 0 < money <= MOST_CENTS:
        yield fault(file, 0, "le budget doit être une somme positive")
    if not 0 < len(projects) <= MOST_PROJECTS:
        yield fault(file, 0, f"il faut de 1 à {MOST_PROJECTS} projets")
    seen: set[str] = set()
    for project in projects:
        if not project.id:
            yield fault(file, project.line, "projet sans identifiant")
        if project.id in seen:
            yield fault(file, project.line, f"projet {project.id} : déjà lu")
        seen.add(project.id)
        if not 0 < project.cost_cents <= MOST_CENTS:
            yield fault(file, project.line, f"projet {project.id} : le coût doit être une somme positive")


def _ballot_faults(
    projects: Sequence[BudgetProject], ballots: Sequence[VoterApprovals], file: str
) -> Iterator[BudgetFault]:
    if not 0 < len(ballots) <= MOST_VOTERS:
        yield fault(file, 0, f"il faut de 1 à {MOST_VOTERS} votes")
    known = {project.id for project in projects}
    seen: set[str] = set()
    for ballot in ballots:
        if not ballot.voter:
            yield fault(file, ballot.line, "vote sans identifiant")
        if ballot.voter in seen:
            yield fault(file, ballot.line, f"vote {ballot.voter} : déjà lu")
        seen.add(ballot.voter)
        chosen = set(ballot.projects)
        if len(chosen) != len(ballot.projects):
            yield fault(file, ballot.line, f"vote {ballot.voter} : un projet y figure deux fois")
        if not chosen <= known:
            unknown = ", ".join(sorted(chosen - known)[:5])
            yield fault(file, ballot.line, f"vote {ballot.voter} : projet inconnu ({unknown})")
