"""Two rows become one and two again: nothing financial lost, whatever points at a member follows."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Sum
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import ConsentPurpose, DepartureKind
from milliard.members.models import (
    Departure,
    DuesRequest,
    Member,
    MemberConsent,
    MemberProfile,
    RegisterEntry,
)
from milliard.members.services.exclusions import record_death
from milliard.members.services.joining import NotANaturalPerson
from milliard.members.services.leaving import resign
from milliard.members.services.merging import (
    AlreadyMerged,
    KeepTheOther,
    PeriodsOverlap,
    SameMember,
    merge_members,
    unmerge_members,
)
from milliard.members.tests.factories import ask, make_joined, make_member, make_period, make_rates, pay
from milliard.payments.models import Allocation, Payment, PaymentRequest

pytestmark = pytest.mark.django_db


def _money() -> tuple[Any, ...]:
    sums = [model.objects.aggregate(cents=Sum("amount_cents"))["cents"] for model in (Payment, Allocation)]
    return (*sums, PaymentRequest.objects.count(), Payment.objects.count())


def _rows() -> dict[str, Any]:
    """Every row of every table that points at a member, and members, as they are."""
    tables = {Member, *(relation.related_model for relation in Member._meta.related_objects)}
    left = {RegisterEntry, apps.get_model("members", "Merge")}  # lines are added, never taken away
    volatile = {"updated_at"}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in volatile}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in tables - left
        if not hasattr(model, "pgh_tracked_model")
    }


class TestThereAndBack(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(
        accounts=st.tuples(st.booleans(), st.booleans()),
        paid=st.tuples(st.booleans(), st.booleans()),
        profiles=st.tuples(st.booleans(), st.booleans()),
        takes_the_name=st.booleans(),
    )
    def test_merged_then_separated(
        self,
        accounts: tuple[bool, bool],
        paid: tuple[bool, bool],
        profiles: tuple[bool, bool],
        takes_the_name: bool,
    ) -> None:
        make_rates()
        by = make_person(role=Role.ADMIN)
        rows = [self._one(*told) for told in zip(("Ada", "Adah"), accounts, paid, profiles, strict=True)]
        kept, absorbed = rows
        if all(paid):  # what both paid is for other days
            period = absorbed.periods.get()
            period.starts_on, period.ends_on = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
            period.save()
        before, money = _rows(), _money()
        chosen = {"given_name": absorbed.given_name} if takes_the_name else {}
        merge = merge_members(kept=kept, absorbed=absorbed, chosen=chosen, by=by)
        kept.refresh_from_db()
        assert _money() == money
        assert kept.periods.count() == sum(paid)
        assert kept.dues_requests.count() == sum(paid)
        assert MemberConsent.objects.filter(member=kept).count() == 2
        assert bool(kept.account_id) == any(accounts)
        assert list(Member.objects.present()) == [kept]
        unmerge_members(merge=merge, by=by)
        assert _money() == money
        assert _rows() == before

    def _one(self, given_name: str, has_account: bool, has_paid: bool, has_profile: bool) -> Member:
        made = make_joined if has_account else make_member
        member: Member = made(given_name=given_name, family_name="Goff")
        MemberConsent.objects.create(
            member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=True, wording="Oui."
        )
        if has_profile:
            MemberProfile.objects.create(member=member, birth_year=1980)
        if has_paid:
            member.account = member.account or make_person()
            pay(ask(member), on=timezone.localdate())
            member.refresh_from_db()
        return member


def test_days_paid_twice_are_refused() -> None:
    kept, absorbed = make_member(), make_member("Adah")
    for member in (kept, absorbed):
        make_period(member, dt.date(2026, 1, 1))
    before = _rows()
    with pytest.raises(PeriodsOverlap):
        merge_members(kept=kept, absorbed=absorbed, by=make_person(role=Role.ADMIN))
    assert _rows() == before


def test_two_open_requests_become_one() -> None:
    make_rates()
    kept, absorbed = make_joined(), make_joined(given_name="Adah")
    mine, _ = ask(kept), ask(absorbed)
    merge_members(kept=kept, absorbed=absorbed, by=make_person(role=Role.ADMIN))
    assert [row.pk for row in DuesRequest.objects.filter(member=kept, closed_on__isnull=True)] == [mine.pk]
    assert kept.dues_requests.count() == 2


def test_one_who_left_and_joined_again_did_not_leave() -> None:
    make_rates()
    today = timezone.localdate()
    left, back = make_joined(), make_joined(given_name="Adah")
    pay(ask(left), on=today - dt.timedelta(days=800))
    resign(member=left, by=left.account)
    pay(ask(back), on=today)
    with pytest.raises(KeepTheOther):
        merge_members(kept=left, absorbed=back, by=make_person(role=Role.ADMIN))
    merge_members(kept=back, absorbed=left, by=make_person(role=Role.ADMIN))
    assert not back.departures.exists()
    assert back.periods.count() == 2


def test_who_died_by_one_row_died() -> None:
    make_rates()
    by, kept, dead = make_person(role=Role.ADMIN), make_member(), make_member("Adah")
    record_death(member=dead, on=timezone.localdate(), by=by)
    merge_members(kept=kept, absorbed=dead, by=by)
    assert Departure.objects.get(kind=DepartureKind.DECEASED).member == kept


def test_refusals() -> None:
    by, kept, absorbed = make_person(role=Role.ADMIN), make_member(), make_member("Adah")
    with pytest.raises(SameMember):
        merge_members(kept=kept, absorbed=kept, by=by)
    with pytest.raises(NotANaturalPerson):
        merge_members(kept=kept, absorbed=absorbed, chosen={"given_name": "SARL"}, by=by)
    merge_members(kept=kept, absorbed=absorbed, by=by)
    with pytest.raises(AlreadyMerged):
        merge_members(kept=kept, absorbed=absorbed, by=by)
