"""The team's screens of taking part in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_menu_entry, register_staff
from milliard.participation.policies import can_see_volunteering
from milliard.participation.staff import volunteering
from milliard.participation.staff.cards import card_screens
from milliard.participation.staff.events import event_screens
from milliard.participation.staff.groups import group_screens
from milliard.participation.staff.menu import acting_menu
from milliard.participation.staff.missions import mission_screens
from milliard.participation.staff.rates import rate_screens

register_staff(
    "participation_staff",
    event_screens,
    mission_screens,
    group_screens,
    card_screens,
    rate_screens,
    urls=[
        path("agir/heures/", volunteering.report, name="volunteering"),
        path("agir/heures/<int:year>.csv", volunteering.report_file, name="volunteering_file"),
    ],
)
register_menu_entry(
    volunteering.TITLE,
    "participation_staff:volunteering",
    policy=can_see_volunteering,
    icon="history",
    order=40,
    menu_hook=acting_menu.register_hook_name,
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def acting_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Agir", acting_menu, name="acting", icon_name="tasks", order=260)
