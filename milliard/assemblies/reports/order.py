"""In which order resolutions and their amendments are voted."""

from engines.counting import ProposedAmendment, voting_order
from milliard.assemblies.enums import ResolutionState
from milliard.assemblies.models import Resolution

_SETTLED = (ResolutionState.CLOSED, ResolutionState.WITHDRAWN, ResolutionState.FALLEN)


def next_in_order(resolution: Resolution) -> Resolution:
    """What must be voted before it, of its text and of all that amends it; or itself.

    The order is the engine's; at the same distance, the first written comes first.
    """
    text = resolution
    while text.amends is not None:
        text = text.amends
    tree = {str(item.pk): item for item in _waiting_amendments(text)}
    order = voting_order(
        [
            ProposedAmendment(
                key, of=None if item.amends_id == text.pk else str(item.amends_id), distance=item.distance
            )
            for key, item in tree.items()
        ]
    )
    return tree[order[0]] if order else text


def _waiting_amendments(text: Resolution) -> list[Resolution]:
    """What amends a text, as written, a query for each depth; nothing below what is settled."""
    found: list[Resolution] = []
    level = [text]
    while level:
        level = list(
            Resolution.objects.filter(amends__in=level).exclude(state__in=_SETTLED).order_by("position")
        )
        found += level
    return found
