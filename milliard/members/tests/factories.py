"""The smallest valid members."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import ConsentPurpose, EntryKind, PeriodRule
from milliard.members.models import (
    DuesRates,
    DuesRequest,
    Exclusion,
    Member,
    MemberProfile,
    MembershipPeriod,
    PossibleDuplicate,
)
from milliard.members.services.cards import draw_cards
from milliard.members.services.dues import ask_dues
from milliard.members.services.entries import write_entry
from milliard.members.services.merging import merge_members
from milliard.members.services.profiles import record_consent
from milliard.payments.models import Payment
from milliard.payments.services.ledger import record_payment
from milliard.payments.tests.factories import received
from milliard.territories.tests.factories import make_commune


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


def rows_of_a_person(user: User) -> None:
    """Everything members may hold of somebody: all is said, written by the team, merged, excluded."""
    make_rates()
    mine = make_joined(
        user,
        family_name=f"Effacée-{'abcdefghij'[user.pk % 10]}",
        phone="+33612345678",
        commune=make_commune(),
    )
    draw_cards([mine])
    MemberProfile.objects.create(
        member=mine,
        birth_year=1980,
        gender="woman",
        occupation="5",
        priority_area="inside",
        skills=["cooking"],
        times=["saturday"],
        wants_lot=True,
    )
    record_consent(member=mine, purpose=ConsentPurpose.LOT, is_given=True, by=None)
    write_entry(
        member=mine,
        kind=EntryKind.ENTERED,
        effective_on=dt.date(2026, 1, 5),
        reason=f"Présentée par {mine.given_name}.",
    )
    Exclusion.objects.create(
        member=mine,
        grounds="Des mots.",
        opened_by=user,
        opened_on=dt.date(2026, 2, 1),
        answer_by=dt.date(2026, 3, 1),
        answer="D’autres mots.",
        decision="Rien.",
        decided_on=dt.date(2026, 4, 1),
        is_excluded=False,
    )
    ask(mine)
    twin = make_member(mine.given_name, mine.family_name, email=mine.email)
    merge_members(kept=mine, absorbed=twin, by=None)
    PossibleDuplicate.objects.create(first=mine, second=twin, score=80, alike=["name"])
