"""A year for news, five for notices."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from milliard.letters.enums import AddressTrouble, DeliveryState, EventKind, Lane
from milliard.letters.models import AddressState, Delivery, DeliveryEvent, Letter
from milliard.letters.services.retention import forget_old, kept_until
from milliard.letters.tests.factories import make_letter
from milliard.members.tests.factories import make_member

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def sent(lane: Lane) -> Delivery:
    letter = make_letter(lane=lane)
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
    letter.refresh_from_db()
    member = make_member(email="ada@exemple.invalid")
    delivery = Delivery.objects.create(
        letter=letter, member=member, address=member.email, state=DeliveryState.ACCEPTED
    )
    DeliveryEvent.objects.create(source="x", external_id=lane, kind=EventKind.SOFT, delivery=delivery)
    return delivery


@pytest.mark.parametrize("lane", Lane)
def test_who_was_written_to_is_forgotten_the_day_that_is_told(lane: Lane) -> None:
    until = kept_until(sent(lane))
    assert until is not None
    for day, is_there in ((until - DAY, True), (until + DAY, False), (until + 2 * DAY, False)):
        with time_machine.travel(dt.datetime(day.year, day.month, day.day, 23, tzinfo=dt.UTC), tick=False):
            forget_old()
        assert Delivery.objects.exists() == DeliveryEvent.objects.exists() == is_there
    assert Letter.objects.exists()


def test_troubles_of_addresses_nobody_has_are_forgotten() -> None:
    make_member(email="ada@exemple.invalid")
    for address in ("ada@exemple.invalid", "personne@exemple.invalid"):
        AddressState.objects.create(
            address=address, trouble=AddressTrouble.HARD_BOUNCE, since=timezone.now(), cause=""
        )
    with time_machine.travel(timezone.now() + 400 * DAY, tick=False):
        forget_old()
    assert AddressState.objects.get().address == "ada@exemple.invalid"
