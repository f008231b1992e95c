"""Screens of the team itself: what roles give, who is invited, accounts closed and opened again."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from milliard.accounts import carried, policies
from milliard.accounts.actor import actor
from milliard.accounts.enums import Role
from milliard.accounts.models import TeamInvitation, User
from milliard.accounts.reports.powers import TEAM_ROLES, roles_and_powers
from milliard.accounts.services import team
from milliard.core.access import authorize
from milliard.core.staff import Act, StaffViewSet, show
from milliard.ui.component_records import Column


class ColleagueForm(forms.Form):
    """Who is invited, to which role."""

    email = forms.EmailField(label="Adresse e-mail de la personne", max_length=254)
    role = forms.ChoiceField(
        label="Rôle", choices=[(role.value, role.label[:1].upper() + role.label[1:]) for role in TEAM_ROLES]
    )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role of the team may do and sees, as the policies say."""
    authorize(request.user, policies.can_see_accounts)
    return show(
        request,
        "accounts/staff/roles.html",
        title="Ce que peut chaque rôle",
        crumbs=[invitation_screens.crumb],
        icon="group",
        roles=roles_and_powers(),
    )


@carried.carries("deactivate")
def _deactivate(request: HttpRequest, asked: Any) -> str:
    person = get_object_or_404(User, public_id=asked["person"])
    team.deactivate_account(user=person, by=actor(request))
    return f"Compte fermé\u00a0: {person} ne peut plus se connecter."


@carried.carries("reactivate")
def _reactivate(request: HttpRequest, asked: Any) -> str:
    person = get_object_or_404(User, public_id=asked["person"])
    team.reactivate_account(user=person, by=actor(request))
    return f"Compte rouvert\u00a0: {person} peut se connecter."


#: Act -> the beginning of its words on the page of the proof.
_CLOSING = {"deactivate": "fermer", "reactivate": "rouvrir"}


@require_POST
def account_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close an account, or open it again, asked «is it you?» first.

    The act is the one the button said: pressed twice, it does not undo itself.
    """
    authorize(actor(request), policies.can_see_accounts)
    person = get_object_or_404(User, public_id=public_id)
    name, back = request.POST.get("act", ""), reverse("accounts_staff:person", args=[public_id])
    if name not in _CLOSING:
        return redirect(back)
    words = f"{_CLOSING[name]} le compte de {person}"
    return carried.do_or_prove(request, name, words=words, back=back, person=str(public_id))


def _may_withdraw(person: Any, invitation: TeamInvitation) -> bool:
    return policies.can_withdraw_invitation(person, invitation)


def _powers(request: HttpRequest, item: Any, form: Any) -> dict[str, Any]:
    return {"roles": roles_and_powers()}


_COLUMNS = [
    Column("Rôle", "get_role_display", "capfirst"),
    Column("Invité·e par", "invited_by"),
    Column("Envoyée", "created_at", "moment"),
    Column("Vaut jusqu’au", "expires_at", "moment"),
    Column("État", "state"),
]
invitation_screens = StaffViewSet(
    model=TeamInvitation,
    one="invitation",
    title="Invitations dans l’équipe",
    url_prefix="equipe/invitations",
    icon="mail",
    policy=policies.can_invite_colleague,
    key="<uuid:public_id>",
    found=lambda: TeamInvitation.objects.select_related("invited_by"),
    order=["-created_at"],
    search=["email"],
    columns=[Column("Adresse", "email"), *_COLUMNS],
    facts=[Column("Adresse", "email"), *_COLUMNS],
    called=lambda invitation: invitation.email,
    empty="Personne n’est invité dans l’équipe.",
    create=Act(
        "invite",
        "inviter",
        "Inviter une collègue ou un collègue",
        submit="Envoyer l’invitation",
        done="Invitation envoyée\u00a0: son lien vaut sept jours.",
        form=ColleagueForm,
        service=team.invite_colleague,
        policy=policies.can_invite_colleague,
        template="accounts/staff/invite.html",
        context=_powers,
    ),
    acts=[
        Act(
            "withdraw",
            "retirer",
            "Retirer cette invitation",
            effects=["Son lien n’ouvre plus rien.", "La personne n’en est pas prévenue."],
            done="Invitation retirée.",
            service=team.withdraw_invitation,
            policy=_may_withdraw,
            is_offered=lambda invitation: invitation.is_waiting,
        ),
    ],
    menu_order=805,
)
