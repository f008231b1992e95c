"""Who asks, what they are entrusted with, and what Django's permissions follow from it: prepared queries."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Model, OuterRef

from milliard.accounts.models import RoleGrant, User
from milliard.core.prepared import PreparedQuery, Slot

_ROLES = RoleGrant.objects.current().filter(user=OuterRef("pk")).values("role")
_BY_NUMBER = PreparedQuery(
    lambda: User.objects.filter(pk=Slot("pk", BigIntegerField())).annotate(
        held_roles=ArraySubquery(_ROLES)  # type: ignore[no-redef]  # declared there for whoever reads it
    )
)
_USER = Slot("user", BigIntegerField())
_PERMISSIONS = PreparedQuery(
    lambda: (
        Permission.objects.filter(group__user=_USER)
        .values_list("content_type__app_label", "codename")
        .union(Permission.objects.filter(user=_USER).values_list("content_type__app_label", "codename"))
    )
)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # no types
    """allauth's, but for how the person of a session, and what they may, are read."""

    def get_user(self, user_id: Any) -> User | None:
        user = _BY_NUMBER.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Those of a person and of their groups, which every page of the team asks for, by one query."""
        if obj is not None or user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous:
            of_all: set[str] = super().get_all_permissions(user_obj, obj)
            return of_all
        kept = user_obj.__dict__
        if "_perm_cache" not in kept:  # Django's own name for it
            found = _PERMISSIONS.tuples(user=user_obj.pk)
            kept["_perm_cache"] = {f"{app}.{name}" for app, name in found}
        held: set[str] = kept["_perm_cache"]
        return held
