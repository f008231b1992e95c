"""What members know of a person, and what becomes of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from french import format_date
from milliard.accounts.models import User
from milliard.core.declarations import PersonAct, PersonData, Right
from milliard.members.models import Member, MemberProfile
from milliard.members.services.forgetting import ended_on, forget_members
from milliard.members.services.retention import CONSENT_YEARS, NAME_YEARS, years_after
from milliard.members.skills import SKILLS, TIMES


def export_member(member: Member) -> dict[str, Any]:
    """One row, as JSON values."""
    return {
        "numéro": member.number,
        "prénom": member.given_name,
        "nom": member.family_name,
        "adresse e-mail": member.email,
        "téléphone": member.phone,
        "commune": member.commune.label if member.commune else "",
        "pays": member.country,
        "venu·e par": member.get_source_display(),
        "inscrit·e le": member.created_at.isoformat(),
        "code de la carte": member.card_code,
        "profil": _profile(member),
        "périodes": [
            {"du": row.starts_on.isoformat(), "au": row.ends_on.isoformat()}
            for row in member.periods.order_by("pk")
        ],
        "fichiers qui parlaient de vous": [
            {
                "le": timezone.localdate(row.member_import.created_at).isoformat(),
                "venu de": row.member_import.origin,
            }
            for row in member.imported_rows.select_related("member_import").order_by("pk")
        ],
        "accords": [
            {
                "le": row.recorded_at.isoformat(),
                "pour": row.get_purpose_display(),
                "accepté": row.is_given,
                "texte lu": row.wording,
            }
            for row in member.consents.order_by("-pk")
        ],
        "registre": [
            {
                "à compter du": row.effective_on.isoformat(),
                "ligne": row.get_kind_display(),
                "raison": row.reason,
                "écrite le": row.recorded_at.isoformat(),
            }
            for row in member.register.order_by("pk")
        ],
        "procédures d’exclusion": [
            {
                "ouverte le": row.opened_on.isoformat(),
                "motifs": row.grounds,
                "votre réponse": row.answer,
                "décision": row.decision,
            }
            for row in member.exclusions.order_by("pk")
        ],
    }


def _profile(member: Member) -> dict[str, Any] | None:
    profile = MemberProfile.objects.filter(member=member).first()
    if profile is None:
        return None
    return {
        "année de naissance": profile.birth_year,
        "genre": profile.get_gender_display(),
        "groupe professionnel": profile.get_occupation_display(),
        "quartier prioritaire": profile.get_priority_area_display(),
        "savoir-faire": [SKILLS.get(code, code) for code in profile.skills],
        "temps": [TIMES.get(code, code) for code in profile.times],
        "tirage au sort": profile.wants_lot,
    }


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user).select_related("commune").order_by("pk")


def _until(user: User) -> Iterator[tuple[str, str]]:
    for member in _of(user).filter(merged_into=None):
        yield from member_until(member)


def member_until(member: Member) -> Iterator[tuple[str, str]]:
    """(of what, until when) of one member, with real dates once the membership ended."""
    ended = ended_on(member)
    what_of = f"de {member.given_name}" if member.given_name else member.number
    if ended is None:
        name, consents = "tant que l’adhésion dure, puis cinq ans", "cinq ans après la fin de l’adhésion"
    else:
        name, consents = (_day(years_after(ended, years)) for years in (NAME_YEARS, CONSENT_YEARS))
    yield f"Nom et coordonnées {what_of}", name
    yield f"Profil {what_of}", "jusqu’au départ, ou jusqu’à ce qu’il soit retiré"
    yield f"Accords {what_of}", consents


def _day(day: dt.date) -> str:
    return f"jusqu’au {format_date(day)}"


def _acts(user: User) -> Iterator[PersonAct]:
    for member in _of(user).filter(merged_into=None, erased_at=None):
        who = member.given_name
        yield PersonAct(
            Right.CORRECT,
            f"Corriger le nom ou la commune de {who}",
            reverse("members:identity", args=[member.public_id]),
        )
        if not member.departures.filter(returned_on=None).exists():
            profile = reverse("members:profile", args=[member.public_id])
            yield PersonAct(Right.CORRECT, f"Changer ce que {who} dit de soi", profile)
            yield PersonAct(
                Right.OBJECT,
                f"Retirer un accord de {who}",
                profile,
                "Nouvelles, appels, missions proposées, tirage au sort, statistiques\u00a0: chaque accord se"
                " retire sans dire pourquoi, et sans quitter le mouvement.",
            )
            if member.register.exists():
                yield PersonAct(
                    Right.LEAVE,
                    f"Quitter le mouvement\u00a0: {who}",
                    reverse("members:leave", args=[member.public_id]),
                    "L’adhésion s’arrête le jour même. Votre compte, lui, reste ouvert.",
                )


def _export(user: User) -> list[dict[str, Any]]:
    return [export_member(member) for member in _of(user)]


def _erase(user: User) -> None:
    forget_members(numbers=list(_of(user).values_list("pk", flat=True)))


PERSON_DATA = PersonData(
    label="adhésion",
    purpose="Votre adhésion et ce que vous avez choisi de dire de vous.",
    kept="Des dates d’entrée et de sortie sans votre nom.",
    export=_export,
    erase=_erase,
    until=_until,
    acts=_acts,
)
