"""The second factor of the demonstration's invented accounts."""

import base64
import hashlib

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from milliard.accounts.models import User
from milliard.core.refusals import Refused


class NotADemonstration(Refused):
    """A real installation never shows a second factor."""

    message = "Seule une démonstration montre les codes de ses comptes inventés."


@transaction.atomic
def enrol_demonstration_totp(*, user: User) -> str:
    """Give an invented staff account a second factor whose codes `/courriels/` shows; returns its secret.

    Raises
    ------
    NotADemonstration
    """
    if not settings.IS_DEMONSTRATION:
        raise NotADemonstration
    secret = demonstration_secret(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret


def demonstration_secret(user: User) -> str:
    """Fixed for one account and one installation, so that the demonstration can be started again."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}|demonstration|{user.public_id}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()
