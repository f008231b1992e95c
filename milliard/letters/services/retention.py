"""What letters keep, until when, its forgetting, and counts added up; see `milliard.core.batches`."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from milliard.core.batches import Step
from milliard.letters import tasks
from milliard.letters.enums import Lane
from milliard.letters.models import AddressState, Delivery, DeliveryCount, DeliveryEvent, Letter
from milliard.letters.services.counts import add_up_counts
from milliard.members.models import Member

#: Who was written to, and where: a year for news, five for notices, whose sending may have to be proved.
KEPT_YEARS = {Lane.NEWS: 1, Lane.LEGAL: 5}
_DAYS = 365.25


def kept_until(delivery: Delivery) -> dt.date | None:
    """The day a delivery is forgotten; None while its letter has not left."""
    left_at = delivery.letter.sent_at or delivery.letter.frozen_at
    return timezone.localdate(left_at + _kept(delivery.letter.lane)) if left_at else None


def forget_old() -> Sequence[tuple[str, int]]:
    """Housekeeping: queue the forgetting of what is old, batch by batch, and the adding up of what has left;
    how much there is."""
    old = {
        "envois anciens": _old_letters().count(),
        "nouvelles d’envois sans envoi": _old_events().count(),
        "états d’adresses que personne n’a": _nobodys_addresses().count(),
    }
    parts = DeliveryCount.objects.parts_of_letters_that_left().count()
    if parts or any(old.values()):
        tasks.forget_old_letters.enqueue()
    return [
        *((f"{label} à oublier", count) for label, count in old.items()),
        ("parts de comptes d’envois à additionner", parts),
    ]


def forget_deliveries(size: int) -> int:
    """One batch of the deliveries of letters that left long ago, with what providers told of them."""
    letters = list(_old_letters().order_by("pk").values_list("pk", flat=True)[:50])
    rows = Delivery.objects.filter(letter__in=letters).order_by("letter", "pk")
    numbers = list(rows.values_list("pk", flat=True)[:size])
    DeliveryEvent.objects.filter(delivery__in=numbers).delete()
    return Delivery.objects.filter(pk__in=numbers).delete()[0]


def forget_events(size: int) -> int:
    """One batch of what providers told of no delivery of ours."""
    return _delete(_old_events(), size)


def forget_addresses(size: int) -> int:
    """One batch of the troubles of addresses that no member gives any more."""
    return _delete(_nobodys_addresses(), size)


STEPS: Sequence[Step] = (forget_deliveries, forget_events, forget_addresses, add_up_counts)


def _old_letters() -> QuerySet[Letter]:
    """Letters that left long ago and whose deliveries are still here."""
    now = timezone.now()
    left = Letter.objects.annotate(left_at=Coalesce("sent_at", "frozen_at"))
    old = Q(pk__in=[])
    for lane in Lane:
        old |= Q(lane=lane, left_at__lt=now - _kept(lane))
    return left.filter(old).filter(Exists(Delivery.objects.filter(letter=OuterRef("pk"))))


def _old_events() -> QuerySet[DeliveryEvent]:
    return DeliveryEvent.objects.filter(
        delivery__isnull=True, created_at__lt=timezone.now() - _kept(Lane.NEWS)
    )


def _nobodys_addresses() -> QuerySet[AddressState]:
    holders = Member.objects.present().filter(email=OuterRef("address"))
    return AddressState.objects.filter(~Exists(holders), updated_at__lt=timezone.now() - _kept(Lane.NEWS))


def _delete(rows: QuerySet[DeliveryEvent] | QuerySet[AddressState], size: int) -> int:
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:size])
    return rows.model._default_manager.filter(pk__in=numbers).delete()[0]


def _kept(lane: str) -> dt.timedelta:
    return dt.timedelta(days=KEPT_YEARS[Lane(lane)] * _DAYS)
