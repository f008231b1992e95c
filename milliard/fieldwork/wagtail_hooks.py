"""The team's screens in Wagtail's menu, addresses and journal."""

from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.fieldwork.staff.collections import collection_screens, version_url
from milliard.fieldwork.staff.menu import collecting_menu
from milliard.fieldwork.staff.questionnaires import questionnaire_screens
from milliard.fieldwork.staff.urls import urlpatterns
from milliard.surveys.models import Version

register_staff(
    "surveys_staff",
    questionnaire_screens,
    collection_screens,
    urls=urlpatterns,
    finders={Version: version_url},
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def staff_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        "Recueillir", collecting_menu, name="surveys", icon_name="clipboard-list", order=150
    )
