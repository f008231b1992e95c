"""Seats: never more than there are, the waiting list in its order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import EventState, RsvpState
from milliard.participation.models import Event, Rsvp
from milliard.participation.services import rsvps
from milliard.participation.tests.factories import make_event

pytestmark = pytest.mark.django_db
GOING, WAITING, WITHDRAWN = RsvpState.GOING, RsvpState.WAITING, RsvpState.WITHDRAWN


def ask(event: Event, member: Member, guests: int = 0) -> Rsvp:
    return rsvps.ask_seat(event=event, member=member, guests=guests, by=member.account)


def give_back(event: Event, member: Member) -> Rsvp | None:
    return rsvps.give_back_seat(event=event, member=member, by=member.account)


def states(event: Event) -> dict[int, tuple[str, int]]:
    return {row.member_id: (row.state, row.guests) for row in event.rsvps.all()}


def test_a_group_that_stands_first_is_not_overtaken() -> None:
    event = make_event(capacity=2, max_guests=2)
    ada, bob, cid, dan = (make_joined() for _ in range(4))
    assert ask(event, ada).state == GOING
    assert ask(event, bob, guests=1).state == WAITING
    assert ask(event, cid).state == WAITING  # a seat is free, but bob was first
    assert ask(event, dan).state == WAITING
    give_back(event, ada)
    assert states(event)[bob.pk] == (GOING, 1)
    assert states(event)[cid.pk][0] == WAITING
    give_back(event, bob)
    assert [states(event)[one.pk][0] for one in (cid, dan)] == [GOING, GOING]


def test_who_waits_may_come_with_fewer_and_moves_at_once(mailoutbox: list[Any]) -> None:
    event = make_event(capacity=2, max_guests=2)
    ada, bob = make_joined(), make_joined()
    ask(event, ada)
    assert ask(event, bob, guests=2).state == WAITING
    mailoutbox.clear()
    assert ask(event, bob, guests=0).state == GOING
    assert [mail.subject for mail in mailoutbox] == [
        "Une place s’est libérée pour vous\u00a0: Lire un bilan à plusieurs"
    ]


def test_a_seat_is_kept_when_more_guests_do_not_fit() -> None:
    event = make_event(capacity=2, max_guests=5)
    ada = make_joined()
    ask(event, ada, guests=1)
    with pytest.raises(rsvps.NoSeatForGuests):
        ask(event, ada, guests=2)
    assert states(event) == {ada.pk: (GOING, 1)}
    with pytest.raises(rsvps.TooManyGuests):
        ask(event, ada, guests=6)


def test_nobody_comes_to_what_is_over_or_cancelled_nor_for_another() -> None:
    member = make_joined()
    for event in (make_event(state=EventState.CANCELLED), make_event(state=EventState.DRAFT)):
        with pytest.raises(rsvps.NotTakingPeople):
            ask(event, member)
    with pytest.raises(NotAllowed):
        rsvps.ask_seat(event=make_event(), member=member, by=make_person())


ACTS = st.lists(
    st.tuples(st.sampled_from(["ask", "back"]), st.integers(0, 4), st.integers(0, 2)), max_size=14
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS, st.integers(1, 4))
def test_any_story_is_that_of_a_slow_list(acts: list[tuple[str, int, int]], capacity: int) -> None:
    """Beside a plain list of (person, seats, comes), told over again from its start at each act."""
    event = make_event(capacity=capacity, max_guests=2)
    members = [make_joined() for _ in range(5)]
    line: list[list[Any]] = []  # [person, seats, comes], in the order asked

    def taken() -> int:
        return sum(seats for _, seats, comes in line if comes)

    def move() -> None:
        for row in line:
            if not row[2]:
                if taken() + row[1] > capacity:
                    return
                row[2] = True

    for act, who, guests in acts:
        mine = next((row for row in line if row[0] == who), None)
        if act == "back":
            give_back(event, members[who])
            line = [row for row in line if row[0] != who]
        elif mine is None:
            ask(event, members[who], guests)
            line.append([who, 1 + guests, False])
        elif not mine[2]:
            ask(event, members[who], guests)
            mine[1] = 1 + guests
        else:
            more = 1 + guests - mine[1]
            is_refused = more > 0 and (taken() + more > capacity or not all(row[2] for row in line))
            if is_refused:
                with pytest.raises(rsvps.NoSeatForGuests):
                    ask(event, members[who], guests)
            else:
                ask(event, members[who], guests)
                mine[1] = 1 + guests
        move()
    expected = {members[who].pk: (GOING if comes else WAITING, seats - 1) for who, seats, comes in line}
    assert {pk: row for pk, row in states(event).items() if row[0] != WITHDRAWN} == expected
