"""The codes an authenticator app would show for the demonstration's invented staff. Reads only."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.utils import timezone

from milliard.accounts.services.invented import demonstration_secret

#: How long one code is shown, everywhere in the world.
_PERIOD_S = 30


@dataclass(frozen=True, slots=True)
class StaffCode:
    """The six digits one invented account would read on a phone now."""

    name: str
    email: str
    code: str


def current_codes() -> list[StaffCode]:
    """Codes of accounts enrolled by `enrol_demonstration_totp`; none outside a demonstration."""
    if not settings.IS_DEMONSTRATION:
        return []
    methods = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user")
    counter = int(timezone.now().timestamp()) // _PERIOD_S
    return [
        StaffCode(str(method.user), method.user.email, _code(demonstration_secret(method.user), counter))
        for method in methods.order_by("user__email")
        # Somebody's real phone, added by hand to a demonstration, keeps its secret.
        if decrypt(method.data["secret"]) == demonstration_secret(method.user)
    ]


def _code(secret: str, counter: int) -> str:
    return str(format_hotp_value(hotp_value(secret, counter)))
