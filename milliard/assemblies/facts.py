"""What a list of members may be made of here: the roll of an assembly."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q

from milliard.assemblies.models import Assembly, RollEntry
from milliard.members.facts import Fact, Position, either


def _assemblies() -> Mapping[str, str]:
    rolled = Assembly.objects.filter(rolled_at__isnull=False).order_by("-held_at")
    return {str(row.public_id): row.title for row in rolled}


def _on_roll(values: object) -> Q:
    entries = RollEntry.objects.filter(assembly__public_id__in=values, member=OuterRef("pk"))
    return Q(Exists(entries))


ROLL = Fact(
    code="assemblies.roll",
    label="Liste d’une assemblée",
    position=Position.CLAUSE,
    choices=_assemblies,
    condition=lambda values, on: _on_roll(values),
    words=lambda labels: f"sont sur la liste de l’assemblée {either(labels)}",
    words_not=lambda labels: f"ne sont pas sur la liste de l’assemblée {either(labels)}",
)
FACTS = (ROLL,)


def roll_condition(assembly: Assembly) -> dict[str, object]:
    """The condition, as segments store it, that holds the roll of an assembly."""
    return {"fact": ROLL.code, "is": True, "values": [str(assembly.public_id)]}
