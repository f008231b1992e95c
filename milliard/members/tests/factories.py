"""The smallest valid members."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import EntryKind, PeriodRule
from milliard.members.models import (
    DuesRates,
    DuesRequest,
    Exclusion,
    Member,
    MembershipPeriod,
    PossibleDuplicate,
)
from milliard.members.services.dues import ask_dues
from milliard.members.services.entries import write_entry
from milliard.payments.models import Payment
from milliard.payments.services.ledger import record_payment
from milliard.payments.tests.factories import received


def make_rates(*, valid_from: dt.date = dt.date(2024, 1, 1), **fields: Any) -> DuesRates:
    """The rules from a day on, changed where there were some."""
    known = {
        "suggested_cents": [2000, 3500, 5000],
        "solidarity_cents": 500,
        "floor_cents": 100,
        "period_rule": PeriodRule.ROLLING,
    }
    rates, _ = DuesRates.objects.update_or_create(valid_from=valid_from, defaults={**known, **fields})
    return rates


def make_member(given_name: str = "Ada", family_name: str = "Exemple", **fields: Any) -> Member:
    return Member.objects.create(given_name=given_name, family_name=family_name, **fields)


def make_joined(account: User | None = None, **fields: Any) -> Member:
    """Somebody who has an account, and did not pay yet."""
    account = account or make_person()
    return make_member(account=account, email=account.email, **fields)


def make_period(member: Member, starts_on: dt.date, *, days: int = 365) -> MembershipPeriod:
    ends_on = starts_on + dt.timedelta(days=days - 1)
    return MembershipPeriod.objects.create(member=member, starts_on=starts_on, ends_on=ends_on)


def make_entered(given_name: str = "Ada", *, on: dt.date | None = None, **fields: Any) -> Member:
    """Somebody the register says entered, and whose dues are paid for a year from then."""
    on = on or timezone.localdate()
    member = make_member(given_name, **fields)
    make_period(member, on)
    write_entry(member=member, kind=EntryKind.ENTERED, effective_on=on)
    return member


def make_pair(first: Member | None = None, second: Member | None = None) -> PossibleDuplicate:
    first, second = first or make_member(), second or make_member()
    return PossibleDuplicate.objects.create(first=first, second=second, score=70, alike=["name"])


def make_exclusion(member: Member | None = None) -> Exclusion:
    """A procedure opened today."""
    today = timezone.localdate()
    return Exclusion.objects.create(
        member=member or make_entered(),
        grounds="Des injures.",
        opened_by=make_person(role=Role.ADMIN),
        opened_on=today,
        answer_by=today + dt.timedelta(days=20),
    )


def ask(member: Member, dues_cents: int = 2000, gift_cents: int = 0) -> DuesRequest:
    return ask_dues(member=member, dues_cents=dues_cents, gift_cents=gift_cents, by=member.account)


def pay(dues: DuesRequest, *, on: dt.date, cents: int | None = None) -> Payment:
    """Money for what is asked, all of it unless said."""
    request = dues.payment_request
    request.refresh_from_db()
    return record_payment(received=received(cents or request.due_cents, received_on=on), request=request)
