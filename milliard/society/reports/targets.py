"""Targets proposed from INSEE's margins, and what the lottery of a draw says in public."""

import math
from collections.abc import Iterator

from milliard.members.enums import Gender, Trait
from milliard.society.margins import margin_of
from milliard.society.models import Draw, DrawTarget
from milliard.society.reports.pools import in_scope
from milliard.society.words import words_of
from milliard.territories.models import Department

#: A tenth more or less: room for a lottery, and still the image of the population.
_ROOM = 0.1
#: INSEE knows two sexes; whoever answers otherwise may be drawn too.
_OTHER_SHARE = 0.05


def propose_targets(draw: Draw) -> list[DrawTarget]:
    """For each value of each trait asked, what its share of the population makes of the seats, to a tenth."""
    return [target for trait in draw.features for target in _of_trait(draw, Trait(trait))]


def _of_trait(draw: Draw, trait: Trait) -> Iterator[DrawTarget]:
    is_all = not (draw.region_id or draw.department_id)
    scope = None if is_all else set(Department.objects.filter(in_scope(draw)).values_list("pk", flat=True))
    margin = margin_of(trait, scope)
    for value in words_of(trait):
        if margin.people.get(value):
            exact = draw.seats * margin.share(value)
            low, high = math.floor(exact * (1 - _ROOM)), math.ceil(exact * (1 + _ROOM))
        elif value == Gender.OTHER:
            low, high = 0, math.ceil(draw.seats * _OTHER_SHARE)
        else:
            continue
        yield DrawTarget(draw=draw, trait=trait.value, value=value, low=low, high=min(high, draw.seats))
