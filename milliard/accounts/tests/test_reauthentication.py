"""«C’est bien vous ?»: nothing that opens an account changes on the strength of an old session."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver, reverse

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.reauthentication import GUARDED
from milliard.accounts.tests.factories import make_person, sign_in_with_proof

pytestmark = pytest.mark.django_db
#: allauth's other addresses: before signing in, or changing nothing that opens the account.
OPEN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "account_email_verification_sent", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_request_login_code",
    "account_confirm_login_code", "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_list_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_login_webauthn", "usersessions_list",
}  # fmt: skip


def address_of(name: str) -> str:
    return reverse(name, args=[1] if name in {"mfa_remove_webauthn", "mfa_edit_webauthn"} else [])


def code_in(mail: Any) -> str:
    found = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def keys_of(person: User) -> tuple[Any, ...]:
    fresh = User.objects.get(pk=person.pk)
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    keys = Authenticator.objects.filter(user=person).values_list("pk", "data")
    return fresh.password, fresh.is_active, sorted(addresses), sorted(keys, key=str)


def test_every_address_of_the_account_is_guarded_or_said_to_be_open() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    ours = {name for name in names if name.startswith(("account_", "mfa_", "usersessions_"))}
    assert ours == OPEN | {name for name in GUARDED if ":" not in name}


@pytest.mark.parametrize("name", sorted(GUARDED))
@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
def test_an_old_session_changes_no_key(client: Client, mailoutbox, role: Role, name: str) -> None:
    person = make_person(role=role)
    client.force_login(person)
    before, where = (
        keys_of(person),
        reverse("accounts:prove" if role is Role.MEMBER else "mfa_reauthenticate"),
    )
    url = address_of(name)
    sent = {"password1": "une phrase assez longue", "password2": "une phrase assez longue", "action_add": "1"}
    for response in (
        client.get(f"{url}?a=1"),
        client.post(url, {**sent, "email": "nouvelle@example.org", "confirmation": "effacer"}),
    ):
        assert response.status_code == 302
        assert response.url.startswith(f"{where}?next={url.replace('/', '%2F')}")
    assert "account_reauthentication_state" not in client.session  # nothing waits to be played later
    assert (keys_of(person), len(mailoutbox)) == (before, 0)


def test_a_code_proves_it_and_leads_back(client: Client, mailoutbox) -> None:
    person = make_person()
    client.force_login(person)
    asked = client.get(reverse("account_set_password"))
    page = client.get(asked.url).content.decode()
    assert person.email in page
    assert not mailoutbox  # a visit sends nothing
    client.post(asked.url, {"send": "1", "next": reverse("account_set_password")})
    assert mailoutbox[0].to == [person.email]
    code = code_in(mailoutbox[0])
    assert code not in str(dict(client.session))
    wrong = client.post(asked.url, {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert wrong.status_code == 422
    assert "field__error" in wrong.content.decode()
    proved = client.post(
        asked.url, {"code": f" {code[:3]} {code[3:]}", "next": reverse("account_set_password")}
    )
    assert (proved.status_code, proved.url) == (302, reverse("account_set_password"))
    assert client.get(proved.url).status_code == 200
    assert client.post(asked.url, {"code": code}).status_code == 422  # good once
    client.post(proved.url, {"password1": "une phrase assez longue", "password2": "une phrase assez longue"})
    assert User.objects.get(pk=person.pk).check_password("une phrase assez longue")


def test_a_proof_is_forgotten_after_five_minutes_and_a_code_after_ten(
    client: Client, mailoutbox, time_machine
) -> None:
    time_machine.move_to("2026-11-01T10:00:00+01:00")
    sign_in_with_proof(client, make_person())
    assert client.get(reverse("account_email")).status_code == 200
    time_machine.shift(301)
    assert client.get(reverse("account_email")).status_code == 302
    url = reverse("accounts:prove")
    client.post(url, {"send": "1"})
    time_machine.shift(601)
    assert "ne vaut plus" in client.post(url, {"code": code_in(mailoutbox[0])}).content.decode()


def test_codes_are_neither_guessed_nor_asked_for_without_end(client: Client, mailoutbox) -> None:
    client.force_login(make_person())
    url = reverse("accounts:prove")
    client.post(url, {"send": "1"})
    right = code_in(mailoutbox[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    pages = [client.post(url, {"code": wrong}).content.decode() for _ in range(3)]
    assert ["ne vaut plus" in page for page in pages] == [False, False, True]
    assert client.post(url, {"code": right}).status_code == 422
    answers = [client.post(url, {"send": "1"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]
    assert len(mailoutbox) == 6


def test_guesses_sent_at_the_same_moment_are_counted_although_they_read_one_session(
    client: Client, mailoutbox
) -> None:
    client.force_login(make_person())
    url = reverse("accounts:prove")
    client.post(url, {"send": "1"})
    right = code_in(mailoutbox[0])
    before = dict(client.session)

    def guess(code: str) -> int:
        session = client.session
        session.update(before)
        session.save()
        return client.post(url, {"code": code}).status_code

    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert {guess(wrong) for _ in range(17)} == {422}
    assert guess(right) == 302
    assert guess(right) == 422


def test_the_way_back_stays_on_this_site(client: Client, mailoutbox) -> None:
    client.force_login(make_person())
    url = reverse("accounts:prove")
    client.post(url, {"send": "1"})
    proved = client.post(url, {"code": code_in(mailoutbox[0]), "next": "https://mal.exemple/"})
    assert proved.url == reverse("accounts:account")


def test_a_code_is_good_for_the_session_it_was_asked_in(client: Client, mailoutbox) -> None:
    mine, other = make_person(), make_person()
    client.force_login(mine)
    url = reverse("accounts:prove")
    client.post(url, {"send": "1"})
    thief = Client()
    thief.force_login(other)
    assert thief.post(url, {"code": code_in(mailoutbox[0])}).status_code == 422
