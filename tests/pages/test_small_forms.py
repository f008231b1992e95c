"""Every small form, sent empty or wrong: title, summary, focus, a careful sentence beside the box."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from milliard.accounts.tests.factories import make_person, sign_in_with_proof
from milliard.surveys.enums import Audience
from milliard.surveys.tests import factories as surveys
from milliard.surveys.tests.browsing import fill, url

pytestmark = pytest.mark.django_db
#: What libraries say.
_NOT_OURS = re.compile(
    r"Champ requis|[Ss]aisissez|Ce champ|Sélectionnez un choix|Assurez-vous|[Vv]euillez|courriel|incorrect"
)
EMPTY: dict[str, str] = {}
WRONG = {"email": "camille@", "name": "Camille"}


def visitor(client: Client) -> None:
    """Nobody signed in."""


def member(client: Client) -> None:
    sign_in_with_proof(client, make_person())


def code_sent(client: Client) -> None:
    client.post(reverse("account_request_login_code"), {"email": make_person().email})


def account_begun(client: Client) -> None:
    client.post(reverse("account_signup"), {"email": "nouvelle@example.org"})


def proof_asked(client: Client) -> None:
    client.force_login(make_person())
    client.post(reverse("accounts:prove"), {"send": "1"})


ACCOUNTS = [
    (visitor, "account_signup", EMPTY),
    (visitor, "account_signup", WRONG),
    (visitor, "account_request_login_code", EMPTY),
    (visitor, "account_request_login_code", WRONG),
    (visitor, "account_reset_password", WRONG),
    (visitor, "account_login", {"login": "camille@exemple.org", "password": "faux"}),
    (code_sent, "account_confirm_login_code", EMPTY),
    (code_sent, "account_confirm_login_code", {"code": "1"}),
    (account_begun, "account_email_verification_sent", {"code": "1"}),
    (proof_asked, "accounts:prove", EMPTY),
    (proof_asked, "accounts:prove", {"code": "1"}),
    (member, "account_email", {"action_add": "", **WRONG}),
    (member, "account_set_password", EMPTY),
    (member, "accounts:account_edit", {"display_name": "x" * 100}),
    (member, "accounts:account_erase", EMPTY),
    (member, "accounts:account_erase", {"confirmation": "non"}),
    (member, "mfa_activate_totp", EMPTY),
]
#: Of somebody who has begun to answer.
SURVEYS = [
    ("lien", EMPTY),
    ("lien", WRONG),
    ("lien", {"leaving": "1"}),
    ("equipe", EMPTY),
    ("equipe", WRONG),
    ("equipe", {"email": "camille@exemple.org", "name": "www.exemple.org"}),
]


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def check(response: Any) -> None:
    text = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
    (title,) = re.findall(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title.startswith("Erreur – ".replace(" ", "\u00a0", 1)), title
    summary = re.search(r'<div class="error-summary"([^>]*)>(.*?)</div>', text, re.DOTALL)
    assert summary, "no summary"
    assert 'role="alert"' in summary[1]
    assert "autofocus" in summary[1]
    for target in re.findall(r'href="#([^"]+)"', summary[2]):
        assert f'id="{target}"' in text, target
    assert text.count("autofocus") == 1
    assert not _NOT_OURS.search(text), _NOT_OURS.search(text)


@pytest.mark.parametrize(
    ("who", "name", "sent"), ACCOUNTS, ids=lambda given: str(getattr(given, "__name__", given))
)
def test_a_form_of_accounts_says_what_to_mend(
    client: Client, who: Callable[[Client], None], name: str, sent: dict[str, str]
) -> None:
    who(client)
    check(client.post(reverse(name), sent))


@pytest.mark.parametrize(("page", "sent"), SURVEYS)
def test_a_form_around_answering_says_what_to_mend(client: Client, page: str, sent: dict[str, str]) -> None:
    collection = surveys.open_collection(audience=Audience.ORGANISATION)
    fill(client, client.get(url(collection, "section/page/")), nom="Camille")
    check(client.post(url(collection, f"{page}/"), sent))


def test_a_refusal_is_said_as_an_error_is(client: Client) -> None:
    collection = surveys.open_collection()
    fill(client, client.get(url(collection, "section/page/")), nom="Camille")
    check(client.post(url(collection, "effacer/"), {"page__of": "une autre"}))


def test_a_page_that_asks_for_the_first_time_has_no_error(client: Client) -> None:
    for name in ("account_signup", "account_login", "account_request_login_code"):
        text = client.get(reverse(name)).content.decode()
        assert "error-summary" not in text
        assert "<title>Erreur" not in text
