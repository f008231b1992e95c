"""Staff screens of persons and roles, and of the mails the site writes."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from milliard.accounts import mail_views, staff, staff_team
from milliard.accounts.policies import can_see_mails
from milliard.core.staff import register_menu_entry, register_staff

register_staff(
    "accounts_staff",
    staff.person_screens,
    staff_team.invitation_screens,
    urls=[
        path("equipe/roles/", staff_team.roles, name="roles"),
        path("personnes/<uuid:public_id>/fermer/", staff_team.account_close, name="account_close"),
        path("personnes/roles/<int:pk>/retirer/", staff.role_revoke, name="role_revoke"),
        path("courriels-types/", mail_views.mails, name="mails"),
        path("courriels-types/<str:code>/", mail_views.mail, name="mail"),
    ],
)


register_menu_entry("E-mails types", "accounts_staff:mails", policy=can_see_mails, icon="mail", order=810)


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator]
def hide_raw_accounts(request: object, items: list[MenuItem]) -> None:
    """Wagtail's own screens of users and groups would go around services and journal."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]
