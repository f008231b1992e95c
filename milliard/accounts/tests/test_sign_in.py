"""Signing up and in as people do it: mails read, codes typed, keys and limits tried."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.services import create_account
from milliard.accounts.templatetags.accounts import code_lasts
from milliard.accounts.tests.factories import TOTP_SECRET, make_person, sign_in_with_proof, totp_code

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"\b(Sign In|Sign Up|Password|Email Address|Please|Your account|Submit|Confirm)\b")


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def code_in(mail) -> str:
    found = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def ask_code(client: Client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def type_code(client: Client, code: str):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


def test_a_code_by_mail_opens_the_account(client: Client, mailoutbox) -> None:
    person = make_person()
    response = ask_code(client, person.email)
    assert person.email in response.content.decode()
    assert mailoutbox[0].to == [person.email]
    assert mailoutbox[0].subject.startswith("Votre code")
    assert not ENGLISH.search(mailoutbox[0].body)
    for said in (response.content.decode(), mailoutbox[0].body):
        assert f"Il vaut {code_lasts()}" in said  # they gave ten minutes and fifteen
    assert not is_signed_in(client)
    type_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client: Client, mailoutbox) -> None:
    person = make_person()
    ask_code(client, person.email)
    right = code_in(mailoutbox[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    response = client.post(reverse("account_confirm_login_code"), {"code": wrong})
    assert "field__error" in response.content.decode()
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": wrong})
    type_code(client, right)
    assert not is_signed_in(client)


@pytest.mark.parametrize("guesses", [4, 5])
def test_guesses_sent_together_are_counted_although_they_read_one_session(
    client: Client, mailoutbox, guesses: int
) -> None:
    ask_code(client, make_person().email)
    right, before = code_in(mailoutbox[0]), dict(client.session)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for code in [wrong] * guesses + [right]:
        session = client.session
        session.update(before)
        session.save()
        client.post(reverse("account_confirm_login_code"), {"code": code})
    assert is_signed_in(client) == (guesses == 4)


def test_a_new_code_can_be_asked_for(client: Client, mailoutbox) -> None:
    person = make_person()
    ask_code(client, person.email)
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert len(mailoutbox) == 2
    type_code(client, code_in(mailoutbox[-1]))
    assert is_signed_in(client)


def test_the_answer_does_not_say_who_has_an_account(mailoutbox) -> None:
    person = make_person()
    pages = []
    for address in (person.email, "inconnue@example.org"):
        response = ask_code(Client(), address)
        pages.append((response.redirect_chain, strip_variable(response.content.decode(), address)))
    assert pages[0] == pages[1]
    assert mailoutbox[1].to == ["inconnue@example.org"]
    assert "Pas encore de compte" in mailoutbox[1].subject


def test_signing_up_with_a_known_address_looks_the_same(mailoutbox) -> None:
    person = make_person()
    pages = []
    for address in (person.email, "nouvelle@example.org"):
        response = Client().post(reverse("account_signup"), {"email": address}, follow=True)
        pages.append((response.redirect_chain, strip_variable(response.content.decode(), address)))
    assert pages[0] == pages[1]
    assert mailoutbox[0].subject == "Vous avez déjà un compte"


def strip_variable(html: str, address: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return html.replace(address, "ADDRESS")


def test_an_address_is_all_it_takes_to_join(client: Client, mailoutbox) -> None:
    response = client.post(reverse("account_signup"), {"email": "Awa@Example.org"}, follow=True)
    assert response.status_code == 200
    code = code_in(mailoutbox[0])
    client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)
    assert is_signed_in(client)
    user = User.objects.get(email="awa@example.org")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert not user.roles


def test_an_administrator_made_on_the_machine_signs_in_by_code(client: Client, mailoutbox) -> None:
    create_account(email="awa@example.org")
    ask_code(client, "awa@example.org")
    type_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="awa@example.org").verified


def test_a_password_works_for_those_who_chose_one(client: Client) -> None:
    person = make_person()
    person.set_password("une phrase assez longue")
    person.save()
    url = reverse("account_login")
    wrong = client.post(url, {"login": person.email, "password": "une autre phrase"})
    assert "ne vont pas ensemble" in wrong.content.decode()
    assert '<details class="disclosure" open>' in wrong.content.decode()
    client.post(url, {"login": person.email, "password": "une phrase assez longue"})
    assert is_signed_in(client)


def test_staff_type_a_second_code(client: Client, mailoutbox) -> None:
    person = make_person(role=Role.ORGANISER)
    ask_code(client, person.email)
    response = type_code(client, code_in(mailoutbox[0]))
    assert not is_signed_in(client)
    assert response.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert not ENGLISH.search(response.content.decode())
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert is_signed_in(client)
    assert client.get("/gestion/").status_code == 200


def test_secrets_of_second_factors_are_not_in_the_clear() -> None:
    person = make_person(role=Role.ORGANISER)
    assert TOTP_SECRET not in str(Authenticator.objects.get(user=person).data)


def test_an_authenticator_app_is_set_up_and_gives_recovery_codes(client: Client) -> None:
    sign_in_with_proof(client, make_person())
    page = client.get(reverse("mfa_activate_totp"))
    text = page.content.decode()
    assert 'src="data:image/svg+xml' in text
    assert not re.search(r'\sstyle="', text.replace("data:image", ""))
    assert not ENGLISH.search(text)
    assert page.context["form"].secret in text


def test_no_address_is_kept_beside_a_session(client: Client, mailoutbox) -> None:
    person = make_person()
    client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    ask_code(client, person.email)
    type_code(client, code_in(mailoutbox[0]))
    stored = UserSession.objects.get(user=person).ip
    assert "203.0.113.7" not in stored
    assert stored.startswith("fd")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert stored not in page


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ],
)
def test_pages_before_signing_in_are_ours_and_french(client: Client, name: str) -> None:
    check_page(client.get(reverse(name)))


@pytest.mark.parametrize(
    "name",
    [
        "account_logout",
        "account_email",
        "account_set_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "usersessions_list",
        "accounts:account",
        "accounts:account_erase",
    ],
)
def test_pages_of_the_account_are_ours_and_french(client: Client, name: str) -> None:
    sign_in_with_proof(client, make_person())
    check_page(client.get(reverse(name)))


@pytest.mark.parametrize(
    "name",
    ["mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate", "account_change_password"],
)
def test_pages_of_a_guarded_account_are_ours_and_french(name: str, client: Client) -> None:
    person = make_person(role=Role.ANALYST)
    person.set_password("une phrase assez longue")
    person.save()
    client.force_login(person)
    check_page(client.get(reverse(name), follow=True))


def check_page(response) -> None:
    text = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="fr"' in text
    assert "site-footer" in text
    assert not ENGLISH.search(re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", text)
    assert not re.search(r"\s(style|onclick)=\"", re.sub(r'src="data:[^"]*"', "", text))


def test_many_codes_for_one_address_meet_a_limit_said_in_french(mailoutbox) -> None:
    person = make_person()
    url = reverse("account_request_login_code")
    pages = [Client().post(url, {"email": person.email}) for _ in range(7)]
    assert [page.status_code for page in pages[:6]] == [302] * 6
    assert len(mailoutbox) == 6
    assert "Plusieurs e-mails sont déjà partis" in pages[6].content.decode()


def test_forged_forwarding_does_not_escape_the_limit() -> None:
    """No proxy is trusted here: whatever X-Forwarded-For says, all come from one address."""

    def attempt(number: int) -> str:
        response = Client().post(
            reverse("account_login"),
            {"login": f"personne{number}@example.org", "password": "faux"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
        return response.content.decode().lower()

    pages = [attempt(number) for number in range(11)]
    assert not any("trop d’essais" in page for page in pages[:10])
    assert "trop d’essais" in pages[10]


def test_a_session_left_open_does_not_take_a_staff_account_over(client: Client, mailoutbox) -> None:
    person = make_person(role=Role.ADMIN)
    client.force_login(person)
    change = {"action_add": "", "email": "nouvelle@example.org"}
    asked = client.post(reverse("account_email"), change)
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    # The person comes back and proves who they are: what somebody else had typed is not carried out by it.
    proof = {"code": totp_code(), "next": reverse("account_email")}
    proved = client.post(reverse("mfa_reauthenticate"), proof)
    assert (proved.status_code, proved.url) == (302, reverse("account_email"))
    assert not mailoutbox
    assert not EmailAddress.objects.filter(email="nouvelle@example.org").exists()
    client.post(reverse("account_email"), change)
    assert mailoutbox[0].to == ["nouvelle@example.org"]


def test_the_link_to_a_new_password_leads_to_us_whatever_host_was_asked(client: Client, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = make_person()
    person.set_password("motdepassebienlong")
    person.save()
    client.post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "mal.exemple"})
    assert "mal.exemple" not in mailoutbox[0].body
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/\S+)", mailoutbox[0].body)
    assert link, mailoutbox[0].body
    assert client.get(link[1]).status_code == 302  # the key leaves the address bar
