"""How many times the team opened a response, for whoever gave it."""

from collections import Counter

from django.db.models import CharField
from django.utils import timezone
from wagtail.models import ModelLogEntry

from french import format_date, plural
from milliard.accounts.enums import Role
from milliard.core.prepared import PreparedQuery, Slot
from milliard.readings.services.openings import OPENED
from milliard.surveys.models import Response

_LAST = 3
_BY = {
    Role.ADMIN: "par l’administration",
    Role.ORGANISER: "par l’organisation",
    Role.ANALYST: "par l’analyse",
}
#: Every receipt asks.
_openings = PreparedQuery(
    lambda: (
        ModelLogEntry.objects.filter(
            content_type__app_label=Response._meta.app_label,
            content_type__model=Response._meta.model_name,
            object_id=Slot("response", CharField()),
            action=OPENED,
        )
        .order_by("-timestamp")
        .only("timestamp", "data")
    )
)


def opened_by_the_team(response: Response) -> str:
    """«L’équipe a ouvert votre réponse 2 fois : le 3 mars 2027 par l’organisation…», or "".

    Nothing in an anonymous collection, whose responses nobody opens.
    """
    if response.collection.is_anonymous:
        return ""
    found = [
        (timezone.localdate(line.timestamp), line.data.get("role", ""))
        for line in _openings.rows(response=str(response.pk))
    ]
    if not found:
        return ""
    days = Counter(found)
    told = [
        f"le {format_date(day)} {_BY.get(role, 'par l’équipe')}" + (f", {times} fois" if times > 1 else "")
        for (day, role), times in list(days.items())[:_LAST]
    ]
    opened = f"L’équipe a ouvert votre réponse {plural(len(found), 'fois', 'fois')}"
    if len(days) > _LAST:
        return f"{opened}\u00a0; la dernière {told[0]}."
    return f"{opened}\u00a0: {', puis '.join(reversed(told))}."
