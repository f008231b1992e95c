"""Mandates: given, ended, never rewritten."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.society import policies
from milliard.society.enums import MandateKind
from milliard.society.models import Mandate
from milliard.territories.models import Department


class MandateAlreadyHeld(Refused):
    message = "Cette personne a déjà ce mandat ces jours-là\u00a0: finissez d’abord l’autre."


class MandateIsOver(Refused):
    message = "Ce mandat est déjà fini."


class EndsBeforeItBegins(Refused):
    message = "Un mandat finit le jour où il commence, ou plus tard."


@transaction.atomic
def give_mandate(
    *,
    member: Member,
    kind: MandateKind,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    department: Department | None = None,
    by: User | None,
) -> Mandate:
    """Charge a member with something from a day on.

    Raises `NotAllowed`, `MandateAlreadyHeld`, `EndsBeforeItBegins`.
    """
    authorize(by, policies.can_keep_mandates)
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItBegins
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    held = Mandate.objects.filter(
        member=member, kind=kind, department=department, starts_on__lte=ends_on or dt.date.max
    )
    if held.exclude(ends_on__lt=starts_on).exists():
        raise MandateAlreadyHeld
    mandate = Mandate(member=member, kind=kind, department=department, starts_on=starts_on, ends_on=ends_on)
    mandate.full_clean()
    mandate.save()
    journal.record("society.mandate.given", mandate, by=by)
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, ends_on: dt.date, why: str, by: User | None) -> Mandate:
    """End a mandate on a day, with the reason. Raises `NotAllowed`, `MandateIsOver`, `EndsBeforeItBegins`."""
    authorize(by, policies.can_end_mandate, mandate)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.ends_on is not None and mandate.ends_on < timezone.localdate():
        raise MandateIsOver
    if ends_on < mandate.starts_on:
        raise EndsBeforeItBegins
    mandate.ends_on, mandate.ended_why = ends_on, why
    mandate.full_clean()
    mandate.save()
    journal.record("society.mandate.ended", mandate, by=by)
    return mandate
