"""What the map can show: each app's declaration, and members, whose few are never told."""

from typing import Any

from milliard.core.declarations import MapLayer, declared
from milliard.places.filters import PlaceFilters
from milliard.places.models import Place


def place_layers() -> tuple[MapLayer, ...]:
    """The places that welcome people."""
    return (MapLayer("lieux", "Lieux", "lieu", "lieux", "places:places", _found_places),)


def _found_places(request: Any) -> Any:
    return PlaceFilters(request.GET, Place.objects.welcoming(), request=request).qs


def layers() -> tuple[MapLayer, ...]:
    """Every layer, the lowest app first."""
    return tuple(layer for declared_layers in declared("map_layers") for layer in declared_layers())


def layer_of(code: str) -> MapLayer | None:
    """The layer of this code, or None."""
    return next((layer for layer in layers() if layer.code == code), None)
