"""From a selection to its lottery: a million tickets shared among panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engines.sortition._constraints import Constraints, FloatArray, constraints_of
from engines.sortition._decomposition import ENOUGH, Mixture, decompose
from engines.sortition._finding import PanelFinder
from engines.sortition._generation import Master, fairest, generate
from engines.sortition._ideal import ideal_of
from engines.sortition._relaxing import explain
from engines.sortition._schedule import people_of
from engines.sortition._selection import Selection

#: As many as six balls of ten digits can tell apart.
TICKETS = 1_000_000


class Fairness(StrEnum):
    """What makes a lottery fair: the smallest chance, then, in leximin, the next smallest, and so on."""

    MAXIMIN = "maximin"
    LEXIMIN = "leximin"


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel that can be drawn, and how many tickets draw it."""

    tickets: int
    #: In their order.
    members: tuple[str, ...]


@dataclass(frozen=True)
class Lottery:
    """Every panel that can be drawn; their tickets follow one another from 0."""

    selection: Selection
    method: Fairness
    panels: tuple[DrawnPanel, ...]

    @property
    def chances(self) -> dict[str, int]:
        """By person, how many of the million tickets draw them: exact."""
        found = dict.fromkeys((person.id for person in self.selection.volunteers), 0)
        for panel in self.panels:
            for name in panel.members:
                found[name] += panel.tickets
        return found

    def panel_of(self, ticket: int) -> int:
        """The rank of the panel that a ticket draws."""
        ends = np.cumsum([panel.tickets for panel in self.panels])
        if not 0 <= ticket < int(ends[-1]):
            raise ValueError(f"no such ticket: {ticket}")
        return int(np.searchsorted(ends, ticket, side="right"))


def ensure_feasible(selection: Selection) -> None:
    """Raise ``InfeasibleError``, with the smallest relaxation, when no panel meets the targets: quick."""
    rules = constraints_of(selection)
    _ensure_feasible(selection, rules, PanelFinder(rules))


def _ensure_feasible(selection: Selection, rules: Constraints, finder: PanelFinder) -> None:
    if finder.heaviest(np.zeros(rules.size)) is None:
        raise explain(selection, rules)


def make_lottery(
    selection: Selection,
    *,
    method: Fairness = Fairness.LEXIMIN,
    follow: Callable[[float], object] = float,
) -> Lottery:
    """The fairest lottery; raises ``InfeasibleError`` when no panel meets the targets.

    The ideal is computed first and turned into panels; where that misses by more than a ticket, column
    generation finds and proves the best there is. Floating point ends here: tickets are whole numbers.
    ``follow`` is told, panel after panel, how much of the probability is shared out (0 to 1); column
    generation, which knows no end, tells nothing.
    """
    rules, is_leximin = constraints_of(selection), method is Fairness.LEXIMIN
    finder = PanelFinder(rules)
    _ensure_feasible(selection, rules, finder)
    ideal = ideal_of(rules)
    if ideal is None:  # the solver lost its way in its own rounding
        mixture = fairest(rules, finder, [], is_leximin=is_leximin)
    else:
        mixture = decompose(rules, ideal, finder, follow)
        if mixture.left > ENOUGH:
            mixture = _completed(rules, ideal, mixture, finder, is_leximin=is_leximin)
    panels, tickets = _shared_out(mixture)
    drawn = (
        DrawnPanel(count, tuple(selection.volunteers[rank].id for rank in ranks))
        for count, ranks in people_of(rules, panels, tickets)
    )
    return Lottery(selection, method, tuple(drawn))


def _completed(
    rules: Constraints, ideal: FloatArray, begun: Mixture, finder: PanelFinder, *, is_leximin: bool
) -> Mixture:
    """Towards the ideal if it can be reached, else the fairest there is."""
    master = Master(rules, begun.panels)
    if begun.panels:
        reached, _ = generate(master, finder, ideal, np.zeros(rules.size), goal=1.0)
        if reached >= 1.0 - ENOUGH:
            return master.mixture()
    return fairest(rules, finder, master.panels, is_leximin=is_leximin)


def _shared_out(mixture: Mixture) -> tuple[list[FloatArray], list[int]]:
    """The tickets of each panel, by largest remainder; panels that get none are left out."""
    exact = np.array(mixture.weights) / sum(mixture.weights) * TICKETS
    tickets = np.floor(exact).astype(np.int64)
    order = sorted(range(len(exact)), key=lambda place: (tickets[place] - exact[place], place))
    for place in order[: TICKETS - int(tickets.sum())]:
        tickets[place] += 1
    kept: Sequence[int] = np.flatnonzero(tickets).tolist()
    return [mixture.panels[place] for place in kept], [int(tickets[place]) for place in kept]
