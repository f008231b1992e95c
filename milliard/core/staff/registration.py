"""Where an app's screens are put in the back office, by one line of its `wagtail_hooks.py`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder

from milliard.core.staff.viewsets import StaffViewSet

#: Every viewset in place, for the test that holds each act to a service.
registered: list[StaffViewSet] = []


def register_staff(
    namespace: str,
    *viewsets: StaffViewSet,
    urls: Sequence[URLPattern] = (),
    finders: Mapping[type[Model], Callable[[Any], str]] | None = None,
) -> None:
    """Put an app's screens in the back office: their addresses, menu entries, and the way from the journal.

    urls: screens of their own, found before the viewsets'. finders: where an object that no viewset shows
    is seen.
    """
    patterns = [*urls]
    ways = dict(finders or {})
    for viewset in viewsets:
        viewset.url_namespace = namespace
        patterns += viewset.get_urlpatterns()
        if viewset.columns:
            viewset.register_menu_item()
        if viewset.key:
            ways[viewset.model] = viewset.url_of
        registered.append(viewset)

    def place() -> list[URLResolver]:
        for model, way in ways.items():
            register_admin_url_finder(model, _finder(way))
        return [path("", include((patterns, namespace), namespace=namespace))]

    # After Wagtail's own, which would lead to its screen of users.
    hooks.register("register_admin_urls", place, order=1)


def _finder(url_of: Callable[[Any], str]) -> type[ModelAdminURLFinder]:
    """Wagtail's way from an object, in its journal and choosers, to our screen of it."""
    return type(
        "StaffURLFinder", (ModelAdminURLFinder,), {"construct_edit_url": lambda _, item: url_of(item)}
    )
