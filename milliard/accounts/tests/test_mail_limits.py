"""A stranger may neither fill somebody's mailbox nor keep them from signing in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milliard.accounts import emails, mail_limits, services
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.accounts.tests.test_sign_in import ask_code, code_in, is_signed_in, type_code

pytestmark = pytest.mark.django_db
STRANGER = "inconnue@example.org"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def _small(monkeypatch) -> None:
    """The same limits, reached in fewer requests."""
    for name, hits in (("BETWEEN_BOTH", 2), ("BETWEEN_BOTH_A_DAY", 3), ("TO_AN_ADDRESS", 5)):
        limit = getattr(mail_limits, name)
        monkeypatch.setattr(mail_limits, name, replace(limit, hits=hits))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", ["account_reset_password", "account_signup", "account_request_login_code"])
@pytest.mark.parametrize("has_account", [True, False])
def test_one_network_writes_to_one_address_a_few_times_only(name: str, has_account: bool, mailoutbox) -> None:
    address = make_person().email if has_account else STRANGER
    for _ in range(4):
        cache.clear()  # allauth's own windows of a minute are over
        said = Client().post(reverse(name), {"email": address}).content.decode()
    assert len(mailoutbox) == 2
    assert "Plusieurs e-mails sont déjà partis à cette adresse" in said
    assert "field__error" in said


def test_one_network_writes_to_so_many_addresses_only(mailoutbox, monkeypatch) -> None:
    monkeypatch.setattr(mail_limits, "FROM_A_NETWORK", mail_limits.Limit("essai.network", hits=4))
    pages = [
        Client().post(reverse("account_reset_password"), {"email": f"inconnue{number}@example.org"})
        for number in range(6)
    ]
    assert len(mailoutbox) == 4
    assert "de votre connexion" in pages[-1].content.decode()


@pytest.mark.usefixtures("_small")
def test_a_code_sent_again_is_counted_too(client: Client, mailoutbox) -> None:
    ask_code(client, make_person().email)
    for _ in range(3):
        page = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
    assert len(mailoutbox) == 2
    assert page.status_code == 200


@pytest.mark.usefixtures("_small")
def test_an_address_added_to_ones_account_is_counted_too(client: Client, mailoutbox) -> None:
    client.force_login(make_person())
    for _ in range(4):
        cache.clear()
        client.post(reverse("account_email"), {"action_add": "", "email": STRANGER})
    assert len([mail for mail in mailoutbox if mail.to == [STRANGER]]) <= mail_limits.BETWEEN_BOTH.hits


def exhaust(address: str) -> None:
    """Strangers of four networks ask for codes until none is sent any more."""
    for network in range(4):
        for _ in range(mail_limits.BETWEEN_BOTH.hits):
            Client(REMOTE_ADDR=f"203.0.113.{network}").post(
                reverse("account_request_login_code"), {"email": address}
            )


@pytest.mark.usefixtures("_small")
def test_strangers_do_not_keep_a_known_device_from_signing_in(client: Client, mailoutbox) -> None:
    person = make_person()
    ask_code(client, person.email)
    type_code(client, code_in(mailoutbox[-1]))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    exhaust(person.email)
    sent = len(mailoutbox)
    assert sent <= 1 + mail_limits.TO_AN_ADDRESS.hits
    ask_code(Client(REMOTE_ADDR="198.51.100.1"), person.email)
    assert len(mailoutbox) == sent
    ask_code(client, person.email)
    assert len(mailoutbox) == sent + 1
    type_code(client, code_in(mailoutbox[-1]))
    assert is_signed_in(client)


@pytest.mark.usefixtures("_small")
def test_one_stranger_alone_does_not_lock_a_new_device_either(mailoutbox) -> None:
    person = make_person()
    for _ in range(8):
        Client(REMOTE_ADDR="203.0.113.9").post(reverse("account_request_login_code"), {"email": person.email})
    owner = Client(REMOTE_ADDR="198.51.100.1")
    ask_code(owner, person.email)
    type_code(owner, code_in(mailoutbox[-1]))
    assert is_signed_in(owner)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("forge", [lambda held: "x" + held, lambda held: held + "x", lambda held: "[]"])
def test_a_forged_cookie_makes_no_known_device(
    client: Client, mailoutbox, forge: Callable[[str], str]
) -> None:
    person = make_person()
    ask_code(client, person.email)
    type_code(client, code_in(mailoutbox[-1]))
    held = client.cookies[mail_limits.DEVICE_COOKIE].value
    exhaust(person.email)
    other = Client(REMOTE_ADDR="198.51.100.1")
    other.cookies[mail_limits.DEVICE_COOKIE] = forge(held)
    sent = len(mailoutbox)
    ask_code(other, person.email)
    assert len(mailoutbox) == sent


def test_every_mail_of_allauth_is_counted_or_tells_the_owner_what_was_done() -> None:
    for prefix, kind in emails.OF_ALLAUTH.items():
        tells_the_owner = kind.recipient in {"la personne qui a le compte", "l’ancienne adresse"}
        assert (prefix in emails.TO_WHOM_ANYBODY_TYPES) or tells_the_owner, prefix


def unproved(days: int, **fields) -> User:
    user = User.objects.create_user(f"jamais{days}-{len(fields)}@example.org", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))
    return user


def test_an_address_nobody_proved_is_forgotten_after_a_week(capsys) -> None:
    old, fresh, signed_in = unproved(8), unproved(6), unproved(30, last_login=timezone.now())
    entrusted = unproved(40)
    services.grant_role(user=entrusted, role=Role.MEMBER, by=None)
    kept = make_person()
    User.objects.filter(pk=kept.pk).update(date_joined=timezone.now() - timedelta(days=400))
    call_command("daily")
    assert User.objects.filter(pk=old.pk).exists()
    call_command("daily", "--apply")
    assert set(User.objects.all()) == {fresh, signed_in, entrusted, kept}
    assert not EmailAddress.objects.filter(email=old.email).exists()
    assert "Comptes jamais confirmés : 1." in capsys.readouterr().out.replace("\u00a0", " ")
