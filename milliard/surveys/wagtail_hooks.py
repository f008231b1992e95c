"""The team's screens in Wagtail's menu, addresses and journal."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from milliard.surveys import policies
from milliard.surveys.models import Collection, Dataset, Version


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def staff_urls() -> list[URLResolver]:
    return [path("", include("milliard.surveys.staff.urls"))]


class TeamMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may read what it leads to."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.can_preview(request.user)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def staff_menu() -> SubmenuMenuItem:
    entries = (
        ("Questionnaires", "questionnaires", "form"),
        ("Collectes", "collections", "clipboard-list"),
        ("Jeux de données", "datasets", "table"),
    )
    items: list[Any] = [
        TeamMenuItem(
            label, reverse(f"surveys_staff:{name}"), name=f"surveys-{name}", icon_name=icon, order=place
        )
        for place, (label, name, icon) in enumerate(entries)
    ]
    return SubmenuMenuItem(
        "Recueillir", Menu(items=items), name="surveys", icon_name="clipboard-list", order=150
    )


class VersionFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal leads for a version."""

    def construct_edit_url(self, instance: Version) -> str:
        return reverse("surveys_staff:version", args=[instance.questionnaire.code, instance.number])


class CollectionFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal leads for a collection."""

    def construct_edit_url(self, instance: Collection) -> str:
        return reverse("surveys_staff:collection", args=[instance.slug])


class DatasetFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal and the dataset chooser lead."""

    def construct_edit_url(self, instance: Dataset) -> str:
        return reverse("surveys_staff:dataset", args=[instance.slug])


register_admin_url_finder(Version, VersionFinder)
register_admin_url_finder(Collection, CollectionFinder)
register_admin_url_finder(Dataset, DatasetFinder)
