"""The team's screens of secret votes in Wagtail's menu, addresses and journal."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.elections.staff import papers
from milliard.elections.staff.elections import election_screens
from milliard.elections.staff.menu import voting_menu
from milliard.elections.staff.series import series_screens

register_staff(
    "elections_staff",
    series_screens,
    election_screens,
    urls=[
        path("scrutins/series/<uuid:public_id>/codes-imprimes/", papers.codes, name="print_codes"),
        path("scrutins/series/<uuid:public_id>/noms/", papers.names, name="names"),
    ],
)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def voting_entry() -> SubmenuMenuItem:
    """The submenu of secret votes."""
    return SubmenuMenuItem("Scrutins secrets", voting_menu, name="voting", icon_name="lock", order=265)
