"""The team's screens of members in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_menu_entry, register_staff
from milliard.members.policies import can_see_members
from milliard.members.staff import desk, import_upload
from milliard.members.staff.imports import import_screens
from milliard.members.staff.menu import members_menu
from milliard.members.staff.rates import rates_screens

register_staff(
    "members_staff",
    rates_screens,
    import_screens,
    urls=[
        path("membres/cette-semaine/", desk.organiser_desk, name="desk"),
        path("membres/imports/fichier/", import_upload.choose, name="import_choose"),
        path("membres/imports/fichier/<str:ticket>/", import_upload.preview, name="import_preview"),
        path("membres/imports/fichier/<str:ticket>/colonnes/", import_upload.columns, name="import_columns"),
    ],
)
register_menu_entry(
    desk.TITLE,
    "members_staff:desk",
    policy=can_see_members,
    icon="group",
    order=10,
    menu_hook=members_menu.register_hook_name,
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def members_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Membres", members_menu, name="members", icon_name="group", order=250)
