"""The team's screens of datasets in Wagtail's menu, addresses and journal."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem

from milliard.figures.models import Dataset
from milliard.figures.policies import can_read_datasets
from milliard.surveys.staff.menu import collecting_menu


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def staff_urls() -> list[URLResolver]:
    return [path("", include("milliard.figures.staff.urls"))]


class _DatasetsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return can_read_datasets(request.user)


class DatasetFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where the journal and the dataset chooser lead."""

    def construct_edit_url(self, instance: Dataset) -> str:
        return reverse("figures_staff:dataset", args=[instance.slug])


@hooks.register(collecting_menu.register_hook_name)  # type: ignore[untyped-decorator]
def datasets_item() -> MenuItem:
    return _DatasetsItem(
        "Jeux de données",
        reverse("figures_staff:datasets"),
        name="surveys-datasets",
        icon_name="table",
        order=2,
    )


register_admin_url_finder(Dataset, DatasetFinder)
