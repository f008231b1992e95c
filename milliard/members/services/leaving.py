"""Leaving, effective at once; and coming back."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import emails, policies
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import Departure, Member
from milliard.members.services.dues import CannotReturn, close_request, lock_dues, write_return
from milliard.members.services.entries import write_entry
from milliard.members.services.profiles import forget_profile
from milliard.payments.enums import RequestState


class NotAMember(Refused):
    """Nobody leaves what they never entered, or left already."""

    message = "Cette personne n’est pas membre."


class DuesNeeded(Refused):
    """Nothing paid covers today: the way back is to pay."""

    message = "Pour revenir, une nouvelle cotisation est nécessaire."


@transaction.atomic
def resign(*, member: Member, by: User | None, asked_how: str = "") -> Departure:
    """Leave today: what was asked is no longer asked, what was said of oneself is forgotten.

    ``asked_how``: for somebody who asked the team, by what means («lettre du 3 mars»); the register keeps it.

    Raises
    ------
    NotAllowed, NotAMember
    """
    authorize(by, policies.can_resign, member)
    member, asked = lock_dues(member)
    if not member.register.exists() or member.departures.filter(returned_on__isnull=True).exists():
        raise NotAMember
    if asked is not None and asked.payment_request.state != RequestState.PAID:
        close_request(asked)
    today = timezone.localdate()
    left = Departure.objects.create(
        member=member, kind=DepartureKind.RESIGNED, effective_on=today, recorded_by=by
    )
    reason = ", ".join(filter(None, ("démission", asked_how)))
    write_entry(member=member, kind=EntryKind.LEFT, effective_on=today, by=by, reason=reason)
    forget_profile(member)
    emails.acknowledge_resignation(member)
    if by is not None and not policies.is_own(by, member):
        journal.record("members.member.resigned", member, by=by)
    return left


@transaction.atomic
def come_back(*, member: Member, by: User | None) -> Departure:
    """Return while what was paid still counts: nothing is asked.

    Raises
    ------
    NotAllowed, NotAMember, CannotReturn, DuesNeeded
    """
    authorize(by, policies.can_pay_dues, member)
    member, _ = lock_dues(member)
    left = member.departures.filter(returned_on__isnull=True).first()
    if left is None:
        raise NotAMember
    if left.kind != DepartureKind.RESIGNED:
        raise CannotReturn
    today = timezone.localdate()
    if not member.periods.valid_on(today).filter(starts_on__lte=today, ends_on__gte=today).exists():
        raise DuesNeeded
    write_return(left, today, by=by)
    return left
