"""Groups: an open door or not, always somebody to welcome."""

from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import GroupDoor, SeatState
from milliard.participation.models import WorkingGroup
from milliard.participation.services import groups
from milliard.participation.tests.factories import make_group

pytestmark = pytest.mark.django_db


def test_an_open_group_is_entered_at_once_the_other_at_the_door(mailoutbox: list[Any]) -> None:
    referent, member = make_joined(), make_joined()
    assert groups.enter_group(group=make_group(), member=member, by=member.account).state == SeatState.IN
    group = make_group(referent, door=GroupDoor.ON_REQUEST)
    asked = groups.enter_group(group=group, member=member, words="Je compte.", by=member.account)
    groups.enter_group(group=group, member=member, by=member.account)
    assert asked.state == SeatState.ASKED
    with pytest.raises(NotAllowed):
        groups.answer_request(seat=asked, is_welcome=True, by=member.account)
    assert groups.answer_request(seat=asked, is_welcome=True, by=referent.account).state == SeatState.IN
    with pytest.raises(groups.NotAtTheDoor):
        groups.answer_request(seat=asked, is_welcome=False, by=referent.account)
    assert [mail.to for mail in mailoutbox] == [[referent.email], [member.email]]
    assert WorkingGroup.objects.with_size().get(pk=group.pk).size == 2


def test_a_group_keeps_a_referent() -> None:
    referent, member = make_joined(), make_joined()
    group = make_group(referent)
    seat = groups.enter_group(group=group, member=member, by=member.account)
    with pytest.raises(groups.NoReferentLeft):
        groups.leave_group(group=group, member=referent, by=referent.account)
    groups.name_group_referent(seat=seat, is_referent=True, by=referent.account)
    left = groups.leave_group(group=group, member=referent, by=referent.account)
    assert left is not None
    assert (left.state, left.is_referent) == (SeatState.LEFT, False)
    assert groups.leave_group(group=group, member=referent, by=referent.account) is None


def test_nobody_enters_what_is_over() -> None:
    organiser = make_person(role=Role.ORGANISER)
    referent = make_joined()
    group = groups.found_group(name="Lire", summary="Ensemble.", referent=referent, by=organiser)
    assert groups.found_group(name="Lire", summary="Aussi.", referent=referent, by=organiser).slug == "lire-2"
    groups.end_group(group=group, by=referent.account)
    member = make_joined()
    with pytest.raises(groups.GroupEnded):
        groups.enter_group(group=group, member=member, by=member.account)
