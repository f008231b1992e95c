"""What the app adds to pages of lower ones: open calls among things to do, one's draws and mandates."""

from collections.abc import Iterator

from django.db.models import DateField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import ActCard, MemberPanel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.models import Member
from milliard.members.reads import OF_MEMBER
from milliard.society.enums import EntryState
from milliard.society.models import Draw, DrawEntry, Mandate

_SHOWN = 5
_TODAY = Slot("today", DateField())


def _entries() -> "QuerySet[DrawEntry]":
    return DrawEntry.objects.filter(**OF_MEMBER).exclude(state=EntryState.WITHDRAWN)


_ENTRIES = PreparedQuery(
    lambda: _entries().select_related("draw").order_by("-volunteered_at", "-pk")[:_SHOWN]
)
_CALLS = PreparedQuery(
    lambda: (
        Draw.objects.calling(_TODAY)
        .exclude(entries__in=_entries())
        .select_related("region", "department")
        .order_by("closes_on", "pk")[:_SHOWN]
    )
)
_MANDATES = PreparedQuery(
    lambda: Mandate.objects.in_force(_TODAY).filter(**OF_MEMBER).order_by("pk")[:_SHOWN]
)


def calls() -> Iterator[ActCard]:
    """Draws one can volunteer for."""
    for draw in Draw.objects.calling().order_by("closes_on", "pk")[:_SHOWN]:
        yield ActCard(
            "Tirage au sort", draw.title, draw.asked, reverse("society:draw", args=[draw.public_id])
        )


def own_draws(request: HttpRequest, member: Member) -> MemberPanel | None:
    """The draws somebody is in, those open to them, their mandates; None when there is nothing."""
    today = timezone.localdate()
    part = {
        "entries": _ENTRIES.rows(member=member.pk),
        "calls": _CALLS.rows(member=member.pk, today=today),
        "mandates": _MANDATES.rows(member=member.pk, today=today),
    }
    return MemberPanel("society/_member_panel.html", part) if any(part.values()) else None
