"""The team's screens of statutes in Wagtail's menu, addresses and journal."""

from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.statutes.staff.menu import assemblies_menu
from milliard.statutes.staff.statutes import statutes_screens

register_staff("statutes_staff", statutes_screens)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def assemblies_entry() -> SubmenuMenuItem:
    """The submenu that assemblies fill too."""
    return SubmenuMenuItem(
        "Assemblées", assemblies_menu, name="assemblies-menu", icon_name="group", order=255
    )
