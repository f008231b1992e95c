"""Exclusion: grounds told to the person, their right to be heard, then a decision with its reasons."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import emails, policies
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import Departure, Exclusion, Member
from milliard.members.services.dues import NOTHING_MOVES, close_request, lock_dues
from milliard.members.services.entries import write_entry
from milliard.members.services.profiles import forget_profile

#: The shortest time a person has to answer; the statutes may ask for more.
LEAST_DAYS_TO_ANSWER = 15


class AlreadyOpen(Refused):
    message = "Une procédure est déjà ouverte pour cette personne."


class TooShort(Refused):
    message = f"La personne doit avoir au moins {LEAST_DAYS_TO_ANSWER} jours pour répondre."


class NotHeardYet(Refused):
    """The person has not answered and still may."""

    message = "La personne n’a pas encore répondu, et peut encore le faire\u00a0: attendez la date limite."


class AlreadyDecided(Refused):
    message = "Cette procédure est déjà décidée."


class NotYet(Refused):
    message = "Cette date est dans l’avenir."


class NoLongerAMember(Refused):
    message = "Cette personne n’est plus membre."


@transaction.atomic
def open_exclusion(*, member: Member, grounds: str, answer_by: dt.date, by: User) -> Exclusion:
    """Tell a person what is held against them, and until when they may answer.

    Raises
    ------
    NotAllowed, AlreadyOpen, TooShort, NoLongerAMember
    """
    authorize(by, policies.can_exclude, member)
    member = Member.objects.select_for_update().get(pk=member.pk)
    today = timezone.localdate()
    if answer_by < today + dt.timedelta(days=LEAST_DAYS_TO_ANSWER):
        raise TooShort
    if not member.register.exists() or member.departures.filter(returned_on__isnull=True).exists():
        raise NoLongerAMember
    if member.exclusions.filter(decided_on__isnull=True).exists():
        raise AlreadyOpen
    exclusion = Exclusion(member=member, grounds=grounds, opened_by=by, opened_on=today, answer_by=answer_by)
    exclusion.full_clean()
    exclusion.save()
    emails.tell_grounds(exclusion)
    journal.record("members.exclusion.opened", member, by=by)
    return exclusion


@transaction.atomic
def answer_exclusion(*, exclusion: Exclusion, answer: str, by: User) -> Exclusion:
    """The person is heard; they may complete their answer until the decision. Raises `AlreadyDecided`."""
    authorize(by, policies.is_own, exclusion.member)
    exclusion = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    if exclusion.decided_on is not None:
        raise AlreadyDecided
    exclusion.answer, exclusion.answered_at = answer, timezone.now()
    exclusion.full_clean()
    exclusion.save()
    return exclusion


@transaction.atomic
def decide_exclusion(*, exclusion: Exclusion, is_excluded: bool, decision: str, by: User) -> Exclusion:
    """Decide, with reasons. Excluded, the person leaves at once.

    Raises
    ------
    NotAllowed, AlreadyDecided, NotHeardYet
    """
    authorize(by, policies.can_exclude, exclusion.member)
    member, _ = lock_dues(exclusion.member)
    exclusion = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    today = timezone.localdate()
    if exclusion.decided_on is not None:
        raise AlreadyDecided
    if is_excluded and exclusion.answered_at is None and today <= exclusion.answer_by:
        raise NotHeardYet
    exclusion.decided_on, exclusion.decided_by = today, by
    exclusion.is_excluded, exclusion.decision = is_excluded, decision
    exclusion.full_clean()
    exclusion.save()
    emails.tell_decision(exclusion)
    if is_excluded and not member.departures.filter(returned_on__isnull=True).exists():
        _record_departure(member, DepartureKind.EXCLUDED, on=today, by=by)
    journal.record("members.exclusion.decided", member, by=by)
    return exclusion


@transaction.atomic
def record_death(*, member: Member, on: dt.date, by: User | None, told_by: str = "") -> Departure:
    """A person died: nothing is written to them any more, what was asked is no longer asked.

    Told twice, once. ``told_by``: who said so («sa fille»), for the register.

    Raises
    ------
    NotAllowed, NotYet
    """
    authorize(by, policies.can_keep_register)
    if on > timezone.localdate():
        raise NotYet
    known = member.departures.filter(kind=DepartureKind.DECEASED, returned_on=None)
    member, _ = lock_dues(member)
    left = known.first() or _record_departure(
        member, DepartureKind.DECEASED, on=on, by=by, told=f"dit par {told_by}" if told_by else ""
    )
    journal.record("members.death.recorded", member, by=by)
    return left


def _record_departure(
    member: Member, kind: DepartureKind, *, on: dt.date, by: User | None, told: str = ""
) -> Departure:
    """Close a locked member's time here; a departure that is open gives way to this one."""
    for earlier in member.departures.filter(returned_on__isnull=True):
        earlier.returned_on = max(on, earlier.effective_on)
        earlier.save()
    _ask_no_more(member)
    left = Departure.objects.create(member=member, kind=kind, effective_on=on, recorded_by=by)
    reason = ", ".join(filter(None, (str(DepartureKind(kind).label), told)))
    write_entry(member=member, kind=EntryKind.LEFT, effective_on=on, by=by, reason=reason)
    forget_profile(member)
    return left


def _ask_no_more(member: Member) -> None:
    """What is asked is no longer asked; money on its way stays the treasurer's to give back."""
    asked = member.dues_requests.filter(closed_on__isnull=True).select_related("payment_request").first()
    if asked is not None and asked.payment_request.state in NOTHING_MOVES:
        close_request(asked)
