"""Events offered to the apps above. Sent by services only."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

from milliard.payments.enums import RequestState

if TYPE_CHECKING:
    from milliard.payments.models import PaymentRequest


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A request that holds more or less money than before, and its former state."""

    request: "PaymentRequest"
    was: RequestState


#: ``changes``: `RequestChange`s of requests that are locked, each once; one, or the thousands of a statement.
#: Sent inside the transaction that counts the money, so that what a receiver writes stands or falls with it
#: (decision 0018). A receiver computes from the rows, never from the order in which events come.
requests_changed = Signal()
