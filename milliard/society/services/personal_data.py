"""What the app knows of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Member
from milliard.society.models import DrawEntry, Mandate


def _export(members: QuerySet[Member]) -> dict[str, Any]:
    entries = DrawEntry.objects.filter(member__in=members).select_related("draw").order_by("pk")
    mandates = Mandate.objects.filter(member__in=members).select_related("department").order_by("pk")
    return {
        "tirages au sort": [
            {
                "tirage": entry.draw.title,
                "volontaire depuis": entry.volunteered_at.isoformat(),
                "texte lu": entry.wording,
                "où en est-ce": entry.get_state_display(),
                "numéro dans le rapport": entry.number,
                "chance d’être tiré·e": entry.chance,
                "réponse le": entry.answered_at.isoformat() if entry.answered_at else "",
            }
            for entry in entries
        ],
        "mandats": [
            {
                "mandat": mandate.get_kind_display(),
                "département": str(mandate.department or ""),
                "depuis le": mandate.starts_on.isoformat(),
                "jusqu’au": mandate.ends_on.isoformat() if mandate.ends_on else "",
                "pourquoi fini": mandate.ended_why,
            }
            for mandate in mandates
        ],
    }


def _erase(members: QuerySet[Member]) -> None:
    """What tied a number of a report to a person goes: the report stays as published, and verifiable."""
    mine = list(members.values_list("pk", flat=True))
    DrawEntry.objects.filter(member__in=mine).delete()
    Mandate.objects.filter(member__in=mine).delete()


_KEPT = (
    "Le rapport d’un tirage, où vos réponses paraissent sous un numéro tiré au hasard\u00a0: plus"
    " rien ne dit que c’était"
    " le vôtre."
)
PERSON_DATA = PersonData(
    label="tirages au sort et mandats",
    purpose="Les tirages au sort où vous êtes volontaire, ce que le sort a dit, vos mandats.",
    kept=_KEPT,
    export=lambda user: _export(_of(user)),
    erase=lambda user: _erase(_of(user)),
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label, purpose=PERSON_DATA.purpose, kept=_KEPT, export=_export, erase=_erase
)


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user)
