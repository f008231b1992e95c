"""How allauth behaves here: mails are queued, no address (IP) is kept, secrets are encrypted at rest."""

import ipaddress
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from milliard.accounts import emails, mail_limits
from milliard.accounts.models import User
from milliard.accounts.reauthentication import WrongCode
from milliard.core.mail import queue_mail
from milliard.core.rate_limit import client_network
from milliard.core.sealing import seal, unseal

_MFA_PURPOSE = "accounts.mfa"
_WAYS_TO_PROVE = {
    "reauthenticate": "Mon mot de passe",
    "mfa_reauthenticate": "Mon application ou un code de secours",
    "mfa_reauthenticate:webauthn": "Ma clé d’accès",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our landing page, queued mails, and a stand-in for the visitor's address."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "cannot_remove_primary_email": "C’est l’adresse de votre compte\u00a0: donnez-en d’abord une autre.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "email_password_mismatch": "Cette adresse et ce mot de passe ne vont pas ensemble. "
        "Réessayez, ou demandez un code par e-mail.",
        "email_taken": "Cette adresse a déjà un compte.",
        "enter_current_password": "Écrivez votre mot de passe actuel.",
        "incorrect_code": WrongCode.message,
        "incorrect_password": "Ce n’est pas ce mot de passe.",
        "invalid_or_expired_key": "Ce lien ne marche plus\u00a0: demandez-en un autre.",
        "invalid_login": "Cette adresse et ce mot de passe ne vont pas ensemble.",
        "invalid_password_reset": "Ce lien ne marche plus\u00a0: demandez-en un autre.",
        "same_as_current": "C’est déjà votre adresse\u00a0: écrivez la nouvelle.",
        "too_many_login_attempts": "Trop d’essais\u00a0: attendez quelques minutes, puis réessayez.",
        "unverified_primary_email": "Confirmez d’abord votre adresse e-mail.",
        "rate_limited": "Plusieurs codes sont déjà partis\u00a0: attendez un peu, puis réessayez.",
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/mon-compte/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue it; what anybody may ask for an address is counted. Raises `AskedTooOften`."""
        if template_prefix in emails.TO_WHOM_ANYBODY_TYPES:
            mail_limits.ensure_may_mail(self.request, email)
        queue_mail(emails.OF_ALLAUTH[template_prefix], to=email, context={"email": email, **context})

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Every proof asked for was given: this device is known from now on."""
        response: HttpResponse = super().post_login(request, user, **options)
        mail_limits.remember_device(request, response, user.email)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own host, whatever host the request named: this link opens an account."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL}{path}"

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to prove again who one is, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": _WAYS_TO_PROVE.get(way["id"], way["description"])} for way in ways]

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth counts sign-in attempts by, and writes beside a session.

        Not the address: a keyed hash of it and of the day, in the form of a private IPv6 address because
        allauth stores it as one. Its first 64 bits differ, which is what allauth's limits look at.
        """
        message = f"{timezone.localdate().isoformat()}|allauth|{client_network(request)}"
        digest = salted_hmac("accounts.client", message, algorithm="sha256").digest()
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, encrypted with the site's secret key: a stolen backup does not open accounts."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Cette preuve ne peut pas être retirée.",
        "cannot_generate_recovery_codes": "Choisissez d’abord une clé d’accès ou une application.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a changé entre-temps. Regardez de nouveau.",
        "unverified_email": "Confirmez d’abord votre adresse e-mail.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's)
        """The name proposed for a new key."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Ma clé n°\u00a0{count + 1}" if count else "Ma clé"

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=_MFA_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=_MFA_PURPOSE)
