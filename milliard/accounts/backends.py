"""Who asks, and what they are entrusted with: one prepared query for each page of who is signed in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef

from milliard.accounts.models import RoleGrant, User
from milliard.core.prepared import PreparedQuery, Slot

_ROLES = RoleGrant.objects.current().filter(user=OuterRef("pk")).values("role")
_BY_NUMBER = PreparedQuery(
    lambda: User.objects.filter(pk=Slot("pk", BigIntegerField())).annotate(
        held_roles=ArraySubquery(_ROLES)  # type: ignore[no-redef]  # declared there for whoever reads it
    )
)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # no types
    """allauth's, but for how the person of a session is read."""

    def get_user(self, user_id: Any) -> User | None:
        user = _BY_NUMBER.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
