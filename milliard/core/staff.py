"""Screens of the team: Wagtail's frame around ours, and the lists that grow, filtered and paged."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.lookups import Contains
from django.forms import SearchInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_filters import CharFilter, FilterSet

from milliard.core.tables import DEFAULT_SIZE, page_of, page_urls

#: (label, address) of a screen above this one.
Crumb = tuple[str, str]
MAX_WORDS = 8


def show(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: Sequence[Crumb] = (),
    icon: str = "clipboard-list",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A screen in Wagtail's frame; its template extends ``ui/staff/base.html``. crumbs: the first first."""
    items = [{"label": "Accueil", "url": reverse("wagtailadmin_home")}]
    items += [{"label": label, "url": url} for label, url in crumbs]
    frame = {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*items, {"label": title, "url": ""}],
    }
    return render(request, template, {**frame, **context}, status=status)


def listing(
    request: HttpRequest, filters: FilterSet, *, order: Sequence[str], size: int = DEFAULT_SIZE
) -> dict[str, Any]:
    """What ``ui/staff/_filters.html`` and ``_pages.html`` expect: one page of what the filters let through.

    A filter typed wrong says so beside its field and lets everything through.
    """
    page = page_of(request, filters.qs, order=order, size=size)
    asked = any(request.GET.get(name) for name in filters.form.fields)
    return {"page": page, "filters": filters.form, "is_filtered": asked, **page_urls(request, page)}


class SearchFilter(CharFilter):  # type: ignore[misc]
    """Rows that contain every typed word in one of ``columns``, whatever the accents and capitals."""

    def __init__(self, *columns: str, **options: Any) -> None:
        self.columns = columns
        super().__init__(**{"label": "Chercher", "max_length": 200, "widget": SearchInput, **options})

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        for word in (value or "").split()[:MAX_WORDS]:
            found = Q()
            for column in self.columns:
                found |= Q(Contains(_plain(F(column)), _plain(Value(word))))
            qs = qs.filter(found)
        return qs


def _plain(text: F | Value) -> Func:
    return Func(text, function="milliard_plain")
