"""Segments, letters, deliveries, addresses."""

from milliard.letters.models.addresses import AddressState, DeliveryEvent, Subscription
from milliard.letters.models.counts import DeliveryCount
from milliard.letters.models.letters import Delivery, Letter, LetterLink, Segment

__all__ = [
    "AddressState",
    "Delivery",
    "DeliveryCount",
    "DeliveryEvent",
    "Letter",
    "LetterLink",
    "Segment",
    "Subscription",
]
