"""`record_payment` for thousands at once: the same rules, a few statements a batch (held equal by a test)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from milliard.core.bulk_rows import insert_rows
from milliard.payments.enums import Hold, PaymentState, RequestState
from milliard.payments.models import Payment, PaymentRequest
from milliard.payments.purposes import purpose_of
from milliard.payments.services.ledger import Received, record_payment
from milliard.payments.signals import RequestChange, requests_changed

_SHARE = """
INSERT INTO payments_allocation (created_at, updated_at, payment_id, part_id, amount_cents)
SELECT %(now)s, %(now)s, said.payment, part.id, least(part.amount_cents, said.cents - part.before)
FROM unnest(%(payments)s::bigint[], %(requests)s::bigint[], %(cents)s::bigint[])
    AS said (payment, request, cents)
JOIN LATERAL (
    SELECT id, amount_cents, (
        sum(amount_cents) OVER (ORDER BY array_position(%(order)s::text[], kind::text)) - amount_cents
    )::bigint AS before
    FROM payments_requestpart WHERE request_id = said.request
) AS part ON part.before < said.cents
ORDER BY said.payment, part.before
"""
_UPDATE_REQUESTS = """
UPDATE payments_paymentrequest AS request
SET received_cents = said.received, state = said.state, settled_on = said.settled_on, updated_at = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[]) AS said (id, received, state, settled_on)
WHERE request.id = said.id
"""


@transaction.atomic
def record_payments(*, pairs: Sequence[tuple[Received, int]]) -> list[int]:
    """What `record_payment` would write for each pair (what arrived, number of its request), in order.

    The payments' numbers come back in the same order.

    A request that already received something, or that two pairs name, goes through `record_payment` itself.
    """
    locked = {request.pk: request for request in _lock({number for _, number in pairs})}
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
        written[place] if place in written else record_payment(received=said, request=locked[number]).pk
        for place, (said, number) in enumerate(pairs)
    ]


def _lock(numbers: Collection[int]) -> list[PaymentRequest]:
    """`lock_requests`, without what nobody asks of thousands: two dates cost as much as the rest of a row."""
    rows = PaymentRequest.objects.defer("created_at", "updated_at").filter(pk__any=numbers)
    return list(rows.select_for_update().order_by("pk"))


def _known_names(told: Sequence[Received]) -> set[tuple[str, str]]:
    """(means, external identifier) of those already written; found by the index that keeps them unique."""
    named = Payment.objects.filter(
        means__in={said.means for said in told}, external_id__any=[said.external_id for said in told]
    ).exclude(external_id="")  # said, or the partial index is not seen to hold them
    return set(named.values_list("means", "external_id"))


def _is_plain(said: Received, request: PaymentRequest) -> bool:
    is_simple = said.state == PaymentState.SETTLED and not said.hold and not said.payer_company
    return is_simple and request.state == RequestState.OPEN and not request.received_cents


def _write(pairs: Sequence[tuple[Received, PaymentRequest]]) -> list[int]:
    if not pairs:
        return []
    said = [one for one, _ in pairs]
    requests = [request for _, request in pairs]
    cents = [min(one.amount_cents, request.amount_cents) for one, request in pairs]
    columns: dict[str, list[Any]] = {
        "means": [one.means.value for one in said],
        "amount_cents": [one.amount_cents for one in said],
        "allocated_cents": cents,
        "hold": [
            Hold.OVERPAID.value if one.amount_cents > counted else Hold.NONE.value
            for one, counted in zip(said, cents, strict=True)
        ],
        "received_on": [one.received_on for one in said],
        "external_id": [one.external_id for one in said],
        "external_state": [one.external_state for one in said],
        "payer_name": [one.payer_name for one in said],
        "label": [one.label for one in said],
        "meant_for_id": [request.pk for request in requests],
    }
    numbers = dict(insert_rows(Payment, columns, returning=("meant_for_id", "id")))
    payments = [numbers[request.pk] for request in requests]
    _share(payments, requests, cents)
    _update_requests(said, requests, cents)
    return payments


def _share(payments: Sequence[int], requests: Sequence[PaymentRequest], cents: Sequence[int]) -> None:
    """Fill the parts of each request in the order of its purpose."""
    by_purpose: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for payment, request, counted in zip(payments, requests, cents, strict=True):
        by_purpose[request.purpose].append((payment, request.pk, counted))
    for purpose, rows in by_purpose.items():
        values: dict[str, Any] = {
            "now": timezone.now(),
            "order": [kind.value for kind in purpose_of(purpose).parts],
            "payments": [payment for payment, _, _ in rows],
            "requests": [request for _, request, _ in rows],
            "cents": [counted for _, _, counted in rows],
        }
        with connection.cursor() as cursor:
            cursor.execute(_SHARE, values)


def _update_requests(
    said: Sequence[Received], requests: Sequence[PaymentRequest], cents: Sequence[int]
) -> None:
    changes: list[RequestChange] = []
    settled_on: list[dt.date | None] = []
    for one, request, counted in zip(said, requests, cents, strict=True):
        is_paid = counted == request.amount_cents
        state = RequestState.PAID if is_paid else RequestState.PARTLY_PAID
        changes.append(RequestChange(request.pk, request.purpose, counted, state, RequestState.OPEN))
        settled_on.append(one.received_on if is_paid else None)
    columns: list[list[Any]] = [
        [change.request_id for change in changes],
        [change.received_cents for change in changes],
        [change.state.value for change in changes],
        settled_on,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_REQUESTS, [timezone.now(), *columns])
    requests_changed.send(PaymentRequest, changes=changes)
