"""What a member's page shows the team under the person's own facts."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from french import format_date
from milliard.members.enums import ConsentPurpose, DepartureKind
from milliard.members.models import (
    Departure,
    Exclusion,
    Member,
    MemberConsent,
    MemberProfile,
    Merge,
    PossibleDuplicate,
)
from milliard.members.policies import can_exclude, can_keep_register
from milliard.members.skills import SKILLS, TIMES
from milliard.members.staff.lines import reason_of, what_changed
from milliard.payments.policies import can_see_payments
from milliard.payments.references import spell
from milliard.ui.component_records import Column

#: What the team may act on. The others (birth year, gender, occupation) were given for counts without names.
_SEEN = (
    ConsentPurpose.NEWSLETTER,
    ConsentPurpose.PHONE,
    ConsentPurpose.SKILLS,
    ConsentPurpose.TIME,
    ConsentPurpose.LOT,
)


def _taken_back(period: Any) -> str:
    return f"paiement repris le {format_date(period.cancelled_on)}" if period.cancelled_on else ""


_PERIODS = [
    Column("Du", "starts_on", "date_longue"),
    Column("Au", "ends_on", "date_longue", note=_taken_back),
    Column(
        "Réglée par",
        lambda row: spell(row.dues_request.payment_request.reference) if row.dues_request else "l’équipe",
    ),
]
_CONSENTS = [
    Column("Pour", "get_purpose_display"),
    Column("Réponse", lambda row: "oui" if row.is_given else "non"),
    Column("Le", "recorded_at", "date_longue"),
]
_LINES = [
    Column("À compter du", "effective_on", "date_longue"),
    Column("Ligne", "get_kind_display", note=what_changed),
    Column("Raison", reason_of),
    Column(
        "Par",
        lambda row: row.recorded_by or "la plateforme",
        note=lambda row: f"écrite le {format_date(row.recorded_at)}",
    ),
]


def _returned(departure: Departure) -> str:
    if departure.kind == DepartureKind.DECEASED and departure.returned_on:
        return "jamais parti·e\u00a0: noté par erreur"
    return format_date(departure.returned_on) if departure.returned_on else ""


_DEPARTURES = [
    Column("Raison", "get_kind_display"),
    Column("À compter du", "effective_on", "date_longue"),
    Column("Noté par", lambda row: row.recorded_by or "la personne"),
    Column("Revenu·e le", _returned),
]
_MERGES = [
    Column("Réunion", "pk", url=lambda row: reverse("members_staff:merge", args=[row.pk])),
    Column("Fiche gardée", "kept.number"),
    Column("Fiche réunie", "absorbed.number"),
    Column("Le", "created_at", "date_longue"),
    Column("Défaite le", "undone_at", "date_longue"),
]
_EXCLUSIONS = [
    Column(
        "Ouverte le",
        "opened_on",
        "date_longue",
        url=lambda row: reverse("members_staff:exclusion", args=[row.pk]),
    ),
    Column("Réponse possible jusqu’au", "answer_by", "date_longue"),
    Column("Décidée le", "decided_on", "date_longue"),
]


def _asked_columns(may_see_money: bool) -> list[Column]:
    """What was asked; whoever sees the money goes from a reference to what was paid with it."""

    def url(row: Any) -> str:
        query = urlencode({"q": row.payment_request.reference})
        return f"{reverse('payments_staff:payments')}?{query}" if may_see_money else ""

    return [
        Column("Référence", lambda row: spell(row.payment_request.reference), url=url),
        Column("État", "payment_request.get_state_display"),
        Column("Le", "asked_on", "date_longue"),
        Column("Demandé", "payment_request.amount_cents", "euros", is_number=True),
        Column("Reçu", "payment_request.received_cents", "euros", is_number=True),
    ]


def member_context(request: HttpRequest, member: Member) -> Mapping[str, Any]:
    """Periods, dues, consents, lines of the register, departures, merges, possible doubles, procedures."""
    profile = MemberProfile.objects.filter(member=member).first()
    consents = member.consents.filter(purpose__in=_SEEN).order_by("purpose", "-pk").distinct("purpose")
    both = Q(first=member) | Q(second=member)
    keeps = can_keep_register(request.user)
    is_here = member.merged_into_id is None and member.erased_at is None
    return {
        "period_columns": _PERIODS,
        "periods": member.periods.select_related("dues_request__payment_request").order_by("-starts_on"),
        "asked_columns": _asked_columns(can_see_payments(request.user)),
        "asked": member.dues_requests.select_related("payment_request").order_by("-pk"),
        "consent_columns": _CONSENTS,
        "consents": list[MemberConsent](consents),
        "skills": [SKILLS[code] for code in profile.skills if code in SKILLS] if profile else [],
        "times": [TIMES[code] for code in profile.times if code in TIMES] if profile else [],
        "line_columns": _LINES,
        "lines": member.register.select_related("recorded_by").order_by("-effective_on", "-pk"),
        "departure_columns": _DEPARTURES,
        "departures": member.departures.select_related("recorded_by").order_by("-pk"),
        "merge_columns": _MERGES,
        "merges": Merge.objects.filter(Q(kept=member) | Q(absorbed=member))
        .select_related("kept", "absorbed")
        .order_by("-pk"),
        "pairs": PossibleDuplicate.objects.waiting().filter(both) if keeps and is_here else [],
        "exclusion_columns": _EXCLUSIONS,
        "exclusions": Exclusion.objects.filter(member=member).order_by("-pk")
        if can_exclude(request.user, member)
        else [],
        "keeps": keeps,
        "is_here": is_here,
    }
