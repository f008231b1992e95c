"""What payments do every day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count
from django.utils import timezone

from milliard.payments import tasks
from milliard.payments.models import BankLine
from milliard.payments.services import notifications, retention, statement_drafts

#: Whoever pays long before they ask does it within a year.
_SEARCHED_AGAIN = dt.timedelta(days=366)


def tidy() -> Sequence[tuple[str, int]]:
    """Forget old notifications, old names, statements nobody decided to import; search again what waits."""
    return [
        *notifications.forget_old(),
        *retention.forget_old(),
        ("relevés non importés", statement_drafts.forget_abandoned()),
        ("lignes de relevé cherchées de nouveau", search_again()),
    ]


def search_again() -> int:
    """Queue a search for the lines that wait, now that other requests were made; how many lines."""
    since = timezone.localdate() - _SEARCHED_AGAIN
    waiting = BankLine.objects.to_search().filter(booked_on__gte=since)
    counts = waiting.values("statement").annotate(lines=Count("pk")).order_by("statement")
    by_statement = dict(counts.values_list("statement", "lines"))
    for statement_id in by_statement:
        tasks.match_lines.enqueue(statement_id)
    return sum(by_statement.values())
