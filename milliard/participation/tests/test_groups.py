"""Groups: an open door or not, always somebody to welcome."""

from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import GroupDoor, SeatState
from milliard.participation.models import WorkingGroup
from milliard.participation.services import groups
from milliard.participation.tests.factories import make_group
from milliard.places.tests.factories import make_place

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


def test_the_team_changes_a_group_and_those_who_lead_it(mailoutbox: list[Any]) -> None:
    team, old, new, waiting = make_person(role=Role.ORGANISER), make_joined(), make_joined(), make_joined()
    group = make_group(old, door=GroupDoor.ON_REQUEST)
    groups.enter_group(group=group, member=waiting, by=waiting.account)
    mailoutbox.clear()
    place = make_place()
    said = {"name": "Autre nom", "summary": "Autrement.", "description": "", "department": None}
    change = {**said, "door": GroupDoor.OPEN, "place": place, "referents": [new], "by": team}
    with pytest.raises(NotAllowed):
        groups.change_group(group=group, **{**change, "by": old.account})
    with pytest.raises(groups.NoReferentLeft):
        groups.change_group(group=group, **{**change, "referents": []})
    changed = groups.change_group(group=group, **change)
    assert (changed.name, changed.slug, changed.place) == ("Autre nom", group.slug, place)
    seats = dict(group.seats.values_list("member", "is_referent"))
    assert seats == {old.pk: False, new.pk: True, waiting.pk: False}
    assert set(group.seats.values_list("state", flat=True)) == {SeatState.IN}
    assert [mail.to for mail in mailoutbox] == [[waiting.email]]
    groups.end_group(group=group, by=team)
    with pytest.raises(groups.GroupEnded):
        groups.change_group(group=group, **change)


def test_changed_on_the_teams_screen() -> None:
    referent = make_joined()
    group = make_group(referent)
    client, url = signed_in(Role.ORGANISER), f"/gestion/agir/groupes/{group.slug}/changer/"
    assert referent.number in client.get(url).content.decode()
    typed = {"name": "Compter", "summary": "Ensemble.", "door": "request", "referents": "personne"}
    wrong = client.post(url, typed)
    assert (wrong.status_code, "ne désigne personne" in wrong.content.decode()) == (422, True)
    other = make_joined()
    typed["referents"] = f"{referent.number}, {other.email}"
    assert client.post(url, typed).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.door) == ("Compter", GroupDoor.ON_REQUEST)
    assert group.seats.filter(is_referent=True).count() == 2


def test_a_place_and_its_group_lead_to_each_other() -> None:
    place = make_place()
    group = make_group(place=place)
    client = signed_in(Role.MEMBER)
    assert f'href="/lieux/{place.slug}/"' in client.get(f"/agir/groupes/{group.slug}/").content.decode()
    assert f'href="/agir/groupes/{group.slug}/"' in client.get(f"/lieux/{place.slug}/").content.decode()
