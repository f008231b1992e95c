"""Screens of the staff space: find a person, grant a role, take one back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from french import format_date
from milliard.accounts import carried, policies, services
from milliard.accounts.actor import actor
from milliard.accounts.enums import Role
from milliard.accounts.filters import PersonFilters
from milliard.accounts.forms import RoleForm
from milliard.accounts.models import RoleGrant, User
from milliard.core.access import authorize
from milliard.core.staff import StaffViewSet, posted, show, status_of
from milliard.ui.component_records import Column


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's roles and their history; a form that grants one more, asked «is it you?» first."""
    me = actor(request)
    authorize(me, policies.can_see_accounts)
    user = get_object_or_404(User, public_id=public_id)
    form = RoleForm(posted(request))
    if form.is_valid():
        role = form.cleaned_data["role"]
        words = f"donner le rôle «\u00a0{role.label}\u00a0» à {user}"
        asked = {"person": str(public_id), "role": role.value}
        return carried.do_or_prove(request, "grant_role", words=words, back=request.path, **asked)
    grants = user.role_grants.select_related("granted_by", "revoked_by").order_by("-granted_at")
    context = {
        "person": user,
        "grants": grants,
        "columns": _GRANTS,
        "form": form,
        "submit": "Attribuer ce rôle",
        "may_close": policies.can_deactivate_account(me, user) and not user.is_erased,
    }
    return show(
        request,
        "accounts/staff/person.html",
        title=str(user),
        crumbs=[person_screens.crumb],
        icon="user",
        status=status_of(form),
        **context,
    )


@require_POST
def role_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back, asked «is it you?» first, then return to the person."""
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    authorize(actor(request), policies.can_see_accounts)
    back = reverse("accounts_staff:person", args=[grant.user.public_id])
    words = f"retirer le rôle «\u00a0{grant.get_role_display()}\u00a0» à {grant.user}"
    return carried.do_or_prove(request, "revoke_role", words=words, back=back, grant=str(pk))


@carried.carries("grant_role")
def _grant(request: HttpRequest, asked: Mapping[str, str]) -> str:
    user = get_object_or_404(User, public_id=asked["person"])
    services.grant_role(user=user, role=Role(asked["role"]), by=actor(request))
    return f"Rôle «\u00a0{Role(asked['role']).label}\u00a0» attribué à {user}."


@carried.carries("revoke_role")
def _revoke(request: HttpRequest, asked: Mapping[str, str]) -> str:
    services.revoke_role(grant=get_object_or_404(RoleGrant, pk=asked["grant"]), by=actor(request))
    return "Rôle retiré."


def _with_grants() -> QuerySet[User]:
    """Accounts, latest first, by name or address; those with a role only, on request."""
    return User.persons.with_current_grants().not_erased()


def _called(person: User) -> str:
    return str(person) if person.is_active else f"{person} (compte fermé)"


def _roles(person: Any) -> str:
    return ", ".join(grant.get_role_display() for grant in person.current_grants) or "–"


def _granted(grant: RoleGrant) -> str:
    return f"{format_date(timezone.localdate(grant.granted_at))}, par {grant.granted_by or 'la plateforme'}"


_GRANTS = [
    Column("Rôle", "get_role_display", "capfirst"),
    Column("Attribué", _granted),
    Column("Retiré", template="accounts/staff/_revoked.html"),
]
person_screens = StaffViewSet(
    one="person",
    url_prefix="personnes",
    title="Personnes et rôles",
    icon="group",
    model=User,
    policy=policies.can_see_accounts,
    found=_with_grants,
    filters=PersonFilters,
    order=["-date_joined"],
    columns=[
        Column("Personne", _called),
        Column("Adresse", "email"),
        Column("Rôles", _roles),
        Column("Compte créé le", "date_joined", "date_longue"),
    ],
    nothing_found="Personne ne correspond à cette recherche.",
    key="<uuid:public_id>",
    detail_view=person,
    menu_order=800,
)
