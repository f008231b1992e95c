"""Pages of regions, departments and intercommunalities: what there is, and what is missing."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.declarations import PagePanel, declared
from milliard.core.prepared import PreparedQuery, Slot
from milliard.places.coverage import Coverage, coverage_of
from milliard.places.disclosure import MemberCounts, member_counts
from milliard.places.models import Place
from milliard.places.reach import MINUTES
from milliard.territories.areas import Area, PreparedByArea
from milliard.territories.models import Department, Epci, Region

#: Beyond, the list of places is filtered by department.
_PLACES = 20
_DEPARTMENT = PreparedQuery(
    lambda: Department.objects.select_related("region").filter(code=Slot("code", CharField()))
)
_WELCOMING = PreparedByArea(
    lambda area: (
        Place.objects.welcoming()
        .filter(area.within("commune"))
        .select_related("commune__department")
        .by_name()[: _PLACES + 1]
    )
)
#: How old what is missing may be; the page says when it was worked out.
KEPT_S = 300


@public
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Every region and its departments."""
    regions = Region.objects.filter(departments__isnull=False).distinct().order_by("name")
    rows = regions.prefetch_related("departments")
    return render(request, "places/areas.html", {"regions": rows})


@public
@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region, and its departments."""
    item = get_object_or_404(Region, code=code)
    counts = member_counts()
    departments = [
        (one, counts.departments.get(one.code)) for one in item.departments.order_by("name", "code")
    ]
    context = {"members": counts.regions.get(item.code), "departments": departments}
    return _page(request, Area.of(item), counts, context)


@public
@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """One department; its members are told of the region where they are few."""
    item = _DEPARTMENT.first(code=code)
    if item is None:
        raise Http404
    counts = member_counts()
    return _page(request, Area.of(item), counts, _rolled_up(item, counts))


@public
@require_safe
def epci(request: HttpRequest, code: str) -> HttpResponse:
    """One intercommunality; its members are told of its department alone.

    Intercommunalities overlap departments: their counts, set against those, would find a few people.
    """
    item = get_object_or_404(Epci, code=code)
    around = Department.objects.filter(communes__epci=item).select_related("region").distinct()
    first, counts = around.order_by("code").first(), member_counts()
    rolled_up = _rolled_up(first, counts) if first else {}
    return _page(request, Area.of(item), counts, {**rolled_up, "is_part": True})


def _rolled_up(item: Department, counts: MemberCounts) -> dict[str, Any]:
    """The members of a department, or of its region when they are hidden."""
    members, region = counts.departments.get(item.code), item.region
    of_region = counts.regions.get(region.code) if region is not None else None
    return {"department": item, "region": region, "members": members, "of_region": of_region}


def _coverage(area: Area) -> tuple[Coverage, dt.datetime]:
    """What a territory lacks, and when it was worked out: every commune is asked how far a place is."""
    key = f"places.coverage:{area.kind.name}:{area.code}"
    kept: tuple[Coverage, dt.datetime] | None = cache.get(key)
    if kept is None:
        kept = (coverage_of(area), timezone.now())
        cache.set(key, kept, KEPT_S)
    return kept


def _page(request: HttpRequest, area: Area, counts: MemberCounts, context: dict[str, Any]) -> HttpResponse:
    found = _WELCOMING.rows(area)
    made = (panel(request, area) for panel in declared("territory_panel"))
    panels: list[PagePanel] = [panel for panel in made if panel is not None]
    coverage, covered_at = _coverage(area)
    return render(
        request,
        "places/area.html",
        {
            "area": area,
            "places": found[:_PLACES],
            "has_more": len(found) > _PLACES,
            "coverage": coverage,
            "covered_at": covered_at,
            "minutes": MINUTES,
            "panels": panels,
            "counted_on": counts.on,
            "threshold": settings.DISCLOSURE_THRESHOLD,
            **context,
        },
    )
