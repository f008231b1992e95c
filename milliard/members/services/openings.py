"""Who looked: a person's data seen by the team, or taken away, leaves a line in the journal."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.models import Member

#: The same person on the same page within this time is one visit.
ONE_VISIT = dt.timedelta(hours=1)
_OPENED = "members.member.opened"


@transaction.atomic
def record_opening(*, member: Member, by: User) -> bool:
    """Write that somebody of the team opened a member's page; False within the same visit."""
    authorize(by, policies.can_see_members)
    lines = registry.get_logs_for_instance(member).filter(action=_OPENED, user=by)
    if lines.filter(timestamp__gte=timezone.now() - ONE_VISIT).exists():
        return False
    journal.record(_OPENED, member, by=by)
    return True


@transaction.atomic
def record_export(*, what: str, on: dt.date, by: User) -> None:
    """Write that somebody takes the register away: which part, as of which day."""
    authorize(by, policies.can_keep_register)
    journal.record("members.register.exported", by, by=by, data={"what": what, "on": on.isoformat()})
