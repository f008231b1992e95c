"""The team's screens of members in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_menu_entry, register_staff
from milliard.members.policies import can_see_members
from milliard.members.staff import desk, duplicates, import_upload, register, rights
from milliard.members.staff.duplicates import duplicate_screens
from milliard.members.staff.exclusions import exclusion_screens
from milliard.members.staff.imports import import_screens
from milliard.members.staff.lines import line_screens
from milliard.members.staff.members import member_screens
from milliard.members.staff.menu import members_menu
from milliard.members.staff.merges import merge_screens
from milliard.members.staff.rates import rates_screens

register_staff(
    "members_staff",
    rates_screens,
    member_screens,
    line_screens,
    duplicate_screens,
    merge_screens,
    exclusion_screens,
    import_screens,
    urls=[
        path("membres/cette-semaine/", desk.organiser_desk, name="desk"),
        path("membres/<uuid:public_id>/reunir/", duplicates.other_page, name="member_other"),
        path("membres/<uuid:public_id>/reunir/<uuid:other>/", duplicates.join_page, name="member_join"),
        path("registre/", register.register_page, name="register"),
        path("registre/exporter.<str:format>", register.register_file, name="register_file"),
        path("membres/<uuid:public_id>/droits/", rights.rights, name="rights"),
        path("membres/<uuid:public_id>/droits/remettre/", rights.rights_export, name="rights_export"),
        path("membres/<uuid:public_id>/droits/effacer/", rights.rights_erase, name="rights_erase"),
        path("membres/imports/fichier/", import_upload.choose, name="import_choose"),
        path("membres/imports/fichier/<str:ticket>/", import_upload.preview, name="import_preview"),
        path("membres/imports/fichier/<str:ticket>/colonnes/", import_upload.columns, name="import_columns"),
    ],
)
register_menu_entry(
    desk.TITLE,
    "members_staff:desk",
    policy=can_see_members,
    icon="calendar-check",
    order=10,
    menu_hook=members_menu.register_hook_name,
)
register_menu_entry(
    register.TITLE,
    "members_staff:register",
    policy=can_see_members,
    icon="history",
    order=30,
    menu_hook=members_menu.register_hook_name,
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def members_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Membres", members_menu, name="members", icon_name="group", order=250)
