"""Staff screens of persons and roles, and of the mails the site writes."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from milliard.accounts import mail_views, staff
from milliard.accounts.policies import can_see_mails
from milliard.core.staff import register_staff

register_staff(
    "accounts_staff",
    staff.person_screens,
    urls=[
        path("personnes/roles/<int:pk>/retirer/", staff.role_revoke, name="role_revoke"),
        path("courriels-types/", mail_views.mails, name="mails"),
        path("courriels-types/<str:code>/", mail_views.mail, name="mail"),
    ],
)


class _MailsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: object) -> bool:
        return can_see_mails(request.user)  # type: ignore[attr-defined]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def mails_item() -> MenuItem:
    url = reverse("accounts_staff:mails")
    return _MailsItem("Courriels types", url, name="mails", icon_name="mail", order=810)


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator]
def hide_raw_accounts(request: object, items: list[MenuItem]) -> None:
    """Wagtail's own screens of users and groups would go around services and journal."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]
