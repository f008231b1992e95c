"""The last seat, the last slot, a page two hosts rewrite: real transactions, many at once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import RsvpState
from milliard.participation.models import Assignment, Event, Rsvp
from milliard.participation.services import missions, rsvps
from milliard.participation.tests.factories import make_event, make_mission
from milliard.places.services import places
from milliard.places.tests.factories import details, make_place


def ask(event: Event, member: Member) -> Rsvp:
    return rsvps.ask_seat(event=event, member=member, by=member.account)


def test_the_last_seat_asked_by_fifty_at_once_is_taken_by_one(in_threads: Callable[..., list[Any]]) -> None:
    event = make_event(capacity=1)
    members = [make_joined() for _ in range(50)]
    results = in_threads(*(partial(ask, event, member) for member in members))
    assert [row for row in results if isinstance(row, Exception)] == []
    assert Rsvp.objects.filter(event=event, state=RsvpState.GOING).count() == 1
    line = list(Rsvp.objects.filter(event=event).in_line())
    assert len(line) == 49
    winner = Rsvp.objects.select_related("member__account").get(event=event, state=RsvpState.GOING)
    rsvps.give_back_seat(event=event, member=winner.member, by=winner.member.account)
    assert Rsvp.objects.get(event=event, state=RsvpState.GOING) == line[0]


def test_the_last_slot_asked_by_fifty_at_once_is_taken_by_one(in_threads: Callable[..., list[Any]]) -> None:
    mission = make_mission(slots=1)
    members = [make_joined() for _ in range(50)]
    results = in_threads(
        *(
            lambda member=member: missions.accept_mission(mission=mission, member=member, by=member.account)
            for member in members
        )
    )
    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert sum(isinstance(result, missions.NoSlotLeft) for result in results) == 49
    assert Assignment.objects.count() == 1


def test_two_hosts_who_edit_at_once_do_not_undo_one_another(in_threads: Any) -> None:
    host = make_joined()
    place = make_place(host)
    same = details(commune=place.commune)
    first, second = in_threads(
        lambda: places.edit_place(
            place=place, details=replace(same, hours="matin"), revision=1, by=host.account
        ),
        lambda: places.edit_place(
            place=place, details=replace(same, hours="soir"), revision=1, by=host.account
        ),
    )
    refused = [one for one in (first, second) if isinstance(one, places.ChangedMeanwhile)]
    place.refresh_from_db()
    assert len(refused) == 1
    assert (place.revision, place.hours in ("matin", "soir")) == (2, True)
