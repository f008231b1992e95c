"""The rules by which the hours given are valued in the yearly accounts."""

import datetime as dt

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.participation import policies
from milliard.participation.models import VolunteerRate


class RuleOfThatDay(Refused):
    message = "Une règle commence déjà ce jour-là\u00a0: choisissez une autre date."


@transaction.atomic
def set_volunteer_rate(*, valid_from: dt.date, hour_cents: int, source: str, by: User) -> VolunteerRate:
    """Write what an hour given is worth from a day on. Raises `RuleOfThatDay`."""
    authorize(by, policies.can_set_volunteer_rates)
    if VolunteerRate.objects.filter(valid_from=valid_from).exists():
        raise RuleOfThatDay
    rate = VolunteerRate(valid_from=valid_from, hour_cents=hour_cents, source=source)
    rate.full_clean()
    rate.save()
    journal.record("participation.volunteering.rule_written", rate, by=by)
    return rate
