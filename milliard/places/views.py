"""Places, for anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.places.models import Place
from milliard.places.policies import can_edit_place, can_see_place


@public
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Places that welcome people, by name."""
    found = Place.objects.welcoming().select_related("commune__department")
    page = page_of(request, found, order=["name"])
    return render(request, "places/places.html", {"page": page, **page_urls(request, page)})


@public
@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: what it is, how to come, what takes place there."""
    item = get_object_or_404(Place.objects.select_related("commune__department__region"), slug=slug)
    if not can_see_place(request.user, item):
        raise Http404
    named = item.hosts.filter(until=None, is_named=True).select_related("member").order_by("role", "pk")
    context = {"place": item, "hosts": named, "may_edit": can_edit_place(request.user, item)}
    return render(request, "places/place.html", context)
