"""What is counted each night, so that no page counts a million rows."""

from django.db import transaction
from django.utils import timezone

from milliard.members import desk
from milliard.members.models import DeskCount, DuesRates, Member, MemberCount, PossibleDuplicate
from milliard.members.models.states import paid_up
from milliard.members.services.dues import JoiningClosed, rates_in_force


@transaction.atomic
def count_desk() -> DeskCount:
    """Count all that the organiser's desk shows, whatever it takes; counted again, it is corrected."""
    today = timezone.localdate()
    rates = DuesRates.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    arrived = list(desk.by_department(desk.entries(today)))
    row = DeskCount.objects.select_for_update().order_by("pk").first() or DeskCount()
    row.counted_at = timezone.now()
    row.newcomers, row.by_department = sum(count for _, count in arrived), arrived
    row.ending, row.began = desk.ending(rates, today).count(), desk.began(today).count()
    row.duplicates = PossibleDuplicate.objects.waiting().count()
    row.reminders = list(desk.by_step(desk.reminders(today)))
    row.save()
    return row


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
