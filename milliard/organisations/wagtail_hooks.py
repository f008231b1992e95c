"""The team's screens of organisations in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.organisations.staff import imports, rows
from milliard.organisations.staff.directory import organisation_screens
from milliard.organisations.staff.menu import organisations_menu
from milliard.organisations.staff.moderation import change_screens, claim_screens
from milliard.organisations.staff.networks import network_screens, partner_screens

register_staff(
    "organisations_staff",
    organisation_screens,
    claim_screens,
    change_screens,
    network_screens,
    partner_screens,
    imports.batch_screens,
    urls=[
        path("organisations/imports/nouveau/", imports.choose, name="import_file"),
        path("organisations/imports/<uuid:public_id>/lignes/", rows.rows, name="import_rows"),
        path("organisations/imports/<uuid:public_id>/lignes/<int:number>/", rows.row, name="import_row"),
    ],
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def organisations_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        "Organisations", organisations_menu, name="organisations", icon_name="site", order=260
    )
