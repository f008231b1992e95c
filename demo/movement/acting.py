"""What the invented movement does together: groups, a season of events, missions under way.

Every place, group and event is invented, and says so in its words.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demo.generator.draws import Draws
from demo.movement.acting_words import (
    CARDS,
    DOCUMENT,
    EVENTS,
    GROUPS,
    INVENTED,
    LETTER,
    MISSIONS,
    PAGE,
    TEAMS,
)
from milliard.accounts.models import User
from milliard.letters.services.recipients import NobodyToWrite
from milliard.members.models import Member
from milliard.participation.enums import (
    AssignmentState,
    Proof,
    Recurrence,
    RsvpState,
    SeatState,
)
from milliard.participation.models import (
    Assignment,
    Event,
    GroupSeat,
    Mission,
    Rsvp,
    VolunteerRate,
    WorkingGroup,
)
from milliard.participation.services.cards import CardDetails, write_card
from milliard.participation.services.events import EventDetails, announce_event
from milliard.participation.services.group_letters import send_group_letter
from milliard.participation.services.groups import found_group
from milliard.participation.services.missions import MissionDetails, open_mission, write_mission
from milliard.participation.services.rooms import add_document, write_group_page
from milliard.territories.models import Commune, Department


def write_acting(draws: Draws, members: Sequence[Member], *, today: dt.date, by: User) -> None:
    """Groups, events, missions, and people in them; none where there are too few people."""
    mine = list(Member.objects.filter(account__isnull=False).order_by("pk"))
    around = [member for member in members if member.email][:400]
    groups = _write_groups(draws, around, mine, by)
    _furnish(groups[0], mine[0] if mine else around[0], by)
    _write_cards(today, by)
    _write_events(draws, around, groups, today, by)
    _write_missions(draws, around, groups, today, by)
    VolunteerRate.objects.create(
        valid_from=dt.date(today.year - 2, 1, 1),
        hour_cents=1400,
        source="règle inventée de la démonstration, à remplacer par celle que l’association adopte",
    )


def _write_groups(
    draws: Draws, around: Sequence[Member], mine: Sequence[Member], by: User
) -> list[WorkingGroup]:
    known = Department.objects.in_bulk()
    groups = []
    for place, (name, summary, door, department) in enumerate(GROUPS):
        referent = mine[0] if place == 0 and mine else around[place]
        group = found_group(
            name=name,
            summary=summary,
            description=INVENTED,
            door=door,
            department=known.get(department or ""),
            referent=referent,
            by=by,
        )
        people = [
            one
            for one in around[20 + place * 30 : 20 + place * 30 + draws.randrange(4, 28)]
            if one != referent
        ]
        GroupSeat.objects.bulk_create(
            GroupSeat(group=group, member=one, state=SeatState.IN) for one in people
        )
        groups.append(group)
    asking = around[390:393]
    GroupSeat.objects.bulk_create(
        GroupSeat(group=groups[2], member=one, state=SeatState.ASKED, words="J’ai du temps le soir.")
        for one in asking
    )
    return groups


def _furnish(group: WorkingGroup, referent: Member, by: User) -> None:
    """A page, a document, a letter."""
    write_group_page(group=group, source=PAGE, revision=0, by=by)
    title, name, table = DOCUMENT
    upload = SimpleUploadedFile(name, table.encode(), "text/csv")
    writer = referent.account or by
    add_document(group=group, member=referent, title=title, upload=upload, by=writer)
    subject, source = LETTER
    with suppress(NobodyToWrite):
        send_group_letter(group=group, subject=subject, source=source, by=by)


def _write_cards(today: dt.date, by: User) -> None:
    known = Department.objects.in_bulk()
    for rank, (kind, title, text, url, minutes, department) in enumerate(CARDS, 1):
        details = CardDetails(
            kind, title, text, url, today, minutes, known.get(department or ""), rank=10 * rank
        )
        write_card(details=details, by=by)


def _write_events(
    draws: Draws, around: Sequence[Member], groups: Sequence[WorkingGroup], today: dt.date, by: User
) -> None:
    communes = Commune.objects.in_bulk([row[2] for row in EVENTS if row[2]])
    for title, summary, code, days, hour, hours, seats, guests, group in EVENTS:
        starts = dt.datetime.combine(today + dt.timedelta(days=days), dt.time(hour))
        commune = communes.get(code or "")
        details = EventDetails(
            title=title,
            summary=summary,
            description=INVENTED,
            starts=starts,
            ends=starts + dt.timedelta(hours=hours),
            zone="Indian/Reunion" if code and code.startswith("974") else "Europe/Paris",
            commune=commune,
            address_line="1 rue Inventée" if commune else "",
            is_online=commune is None,
            online_url="" if commune else "https://visio.exemple.invalid/demonstration",
            capacity=seats,
            max_guests=guests,
            group=None if group is None else groups[group],
        )
        monthly = title.startswith("Café")
        event = announce_event(
            details=details,
            recurrence=Recurrence.MONTHLY_WEEKDAY if monthly else None,
            until=today + dt.timedelta(days=190) if monthly else None,
            by=by,
        )
        _fill(draws, event, around)


def _fill(draws: Draws, event: Event, around: Sequence[Member]) -> None:
    """Small rooms are full, and people wait."""
    asked = timezone.now() - dt.timedelta(days=3)
    full = event.capacity is not None and event.capacity <= 15
    count = (event.capacity or 0) + 3 if full else draws.randrange(3, 20)
    Rsvp.objects.bulk_create(
        Rsvp(
            event=event,
            member=member,
            state=RsvpState.WAITING if full and place >= (event.capacity or 0) else RsvpState.GOING,
            asked_at=asked + dt.timedelta(minutes=place),
        )
        for place, member in enumerate(around[40 : 40 + count])
    )


def _write_missions(
    draws: Draws, around: Sequence[Member], groups: Sequence[WorkingGroup], today: dt.date, by: User
) -> None:
    communes = Commune.objects.in_bulk([row[5] for row in MISSIONS if row[5]])
    for place, row in enumerate(MISSIONS):
        title, summary, kind, minutes, skill, code, slots, proof, unit, goal, starter, steps = row
        commune = communes.get(code or "")
        details = MissionDetails(
            title=title,
            summary=summary,
            description=INVENTED,
            kind=kind,
            minutes=minutes,
            skill=skill,
            is_remote=commune is None,
            commune=commune,
            group=groups[2] if place == 0 else None,
            slots=slots,
            team_size=TEAMS.get(title),
            deadline_on=today + dt.timedelta(days=30 + 5 * place) if place % 2 else None,
            proof=proof,
            unit=unit,
            goal=goal,
            is_starter=starter,
        )
        mission = open_mission(mission=write_mission(details=details, steps=steps, by=by), by=by)
        _take(draws, mission, around)


def _take(draws: Draws, mission: Mission, around: Sequence[Member]) -> None:
    """Some do it, some have done it."""
    room = mission.slots if mission.slots is not None else 120
    taken = draws.sample(range(len(around)), min(len(around), max(1, room - 1)))
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(
            mission=mission,
            member=around[number],
            state=AssignmentState.DONE if place % 3 else AssignmentState.ACCEPTED,
            accepted_at=now - dt.timedelta(days=12),
            done_at=now - dt.timedelta(days=place % 10) if place % 3 else None,
            minutes_spent=mission.minutes if place % 3 else None,
            quantity=3 if place % 3 and mission.proof == Proof.NUMBER else None,
            words="C’est fait." if place % 3 and mission.proof == Proof.WORDS else "",
        )
        for place, number in enumerate(taken)
    )
