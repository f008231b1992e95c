"""Organisations on the map of the movement: the directory, as its filters narrow it."""

from typing import Any

from milliard.core.declarations import MapLayer
from milliard.organisations.filters import DirectoryFilters
from milliard.organisations.models import Organisation


def organisation_layers() -> tuple[MapLayer, ...]:
    """Those anybody may see."""
    return (
        MapLayer(
            "organisations",
            "Organisations",
            "organisation",
            "organisations",
            "organisations:organisations",
            _found,
        ),
    )


def _found(request: Any) -> Any:
    return DirectoryFilters(request.GET, queryset=Organisation.objects.published(), request=request).qs
