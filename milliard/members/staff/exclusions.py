"""Procedures of exclusion: grounds, the person's answer, a decision with its reasons."""

from typing import Any

from django.urls import reverse

from french import format_date
from milliard.core.staff import Act, StaffViewSet
from milliard.members.forms.team import DecisionForm
from milliard.members.models import Exclusion
from milliard.members.policies import can_exclude, can_exclude_others
from milliard.members.services.exclusions import decide_exclusion
from milliard.members.staff.filters import ExclusionFilters
from milliard.members.staff.menu import members_menu
from milliard.ui.component_records import Column
from milliard.ui.templatetags.ui.filters import date_longue


def _who(exclusion: Exclusion) -> str:
    return exclusion.member.name or exclusion.member.number


def _answer(exclusion: Exclusion) -> str:
    if exclusion.answered_at is not None:
        return f"reçue le {date_longue(exclusion.answered_at)}"
    if exclusion.decided_on is not None:
        return "aucune"
    return f"possible jusqu’au {format_date(exclusion.answer_by)}"


def _outcome(exclusion: Exclusion) -> str:
    if exclusion.decided_on is None:
        return "à prendre"
    said = "exclusion" if exclusion.is_excluded else "la personne reste membre"
    return f"{said}, le {format_date(exclusion.decided_on)}"


def _may(person: Any, exclusion: Exclusion) -> bool:
    """Never about oneself: one's own procedure is read on one's own page."""
    return can_exclude(person, exclusion.member)


def _deciding(exclusion: Exclusion) -> list[str]:
    heard = (
        "La personne a répondu\u00a0: lisez sa réponse, ci-dessous, avant d’écrire."
        if exclusion.answered_at is not None
        else f"La personne n’a pas répondu. Jusqu’au {format_date(exclusion.answer_by)} compris, seule une"
        " décision en sa faveur est possible."
    )
    told = (
        f"La décision et ses raisons partent à {exclusion.member.email}."
        if exclusion.member.email
        else "Sans adresse e-mail, rien ne part\u00a0: envoyez la décision par lettre recommandée."
    )
    return [
        heard,
        told,
        "Exclue, la personne n’est plus membre dès aujourd’hui, et ne peut revenir d’elle-même.",
        "La décision ne se modifie plus.",
    ]


exclusion_screens = StaffViewSet(
    model=Exclusion,
    title="Exclusions",
    policy=can_exclude_others,
    found=lambda: Exclusion.objects.select_related("member", "opened_by", "decided_by"),
    see=_may,
    called=lambda exclusion: f"Procédure, {_who(exclusion)}",
    order=["-opened_on"],
    filters=ExclusionFilters,
    columns=[
        Column("Qui", _who, note="member.number"),
        Column("Ouverte le", "opened_on", "date_longue"),
        Column("Réponse", _answer),
        Column("Décision", _outcome),
    ],
    facts=[
        Column("Qui", _who, url=lambda row: reverse("members_staff:member", args=[row.member.public_id])),
        Column("Ouverte", lambda row: f"le {format_date(row.opened_on)}, par {row.opened_by}"),
        Column("Réponse", _answer),
        Column("Décision", _outcome),
        Column("Décidée par", lambda row: row.decided_by or ""),
    ],
    template="members/staff/exclusion.html",
    empty="Aucune procédure\u00a0: c’est bon signe. Une procédure s’ouvre depuis la page d’un·e membre.",
    acts=[
        Act(
            "decide",
            "decider",
            "Décider",
            submit="Rendre la décision",
            done="Décision rendue.",
            effects=_deciding,
            form=DecisionForm,
            service=decide_exclusion,
            policy=_may,
            is_offered=lambda exclusion: exclusion.decided_on is None,
            is_primary=True,
            template="members/staff/decide.html",
        )
    ],
    icon="warning",
    menu_hook=members_menu.register_hook_name,
    menu_order=70,
)
