"""The smallest valid groups, events and missions."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from milliard.accounts.models import User
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import (
    AssignmentState,
    EventState,
    MissionKind,
    MissionState,
    Proof,
    RsvpState,
    SeatState,
)
from milliard.participation.models import (
    Assignment,
    CalendarKey,
    EditorialCard,
    Event,
    GroupDocument,
    GroupSeat,
    Mission,
    Rsvp,
    WorkingGroup,
)
from milliard.participation.services.rooms import add_document
from milliard.territories.tests.factories import make_commune

#: The beginning of a real file: what its type is known by.
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


def make_group(referent: Member | None = None, **fields: Any) -> WorkingGroup:
    number = WorkingGroup.objects.count() + 1
    known = {"name": f"Groupe {number}", "slug": f"groupe-{number}", "summary": "Lire des comptes ensemble."}
    group = WorkingGroup.objects.create(**{**known, **fields})
    member = referent or make_joined()
    GroupSeat.objects.create(group=group, member=member, state=SeatState.IN, is_referent=True)
    return group


def make_document(group: WorkingGroup, member: Member, *, content: bytes = PDF) -> GroupDocument:
    """A file of the group, put there by somebody in it."""
    upload = SimpleUploadedFile("compte-rendu.pdf", content, "application/pdf")
    return add_document(group=group, member=member, title="Compte rendu", upload=upload, by=member.account)


def make_card(**fields: Any) -> EditorialCard:
    known = {
        "kind": "À lire",
        "title": "Le plan d’action",
        "text": "Ce que l’on fera du milliard.",
        "url": "/plan/",
        "starts_on": timezone.localdate(),
    }
    return EditorialCard.objects.create(**{**known, **fields})


def make_event(**fields: Any) -> Event:
    """An event in a week, two hours long."""
    starts_at = fields.pop("starts_at", timezone.now() + dt.timedelta(days=7))
    known = {
        "title": "Lire un bilan à plusieurs",
        "summary": "Deux heures pour comprendre.",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=2),
        "state": EventState.PUBLISHED,
    }
    if not fields.get("is_online"):
        known["commune"] = fields.pop("commune", None) or make_commune()
    return Event.objects.create(**{**known, **fields})


def make_mission(**fields: Any) -> Mission:
    known = {
        "title": "Appeler une organisation",
        "summary": "Une conversation d’une heure.",
        "kind": MissionKind.CALL,
        "minutes": 60,
        "proof": Proof.NONE,
        "is_remote": True,
        "state": MissionState.OPEN,
    }
    return Mission.objects.create(**{**known, **fields})


def rows_of_a_person(user: User) -> None:
    """Everything taking part may hold of somebody."""
    member = Member.objects.filter(account=user).first() or make_joined(user)
    group = make_group(member)
    group.seats.update(words="Je compte.")
    make_document(group, member)
    Rsvp.objects.create(
        event=make_event(),
        member=member,
        state=RsvpState.GOING,
        guests=2,
        asked_at=timezone.now(),
        has_come=True,
    )
    CalendarKey.objects.create(member=member, token=f"secret-{user.pk}")
    Assignment.objects.create(
        mission=make_mission(),
        member=member,
        state=AssignmentState.THANKED,
        reason="près de chez vous",
        done_at=timezone.now(),
        minutes_spent=60,
        words="Trois appels.",
        thanks="Merci à vous.",
    )
