"""What the app adds to pages of lower ones: open calls among things to do, one's draws and mandates."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import ActCard, MemberPanel
from milliard.members.models import Member
from milliard.society.enums import EntryState
from milliard.society.models import Draw, DrawEntry, Mandate

_SHOWN = 5


def calls() -> Iterator[ActCard]:
    """Draws one can volunteer for."""
    for draw in Draw.objects.calling().order_by("closes_on", "pk")[:_SHOWN]:
        yield ActCard(
            "Tirage au sort", draw.title, draw.asked, reverse("society:draw", args=[draw.public_id])
        )


def own_draws(request: HttpRequest, member: Member) -> MemberPanel | None:
    """The draws somebody is in, those open to them, their mandates; None when there is nothing."""
    entries = (
        DrawEntry.objects.filter(member=member).exclude(state=EntryState.WITHDRAWN).select_related("draw")
    )
    mine = list(entries.order_by("-volunteered_at", "-pk")[:_SHOWN])
    calling = Draw.objects.calling().exclude(entries__in=entries)
    part = {
        "entries": mine,
        "calls": list(calling.select_related("region", "department").order_by("closes_on", "pk")[:_SHOWN]),
        "mandates": list(
            Mandate.objects.in_force(timezone.localdate()).filter(member=member).order_by("pk")[:_SHOWN]
        ),
    }
    return MemberPanel("society/_member_panel.html", part) if any(part.values()) else None
