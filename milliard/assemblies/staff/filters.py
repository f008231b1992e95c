"""Filters of the lists: one assembly at a time, the last one first."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from milliard.assemblies.enums import AssemblyState, MarkKind, ProxyState, ResolutionState
from milliard.assemblies.models import Assembly
from milliard.core.staff import SearchFilter


def rolled() -> QuerySet[Assembly]:
    """Assemblies that have a roll, the last first."""
    return Assembly.objects.filter(rolled_at__isnull=False).order_by("-held_at", "-pk")


class AssemblyFilters(FilterSet):  # type: ignore[misc]
    """By words, by state."""

    q = SearchFilter("title")
    etat = ChoiceFilter(label="État", field_name="state", choices=AssemblyState.choices, empty_label="Tous")


def every() -> QuerySet[Assembly]:
    """All assemblies, the last first."""
    return Assembly.objects.order_by("-held_at", "-pk")


def _among(known: Callable[[], QuerySet[Assembly]]) -> ModelChoiceFilter:
    return ModelChoiceFilter(
        label="Assemblée",
        queryset=lambda request: known(),
        to_field_name="public_id",
        empty_label=None,
    )


class _OfOneAssembly(FilterSet):  # type: ignore[misc]
    """The rows of all assemblies would be a list without an end: the last one's, unless asked otherwise."""

    known = staticmethod(rolled)

    def __init__(self, data: QueryDict, *args: Any, **options: Any) -> None:
        last = self.known().values_list("public_id", flat=True).first()
        if last is not None and not data.get("assembly"):
            data = data.copy()
            data["assembly"] = str(last)
        super().__init__(data, *args, **options)


class ResolutionFilters(_OfOneAssembly):
    """By words, by state, of one assembly."""

    known = staticmethod(every)
    assembly = _among(every)
    q = SearchFilter("title", "text")
    etat = ChoiceFilter(label="État", field_name="state", choices=ResolutionState.choices, empty_label="Tous")


class ProxyFilters(_OfOneAssembly):
    """By a name of either side, by state, of one assembly."""

    assembly = _among(rolled)
    q = SearchFilter("giver__member__search_name", "holder__member__search_name", label="Nom")
    etat = ChoiceFilter(label="État", field_name="state", choices=ProxyState.choices, empty_label="Tous")


class RollFilters(_OfOneAssembly):
    """By a name, of one assembly."""

    assembly = _among(rolled)
    q = SearchFilter("member__search_name", label="Nom")


class MarkFilters(_OfOneAssembly):
    """By a name, by kind of line, of one assembly."""

    assembly = _among(rolled)
    q = SearchFilter("entry__member__search_name", label="Nom")
    ligne = ChoiceFilter(label="Ligne", field_name="kind", choices=MarkKind.choices, empty_label="Toutes")
