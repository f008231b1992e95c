"""Events offered to the apps above. Sent by services only."""

from dataclasses import dataclass

from django.dispatch import Signal

from milliard.payments.enums import RequestState


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A request that holds more or less money than before, as it is written now, and its former state.

    Never its row: of thousands it is not read whole, and only the services here write it.
    """

    request_id: int
    purpose: str
    received_cents: int
    state: RequestState
    was: RequestState


#: ``changes``: `RequestChange`s of requests that are locked, each once; one, or the thousands of a statement.
#: Sent inside the transaction that counts the money, so that what a receiver writes stands or falls with it
#: (decision 0018). A receiver computes from the rows, never from the order in which events come.
requests_changed = Signal()
