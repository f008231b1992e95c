"""Members: the list, and what can be done with one from their page."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from french import format_date
from milliard.accounts.actor import actor
from milliard.core.staff import Act, StaffViewSet, posted
from milliard.members.enums import DepartureKind, MembershipState
from milliard.members.forms.team import (
    DeathForm,
    ExclusionForm,
    ResignationForm,
    TeamIdentityForm,
    UndoDeathForm,
)
from milliard.members.models import Member
from milliard.members.policies import (
    can_change_member,
    can_exclude,
    can_keep_register,
    can_resign,
    can_see_members,
)
from milliard.members.reads import give_todays_state
from milliard.members.services.corrections import correct_identity
from milliard.members.services.deaths import undo_death
from milliard.members.services.exclusions import open_exclusion, record_death
from milliard.members.services.leaving import resign
from milliard.members.services.openings import record_opening
from milliard.members.staff.filters import MemberFilters, listed
from milliard.members.staff.hand_entry import ENTER
from milliard.members.staff.member_page import member_context
from milliard.members.staff.menu import members_menu
from milliard.ui.component_records import Column


def called(member: Member) -> str:
    """A member on the team's screens: the name, the number where it was erased."""
    return member.name or member.number


def state_of(member: Member) -> str:
    """Today's state in words, of a row completed; of one merged or erased, that it is."""
    if member.merged_into is not None:
        return f"réunie avec {member.merged_into.number}"
    return "fiche effacée" if member.erased_at else str(MembershipState(member.state).label)


def _is_here(member: Member) -> bool:
    """Whether the row stands for somebody who is still a member, or may be again."""
    return member.merged_into_id is None and member.erased_at is None


def _is_in(member: Member) -> bool:
    outside = (MembershipState.NEVER, MembershipState.PENDING, MembershipState.LEFT)
    return _is_here(member) and member.state not in outside


def _is_said_dead(member: Member) -> bool:
    return member.departures.filter(kind=DepartureKind.DECEASED, returned_on=None).exists()


def _get(public_id: UUID) -> Member:
    member = get_object_or_404(Member.objects.select_related("commune", "merged_into"), public_id=public_id)
    give_todays_state([member])
    return member


@require_safe
def member_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A member, for the team: who, where they stand, what the register says. Opening it is journaled."""
    record_opening(member=_get(public_id), by=actor(request))
    return member_screens.detail(request, public_id=public_id)


def _keeps(person: Any, member: Member) -> bool:
    return can_keep_register(person)


def _resigning(member: Member) -> list[str]:
    told = (
        f"Un mot part à {member.email}."
        if member.email
        else "Sans adresse e-mail, rien ne part\u00a0: écrivez-lui."
    )
    return [
        f"{called(member)} n’est plus membre dès aujourd’hui, {format_date(timezone.localdate())}\u00a0:"
        " la carte ne vaut plus, la voix s’arrête.",
        "Ce qui était dit en plus (savoir-faire, temps, téléphone…) est effacé, et les accords prennent fin.",
        "Le nom et les dates restent au registre, avec votre nom et la raison que vous écrivez.",
        told,
    ]


def _mourning(member: Member) -> list[str]:
    return [
        f"Aucune lettre ne partira\u00a0: ni rappel, ni nouvelle, ni reçu au nom de {called(member)}.",
        "Ce qui était demandé ne l’est plus. Un paiement en route reste à la trésorerie, pour être rendu.",
        "Ce qui était dit en plus est effacé\u00a0; le nom et les dates restent au registre.",
        "La plateforme n’écrit rien aux proches\u00a0: un mot de votre main vaut mieux.",
    ]


def _living(member: Member) -> list[str]:
    return [
        f"{called(member)} n’est jamais parti·e\u00a0: le registre le dit à toute date, et garde la ligne"
        " fausse à côté de sa correction, avec votre nom et la raison.",
        "Les lettres reprennent, les nouvelles aussi si elles étaient demandées. La carte vaut de nouveau.",
        "Une cotisation payée entre-temps compte. Une demande fermée ne se rouvre pas\u00a0: la personne en"
        " refait une sur sa page.",
        "Ce qui était dit en plus a été effacé\u00a0: la personne peut le redire.",
        "La plateforme n’en écrit rien à la personne\u00a0: un appel de votre part vaut mieux.",
    ]


def _accusing(member: Member) -> list[str]:
    told = (
        f"Ce qui est reproché part à {member.email}, avec le lien pour répondre."
        if member.email
        else "Sans adresse e-mail, rien ne part\u00a0: envoyez ces mots par lettre recommandée, aujourd’hui."
    )
    return [
        f"Rien n’est décidé\u00a0: {called(member)} reste membre, avec sa carte et sa voix.",
        told,
        "L’exclusion n’est possible qu’après sa réponse, ou passé le jour que vous fixez.",
    ]


CORRECT = Act(
    "correct",
    "corriger",
    "Corriger l’identité",
    submit="Corriger",
    lead="Le registre dira ce qui a été corrigé, par qui et pourquoi. L’ancien nom reste dans l’histoire.",
    done="Corrigé.",
    form=lambda request, member: TeamIdentityForm.of(member, posted(request)),
    service=correct_identity,
    policy=lambda person, member: can_change_member(person, member) and can_keep_register(person),
    is_offered=_is_here,
)
RESIGN = Act(
    "resign",
    "demission",
    "Noter une démission",
    done="Démission notée.",
    effects=_resigning,
    form=ResignationForm,
    service=resign,
    policy=lambda person, member: can_resign(person, member) and can_keep_register(person),
    is_offered=_is_in,
)
DIE = Act(
    "die",
    "deces",
    "Noter un décès",
    done="C’est noté. Plus rien ne lui sera écrit.",
    effects=_mourning,
    form=DeathForm,
    service=record_death,
    policy=_keeps,
    is_offered=lambda member: _is_here(member) and not _is_said_dead(member),
)
UNDO_DEATH = Act(
    "undo_death",
    "deces-annuler",
    "Annuler un décès noté par erreur",
    submit="Annuler le décès",
    done="C’est corrigé\u00a0: la personne est là, comme si de rien n’était.",
    effects=_living,
    form=UndoDeathForm,
    service=undo_death,
    policy=_keeps,
    is_offered=lambda member: _is_here(member) and _is_said_dead(member),
)
EXCLUDE = Act(
    "exclude",
    "exclure",
    "Ouvrir une procédure d’exclusion",
    label="Ouvrir une exclusion",
    submit="Ouvrir la procédure",
    done="Procédure ouverte\u00a0: la personne peut répondre.",
    effects=_accusing,
    form=ExclusionForm,
    service=open_exclusion,
    policy=can_exclude,
    is_offered=lambda member: _is_in(member) and not member.exclusions.filter(decided_on=None).exists(),
)
_COMMUNE = Column("Commune ou pays", "place")
_UNTIL = Column("Jusqu’au", "paid_until", "date_longue")


def _came(member: Member) -> str:
    began: dt.date = timezone.localtime(member.created_at).date()
    return f"{member.get_source_display()}, le {format_date(began)}"


def _account(member: Member) -> str:
    return "ouvert\u00a0: la personne voit sa page" if member.account_id else "aucun"


def _buttons(request: HttpRequest) -> list[tuple[str, str]]:
    register = ("Le registre à une date", reverse("members_staff:register"))
    if not can_keep_register(request.user):
        return [register]
    return [(ENTER.title, reverse("members_staff:member_enter")), register]


member_screens = StaffViewSet(
    model=Member,
    title="Tous les membres",
    policy=can_see_members,
    url_prefix="membres",
    key="<uuid:public_id>",
    found=lambda: listed().present(),
    prepare=give_todays_state,
    get=_get,
    called=called,
    order=["sort_name"],
    filters=MemberFilters,
    columns=[
        Column("Qui", called, note="number"),
        Column("Adhésion", state_of),
        _UNTIL,
        _COMMUNE,
    ],
    facts=[
        Column("Numéro", "number"),
        Column("Adhésion", state_of),
        _UNTIL,
        _COMMUNE,
        Column("Adresse e-mail", lambda row: row.email or "aucune"),
        Column("Téléphone", "phone"),
        Column("Venu·e par", _came),
        Column("Compte", _account),
    ],
    template="members/staff/member.html",
    context=member_context,
    detail_view=member_page,
    quiet_codes=["members.member.opened"],
    empty="Personne pour l’instant.",
    nothing_found="Personne ne correspond. Essayez un seul mot du nom, ou le numéro de la carte.",
    buttons=_buttons,
    create=ENTER,
    acts=[CORRECT, RESIGN, DIE, UNDO_DEATH, EXCLUDE],
    icon="group",
    menu_hook=members_menu.register_hook_name,
    menu_order=20,
)
