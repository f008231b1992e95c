"""The smallest valid members."""

import datetime as dt
from typing import Any

from milliard.members.enums import PeriodRule
from milliard.members.models import DuesRates, Member, MembershipPeriod


def make_rates(**fields: Any) -> DuesRates:
    known = {
        "valid_from": dt.date(2024, 1, 1),
        "suggested_cents": [2000, 3500, 5000],
        "solidarity_cents": 500,
        "floor_cents": 100,
        "period_rule": PeriodRule.ROLLING,
    }
    return DuesRates.objects.create(**{**known, **fields})


def make_member(given_name: str = "Ada", family_name: str = "Exemple", **fields: Any) -> Member:
    return Member.objects.create(given_name=given_name, family_name=family_name, **fields)


def make_period(member: Member, starts_on: dt.date, *, days: int = 365) -> MembershipPeriod:
    ends_on = starts_on + dt.timedelta(days=days - 1)
    return MembershipPeriod.objects.create(member=member, starts_on=starts_on, ends_on=ends_on)
