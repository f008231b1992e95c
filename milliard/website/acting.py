"""What questionnaires bring to «Agir avec vous»: those that anybody can answer now."""

from collections.abc import Iterator

from django.urls import reverse

from milliard.core.declarations import ActCard
from milliard.surveys.duration import estimate
from milliard.surveys.models import Collection
from milliard.surveys.services.questionnaires import compiled_version

_SHOWN = 3


def open_questionnaires() -> Iterator[ActCard]:
    """The first to close first, each with how long it takes."""
    found = Collection.objects.open().filter(invitation_only=False).order_by("closes_at", "-opens_at")
    for collection in found.select_related("version")[:_SHOWN]:
        taken = estimate(compiled_version(collection.version))
        yield ActCard(
            kind="Questionnaire",
            title=collection.title,
            text=collection.introduction,
            url=reverse("surveys:landing", args=[collection.slug]),
            minutes=taken.high,
            duration=taken.words,
        )
