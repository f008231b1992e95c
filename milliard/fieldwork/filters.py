"""What the team's lists can be searched by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import ArchiveFilter, SearchFilter
from milliard.surveys.enums import CollectionState
from milliard.surveys.models import Collection


class QuestionnaireFilters(FilterSet):  # type: ignore[misc]
    q = SearchFilter("title", "code")
    rangement = ArchiveFilter("archived_at")


class CollectionFilters(FilterSet):  # type: ignore[misc]
    q = SearchFilter("title", "slug", "version__questionnaire__title")
    etat = ChoiceFilter(
        label="État", choices=CollectionState.choices, method="in_state", empty_label="Tous les états"
    )
    rangement = ArchiveFilter("archived_at", "version__questionnaire__archived_at")

    def in_state(self, found: Any, name: str, value: str) -> QuerySet[Collection]:
        states: QuerySet[Collection] = found.in_state(CollectionState(value))
        return states
