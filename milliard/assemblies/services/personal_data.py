"""What the app knows of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.assemblies.models import (
    AttendanceMark,
    OpenBallot,
    Proxy,
    RollEntry,
    SpeakingRequest,
    VotingRight,
)
from milliard.assemblies.papers import in_words
from milliard.core.declarations import PersonData
from milliard.members.models import Member


def _export(members: QuerySet[Member]) -> list[dict[str, Any]]:
    entries = RollEntry.objects.filter(member__in=members).select_related("assembly").order_by("pk")
    return [_of_entry(entry) for entry in entries]


def _of_entry(entry: RollEntry) -> dict[str, Any]:
    marks = AttendanceMark.objects.filter(entry=entry).order_by("pk")
    given = Proxy.objects.filter(giver=entry).order_by("pk")
    held = Proxy.objects.filter(holder=entry).order_by("pk")
    rights = VotingRight.objects.filter(voter=entry).select_related("resolution").order_by("pk")
    return {
        "assemblée": entry.assembly.title,
        "numéro sur la liste": entry.number,
        "présences": [f"{mark.get_kind_display()} le {mark.marked_at.isoformat()}" for mark in marks],
        "pouvoirs donnés": [proxy.get_state_display() for proxy in given],
        "pouvoirs portés": [proxy.get_state_display() for proxy in held],
        "votes": [_of_right(right) for right in rights],
    }


def _of_right(right: VotingRight) -> dict[str, Any]:
    resolution = right.resolution
    found = {"résolution": resolution.title, "a voté": right.has_voted}
    ballot = OpenBallot.objects.filter(right=right).first()
    if ballot is not None:
        labels = dict(resolution.choices.values_list("number", "label"))
        found["bulletin"] = in_words(resolution, labels, ballot.content)
    return found


def _erase(members: QuerySet[Member]) -> None:
    """The member's row loses its name; the roll, the ledger and named ballots stay under a number."""
    entries = RollEntry.objects.filter(member__in=members)
    SpeakingRequest.objects.filter(entry__in=entries).delete()


_KEPT = (
    "Votre numéro sur la liste de chaque assemblée, vos présences, pouvoirs et votes publics, sans votre nom."
)
PERSON_DATA = PersonData(
    label="assemblées",
    purpose="Les assemblées dont vous étiez votant·e\u00a0: présence, pouvoirs, votes publics.",
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
