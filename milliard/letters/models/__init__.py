"""Segments, letters, deliveries, addresses."""

from milliard.letters.models.addresses import AddressState, DeliveryEvent, Subscription
from milliard.letters.models.letters import Delivery, Letter, LetterLink, Segment

__all__ = [
    "AddressState",
    "Delivery",
    "DeliveryEvent",
    "Letter",
    "LetterLink",
    "Segment",
    "Subscription",
]
