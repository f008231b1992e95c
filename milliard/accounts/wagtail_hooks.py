"""Staff screens of persons and roles, and of the mails the site writes."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from milliard.accounts import mail_views, staff_views
from milliard.accounts.policies import can_see_accounts, can_see_mails


class _PersonsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: object) -> bool:
        return can_see_accounts(request.user)  # type: ignore[attr-defined]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def staff_urls() -> list[URLPattern]:
    return [
        path("personnes/", staff_views.persons, name="accounts_persons"),
        path("personnes/<uuid:public_id>/", staff_views.person, name="accounts_person"),
        path("personnes/roles/<int:pk>/retirer/", staff_views.role_revoke, name="accounts_role_revoke"),
    ]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def persons_item() -> MenuItem:
    return _PersonsItem(
        "Personnes et rôles", reverse("accounts_persons"), name="persons", icon_name="group", order=800
    )


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator]
def hide_raw_accounts(request: object, items: list[MenuItem]) -> None:
    """Wagtail's own screens of users and groups would go around services and journal."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]


class _MailsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: object) -> bool:
        return can_see_mails(request.user)  # type: ignore[attr-defined]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def mail_urls() -> list[URLPattern]:
    return [
        path("courriels-types/", mail_views.mails, name="accounts_mails"),
        path("courriels-types/<str:code>/", mail_views.mail, name="accounts_mail"),
    ]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def mails_item() -> MenuItem:
    return _MailsItem("Courriels types", reverse("accounts_mails"), name="mails", icon_name="mail", order=810)
