"""How many times the team opened a response, for whoever gave it."""

from collections import Counter

from django.utils import timezone
from wagtail.log_actions import registry

from french import format_date, plural
from milliard.accounts.enums import Role
from milliard.readings.services.openings import OPENED
from milliard.surveys.models import Response

_LAST = 3
_BY = {
    Role.ADMIN: "par l’administration",
    Role.ORGANISER: "par l’organisation",
    Role.ANALYST: "par l’analyse",
}


def opened_by_the_team(response: Response) -> str:
    """«L’équipe a ouvert votre réponse 2 fois : le 3 mars 2027 par l’organisation…», or "".

    Nothing in an anonymous collection, whose responses nobody opens.
    """
    if response.collection.is_anonymous:
        return ""
    lines = registry.get_logs_for_instance(response).filter(action=OPENED).order_by("-timestamp")
    found = [
        (timezone.localdate(line.timestamp), line.data.get("role", ""))
        for line in lines.only("timestamp", "data")
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
