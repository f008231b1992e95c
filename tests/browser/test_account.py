"""Signing in as people do it: a code by e-mail, then a passkey, under the site's strict policy."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.models import OutboxMail
from tests.harness.browser import PHONE, axe_violations, faults_of

Open = Callable[..., Any]


def sign_in(page: Any, email: str) -> None:
    """Ask for a code on the sign-in page, read it in the mail, type it."""
    page.get_by_label("Votre adresse e-mail").fill(email)
    with page.expect_navigation():
        page.get_by_role("button", name="Recevoir un code").click()
    found = re.search(
        r"^(\d{6})$", OutboxMail.objects.filter(recipient=email).latest("pk").body, re.MULTILINE
    )
    assert found
    page.get_by_label("Le code reçu par e-mail").fill(found[1])
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").click()


def is_at(page: Any, path: str) -> bool:
    page.wait_for_url(f"**{path}")
    return True


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_code_opens_the_account(open_page: Open, javascript: bool) -> None:
    person = make_person(display_name="Awa")
    page = open_page("/compte/login/", viewport=PHONE, javascript=javascript)
    if javascript:
        assert faults_of(page) == []  # other pages of the account: `axe_pages`
    sign_in(page, person.email)
    assert is_at(page, "/mon-compte/")
    assert "Bonjour Awa" in page.inner_text("h1")


def test_a_passkey_is_added_and_opens_the_staff_space(open_page: Open, chromium: Any, site: str) -> None:
    """The keys of a phone, played by Chromium's virtual authenticator; it wants a name, not 127.0.0.1."""
    person = make_person(role=Role.ORGANISER, mfa=False)
    context = chromium.new_context(
        viewport=PHONE, locale="fr-FR", base_url=site.replace("127.0.0.1", "localhost")
    )
    page = open_page("/compte/login/", context=context)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, person.email)
    page.goto("/gestion/")
    assert is_at(page, "/compte/2fa/")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    assert axe_violations(page) == []
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("recovery-codes"))
    context.clear_cookies()
    page.goto("/compte/login/?next=/gestion/")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    assert is_at(page, "/gestion/")
    assert User.objects.get(pk=person.pk).last_login is not None
    context.close()
