"""A death recorded by mistake: everything is as if it had never been written, and the register says so."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import ConsentPurpose, DepartureKind, EntryKind, MembershipState
from milliard.members.models import Departure, Member
from milliard.members.register import RegisterPart, as_they_were, part_of, whole_part_of
from milliard.members.services.deaths import NoDeathRecorded, undo_death
from milliard.members.services.exclusions import record_death
from milliard.members.services.leaving import resign
from milliard.members.services.profiles import agreed_to, record_consent
from milliard.members.tests.factories import ask, make_entered, make_joined, make_period, make_rates, pay
from milliard.payments.enums import Hold

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def team() -> User:
    make_rates()
    return make_person(role=Role.ORGANISER)


def state_on(member: Member, day: dt.date) -> str:
    rates = make_rates()
    return str(Member.objects.with_state(rates, day).get(pk=member.pk).state)


def test_the_state_is_right_on_every_day_and_the_register_says_why(team: User) -> None:
    today = timezone.localdate()
    member = make_entered(on=today - 60 * DAY)
    died_on = today - 30 * DAY
    record_death(member=member, on=died_on, by=team, told_by="un voisin")
    days = [died_on - DAY, died_on, died_on + DAY, today - DAY, today, today + 30 * DAY]
    assert state_on(member, today) == MembershipState.LEFT
    undo_death(member=member, reason="un homonyme", by=team)
    assert {state_on(member, day) for day in days} == {MembershipState.CURRENT}
    rates = make_rates()
    for day in days[:-1]:
        people = Member.objects.present()
        assert list(part_of(people, RegisterPart.MEMBERS, rates, day)) == [member]
        assert not whole_part_of(people, RegisterPart.LEFT, rates, day)
        row = people.get(pk=member.pk)
        as_they_were([row], rates, day)
        assert (row.left_on, row.left_kind) == (None, None)  # type: ignore[attr-defined]
    lines = list(member.register.order_by("pk").values_list("kind", "effective_on", "reason"))
    assert lines[1:] == [
        (EntryKind.LEFT, died_on, "décès, dit par un voisin"),
        (EntryKind.CORRECTED, died_on, "décès noté par erreur, un homonyme"),
    ]
    assert member.register.order_by("pk").last().recorded_by == team
    assert ModelLogEntry.objects.filter(action="members.death.undone", user=team).count() == 1


def test_once_and_by_who_keeps_the_register(team: User) -> None:
    member = make_entered()
    with pytest.raises(NoDeathRecorded):
        undo_death(member=member, reason="erreur", by=team)
    today = timezone.localdate()
    record_death(member=member, on=today, by=team)
    with pytest.raises(NotAllowed):
        undo_death(member=member, reason="erreur", by=make_person(role=Role.TREASURER))
    undo_death(member=member, reason="erreur", by=team)
    with pytest.raises(NoDeathRecorded):
        undo_death(member=member, reason="erreur", by=team)
    record_death(member=member, on=today, by=team)
    assert state_on(member, today) == MembershipState.LEFT
    assert Departure.objects.filter(kind=DepartureKind.DECEASED, returned_on=None).count() == 1


def test_who_had_resigned_has_still_resigned(team: User) -> None:
    today = timezone.localdate()
    for days_before in (-10, 10):
        member = make_joined()
        with time_machine.travel(timezone.now() - 40 * DAY):
            pay(ask(member), on=timezone.localdate())
        with time_machine.travel(timezone.now() - 20 * DAY):
            resign(member=member, by=member.account)
        record_death(member=member, on=today - 20 * DAY + days_before * DAY, by=team)
        undo_death(member=member, reason="un homonyme", by=team)
        assert state_on(member, today - 25 * DAY) == MembershipState.CURRENT
        assert state_on(member, today) == MembershipState.LEFT
        open_one = member.departures.get(returned_on=None)
        assert (open_one.kind, open_one.effective_on) == (DepartureKind.RESIGNED, today - 20 * DAY)


def test_dues_paid_meanwhile_count(team: User) -> None:
    today = timezone.localdate()
    member = make_joined()
    asked = ask(member)
    asked.payment_request.state = "pending"
    asked.payment_request.save()
    record_death(member=member, on=today, by=team)
    payment = pay(asked, on=today)
    assert not member.periods.exists()
    undo_death(member=member, reason="un homonyme", by=team)
    period = member.periods.get()
    assert (period.starts_on, payment.hold) == (today, Hold.NONE)
    assert state_on(member, today) == MembershipState.CURRENT


def test_news_that_the_death_ended_resume_and_no_others(team: User) -> None:
    reader, silent = make_entered(), make_entered(given_name="Zoé")
    for member in (reader, silent):
        record_consent(member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=True, by=None)
        record_consent(member=member, purpose=ConsentPurpose.LOT, is_given=True, by=None)
    record_consent(member=silent, purpose=ConsentPurpose.NEWSLETTER, is_given=False, by=None)
    for member in (reader, silent):
        record_death(member=member, on=timezone.localdate(), by=team)
        assert not agreed_to(member)
        undo_death(member=member, reason="erreur", by=team)
    assert agreed_to(reader) == {ConsentPurpose.NEWSLETTER}
    assert "par erreur" in reader.consents.order_by("pk").last().wording
    assert not agreed_to(silent)


def test_from_the_members_page(team: User) -> None:
    member = make_entered()
    make_period(member, timezone.localdate() + 400 * DAY)
    client, page = signed_in(Role.ORGANISER), f"/gestion/membres/{member.public_id}/"
    assert "deces-annuler/" not in client.get(page).content.decode()
    record_death(member=member, on=timezone.localdate(), by=team)
    assert "deces-annuler/" in client.get(page).content.decode()
    empty = client.post(f"{page}deces-annuler/", {})
    assert (empty.status_code, "Écrivez comment" in empty.content.decode()) == (422, True)
    assert client.post(f"{page}deces-annuler/", {"reason": "un homonyme"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "noté par erreur" in shown
    assert "deces-annuler/" not in shown
