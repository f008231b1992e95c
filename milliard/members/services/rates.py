"""The dated rules of dues: written ahead, never changed once they count."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.enums import PeriodRule
from milliard.members.models import DuesRates


class RatesInThePast(Refused):
    """Rules do not change what was asked already."""

    message = "Des règles valent au plus tôt aujourd’hui\u00a0: ce qui est demandé ne change pas."


class RatesCount(Refused):
    """They are in force, or were."""

    message = "Ces règles ont déjà servi\u00a0: écrivez-en d’autres, à partir d’une date à venir."


@transaction.atomic
def set_rates(
    *,
    valid_from: dt.date,
    suggested_cents: Sequence[int],
    solidarity_cents: int,
    floor_cents: int,
    period_rule: PeriodRule,
    year_starts: str,
    grace_days: int,
    due_soon_days: int,
    by: User | None,
) -> DuesRates:
    """Write the rules that count from a day on.

    Raises
    ------
    NotAllowed, RatesInThePast, ValidationError
    """
    authorize(by, policies.can_set_dues)
    if by is not None and valid_from < timezone.localdate():
        raise RatesInThePast
    rates = DuesRates(
        valid_from=valid_from,
        suggested_cents=sorted(set(suggested_cents)),
        solidarity_cents=solidarity_cents,
        floor_cents=floor_cents,
        period_rule=period_rule,
        year_starts=year_starts,
        grace_days=grace_days,
        due_soon_days=due_soon_days,
    )
    rates.full_clean()
    rates.save()
    journal.record("members.rates.set", rates, by=by)
    return rates


@transaction.atomic
def withdraw_rates(*, rates: DuesRates, by: User | None) -> None:
    """Take back rules that do not count yet.

    Raises
    ------
    NotAllowed, RatesCount
    """
    authorize(by, policies.can_set_dues)
    rates = DuesRates.objects.select_for_update().get(pk=rates.pk)
    if rates.valid_from <= timezone.localdate():
        raise RatesCount
    journal.record("members.rates.withdrawn", rates, by=by)
    rates.delete()
