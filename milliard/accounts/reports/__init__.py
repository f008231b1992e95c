"""What the platform holds about one person, gathered for that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from milliard.accounts import policies
from milliard.accounts.models import User
from milliard.accounts.readable import Part, label_of, readable
from milliard.core.access import authorize
from milliard.core.declarations import PersonAct, declared


def export_account(*, user: User, by: User) -> dict[str, Any]:
    """Everything about ``user``, as JSON values: each app's part under its label. Raises `NotAllowed`."""
    authorize(by, policies.can_export_account, user)
    parts = {part.label: part.export(user) for part in declared("person_data")}
    return {"simulé": settings.IS_DEMONSTRATION, **parts}


@dataclass(frozen=True, slots=True)
class Known:
    """What one app keeps of a person, as that person reads it."""

    purpose: str
    kept: str
    until: Sequence[tuple[str, str]]
    data: Part
    acts: Sequence[PersonAct]


def known_of(*, user: User, by: User) -> list[Known]:
    """The same as `export_account`, in words, with until when and what one can do. Raises `NotAllowed`."""
    authorize(by, policies.can_export_account, user)
    return [
        Known(
            purpose=part.purpose,
            kept=part.kept,
            until=list(part.until(user)),
            data=readable(label_of(part.label), part.export(user)),
            acts=list(part.acts(user)),
        )
        for part in declared("person_data")
    ]


def account_data(user: User) -> dict[str, Any]:
    """What accounts hold of ``user``."""
    return {
        "identifiant": str(user.public_id),
        "adresse": user.email,
        "nom d’usage": user.display_name,
        "inscription": user.date_joined.isoformat(),
        "dernière connexion": user.last_login.isoformat() if user.last_login else None,
        "adresses": [
            {"adresse": row.email, "confirmée": row.verified, "principale": row.primary}
            for row in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "rôles": [
            {
                "rôle": grant.get_role_display(),
                "attribué le": grant.granted_at.isoformat(),
                "retiré le": grant.revoked_at.isoformat() if grant.revoked_at else None,
            }
            for grant in user.role_grants.order_by("granted_at")
        ],
        "moyens de connexion": [
            {"type": method.get_type_display(), "ajouté le": method.created_at.isoformat()}
            for method in Authenticator.objects.filter(user=user).order_by("created_at")
        ],
        "sessions": [
            {"ouverte le": session.created_at.isoformat(), "navigateur": session.user_agent}
            for session in UserSession.objects.filter(user=user).order_by("created_at")
        ],
    }
