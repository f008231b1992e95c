"""Filters of the list of responses."""

from typing import Any

from django.db.models import QuerySet
from django_filters import ChoiceFilter, FilterSet

from milliard.surveys.enums import Origin
from milliard.surveys.models import COMPLETE, SENT_UNSEEN

_STATES = {"complete": COMPLETE, "unseen": SENT_UNSEEN}


class ResponseFilters(FilterSet):  # type: ignore[misc]
    """By how far they are, and how they came."""

    state = ChoiceFilter(
        label="Où elle en est",
        empty_label="Toutes",
        method="in_state",
        choices=[("complete", "Complète"), ("unseen", "Envoyée sans tout voir"), ("begun", "Commencée")],
    )
    origin = ChoiceFilter(label="Reçue", empty_label="De toute façon", choices=Origin.choices)

    def in_state(self, found: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return found.filter(_STATES[value]) if value in _STATES else found.filter(completed_at=None)
