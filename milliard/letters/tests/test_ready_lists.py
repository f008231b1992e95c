"""Lists that apps keep ready: the same people as on the organiser's desk, one press away from a letter."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.letters.models import Letter, Segment
from milliard.letters.segments import members_of, read_conditions, ready_segments
from milliard.members import desk
from milliard.members.models import Member
from milliard.members.tests.factories import ask, make_joined, make_member, make_period, make_rates, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def desk_of(client: Client) -> str:
    return client.get(reverse("members_staff:desk")).content.decode()


def test_a_list_of_the_desk_is_written_to_in_one_press(organiser: Client) -> None:
    """Whoever may write follows a link whose form has the list chosen; it is kept once, with the draft."""
    make_rates()
    pay(ask(make_joined()), on=timezone.localdate())
    address = "/gestion/lettres/nouvelle/?liste=members.newcomers"
    assert f'href="{address}"' in desk_of(organiser)
    assert "?liste=" not in desk_of(signed_in(Role.TREASURER))
    form = organiser.get(address).context["form"]
    assert (form["segment"].value(), Segment.objects.exists()) == ("members.newcomers", False)
    typed = {"subject": "Bienvenue", "source": "Bonjour {prénom}", "lane": "news"}
    organiser.post(address, {**typed, "segment": "members.newcomers"})
    assert Letter.objects.get().segment == Segment.objects.get()
    again = organiser.get(address).context["form"]
    assert again["segment"].value() == str(Segment.objects.get().pk)
    organiser.post(address, {**typed, "segment": again["segment"].value()})
    assert (Letter.objects.count(), Segment.objects.count()) == (2, 1)


@pytest.mark.parametrize("on", [dt.date(2027, 3, 1), dt.date(2028, 2, 29)])
def test_ready_lists_are_the_people_of_the_desk(on: dt.date) -> None:
    rates, noon = make_rates(), dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.UTC)
    for days in (0, 6, 7, 40):
        with time_machine.travel(noon - dt.timedelta(days=days), tick=False):
            pay(ask(make_joined(given_name=f"Arrivée {'abcdefgh'[days % 8]}")), on=on - dt.timedelta(days))
    for days in (0, 59, 60, 61):
        begun = make_member(given_name=f"Commence {'abcdefgh'[days % 8]}")
        Member.objects.filter(pk=begun.pk).update(created_at=noon - dt.timedelta(days=days))
    for days in (-31, -30, 0, 45, 46):
        ends = on + dt.timedelta(days=days)
        make_period(make_member(given_name="Finit"), ends - dt.timedelta(364))
    ready = {
        code: members_of(read_conditions(one.conditions), on=on) for code, one in ready_segments().items()
    }
    with time_machine.travel(noon, tick=False):
        assert set(ready["members.newcomers"]) == {row.member for row in desk.entries(on)}
        assert set(ready["members.ending"]) == {row.member for row in desk.ending(rates, on)}
        assert set(ready["members.stopped"]) == set(desk.began(on))
    assert {code: len(found) for code, found in ready.items()} == {
        "members.newcomers": 2,
        "members.ending": 3,
        "members.stopped": 3,
    }
