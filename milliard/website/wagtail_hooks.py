"""The back office in the movement's colours, the dataset chooser, and what may not be deleted."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from milliard.core.refusals import Refused
from milliard.core.staff import register_menu_entry, register_staff
from milliard.figures.reports import InvalidFigure
from milliard.surveys.policies import can_manage_questionnaires, can_preview
from milliard.website.choosers import DatasetChooserViewSet, dataset_chooser
from milliard.website.dashboard import open_collections, waiting_tasks
from milliard.website.guides import guide_of
from milliard.website.models import Edition, StudyIndexPage, StudyPage
from milliard.website.services.release import refuse_what_tells_on_somebody
from milliard.website.staff import delete_message_screen, message_screens
from milliard.website.study_figures import computed_figures
from milliard.website.views.choices import study_choices

STUDIES_STAY = (
    "Une étude publiée ne se supprime pas\u00a0: ses chiffres ont pu être cités. Dépubliez-la plutôt."
)


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("website/admin.css"))


class TodayPanel(Component):
    """What arrived today and what waits, for whoever signed in."""

    order = 50
    template_name = "website/today_panel.html"

    def __init__(self, person: Any) -> None:
        self.person = person

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        sees = can_preview(self.person)
        return {
            "sees_collections": sees,
            "collections": open_collections() if sees else [],
            "tasks": waiting_tasks(self.person),
        }


class WayPanel(Component):
    """The first screen after signing in: the way from a questionnaire to a study, step by step."""

    order = 100
    template_name = "website/way_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``studies``: where they are listed, once they have a place."""
        index = StudyIndexPage.objects.only("pk").first()
        may_import = can_manage_questionnaires(parent_context["request"].user)
        return {
            "studies": reverse("wagtailadmin_explore", args=[index.pk]) if index else "",
            "may_import": may_import,
        }


@hooks.register("construct_homepage_panels")
def show_the_way(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(TodayPanel(request.user))
    if can_preview(request.user):
        panels.append(WayPanel())


@hooks.register("construct_help_menu")
def help_in_our_words(request: HttpRequest, items: list[MenuItem]) -> None:
    """Our guides in the place of Wagtail's, in English and elsewhere: the one of this screen, then all."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]
    ours = [MenuItem("Tous les guides", reverse("website:guides"), name="guides", icon_name="help", order=10)]
    if (guide := guide_of(request)) is not None:
        ours.insert(0, MenuItem(guide.title, guide.url, name="guide-of-screen", icon_name="help", order=0))
    items[:0] = ours


@hooks.register("register_admin_viewset")
def register_dataset_chooser() -> DatasetChooserViewSet:
    return dataset_chooser


# First beside every screen of a demonstration: what the team sees there is invented too.
register_menu_entry(
    "Données simulées\u00a0: e-mails",
    "accounts:outbox",
    policy=lambda _: settings.IS_DEMONSTRATION,
    icon="warning",
    order=-1,
)
register_staff(
    "website_staff", urls=[path("etudes/jeux/<int:pk>/choix/", study_choices, name="study_choices")]
)
register_staff(
    "messages_staff",
    message_screens,
    urls=[path("messages/<uuid:public_id>/supprimer/", delete_message_screen, name="message_delete")],
)


@hooks.register("insert_editor_js")
def scripts_of_the_editor() -> SafeString:
    """Variables and codes proposed in the fields of a figure; one save at a time."""
    return format_html(
        '<script src="{}" data-address="{}"></script><script src="{}"></script>',
        static("website/choices.js"),
        reverse("website_staff:study_choices", args=[0]),
        static("website/one_save.js"),
    )


@hooks.register("before_delete_page")
def keep_published_studies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why, instead of failing on the database's own refusal."""
    if request.method != "POST" or not _holds_editions([page]):
        return None
    messages.error(request, STUDIES_STAY)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_published_studies_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    if action_type != "delete" or not _holds_editions([item for item in objects if isinstance(item, Page)]):
        return None
    messages.error(request, STUDIES_STAY)
    return redirect("wagtailadmin_explore_root")


@hooks.register("before_publish_page")
def keep_telling_studies_as_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Figures that would tell on somebody stay a draft, saved already, with the reason."""
    if not isinstance(page, StudyPage):
        return None
    try:
        refuse_what_tells_on_somebody(computed_figures(page))
    except (InvalidFigure, Refused) as error:
        messages.error(request, f"Enregistrée comme brouillon, pas publiée. {error}")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def keep_unfinished_studies_as_drafts(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Published from the list, no form checks them: say what is missing instead of failing."""
    if action_type != "publish" or request.method != "POST":
        return None
    for page in _to_publish(request, objects):
        try:
            refuse_what_tells_on_somebody(computed_figures(page.get_latest_revision_as_object()))
        except (InvalidFigure, Refused) as error:
            messages.error(request, f"«\u00a0{page}\u00a0» n’est pas publiée. {error}")
            return redirect("wagtailadmin_explore_root")
    return None


def _to_publish(request: HttpRequest, objects: list[Any]) -> Iterator[StudyPage]:
    """The studies a bulk publication publishes: those chosen, and the drafts below if asked."""
    for page in objects:
        if isinstance(page, Page):
            yield from StudyPage.objects.filter(pk=page.pk)
            if "include_descendants" in request.POST:
                yield from StudyPage.objects.descendant_of(page).not_live()


def _holds_editions(pages: list[Page]) -> bool:
    return any(
        Edition.objects.filter(study__in=page.get_descendants(inclusive=True).values("pk")).exists()
        for page in pages
    )


@hooks.register("construct_explorer_page_queryset")
def newest_studies_first(parent_page: Page, pages: Any, request: HttpRequest) -> Any:
    """The list of studies opens on the last one."""
    if parent_page.specific_class and parent_page.specific_class.__name__ == "StudyIndexPage":
        return pages if request.GET.get("ordering") else pages.order_by("-latest_revision_created_at")
    return pages
