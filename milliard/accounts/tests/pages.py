"""Who gets what from the addresses of accounts."""

import io
from typing import Any

from django.core.management import call_command

from milliard.accounts.enums import Role
from milliard.accounts.tests.bulk import add_invitations, add_persons
from milliard.accounts.tests.factories import make_invitation, make_person
from tests.harness.addresses import (
    MEMBER,
    STAFF,
    TEAM,
    VISITOR,
    Budget,
    Page,
    Walk,
    everyone,
    only,
    signed_in,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
    visitors_only,
)

ADMIN = "alix.administration@exemple.fr"


def bad_password_key() -> dict[str, Any]:
    return {"uidb36": "zz", "key": "inventée"}


def with_fonts() -> dict[str, Any]:
    """The document is made with them."""
    call_command("build_fonts", stdout=io.StringIO())
    return {}


def no_key() -> dict[str, Any]:
    return {"pk": 0}


def person() -> dict[str, Any]:
    return {"public_id": make_person(role=Role.MEMBER).public_id}


def invitation() -> dict[str, Any]:
    return {"public_id": make_invitation().public_id}


def mail_code() -> dict[str, Any]:
    return {"code": "accounts.login_code"}


def grant() -> dict[str, Any]:
    return {"pk": make_person(role=Role.MEMBER).role_grants.get().pk}


PAGES = [
    Page("accounts:account", signed_in(200), axe=[Walk("/mon-compte/", MEMBER)]),
    Page("accounts:account_edit", signed_in(302), post=signed_in(302)),
    Page("accounts:account_export", signed_in(200)),
    Page("accounts:rights", signed_in(200), axe=[Walk("/mon-compte/mes-donnees/", MEMBER, wide=True)]),
    Page("accounts:rights_pdf", signed_in(200), arguments=with_fonts),
    Page("accounts:erased_or_kept", everyone(200), axe=[Walk("/efface-ou-garde/", wide=True)]),
    Page(
        "accounts:account_erase",
        signed_in(302),
        post=signed_in(302),
        axe=[Walk("/mon-compte/effacer/", MEMBER)],
    ),
    Page("accounts:prove", staff_only(("member",), 200)),
    Page(
        "accounts:team_invitation", everyone(404), post=everyone(404), arguments=lambda: {"key": "inventee"}
    ),
    Page("accounts:outbox", everyone(404), axe=[Walk("/courriels/", MEMBER)]),
    Page("account_login", visitors_only(200), post=visitors_only(200), axe=[Walk("/compte/login/")]),
    Page("account_signup", visitors_only(200), post=visitors_only(200), axe=[Walk("/compte/signup/")]),
    Page(
        "account_request_login_code",
        visitors_only(200),
        post=visitors_only(200),
        axe=[Walk("/compte/login/code/")],
    ),
    Page("account_confirm_login_code", everyone(302)),
    Page("account_email_verification_sent", everyone(302)),
    Page("account_inactive", everyone(200)),
    Page(
        "account_logout",
        {**everyone(200), VISITOR: 302},
        post=everyone(302),
        axe=[Walk("/compte/logout/", MEMBER)],
    ),
    # Nothing to prove it with: no password, no second factor.
    Page("account_reauthenticate", only(STAFF, 302)),
    # What changes how an account opens asks for a proof first, which nobody has here.
    Page("account_email", signed_in(302), post=signed_in(302), axe=[Walk("/compte/email/", MEMBER)]),
    Page("account_change_password", signed_in(302)),
    Page("account_set_password", signed_in(302), post=signed_in(302)),
    Page("account_reset_password", everyone(200), post=everyone(200)),
    Page("account_reset_password_done", everyone(200)),
    Page("account_reset_password_from_key", everyone(200), arguments=bad_password_key),
    Page("account_reset_password_from_key_done", everyone(200)),
    Page("mfa_index", signed_in(200), axe=[Walk("/compte/2fa/", MEMBER)]),
    Page("mfa_authenticate", everyone(302)),
    Page("mfa_reauthenticate", only(STAFF, 200)),
    Page("mfa_activate_totp", signed_in(302), post=signed_in(302)),
    Page("mfa_deactivate_totp", signed_in(302), post=signed_in(302)),
    Page("mfa_view_recovery_codes", signed_in(302)),
    Page("mfa_generate_recovery_codes", signed_in(302), post=signed_in(302)),
    Page("mfa_download_recovery_codes", signed_in(302)),
    Page("mfa_list_webauthn", signed_in(200)),
    Page("mfa_add_webauthn", signed_in(302), post=signed_in(302)),
    Page("mfa_reauthenticate_webauthn", only(STAFF, 302)),
    Page("mfa_remove_webauthn", signed_in(302), post=signed_in(302), arguments=no_key),
    Page("mfa_edit_webauthn", signed_in(302), post=signed_in(302), arguments=no_key),
    Page("mfa_login_webauthn", visitors_only(302)),
    Page("usersessions_list", signed_in(200), post=signed_in(302), axe=[Walk("/compte/sessions/", MEMBER)]),
    Page("page_sign_in", everyone(302), post=everyone(302)),
    Page("staff_sign_in", everyone(302), post=everyone(302)),
    Page(
        "accounts_staff:persons",
        staff_only(("admin",), 200),
        budget=Budget(add_persons, queries=19, role=Role.ADMIN, is_paged=True),
    ),
    Page("accounts_staff:person", staff_only(("admin",), 200), arguments=person),
    Page("accounts_staff:account_close", staff_only(STAFF, 405), arguments=person),
    Page("accounts_staff:roles", staff_only(("admin",), 200), axe=[staff_walk("equipe/roles/", ADMIN)]),
    staff_list("accounts_staff:invitations", ("admin",), add_invitations, role=Role.ADMIN, queries=14),
    # «C'est bien vous ?» comes before the form, for whoever asks.
    Page("accounts_staff:invitation_invite", staff_only(STAFF, 302), post=staff_only(STAFF, 302)),
    Page("accounts_staff:invitation", staff_only(("admin",), 200), arguments=invitation),
    staff_form("accounts_staff:invitation_withdraw", ("admin",), invitation, empty=302),
    Page("accounts_staff:mails", staff_only(TEAM, 200)),
    Page("accounts_staff:mail", staff_only(TEAM, 200), arguments=mail_code),
    Page("accounts_staff:role_revoke", staff_only(STAFF, 405), arguments=grant),
]
