"""How allauth behaves here: mails are queued, no address (IP) is kept, secrets are encrypted at rest."""

import hashlib
import hmac
import ipaddress
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from milliard.accounts import emails
from milliard.accounts.models import User
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

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/mon-compte/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        queue_mail(emails.OF_ALLAUTH[template_prefix], to=email, context={"email": email, **context})

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
        digest = hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).digest()
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
