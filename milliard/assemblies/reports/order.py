"""In which order resolutions and their amendments are voted."""

from django.db.models import Q

from engines.counting import ProposedAmendment, voting_order
from milliard.assemblies.enums import ResolutionState
from milliard.assemblies.models import Resolution

#: Not settled: to be voted, being voted, or voted in secret without its sums yet.
WAITING = Q(state__in=(ResolutionState.DRAFT, ResolutionState.OPEN)) | Q(
    state=ResolutionState.CLOSED, result__isnull=True
)


def next_in_order(resolution: Resolution) -> Resolution:
    """What must be voted before it, of its text and of all that amends it; or itself.

    An amendment whose vote is open, or whose trustees have not opened the sums, comes before anything else:
    its words may enter the text. The order of the others is the engine's; at the same distance, the first
    written comes first.
    """
    text = resolution
    while text.amends is not None:
        text = text.amends
    tree = {str(item.pk): item for item in _waiting_amendments(text)}
    under_way = next((item for item in tree.values() if item.state != ResolutionState.DRAFT), None)
    if under_way is not None:
        return under_way
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
        rows = Resolution.objects.filter(amends__in=level)
        level = list(rows.filter(WAITING).order_by("position"))
        found += level
    return found


def is_any_under_way(text: Resolution) -> bool:
    """Whether a vote on something that amends it is open, or closed without its result."""
    return any(item.state != ResolutionState.DRAFT for item in _waiting_amendments(text))
