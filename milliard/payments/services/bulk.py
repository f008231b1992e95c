"""`record_payment` for thousands at once: the same rules, a few statements a batch (held equal by a test)."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from milliard.core.bulk_rows import write_rows
from milliard.payments.enums import Hold, PartKind, PaymentState, RequestState
from milliard.payments.models import Allocation, Payment, PaymentRequest, RequestPart
from milliard.payments.purposes import purpose_of
from milliard.payments.services.ledger import Received, record_payment
from milliard.payments.services.requests import lock_requests
from milliard.payments.signals import RequestChange, requests_changed

_UPDATE_REQUESTS = """
UPDATE payments_paymentrequest AS request
SET received_cents = said.received, state = said.state, settled_on = said.settled_on, updated_at = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[]) AS said (id, received, state, settled_on)
WHERE request.id = said.id
"""


@transaction.atomic
def record_payments(*, pairs: Sequence[tuple[Received, int]]) -> list[Payment]:
    """What `record_payment` would write for each pair (what arrived, number of its request), in order.

    Payments come back in the same order.

    A request that already received something, or that two pairs name, goes through `record_payment` itself.
    """
    locked = {request.pk: request for request in lock_requests({number for _, number in pairs})}
    known = _known_names([said for said, _ in pairs])
    plain: dict[int, tuple[Received, PaymentRequest]] = {}
    first: set[int] = set()
    for place, (said, number) in enumerate(pairs):
        request = locked[number]
        name = (said.means, said.external_id)
        is_new = bool(said.external_id) and name not in known
        if request.pk not in first and is_new and _is_plain(said, request):
            plain[place] = (said, request)
        known.add(name)  # whichever way it is written: said again further on, it is not new
        first.add(request.pk)
    written = dict(zip(plain, _write(list(plain.values())), strict=True))
    return [
        written[place] if place in written else record_payment(received=said, request=locked[number])
        for place, (said, number) in enumerate(pairs)
    ]


def _known_names(told: Sequence[Received]) -> set[tuple[str, str]]:
    """(means, external identifier) of those already written; found by the index that keeps them unique."""
    named = Payment.objects.filter(
        means__in={said.means for said in told}, external_id__any=[said.external_id for said in told]
    ).exclude(external_id="")  # said, or the partial index is not seen to hold them
    return set(named.values_list("means", "external_id"))


def _is_plain(said: Received, request: PaymentRequest) -> bool:
    is_simple = said.state == PaymentState.SETTLED and not said.hold and not said.payer_company
    return is_simple and request.state == RequestState.OPEN and not request.received_cents


def _write(pairs: Sequence[tuple[Received, PaymentRequest]]) -> list[Payment]:
    new = [
        Payment(
            means=said.means,
            amount_cents=said.amount_cents,
            allocated_cents=min(said.amount_cents, request.amount_cents),
            hold=Hold.OVERPAID if said.amount_cents > request.amount_cents else Hold.NONE,
            received_on=said.received_on,
            external_id=said.external_id,
            external_state=said.external_state,
            payer_name=said.payer_name,
            label=said.label,
            meant_for=request,
        )
        for said, request in pairs
    ]
    payments = write_rows(new)
    parts = _parts({request.pk: request for _, request in pairs})
    shared = [
        Allocation(payment=payment, part=part, amount_cents=cents)
        for payment, (_, request) in zip(payments, pairs, strict=True)
        for part, cents in _shares(payment.allocated_cents, parts[request.pk])
    ]
    write_rows(shared)
    _update_requests(payments, [request for _, request in pairs])
    return payments


def _parts(requests: dict[int, PaymentRequest]) -> dict[int, list[RequestPart]]:
    """The parts of each request, in the order of its purpose."""
    found: dict[int, list[RequestPart]] = {pk: [] for pk in requests}
    for part in RequestPart.objects.filter(request_id__any=requests):
        found[part.request_id].append(part)
    for pk, parts in found.items():
        order = purpose_of(requests[pk].purpose).parts
        parts.sort(key=lambda part: order.index(PartKind(part.kind)))
    return found


def _shares(left: int, parts: list[RequestPart]) -> list[tuple[RequestPart, int]]:
    shares = []
    for part in parts:
        cents = min(left, part.amount_cents)
        if cents:
            shares.append((part, cents))
        left -= cents
    return shares


def _update_requests(payments: list[Payment], requests: list[PaymentRequest]) -> None:
    for payment, request in zip(payments, requests, strict=True):
        request.received_cents = payment.allocated_cents
        is_paid = request.received_cents == request.amount_cents
        request.state = RequestState.PAID if is_paid else RequestState.PARTLY_PAID
        request.settled_on = payment.received_on if is_paid else None
    columns = [
        [request.pk for request in requests],
        [request.received_cents for request in requests],
        [str(request.state) for request in requests],
        [request.settled_on for request in requests],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_REQUESTS, [timezone.now(), *columns])
    changes = [RequestChange(request, RequestState.OPEN) for request in requests]
    requests_changed.send(PaymentRequest, changes=changes)
