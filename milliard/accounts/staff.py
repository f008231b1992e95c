"""Screens of the staff space: find a person, grant a role, take one back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from french import format_date
from milliard.accounts import policies, services
from milliard.accounts import reauthentication as proving
from milliard.accounts.actor import actor
from milliard.accounts.enums import Role
from milliard.accounts.filters import PersonFilters
from milliard.accounts.forms import RoleForm
from milliard.accounts.models import RoleGrant, User
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import StaffViewSet, posted, show, status_of
from milliard.ui.component_records import Column


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's roles and their history; a form that grants one more, asked «is it you?» first."""
    authorize(actor(request), policies.can_see_accounts)
    if request.method == "POST" and not proving.has_recent_proof(request):
        return _prove_first(request, public_id, role=request.POST.get("role", ""))
    user = get_object_or_404(User, public_id=public_id)
    form = RoleForm(posted(request), initial=request.GET.dict())
    if form.is_valid():
        try:
            services.grant_role(user=user, role=form.cleaned_data["role"], by=actor(request))
        except services.RoleAlreadyGranted as refusal:
            form.add_error("role", refusal.message)
        else:
            messages.success(request, f"Rôle attribué à {user}.")
            return redirect("accounts_staff:person", public_id=public_id)
    grants = user.role_grants.select_related("granted_by", "revoked_by").order_by("-granted_at")
    context = {
        "person": user,
        "grants": grants,
        "columns": _GRANTS,
        "form": form,
        "submit": "Attribuer ce rôle",
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
    if not proving.has_recent_proof(request):
        return _prove_first(request, grant.user.public_id)
    try:
        services.revoke_role(grant=grant, by=actor(request))
    except services.RoleAlreadyRevoked as refusal:
        messages.info(request, refusal.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Rôle retiré.")
    return redirect("accounts_staff:person", public_id=grant.user.public_id)


def _prove_first(request: HttpRequest, public_id: UUID, *, role: str = "") -> HttpResponse:
    """Nothing was done: an administrator's session left open must not be enough to hand out roles.

    role: the one that was chosen, chosen again when the person comes back.
    """
    back = reverse("accounts_staff:person", args=[public_id]) + (
        f"?{urlencode({'role': role})}" if role in Role.values else ""
    )
    messages.info(request, "Rien n’a encore changé\u00a0: confirmez que c’est bien vous, puis recommencez.")
    return redirect(proving.proof_url(request, back=back))


def _with_grants() -> QuerySet[User]:
    """Open accounts, latest first, by name or address; those with a role only, on request."""
    return User.persons.with_current_grants().filter(is_active=True)


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
        Column("Personne", str),
        Column("Adresse", "email"),
        Column("Rôles", _roles),
        Column("Compte créé le", "date_joined", "date_longue"),
    ],
    nothing_found="Personne ne correspond à cette recherche.",
    key="<uuid:public_id>",
    detail_view=person,
    menu_order=800,
)
