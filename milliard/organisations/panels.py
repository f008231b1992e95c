"""Organisations near a place and in a territory: sections of the pages of the apps that show both."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from milliard.core.declarations import PagePanel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.organisations.models import Organisation
from milliard.territories.areas import Area, AreaKind, PreparedByArea

#: Whoever wants more reads the directory.
_SHOWN = 6
_LETTERS = {AreaKind.REGION: "r", AreaKind.DEPARTMENT: "d"}


def _first(these: Q) -> "QuerySet[Organisation]":
    """The first by name, each with how many there are (``found``)."""
    found = Organisation.objects.published().filter(these)
    counted = found.order_by().values("state").annotate(found=Count("pk")).values("found")
    shown: QuerySet[Organisation] = found.with_place().annotate(found=Subquery(counted))
    return shown.order_by("search_name", "pk")[:_SHOWN]


_AT_COMMUNE = PreparedQuery(lambda: _first(Q(commune=Slot("commune", CharField()))))
_IN_AREA = PreparedByArea(lambda area: _first(area.within("commune")))


def place_panel(request: HttpRequest, place: Any) -> PagePanel | None:
    """Organisations of the commune of a place (of the app of places, which stands above this one)."""
    code, name = place.commune.code, place.commune.name
    return _panel(_AT_COMMUNE.rows(commune=code), f"à {name}", {"commune": code})


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """Organisations of a territory."""
    letter = _LETTERS.get(area.kind)
    return _panel(_IN_AREA.rows(area), "", {"territoire": f"{letter}{area.code}"} if letter else {})


def _panel(rows: Sequence[Any], where: str, query: dict[str, str]) -> PagePanel | None:
    if not rows:
        return None
    address = reverse("organisations:organisations")
    part = {
        "organisations": rows,
        "count": rows[0].found,
        "where": where,
        "url": f"{address}?{urlencode(query)}" if query else "",
    }
    return PagePanel("organisations/_panel.html", part)
