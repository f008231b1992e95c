"""What came back about messages: each thing once, and what it says of the address."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from milliard.letters.enums import AddressTrouble, DeliveryState, EventKind
from milliard.letters.models import AddressState, Delivery, DeliveryEvent

_OF_PROVIDER = {
    EventType.DELIVERED: EventKind.DELIVERED,
    EventType.COMPLAINED: EventKind.COMPLAINED,
    EventType.UNSUBSCRIBED: EventKind.UNSUBSCRIBED,
    EventType.BOUNCED: EventKind.HARD,
    EventType.DEFERRED: EventKind.SOFT,
}
_DEAD = (RejectReason.BOUNCED, RejectReason.INVALID)
_TROUBLES = {
    EventKind.HARD: AddressTrouble.HARD_BOUNCE,
    EventKind.COMPLAINED: AddressTrouble.COMPLAINED,
    EventKind.UNSUBSCRIBED: AddressTrouble.OPTED_OUT,
}


@transaction.atomic
def record_event(
    *,
    source: str,
    external_id: str,
    kind: EventKind,
    address: str,
    delivery: Delivery | None,
    cause: str = "",
) -> bool:
    """Write down what was told, unless it already was; whether it is new.

    A soft bounce is one for each message, however often its server is asked again; the setting
    ``SOFT_BOUNCES_IN_A_ROW`` says how many messages in a row make a dead address.
    """
    if kind == EventKind.SOFT and delivery is not None:
        external_id = f"soft.{delivery.pk}"
    cause = _without(address, cause)
    try:
        with transaction.atomic():
            DeliveryEvent.objects.create(
                source=source[:20],
                external_id=external_id[:200],
                kind=kind,
                delivery=delivery,
                cause=cause,
            )
    except IntegrityError:
        return False
    if delivery is not None:  # it came back, so the server had taken it
        known = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNCERTAIN)
        known.update(state=DeliveryState.ACCEPTED, settled_at=timezone.now(), reply=kind.label)
    if kind == EventKind.DELIVERED:
        AddressState.objects.filter(address__iexact=address, trouble=AddressTrouble.SOFT_BOUNCE).delete()
    elif kind == EventKind.SOFT:
        _note_soft(address, delivery, cause)
    else:
        note_trouble(address=address, trouble=_TROUBLES[kind], cause=cause)
    return True


def record_provider_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Receiver of ``anymail.signals.tracking``, sent once the provider's signature was checked."""
    kind = _OF_PROVIDER.get(event.event_type)
    if event.event_type == EventType.REJECTED and event.reject_reason in _DEAD:
        kind = EventKind.HARD
    if kind == EventKind.HARD and "soft" in str(event.esp_event).lower():
        kind = EventKind.SOFT  # Brevo calls both bounces
    if kind is None or not event.recipient:
        return  # opened, clicked: never asked for, never kept
    number = str((event.metadata or {}).get("delivery", ""))
    rows = Delivery.objects.filter(address__iexact=event.recipient).select_related("member")
    record_event(
        source=esp_name.lower(),
        external_id=event.event_id or f"{event.message_id}.{kind}",
        kind=kind,
        address=event.recipient,
        delivery=rows.filter(pk=int(number)).first() if number.isdecimal() else None,
        cause=event.mta_response or event.description or "",
    )


def note_trouble(*, address: str, trouble: AddressTrouble, cause: str = "", times: int = 1) -> AddressState:
    """Write a trouble of an address down, from its first day."""
    values = {"cause": cause[:200], "times": times}
    row = AddressState(address=address.lower(), trouble=trouble, since=timezone.now(), **values)
    # Two pieces of news at once: the second waits for the first, and changes its row.
    AddressState.objects.bulk_create([row], ignore_conflicts=True)
    known = AddressState.objects.filter(address__iexact=address, trouble=trouble)
    known.update(**values)
    return known.get()


def _note_soft(address: str, delivery: Delivery | None, cause: str) -> None:
    known = AddressState.objects.filter(address__iexact=address, trouble=AddressTrouble.SOFT_BOUNCE).first()
    times = _soft_in_a_row(delivery) if delivery else (known.times + 1 if known else 1)
    note_trouble(address=address, trouble=AddressTrouble.SOFT_BOUNCE, cause=cause, times=times)
    if times >= settings.SOFT_BOUNCES_IN_A_ROW:
        note_trouble(address=address, trouble=AddressTrouble.HARD_BOUNCE, cause=cause, times=times)


def _soft_in_a_row(delivery: Delivery) -> int:
    """How many of the last messages to this address came back so, this one included."""
    handed_over = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)
    last = Delivery.objects.filter(
        member=delivery.member, address__iexact=delivery.address, state__in=handed_over
    )
    numbers = list(last.order_by("-pk").values_list("pk", flat=True)[: settings.SOFT_BOUNCES_IN_A_ROW])
    softs = DeliveryEvent.objects.filter(delivery__in=numbers, kind=EventKind.SOFT)
    came_back = set(softs.values_list("delivery", flat=True)) | {delivery.pk}
    count = 0
    for number in numbers:
        if number not in came_back:
            break
        count += 1
    return max(count, 1)


def _without(address: str, cause: str) -> str:
    return cause.replace(address, "…")[:200]
