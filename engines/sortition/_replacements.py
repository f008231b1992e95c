"""Who takes the seats of those who decline: a smaller lottery of the same kind, around those who stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from engines.sortition._errors import InputRefusedError, fault
from engines.sortition._selection import Selection, Volunteer


def without(
    selection: Selection, panel: Sequence[str], *, declined: Collection[str], gone: Collection[str] = ()
) -> Selection:
    """The selection to draw as many people from as decline, so that the whole panel meets its targets.

    Left aside: the panel itself, those ``gone`` (who are not available any more), and whoever lives with
    somebody who stays. Targets become what those who stay leave to be reached. Raises ``InputRefusedError``
    for somebody who is not of the panel, and later ``InfeasibleError`` when targets are out of reach.
    """
    strangers = sorted(set(declined) - set(panel))
    if strangers:
        raise InputRefusedError([fault("panel", 0, f"{name} n'est pas du panel tiré") for name in strangers])
    if not declined:
        raise InputRefusedError([fault("panel", 0, "personne ne s'est désisté : rien à tirer")])
    staying = [name for name in panel if name not in set(declined)]
    households = {selection.volunteers[selection.place[name]].household for name in staying} - {0}
    aside = {*panel, *gone}
    left = [
        person
        for person in selection.volunteers
        if person.id not in aside and person.household not in households
    ]
    reached = selection.reached(staying)
    targets = [
        replace(target, low=max(0, target.low - count), high=target.high - count)
        for target, count in zip(selection.targets, reached, strict=True)
    ]
    # Not through `select`: a value nobody left has is a target out of reach, to be explained as one.
    return Selection(selection.features, _alone(left), tuple(targets), len(set(declined)), "cibles")


def _alone(people: Sequence[Volunteer]) -> tuple[Volunteer, ...]:
    """Whoever has no housemate left lives alone."""
    counts = Counter(person.household for person in people)
    return tuple(
        replace(person, household=0) if counts[person.household] == 1 else person for person in people
    )
