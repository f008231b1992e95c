"""Every address of the site and who gets what: one row per URL name. A URL without a row fails.

To add a page: one `Row(name, get, post, arguments)` in your app's list. `get` and `post` are expectations
made with `everyone`, `only` or `signed_in`; `post` is the answer to an empty form (None: the page takes
none). `arguments` names a builder of `tests/pages/builders.py` that makes the objects a URL needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from milliard.accounts.enums import Role

#: The columns. A visitor has no account; staff have their second factor.
VISITOR = "visitor"
ROLES: tuple[str, ...] = (VISITOR, *(role.value for role in Role))
STAFF = ("organiser", "analyst", "treasurer", "admin")
READERS = ("organiser", "analyst", "admin")
TEAM = ("organiser", "admin")

Expectation = Mapping[str, int]


def everyone(status: int) -> Expectation:
    """The same answer for all, account or not."""
    return dict.fromkeys(ROLES, status)


def signed_in(status: int) -> Expectation:
    """Any account; a visitor is sent to sign in (302)."""
    return {**everyone(status), VISITOR: 302}


def only(roles: Iterable[str], status: int, *, others: int = 403) -> Expectation:
    """These roles; the other accounts are refused, a visitor is sent to sign in."""
    return {**everyone(others), VISITOR: 302, **dict.fromkeys(roles, status)}


def visitors_only(status: int) -> Expectation:
    """Pages of sign-in: who is signed in already is sent on."""
    return {**everyone(302), VISITOR: status}


@dataclass(frozen=True, slots=True)
class Row:
    """What each role gets from one URL."""

    name: str
    get: Expectation
    post: Expectation | None = None
    arguments: str = ""


MEMBERS = [
    Row("accounts:account", signed_in(200)),
    Row("accounts:account_edit", signed_in(302), post=signed_in(302)),
    Row("accounts:account_export", signed_in(200)),
    Row("accounts:account_erase", signed_in(302), post=signed_in(302)),
    Row("accounts:prove", only(("member",), 200, others=302)),
    Row("accounts:outbox", everyone(404)),
]

ACCOUNT = [
    Row("account_login", visitors_only(200), post=visitors_only(200)),
    Row("account_signup", visitors_only(200), post=visitors_only(200)),
    Row("account_request_login_code", visitors_only(200), post=visitors_only(200)),
    Row("account_confirm_login_code", everyone(302)),
    Row("account_email_verification_sent", everyone(302)),
    Row("account_inactive", everyone(200)),
    Row("account_logout", {**everyone(200), VISITOR: 302}, post=everyone(302)),
    # Nothing to prove it with: no password, no second factor.
    Row("account_reauthenticate", only(STAFF, 302)),
    # What changes how an account opens asks for a proof first, which nobody has here.
    Row("account_email", signed_in(302), post=signed_in(302)),
    Row("account_change_password", signed_in(302)),
    Row("account_set_password", signed_in(302), post=signed_in(302)),
    Row("account_reset_password", everyone(200), post=everyone(200)),
    Row("account_reset_password_done", everyone(200)),
    Row("account_reset_password_from_key", everyone(200), arguments="bad_password_key"),
    Row("account_reset_password_from_key_done", everyone(200)),
    Row("mfa_index", signed_in(200)),
    Row("mfa_authenticate", everyone(302)),
    Row("mfa_reauthenticate", only(STAFF, 200)),
    Row("mfa_activate_totp", signed_in(302), post=signed_in(302)),
    Row("mfa_deactivate_totp", signed_in(302), post=signed_in(302)),
    Row("mfa_view_recovery_codes", signed_in(302)),
    Row("mfa_generate_recovery_codes", signed_in(302), post=signed_in(302)),
    Row("mfa_download_recovery_codes", signed_in(302)),
    Row("mfa_list_webauthn", signed_in(200)),
    Row("mfa_add_webauthn", signed_in(302), post=signed_in(302)),
    Row("mfa_reauthenticate_webauthn", only(STAFF, 302)),
    Row("mfa_remove_webauthn", signed_in(302), post=signed_in(302), arguments="no_key"),
    Row("mfa_edit_webauthn", signed_in(302), post=signed_in(302), arguments="no_key"),
    Row("mfa_login_webauthn", visitors_only(302)),
    Row("usersessions_list", signed_in(200), post=signed_in(302)),
]

FOUNDATION = [
    Row("ui:gallery", everyone(200)),
    Row("ui:theme", everyone(405), post=everyone(302)),
    Row("territories:commune_search", everyone(200)),
]

SURVEYS = [
    Row("surveys:index", everyone(200)),
    Row("surveys:landing", everyone(200), arguments="open_collection"),
    Row("surveys:section", everyone(200), arguments="section"),
    Row("surveys:resume", everyone(404), post=everyone(404), arguments="bad_link"),
    Row("surveys:invitation", everyone(404), post=everyone(404), arguments="bad_link"),
    # Without the cookie of a response there is nothing to show: back to the landing page.
    Row("surveys:review", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:receipt", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:link", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:leave", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:contributors", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:erase", everyone(302), post=everyone(302), arguments="open_collection"),
    Row("surveys:attachment", everyone(404), arguments="no_attachment"),
    Row("surveys:printable", everyone(200), arguments="open_collection"),
    Row("surveys:preview", only(READERS, 200), arguments="version"),
    Row("surveys:paper", only(TEAM, 200), arguments="open_collection"),
]

WEBSITE = [
    Row("website:search", everyone(200)),
    Row("website:robots", everyone(200)),
    Row("website:sitemap", everyone(200)),
    Row("website:study_pdf", everyone(404), arguments="no_study"),
    Row("website:study_card", everyone(404), arguments="no_study"),
    Row("website:study_dictionary", everyone(404), arguments="no_study"),
    Row("website:figure", everyone(404), arguments="no_figure"),
    Row("website:figure_card", everyone(404), arguments="no_figure"),
    Row("website:figure_download", everyone(404), arguments="no_figure_file"),
]

WAGTAIL = [
    Row("wagtail_serve", everyone(200), arguments="home"),
    Row("wagtaildocs_serve", everyone(404), arguments="no_document"),
    Row("wagtaildocs_authenticate_with_password", everyone(404), arguments="no_restriction"),
    Row("wagtailcore_authenticate_with_password", everyone(404), arguments="no_page_restriction"),
    Row("page_sign_in", everyone(302), post=everyone(302)),
    # Wagtail's own sign-in form: the address is taken by ours, above it in config/urls.py.
    Row("wagtailcore_login", everyone(302), post=everyone(302)),
]

#: The team's screens for questionnaires, collections and datasets; Wagtail sends those it refuses home.
SURVEYS_STAFF = [
    Row("surveys_staff:questionnaires", only(READERS, 200, others=302)),
    Row("surveys_staff:upload", only(TEAM, 200, others=302), post=only(TEAM, 422, others=302)),
    Row("surveys_staff:create_version", only(STAFF, 405, others=302), post=everyone(302)),
    Row("surveys_staff:version", only(READERS, 200, others=302), arguments="version"),
    Row("surveys_staff:xlsform", only(READERS, 200, others=302), arguments="version"),
    Row("surveys_staff:limesurvey", only(READERS, 200, others=302), arguments="version"),
    Row("surveys_staff:limesurvey_file", only(READERS, 200, others=302), arguments="version"),
    Row("surveys_staff:definition", only(READERS, 200, others=302), arguments="version"),
    Row("surveys_staff:consents", only(TEAM, 200, others=302), post=only(TEAM, 422, others=302)),
    Row("surveys_staff:collections", only(READERS, 200, others=302)),
    Row("surveys_staff:collection_create", only(TEAM, 200, others=302), post=only(TEAM, 422, others=302)),
    Row("surveys_staff:collection", only(READERS, 200, others=302), arguments="open_collection"),
    Row(
        "surveys_staff:collection_edit",
        only(TEAM, 200, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row(
        "surveys_staff:collection_open",
        only(TEAM, 200, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row("surveys_staff:collection_close", only(TEAM, 200, others=302), arguments="open_collection"),
    Row(
        "surveys_staff:collection_reopen",
        only(TEAM, 200, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row(
        "surveys_staff:collection_adopt",
        only(TEAM, 200, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row("surveys_staff:quotas", only(TEAM, 200, others=302), arguments="open_collection"),
    Row(
        "surveys_staff:invitations",
        only(TEAM, 200, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row("surveys_staff:reminders", only(STAFF, 405, others=302), arguments="open_collection"),
    Row("surveys_staff:following", only(READERS, 200, others=302), arguments="open_collection"),
    Row("surveys_staff:following_export", only(READERS, 200, others=302), arguments="following_file"),
    Row("surveys_staff:request", only(TEAM, 200, others=302), arguments="open_collection"),
    Row("surveys_staff:request_erase", only(STAFF, 405, others=302), arguments="open_collection"),
    Row(
        "surveys_staff:request_correct",
        only(STAFF, 405, others=302),
        post=only(TEAM, 422, others=302),
        arguments="open_collection",
    ),
    Row(
        "figures_staff:freeze",
        only(READERS, 200, others=302),
        post=only(READERS, 422, others=302),
        arguments="open_collection",
    ),
    Row("figures_staff:datasets", only(READERS, 200, others=302)),
    Row("figures_staff:import_answers", only(READERS, 200, others=302), post=only(READERS, 422, others=302)),
    Row("figures_staff:import_apply", only(STAFF, 405, others=302), post=everyone(302)),
    Row("figures_staff:dataset", only(READERS, 200, others=302), arguments="dataset"),
    Row("figures_staff:codebook", only(READERS, 200, others=302), arguments="codebook_file"),
]

#: Staff screens of ours, and the entries of Wagtail's; its other screens are walked as one group.
STAFF_SPACE = [
    Row("staff_sign_in", everyone(302), post=everyone(302)),
    Row("wagtailadmin_login", everyone(302), post=everyone(302)),
    Row("wagtailadmin_home", only(STAFF, 200, others=302)),
    Row("accounts_persons", only(("admin",), 200, others=302)),
    Row("accounts_person", only(("admin",), 200, others=302), arguments="person"),
    Row("accounts_role_revoke", only(STAFF, 405, others=302), arguments="grant"),
    # The explorer begins at the home page; an analyst's at the list of studies, all that is theirs.
    Row("wagtailadmin_explore_root", everyone(302)),
    Row("wagtailadmin_explore", only(("organiser", "admin"), 200, others=302), arguments="home_page"),
    Row("website_study_choices", only(READERS, 404, others=302), arguments="no_key"),
    Row("wagtailimages:index", only(READERS, 200, others=302)),
    Row("wagtaildocs:index", only(READERS, 200, others=302)),
    Row("wagtailadmin_reports:site_history", only(STAFF, 200, others=302)),
    Row("wagtailusers_users:index", only((), 200, others=302)),
    Row("wagtailusers_groups:index", only((), 200, others=302)),
    *SURVEYS_STAFF,
]

ROWS = [*MEMBERS, *ACCOUNT, *FOUNDATION, *SURVEYS, *WEBSITE, *WAGTAIL]
