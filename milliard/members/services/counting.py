"""The number of members, kept each day so that no page counts a million rows."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from milliard.members.enums import MembershipState
from milliard.members.models import DuesRates, Member, MemberCount
from milliard.members.models.states import state_condition
from milliard.members.services.dues import JoiningClosed, rates_in_force


@transaction.atomic
def count_members() -> MemberCount | None:
    """Count who has their dues paid today; again the same day, it is corrected. None before any rule."""
    try:
        rates = rates_in_force()
    except JoiningClosed:
        return None
    today = timezone.localdate()
    paid = Member.objects.present().filter(paid_up(rates, today))
    count, _ = MemberCount.objects.update_or_create(counted_on=today, defaults={"members": paid.count()})
    return count


def paid_up(rates: DuesRates, on: dt.date) -> Q:
    """Who has their dues paid on a day, days of grace included: fast on a million rows."""
    states = (MembershipState.CURRENT, MembershipState.DUE_SOON)
    return reduce(or_, (state_condition(state, rates, on) for state in states))
