"""Organisations near a place and in a territory: sections of the pages of the apps that show both."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.declarations import PagePanel
from milliard.organisations.models import Organisation
from milliard.territories.areas import Area, AreaKind

#: Whoever wants more reads the directory.
_SHOWN = 6
_LETTERS = {AreaKind.REGION: "r", AreaKind.DEPARTMENT: "d"}


def place_panel(request: HttpRequest, place: Any) -> PagePanel | None:
    """Organisations of the commune of a place (of the app of places, which stands above this one)."""
    commune = place.commune
    return _panel(Q(commune=commune.code), f"à {commune.name}", {"commune": commune.code})


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """Organisations of a territory."""
    letter = _LETTERS.get(area.kind)
    return _panel(area.within("commune"), "", {"territoire": f"{letter}{area.code}"} if letter else {})


def _panel(these: Q, where: str, query: dict[str, str]) -> PagePanel | None:
    found = Organisation.objects.published().filter(these)
    rows = list(found.with_place().order_by("search_name", "pk")[:_SHOWN])
    if not rows:
        return None
    address = reverse("organisations:organisations")
    part = {
        "organisations": rows,
        "count": found.count(),
        "where": where,
        "url": f"{address}?{urlencode(query)}" if query else "",
    }
    return PagePanel("organisations/_panel.html", part)
