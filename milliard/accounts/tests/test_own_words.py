"""The pages of account security that a library serves, in this site's own words."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person, sign_in_with_proof

pytestmark = pytest.mark.django_db
#: How allauth's own French says these things; ours is plainer.
LIBRARY = re.compile(
    "clé de sécurité|authentificateur|à deux facteurs|Réauthentif|jeton|Are you sure|Security Key"
)


@pytest.fixture
def organiser(client: Client) -> User:
    """Signed in a moment ago, with a second factor and a password."""
    person = make_person(role=Role.ORGANISER)
    person.set_password("une phrase assez longue")
    person.save()
    sign_in_with_proof(client, person)
    return person


def read(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, name
    html = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    assert not LIBRARY.search(html), name
    return html


def test_keys_codes_and_passwords(client: Client, organiser: User) -> None:
    key = Authenticator.objects.create(
        user=organiser, type="webauthn", data={"name": "Vélo", "credential": {}}
    )
    assert "Retirer l’application" in read(client, "mfa_deactivate_totp")
    assert 'value="Vélo"' in read(client, "mfa_edit_webauthn", key.pk)
    assert "Vélo" in read(client, "mfa_remove_webauthn", key.pk)
    assert "Créer mes codes" in read(client, "mfa_generate_recovery_codes")
    assert "Mot de passe oublié" in read(client, "account_change_password")
    key.delete()
    assert 'value="Ma clé"' in read(client, "mfa_add_webauthn")


def test_recovery_codes_are_listed_and_downloaded(client: Client, organiser: User) -> None:
    client.post(reverse("mfa_generate_recovery_codes"))
    html = read(client, "mfa_view_recovery_codes")
    codes = re.findall(r"<code>(\d+)</code>", html)
    assert len(codes) == 10
    text = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert [line for line in text.splitlines() if line.isdigit()] == codes
    assert "une seule fois" in text


def test_proving_again_says_which_code_and_which_other_way(client: Client, organiser: User) -> None:
    html = read(client, "mfa_reauthenticate")
    assert "Le code affiché par votre application" in html
    assert "Mon mot de passe" in html
    wrong = client.post(reverse("mfa_reauthenticate"), {"code": "12"}).content.decode()
    assert "Ce code n’est pas le bon" in wrong
    assert "Mon application ou un code de secours" in read(client, "account_reauthenticate")


def test_a_mail_about_a_key_says_so_plainly(client: Client, organiser: User, mailoutbox) -> None:
    key = Authenticator.objects.create(
        user=organiser, type="webauthn", data={"name": "Vélo", "credential": {}}
    )
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert mailoutbox[-1].subject == "Une clé d’accès de moins"
    assert "Une clé d’accès vient d’être retirée de votre compte." in mailoutbox[-1].body
    assert "La clé d’accès est retirée." in client.get(reverse("mfa_list_webauthn")).content.decode()
