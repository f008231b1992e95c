"""Saying yes or no to news, and how often.

The yes of a person whose address was proved holds at once; another address is asked first, by a mail whose
link says yes when a person presses its button.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.mail import queue_mail
from milliard.core.refusals import Refused
from milliard.letters.emails import CONFIRM_SUBSCRIPTION
from milliard.letters.enums import AddressTrouble, DeliveryState, Lane, Rhythm
from milliard.letters.models import AddressState, Delivery, Subscription
from milliard.letters.services.events import note_trouble
from milliard.letters.services.recipients import NO_LONGER_WANTED
from milliard.letters.writing import member_of_token, site_url
from milliard.members.enums import ConsentPurpose
from milliard.members.models import Member, MemberConsent
from milliard.members.policies import is_own

_SALT = "letters.confirm"
#: How long the link of a confirmation works.
CONFIRM_FOR = dt.timedelta(days=7)
_YES = "Recevoir les nouvelles, choisi sur la page «\u00a0Mon abonnement\u00a0»."
_CONFIRMED = "Recevoir les nouvelles, confirmé depuis le message envoyé à cette adresse."
_NO = "Ne plus recevoir les nouvelles, choisi sur la page «\u00a0Mon abonnement\u00a0»."
_UNSUBSCRIBED = "Ne plus recevoir les nouvelles, depuis le lien d’une lettre."
_AGAIN = "Recevoir à nouveau les nouvelles, depuis la page de désabonnement."


class NoAddress(Refused):
    """News go by mail only."""

    message = "Nous n’avons pas d’adresse e-mail où vous écrire. Ajoutez-en une dans votre adhésion."


class LinkOver(Refused):
    """The link is too old, was altered, or the address changed since."""

    message = "Ce lien n’est plus valable. Choisissez à nouveau, nous vous en enverrons un autre."


@transaction.atomic
def choose_rhythm(*, member: Member, rhythm: Rhythm | None, by: User | None) -> bool:
    """Subscribe at a rhythm, change it, or stop (None). False when the address must first say yes itself.

    Raises `NotAllowed`, `NoAddress`.
    """
    authorize(by, is_own, member)
    if rhythm is None:
        _stop(member, _NO)
        return True
    if not member.email:
        raise NoAddress
    if not Subscription.objects.filter(member=member, is_on=True).exists() and not _is_proved(member):
        _ask_address(member, rhythm)
        return False
    _start(member, rhythm, _YES)
    return True


def follow_consent(
    sender: object,
    member: Member,
    purpose: ConsentPurpose,
    is_given: bool,
    is_restored: bool = False,
    **kwargs: object,
) -> None:
    """Receiver of ``members.signals.consent_recorded``: the same yes or no, said while joining or later.

    One that a mistake of ours had ended holds again at its own rhythm, and nobody is asked anew.
    """
    if purpose != ConsentPurpose.NEWSLETTER:
        return
    former = Subscription.objects.filter(member=member).first() if is_restored else None
    if not is_given:
        _turn_off(member)
    elif former is not None:
        _turn_on(member, Rhythm(former.rhythm))
    elif _is_proved(member):
        _turn_on(member, Rhythm.AT_ONCE)
    elif member.email:
        _ask_address(member, Rhythm.AT_ONCE)


def _ask_address(member: Member, rhythm: Rhythm) -> None:
    """Double opt-in: the address itself says yes."""
    token = signing.dumps([member.public_id.hex, member.email, rhythm], salt=_SALT)
    context = {"url": site_url("letters:confirm", token), "given_name": member.given_name}
    queue_mail(CONFIRM_SUBSCRIPTION, to=member.email, context=context)


@transaction.atomic
def confirm_subscription(*, token: str) -> Member:
    """The yes of an address that was asked. Said twice, once. Raises `LinkOver`."""
    member, rhythm = read_confirmation(token)
    _start(member, rhythm, _CONFIRMED)
    return member


def read_confirmation(token: str) -> tuple[Member, Rhythm]:
    """Who a confirmation is of. Raises `LinkOver`."""
    try:
        public_id, address, rhythm = signing.loads(token, salt=_SALT, max_age=CONFIRM_FOR)
    except signing.BadSignature:
        raise LinkOver from None
    member = Member.objects.present().filter(public_id=public_id, email__iexact=address).first()
    if member is None:
        raise LinkOver
    return member, Rhythm(rhythm)


@transaction.atomic
def unsubscribe(*, token: str) -> None:
    """No more news for whoever this address of a letter is of. Asked twice, once; nothing for a wrong one."""
    member = member_of_token(token)
    if member is not None:
        _stop(member, _UNSUBSCRIBED)


@transaction.atomic
def subscribe_again(*, token: str) -> None:
    """News again, at the rhythm they had: the address of a letter proves that of the person."""
    member = member_of_token(token)
    former = Subscription.objects.filter(member=member).first()
    if member is not None and former is not None and member.email:
        _start(member, Rhythm(former.rhythm), _AGAIN)


def _start(member: Member, rhythm: Rhythm, wording: str) -> None:
    if _turn_on(member, rhythm):
        _record(member, wording, is_given=True)


def _stop(member: Member, wording: str) -> None:
    if _turn_off(member):
        _record(member, wording, is_given=False)


def _turn_on(member: Member, rhythm: Rhythm) -> bool:
    """Whether it was off."""
    row, is_new = Subscription.objects.select_for_update().get_or_create(
        member=member, defaults={"rhythm": rhythm}
    )
    if not is_new and row.rhythm != rhythm:
        # Letters that left at once count: none comes sooner than the new rhythm after the last of them.
        row.last_sent_at = max(filter(None, (row.last_sent_at, _last_news_at(member))), default=None)
    was_on, row.rhythm, row.is_on = row.is_on and not is_new, rhythm, True
    row.save()
    AddressState.objects.filter(address__iexact=member.email, trouble=AddressTrouble.OPTED_OUT).delete()
    return not was_on


def _turn_off(member: Member) -> bool:
    """Whether it was on."""
    row = Subscription.objects.select_for_update().filter(member=member, is_on=True).first()
    if row is None:
        return False
    row.is_on = False
    row.save()
    not_begun = Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.QUEUED))
    news = not_begun.filter(member=member, letter__lane=Lane.NEWS).values_list("pk", flat=True)
    # By number, and their state asked again: what the queue took meanwhile is the queue's.
    not_begun.filter(pk__in=list(news)).update(state=DeliveryState.SKIPPED, reply=NO_LONGER_WANTED)
    _note_opted_out(member)
    return True


def _note_opted_out(member: Member) -> None:
    """The address opts out with the last of those who share it."""
    others = Subscription.objects.filter(member__email__iexact=member.email, is_on=True)
    if member.email and not others.exists():
        note_trouble(address=member.email, trouble=AddressTrouble.OPTED_OUT, cause="demandé par la personne")


def _record(member: Member, wording: str, *, is_given: bool) -> None:
    MemberConsent.objects.create(
        member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=is_given, wording=wording
    )


def _is_proved(member: Member) -> bool:
    """Whether the person's account proved this very address."""
    proved = EmailAddress.objects.filter(user=member.account, verified=True, email__iexact=member.email)
    return member.account_id is not None and proved.exists()


def _last_news_at(member: Member) -> dt.datetime | None:
    sent = Delivery.objects.filter(member=member, state=DeliveryState.ACCEPTED, letter__lane=Lane.NEWS)
    last: dt.datetime | None = sent.order_by("-pk").values_list("settled_at", flat=True).first()
    return last
