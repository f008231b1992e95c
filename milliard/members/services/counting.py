"""The number of members, kept each day so that no page counts a million rows."""

from django.db import transaction
from django.utils import timezone

from milliard.members.models import Member, MemberCount
from milliard.members.models.states import paid_up
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
