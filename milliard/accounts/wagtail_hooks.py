"""Staff screens of persons and roles: they list, and call services."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from milliard.accounts import staff
from milliard.core.staff import register_staff

register_staff(
    "accounts_staff",
    staff.person_screens,
    urls=[path("personnes/roles/<int:pk>/retirer/", staff.role_revoke, name="role_revoke")],
)


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator]
def hide_raw_accounts(request: object, items: list[MenuItem]) -> None:
    """Wagtail's own screens of users and groups would go around services and journal."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]
