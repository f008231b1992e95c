"""Whom the floor goes to next, and how time was shared."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum, Value
from django.db.models.functions import Coalesce, Now

from milliard.assemblies.enums import SpeakingState
from milliard.assemblies.models import Assembly, SpeakingRequest


def waiting_line(assembly: Assembly) -> list[SpeakingRequest]:
    """Who waits, in the order the floor will go: whoever spoke fewer times first, then who asked first.

    «Spoke» counts this assembly alone. So the first word of everybody comes before anybody's second.
    """
    rows = list(
        SpeakingRequest.objects.filter(assembly=assembly, state=SpeakingState.WAITING)
        .select_related("entry__member")
        .order_by("asked_at", "pk")
    )
    spoken = _times_spoken(assembly, [row.entry_id for row in rows])
    return sorted(rows, key=lambda row: (spoken.get(row.entry_id, 0), row.asked_at, row.pk))


def next_speaker(assembly: Assembly) -> SpeakingRequest | None:
    return next(iter(waiting_line(assembly)), None)


def time_by_gender(assembly: Assembly) -> dict[str, dt.timedelta]:
    """Gender as members say it ("" unknown) -> time spoken, the one who speaks now included."""
    ended = Coalesce(F("ended_at"), Now())
    spoken = ExpressionWrapper(ended - F("began_at"), output_field=DurationField())
    rows = (
        SpeakingRequest.objects.filter(assembly=assembly, began_at__isnull=False)
        .order_by()
        .annotate(gender=Coalesce(F("entry__member__profile__gender"), Value("")), spoken=spoken)
        .values_list("gender")
        .annotate(total=Sum("spoken"))
    )
    return dict(rows)


def _times_spoken(assembly: Assembly, entries: Iterable[int]) -> dict[int, int]:
    spoken = (SpeakingState.SPOKEN, SpeakingState.SPEAKING)
    rows = SpeakingRequest.objects.filter(assembly=assembly, entry__in=list(entries), state__in=spoken)
    return dict(rows.order_by().values_list("entry").annotate(Count("pk")))
