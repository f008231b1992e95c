"""A statement matched by itself: each line that is certain counts, the others are kept for a person.

Several may match one statement at once: each takes lines that no other holds, and two of their batches that
wait for one another begin again. Order of locks: the line, then what the ledger locks.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments.enums import ReversalKind
from milliard.payments.models import BankLine, BankStatement, Payment, PaymentRequest
from milliard.payments.models.ledger import PAYABLE_STATES
from milliard.payments.policies import can_keep_books
from milliard.payments.services.bulk import record_payments
from milliard.payments.services.matching import count_line, received_of, take_line_back
from milliard.payments.services.proposals import Proposal, WaitingLine, propose

BATCH = 2_000
#: Times that a batch is begun again because another, or a payment, held what it waited for.
_TRIES = 4
_LINK = """
UPDATE payments_bankline AS line SET state = 'matched', payment_id = said.payment, proposals = said.proposal,
    updated_at = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::jsonb[]) AS said (id, payment, proposal) WHERE line.id = said.id
"""
_KEEP = """
UPDATE payments_bankline AS line SET proposals = said.proposals
FROM unnest(%s::bigint[], %s::jsonb[]) AS said (id, proposals) WHERE line.id = said.id
"""


def match_statement(*, statement: BankStatement, by: User | None) -> int:
    """Do what is certain for each line of a statement that waits, and keep what is not for a person.

    A batch is one transaction: whatever stops it, the next run goes on. Returns how many lines were matched.
    """
    authorize(by, can_keep_books)
    matched, after = 0, 0
    while True:
        lines, done = _match_next(statement, after)
        if not lines:
            return matched
        matched += done
        after = lines[-1].pk


def _match_next(statement: BankStatement, after: int, tries: int = _TRIES) -> tuple[list[WaitingLine], int]:
    """One batch, and how many of its lines were matched; begun again when another was in its way."""
    try:
        with transaction.atomic():
            lines = _next_batch(statement, after)
            return lines, _match_batch(lines) if lines else 0
    except OperationalError as error:
        if tries == 1 or not isinstance(error.__cause__, DeadlockDetected):
            raise
    return _match_next(statement, after, tries - 1)


def _next_batch(statement: BankStatement, after: int) -> list[WaitingLine]:
    waiting = BankLine.objects.to_search().filter(statement=statement, pk__gt=after).order_by("pk")
    locked = waiting.select_for_update(skip_locked=True)
    return [WaitingLine(*row) for row in locked.values_list(*WaitingLine._fields)[:BATCH]]


def _match_batch(lines: Sequence[WaitingLine]) -> int:
    """What is certain, those that share a line out first: the rest sees what they left."""
    found = propose(lines)
    plain: list[tuple[WaitingLine, Proposal]] = []
    waiting: list[WaitingLine] = []
    taken: set[int] = set()
    shared = 0
    for line in lines:
        best = next(iter(found[line.pk]), None)
        if best is None or not best.is_certain:
            waiting.append(line)
        elif best.payment is not None or len(best.requests) > 1:
            shared += _is_recorded(line, found[line.pk])
        elif "reference" in best.reasons or taken.isdisjoint(best.requests):
            taken.update(best.requests)
            plain.append((line, best))
        else:
            waiting.append(line)
    plain, moved = _still_so(plain)
    waiting += moved
    kept = {line.pk: _json(found[line.pk]) for line in waiting if found[line.pk]}
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(kept), list(kept.values())])
    _record_plain(plain)
    return len(plain) + shared


def _still_so(
    plain: Sequence[tuple[WaitingLine, Proposal]],
) -> tuple[list[tuple[WaitingLine, Proposal]], list[WaitingLine]]:
    """Lock the requests; what a reference or an amount still due decides, and the lines that wait after all.

    Between the proposal and the lock, somebody may have paid otherwise, or another batch may have found the
    same name.
    """
    rows = PaymentRequest.objects.filter(pk__any={best.requests[0] for _, best in plain})
    due = {
        number: asked - received if state in PAYABLE_STATES else 0
        for number, state, asked, received in rows.select_for_update()
        .order_by("pk")
        .values_list("pk", "state", "amount_cents", "received_cents")
    }
    kept, moved = [], []
    for line, best in plain:
        if "reference" in best.reasons or _relation(line, due[best.requests[0]]) in best.reasons:
            kept.append((line, best))
        else:
            moved.append(line)
    return kept, moved


def _relation(line: WaitingLine, due: int) -> str:
    """The reason of `proposals` that compares the line with what is due."""
    if not due:
        return "already_closed"
    if line.amount_cents == due:
        return "same_amount"
    return "too_much" if line.amount_cents > due else "in_part"


def _record_plain(certain: Sequence[tuple[WaitingLine, Proposal]]) -> None:
    if not certain:
        return
    payments = record_payments(pairs=[(received_of(line), best.requests[0]) for line, best in certain])
    columns: list[list[Any]] = [
        [line.pk for line, _ in certain],
        payments,
        [_json([best]) for _, best in certain],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [timezone.now(), *columns])


def _is_recorded(waiting: WaitingLine, proposals: Sequence[Proposal]) -> bool:
    """Several requests, or money that goes back. What was decided meanwhile is left to a person."""
    best, line = proposals[0], BankLine.objects.get(pk=waiting.pk)
    line.proposals = [proposal.stored() for proposal in proposals]
    try:
        with transaction.atomic():
            if best.payment is not None:
                take_line_back(line, Payment.objects.get(pk=best.payment), ReversalKind.REFUSED_LATE, by=None)
            else:
                requests = PaymentRequest.objects.filter(pk__in=best.requests).order_by("pk")
                count_line(line, list(requests), by=None)
    except Refused:
        return False
    return True


def _json(proposals: Sequence[Proposal]) -> str:
    return json.dumps([proposal.stored() for proposal in proposals])
