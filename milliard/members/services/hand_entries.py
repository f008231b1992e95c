"""One person written down by the team, from a paper form: the door of the form and of files, by hand.

Whoever looks like somebody known is shown before anything is written; a person says that they are another.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.consents import WORDINGS
from milliard.members.enums import ConsentPurpose, Source
from milliard.members.models import Member, MemberProfile, PossibleDuplicate
from milliard.members.periods import period_paid
from milliard.members.services.dues import ask_dues, give_period, rates_in_force
from milliard.members.services.duplicates import Likeness, pair_of
from milliard.members.services.import_likeness import likely_members, name_them
from milliard.members.services.joining import Identity, create_member, hold_door, write_identity
from milliard.members.services.profiles import record_consent
from milliard.payments.enums import Means
from milliard.payments.services.deposits import receive_at_place


class HandDues(StrEnum):
    """What became of the dues of a paper form."""

    UNPAID = "unpaid"
    CASH = "cash"
    CHEQUE = "cheque"
    #: Counted in other books: the days count, no money is written.
    ELSEWHERE = "elsewhere"


_MEANS = {HandDues.CASH: Means.CASH, HandDues.CHEQUE: Means.CHEQUE}


class LooksLikeSomebody(Refused):
    """Nobody said that they are another person."""

    message = (
        "Cette personne ressemble à quelqu’un que nous connaissons déjà\u00a0: regardez avant de l’inscrire."
    )


class NotYetJoined(Refused):
    message = "La date d’adhésion est dans l’avenir."


@transaction.atomic
def enter_by_hand(
    *,
    identity: Identity,
    joined_on: dt.date,
    origin: str,
    dues: HandDues,
    dues_cents: int | None = None,
    birth_year: int | None = None,
    wants_news: bool = False,
    seen: Collection[int] = (),
    by: User | None,
) -> Member:
    """Write a person down from paper, with what they agreed to and what they paid.

    Paid, they are a member from ``joined_on``, and the register says so; else what is asked waits for its
    money. ``origin``: where and when the paper was filled in. ``seen``: numbers of those they look like, whom
    somebody looked at.

    Raises
    ------
    NotAllowed, NotYetJoined, LooksLikeSomebody, NotANaturalPerson, NotAName, JoiningClosed, UnderTheFloor
    """
    authorize(by, policies.can_keep_register)
    if joined_on > timezone.localdate():
        raise NotYetJoined
    hold_door()
    likely = look_alike(identity, birth_year)
    if not {other.pk for other, _ in likely} <= set(seen):
        raise LooksLikeSomebody
    member = create_member(identity=identity, source=Source.TEAM, by=by)
    if birth_year is not None:
        MemberProfile.objects.create(member=member, birth_year=birth_year)
    _keep_agreements(member, {ConsentPurpose.BIRTH_YEAR: birth_year is not None}, origin)
    _settle(member, dues, dues_cents, joined_on=joined_on, origin=origin, by=by)
    _keep_agreements(member, {ConsentPurpose.NEWSLETTER: wants_news}, origin)
    _put_aside(member, likely, by)
    journal.record("members.member.entered_by_hand", member, by=by, data={"dues": dues.value})
    return member


def look_alike(identity: Identity, birth_year: int | None) -> Sequence[tuple[Member, Likeness]]:
    """Those a person who is not written yet looks like, the likeliest first.

    Raises `NotANaturalPerson`, `NotAName`.
    """
    member = Member()
    write_identity(member, identity)
    if birth_year is not None:
        member.profile = MemberProfile(birth_year=birth_year)
    name_them([member])
    return likely_members([member])[0]


def _keep_agreements(member: Member, given: dict[ConsentPurpose, bool], origin: str) -> None:
    """The words the paper bears are those of the site; the answer says that it was paper, and which."""
    for purpose, is_given in given.items():
        wording = f"{WORDINGS[purpose]} Sur papier\u00a0: {origin}."[:300]
        record_consent(member=member, purpose=purpose, is_given=is_given, by=None, wording=wording)


def _settle(
    member: Member,
    dues: HandDues,
    cents: int | None,
    *,
    joined_on: dt.date,
    origin: str,
    by: User | None,
) -> None:
    rates = rates_in_force(joined_on)
    if dues == HandDues.ELSEWHERE:
        starts_on, ends_on = period_paid(rates.rule, paid_on=joined_on, last_end=None)
        reason = f"formulaire papier, {origin}"[:300]
        give_period(member=member, starts_on=starts_on, ends_on=ends_on, by=by, reason=reason)
        return
    amount = rates.suggested_cents[0] if cents is None else cents
    asked = ask_dues(member=member, dues_cents=amount, by=None)
    if means := _MEANS.get(dues):
        receive_at_place(
            means=means,
            amount_cents=asked.payment_request.amount_cents,
            received_on=joined_on,
            payer_name=member.name,
            request=asked.payment_request,
            label=origin,
            by=by,  # type: ignore[arg-type]  # a person: the form is the team's
        )


def _put_aside(member: Member, likely: Sequence[tuple[Member, Likeness]], by: User | None) -> None:
    """Who was said to be somebody else is not proposed again as the same."""
    pairs = [pair_of(member, other, likeness) for other, likeness in likely]
    for pair in pairs:
        pair.dismissed_at, pair.dismissed_by = timezone.now(), by
    PossibleDuplicate.objects.bulk_create(pairs, ignore_conflicts=True)
