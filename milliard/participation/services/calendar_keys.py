"""The private address of somebody's calendar: drawn, drawn again, taken back."""

import secrets

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.members.models import Member
from milliard.participation import policies
from milliard.participation.models import CalendarKey


@transaction.atomic
def draw_calendar_key(*, member: Member, by: User) -> CalendarKey:
    """Give a member's calendar an address; the one before it answers no more."""
    authorize(by, policies.can_take_part, member)
    member = Member.objects.select_for_update().get(pk=member.pk)
    key = CalendarKey.objects.filter(member=member).first() or CalendarKey(member=member)
    key.token = secrets.token_urlsafe(32)
    key.full_clean()
    key.save()
    return key


@transaction.atomic
def revoke_calendar_key(*, member: Member, by: User) -> None:
    """The address answers no more."""
    authorize(by, policies.can_take_part, member)
    CalendarKey.objects.filter(member=member).delete()
