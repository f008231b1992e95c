"""The team's screens in Wagtail's menu, addresses and journal."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem, SubmenuMenuItem

from milliard.surveys import policies
from milliard.surveys.models import Collection, Version
from milliard.surveys.staff.menu import collecting_menu


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def staff_urls() -> list[URLResolver]:
    return [path("", include("milliard.surveys.staff.urls"))]


class TeamMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may read what it leads to."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policies.can_preview(request.user)


def _item(label: str, name: str, icon: str, order: int) -> MenuItem:
    url = reverse(f"surveys_staff:{name}")
    return TeamMenuItem(label, url, name=f"surveys-{name}", icon_name=icon, order=order)


@hooks.register(collecting_menu.register_hook_name)  # type: ignore[untyped-decorator]
def questionnaires_item() -> MenuItem:
    return _item("Questionnaires", "questionnaires", "form", 0)


@hooks.register(collecting_menu.register_hook_name)  # type: ignore[untyped-decorator]
def collections_item() -> MenuItem:
    return _item("Collectes", "collections", "clipboard-list", 1)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def staff_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        "Recueillir", collecting_menu, name="surveys", icon_name="clipboard-list", order=150
    )


class VersionFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal leads for a version."""

    def construct_edit_url(self, instance: Version) -> str:
        return reverse("surveys_staff:version", args=[instance.questionnaire.code, instance.number])


class CollectionFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal leads for a collection."""

    def construct_edit_url(self, instance: Collection) -> str:
        return reverse("surveys_staff:collection", args=[instance.slug])


register_admin_url_finder(Version, VersionFinder)
register_admin_url_finder(Collection, CollectionFinder)
