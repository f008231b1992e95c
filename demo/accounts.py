"""One invented person per role. Their codes to sign in are read at /courriels/."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from milliard.accounts import services
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.services.invented import enrol_demonstration_totp


@dataclass(frozen=True, slots=True)
class Account:
    """``role`` None: an account and nothing more."""

    email: str
    name: str
    role: Role | None


ORGANISER = "camille.organisatrice@exemple.fr"
ACCOUNTS = (
    Account("sacha.visite@exemple.fr", "Sacha Visite", None),
    Account("maxime.membre@exemple.fr", "Maxime Membre", Role.MEMBER),
    Account(ORGANISER, "Camille Organisatrice", Role.ORGANISER),
    Account("dominique.analyste@exemple.fr", "Dominique Analyste", Role.ANALYST),
    Account("claude.tresorerie@exemple.fr", "Claude Trésorerie", Role.TREASURER),
    Account("alix.administration@exemple.fr", "Alix Administration", Role.ADMIN),
)


def ensure_accounts() -> int:
    """Create the accounts that are missing, with role and second factor; returns how many there are."""
    for account in ACCOUNTS:
        _ensure(account)
    return len(ACCOUNTS)


def _ensure(account: Account) -> None:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = services.create_account(email=account.email, display_name=account.name, is_verified=True)
    if account.role is not None and not user.has_role(account.role):
        services.grant_role(user=user, role=account.role, by=None)
        user = User.objects.get(pk=user.pk)
    has_factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    if user.needs_second_factor and not has_factor:
        enrol_demonstration_totp(user=user)
