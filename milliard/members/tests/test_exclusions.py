"""Nobody is excluded unheard; the dead are not written to."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import DepartureKind, MembershipState
from milliard.members.models import Member
from milliard.members.services.exclusions import (
    AlreadyDecided,
    AlreadyOpen,
    NoLongerAMember,
    NotHeardYet,
    NotYet,
    TooShort,
    answer_exclusion,
    decide_exclusion,
    open_exclusion,
    record_death,
)
from milliard.members.services.leaving import resign
from milliard.members.services.reminders import queue_reminders
from milliard.members.tests.factories import ask, make_joined, make_rates, pay

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def _member(*, days_ago: int = 0) -> Member:
    member = make_joined()
    pay(ask(member), on=timezone.localdate() - days_ago * DAY)
    return member


def _answer_on_the_page(member: Member) -> None:
    client, url = Client(), f"/mon-adhesion/{member.public_id}/repondre/"
    client.force_login(member.account)
    assert "Des injures." in client.get(url).text
    assert client.post(url, {"answer": " "}).status_code == 422
    assert client.post(url, {"answer": "C’est faux."}).status_code == 302
    assert member.exclusions.get().answer == "C’est faux."


def _state(member: Member, rates: object) -> str:
    return Member.objects.with_state(rates, timezone.localdate()).get(pk=member.pk).state  # type: ignore[arg-type]


def test_heard_then_decided(mailoutbox: list[mail.EmailMessage], django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    rates = make_rates()
    admin, member = make_person(role=Role.ADMIN), _member()
    until = timezone.localdate() + 20 * DAY
    with django_capture_on_commit_callbacks(execute=True):
        exclusion = open_exclusion(member=member, grounds="Des injures.", answer_by=until, by=admin)
    told = mailoutbox[-1]
    assert told.to == [member.email]
    assert "Des injures." in told.body
    assert f"/mon-adhesion/{member.public_id}/repondre/" in told.body
    with pytest.raises(NotHeardYet):
        decide_exclusion(exclusion=exclusion, is_excluded=True, decision="Établi.", by=admin)
    with pytest.raises(AlreadyOpen):
        open_exclusion(member=member, grounds="Encore.", answer_by=until, by=admin)
    with pytest.raises(NotAllowed):
        answer_exclusion(exclusion=exclusion, answer="Faux.", by=admin)
    _answer_on_the_page(member)
    with django_capture_on_commit_callbacks(execute=True):
        decide_exclusion(exclusion=exclusion, is_excluded=True, decision="Établi.", by=admin)
    assert "Établi." in mailoutbox[-1].body
    assert _state(member, rates) == MembershipState.LEFT
    with pytest.raises(AlreadyDecided):
        answer_exclusion(exclusion=exclusion, answer="Encore.", by=member.account)
    with pytest.raises(NoLongerAMember):
        open_exclusion(member=member, grounds="Encore.", answer_by=until, by=admin)


def test_time_to_answer_passes() -> None:
    rates = make_rates()
    admin, member = make_person(role=Role.ADMIN), _member()
    today = timezone.localdate()
    with pytest.raises(TooShort):
        open_exclusion(member=member, grounds="Des injures.", answer_by=today + 14 * DAY, by=admin)
    exclusion = open_exclusion(member=member, grounds="Des injures.", answer_by=today + 15 * DAY, by=admin)
    with time_machine.travel(timezone.now() + 16 * DAY):
        decide_exclusion(exclusion=exclusion, is_excluded=True, decision="Établi.", by=admin)
        assert _state(member, rates) == MembershipState.LEFT


def test_an_admin_excludes_not_themselves_nor_an_organiser_anybody() -> None:
    make_rates()
    member = _member()
    for by in (make_person(role=Role.ORGANISER), member.account):
        with pytest.raises(NotAllowed):
            open_exclusion(member=member, grounds="X", answer_by=timezone.localdate() + 20 * DAY, by=by)


def test_death_asks_nothing_and_writes_nothing_more() -> None:
    rates = make_rates(due_soon_days=45)
    organiser, member = make_person(role=Role.ORGANISER), _member(days_ago=340)
    asked = ask(member)
    today = timezone.localdate()
    with pytest.raises(NotYet):
        record_death(member=member, on=today + DAY, by=organiser)
    left = record_death(member=member, on=today - 3 * DAY, by=organiser)
    assert record_death(member=member, on=today, by=organiser) == left
    asked.refresh_from_db()
    assert asked.closed_on == today
    assert _state(member, rates) == MembershipState.LEFT
    assert queue_reminders() == [("rappels d’adhésion", 0)]


def test_death_after_leaving_and_found_out_late() -> None:
    make_rates()
    organiser, member = make_person(role=Role.ORGANISER), _member()
    resign(member=member, by=member.account)
    today = timezone.localdate()
    record_death(member=member, on=today - 30 * DAY, by=organiser)
    rows = list(member.departures.order_by("pk").values_list("kind", "effective_on", "returned_on"))
    assert rows == [
        (DepartureKind.RESIGNED, today, today),
        (DepartureKind.DECEASED, today - 30 * DAY, None),
    ]
