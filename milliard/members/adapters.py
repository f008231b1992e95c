"""How allauth behaves here: mails are queued, no address (IP) is kept, secrets are encrypted at rest."""

import hashlib
import hmac
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from milliard.core.mail import queue_mail
from milliard.core.rate_limit import client_address
from milliard.core.sealing import seal, unseal

_MFA_PURPOSE = "members.mfa"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our landing page, queued mails, and a stand-in for the visitor's address."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/mon-compte/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(
            template_prefix, email, {"email": email, "request": self.request, **context}
        )
        queue_mail(to=email, subject=message.subject, body=message.body)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own host, whatever host the request named: this link opens an account."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL}{path}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth counts sign-in attempts by, and writes beside a session.

        Not the address: a keyed hash of it and of the day, in the form of a private IPv6 address because
        allauth stores it as one. Its first 64 bits differ, which is what allauth's limits look at.
        """
        message = f"{timezone.localdate().isoformat()}|allauth|{_network(client_address(request))}"
        digest = hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).digest()
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, encrypted with the site's secret key: a stolen backup does not open accounts."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=_MFA_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=_MFA_PURPOSE)


def _network(address: str) -> str:
    """One household is one IPv6 network of 64 bits, else an attacker has 2**64 addresses to spend."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
