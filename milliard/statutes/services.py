"""Writing the rules of the statutes, and saying that they are the movement's."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.letters.segments import read_conditions
from milliard.statutes import policies
from milliard.statutes.models import College, MajorityRule, Statutes
from milliard.statutes.reports import unanswered


class StatutesAdopted(Refused):
    message = "Ces règles sont adoptées\u00a0: elles ne changent plus. Écrivez une nouvelle version."


class StatutesUnanswered(Refused):
    """A rule has no answer: the platform has none of its own."""

    message = "Des règles n’ont pas de réponse."


@transaction.atomic
def write_statutes(
    *,
    title: str,
    valid_from: dt.date,
    rules: Mapping[str, Any],
    majorities: Sequence[Mapping[str, Any]],
    colleges: Sequence[Mapping[str, Any]] = (),
    statutes: Statutes | None = None,
    by: User | None,
) -> Statutes:
    """Write a version, or rewrite one that is not adopted (``statutes``).

    ``rules``: field of `Statutes` -> answer, None for no answer yet. ``majorities``: fields of
    `MajorityRule`; ``colleges``: of `College`, in order, none for one body. Raises `NotAllowed`,
    `StatutesAdopted`, `UnknownFact`, ``ValidationError``.
    """
    authorize(by, policies.can_write_statutes)
    if statutes is not None:
        statutes = Statutes.objects.select_for_update().get(pk=statutes.pk)
        if statutes.adopted_on is not None:
            raise StatutesAdopted
    statutes = statutes or Statutes()
    statutes.title, statutes.valid_from = title, valid_from
    for name, answer in rules.items():
        setattr(statutes, name, answer)
    statutes.full_clean()
    statutes.save()
    statutes.majorities.all().delete()
    for fields in majorities:
        rule = MajorityRule(statutes=statutes, **fields)
        rule.full_clean()
        rule.save()
    statutes.colleges.all().delete()
    for position, fields in enumerate(colleges, start=1):
        read_conditions(fields["conditions"])
        college = College(statutes=statutes, position=position, **fields)
        college.full_clean(exclude=["conditions"])
        college.save()
    journal.record("statutes.statutes.written", statutes, by=by)
    return statutes


@transaction.atomic
def adopt_statutes(*, statutes: Statutes, by: User | None) -> Statutes:
    """Say that this version is the movement's.

    Raises `NotAllowed`, `StatutesAdopted`, `StatutesUnanswered`.
    """
    authorize(by, policies.can_adopt_statutes, statutes)
    statutes = Statutes.objects.select_for_update().get(pk=statutes.pk)
    if statutes.adopted_on is not None:
        raise StatutesAdopted
    if missing := unanswered(statutes):
        raise StatutesUnanswered("Il reste à répondre\u00a0: " + ", ".join(missing) + ".")
    statutes.adopted_on = timezone.localdate()
    statutes.full_clean()
    statutes.save()
    journal.record("statutes.statutes.adopted", statutes, by=by)
    return statutes
