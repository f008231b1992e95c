"""The smallest valid letters."""

from typing import Any

from django.utils import timezone

from milliard.accounts.models import User
from milliard.letters.enums import AddressTrouble, DeliveryState, Lane, LetterState
from milliard.letters.models import AddressState, Delivery, Letter, Segment, Subscription
from milliard.letters.services.recipients import freeze_recipients
from milliard.members.models import Member
from milliard.members.tests.factories import make_member


def make_subscriber(number: int = 1, **fields: Any) -> Member:
    member = make_member(email=f"membre{number}@exemple.invalid", **fields)
    Subscription.objects.create(member=member)
    return member


def make_letter(**fields: Any) -> Letter:
    segment = fields.pop("segment", None) or Segment.objects.create(name="Tout le monde", conditions=[])
    known = {"subject": "Des nouvelles", "source": "Bonjour {prénom},\n\n[Lire](https://exemple.invalid/a)."}
    return Letter.objects.create(segment=segment, **{**known, **fields})


def make_frozen_letter(lane: Lane = Lane.NEWS, **fields: Any) -> Letter:
    """A letter whose recipients are frozen and whose time has come."""
    letter = make_letter(lane=lane, **fields)
    freeze_recipients(letter=letter, by=None)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SCHEDULED)
    letter.refresh_from_db()
    return letter


def rows_of_a_person(user: User) -> None:
    """A subscription, a letter and a notice that left, an address that no longer answers."""
    member = make_member("Ada", f"Abonnée-{'abcdefghij'[user.pk % 10]}", account=user, email=user.email)
    Subscription.objects.create(member=member)
    for lane in Lane:
        letter = make_letter(lane=lane)
        Delivery.objects.create(
            letter=letter, member=member, address=user.email, state=DeliveryState.ACCEPTED
        )
    AddressState.objects.create(
        address=user.email, trouble=AddressTrouble.SOFT_BOUNCE, since=timezone.now(), cause="4.2.2"
    )
