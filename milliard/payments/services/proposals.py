"""Which requests a line of a bank may pay, each with a score from 0 to 100 and the reasons for it.

A reference whose check digits hold decides alone. Without one, a name and an amount are compared: what is
found is certain enough, or not, by the setting ``BANK_MATCH_THRESHOLD``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from milliard.payments.models import BankLine, Payment, PaymentRequest
from milliard.payments.models.ledger import PAYABLE_STATES
from milliard.payments.names import name_words
from milliard.payments.references import find_references

#: What each reason adds; a reason without a weight only explains.
WEIGHTS = {
    "reference": 95,
    "same_name": 60,
    "words_of_name": 45,
    "same_amount": 30,
    "several_alike": -30,
    "asked_later": -20,
}
_REFERENCE_AND_AMOUNT = 100
_NOT_ENOUGH_FOR_ALL = 60
_SUM_OF_ACCOUNT = 70
#: Whether the amount is the same, whether the bank says that it is a return and of one payment only.
_RETURN_SCORES = {(True, True): 100, (True, False): 60, (False, True): 40, (False, False): 40}
_MOST_PROPOSED = 5
#: Beyond as many people of one name, the name says nothing.
_MOST_ALIKE = 40
_BY_NAME = """
SELECT line.id, request.id FROM payments_bankline AS line
JOIN LATERAL (
    SELECT payments_name_keys(line.counterparty || ' ' || line.label) AS keys OFFSET 0
) AS said ON true
JOIN payments_paymentrequest AS request ON payments_name_keys(request.payer_name) && said.keys
WHERE line.id = ANY(%s) AND request.state IN ('open', 'partly_paid', 'reversed')
"""


class WaitingLine(NamedTuple):
    """What is read of a line to match it: a `BankLine` would cost as much as all the rest."""

    pk: int
    fingerprint: str
    booked_on: dt.date
    amount_cents: int
    counterparty: str
    label: str
    references: list[str]
    is_return: bool
    is_organisation: bool
    times_undone: int


class _Asked(NamedTuple):
    """What is read of a request."""

    pk: int
    reference: str
    payer_id: int | None
    payer_name: str
    amount_cents: int
    received_cents: int
    state: str
    asked_on: dt.date

    @property
    def due_cents(self) -> int:
        return self.amount_cents - self.received_cents

    @property
    def is_payable(self) -> bool:
        return self.state in PAYABLE_STATES


@dataclass(frozen=True, slots=True)
class Proposal:
    """Requests that a line may pay, or the payment that a line below zero may take back."""

    score: int
    #: Codes, the strongest first; the screen writes the sentences.
    reasons: tuple[str, ...]
    requests: tuple[int, ...] = ()
    payment: int | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it is done without anybody being asked."""
        return self.score >= settings.BANK_MATCH_THRESHOLD

    def stored(self) -> dict[str, Any]:
        """As `BankLine.proposals` keeps it."""
        return {
            "score": self.score,
            "reasons": list(self.reasons),
            "requests": list(self.requests),
            "payment": self.payment,
        }


def text_of(line: BankLine | WaitingLine) -> str:
    """All a line says."""
    return "\n".join((line.label, *line.references))


def propose(lines: Sequence[BankLine] | Sequence[WaitingLine]) -> dict[int, list[Proposal]]:
    """For each line (number), what it may pay or take back, the best first. A few queries for any number."""
    written = {line.pk: find_references(text_of(line)) for line in lines}
    by_reference = _by_reference({reference for some in written.values() for reference in some})
    found: dict[int, list[Proposal]] = {}
    unnamed = []
    for line in lines:
        requests = [by_reference[one] for one in written[line.pk] if one in by_reference]
        if line.amount_cents < 0:
            found[line.pk] = _taken_back(line, requests)
        elif requests:
            found[line.pk] = [_by_written_reference(line, requests)]
        else:
            unnamed.append(line)
    by_name = _by_name(unnamed)
    return {**found, **{line.pk: by_name.get(line.pk, []) for line in unnamed}}


def _read(requests: "QuerySet[PaymentRequest]") -> list[_Asked]:
    return [_Asked(*row) for row in requests.values_list(*_Asked._fields)]


def _by_reference(references: Collection[str]) -> dict[str, _Asked]:
    rows = _read(PaymentRequest.objects.filter(reference__any=references)) if references else ()
    return {request.reference: request for request in rows}


def _by_written_reference(line: BankLine | WaitingLine, requests: list[_Asked]) -> Proposal:
    payable = [request for request in requests if request.is_payable]
    numbers = tuple(request.pk for request in payable or requests)
    if not payable:
        return Proposal(WEIGHTS["reference"], ("reference", "already_closed"), numbers[:1])
    due = sum(request.due_cents for request in payable)
    if line.amount_cents == due:
        return Proposal(_REFERENCE_AND_AMOUNT, ("reference", "same_amount"), numbers)
    if line.amount_cents > due:
        return Proposal(WEIGHTS["reference"], ("reference", "too_much"), numbers)
    if len(payable) > 1:
        return Proposal(_NOT_ENOUGH_FOR_ALL, ("reference", "not_enough_for_all"), numbers)
    return Proposal(WEIGHTS["reference"], ("reference", "in_part"), numbers)


def _by_name(lines: Sequence[BankLine | WaitingLine]) -> dict[int, list[Proposal]]:
    if not lines:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, [[line.pk for line in lines]])
        pairs = cursor.fetchall()
    numbers = {request for _, request in pairs}
    requests = {request.pk: request for request in _read(PaymentRequest.objects.filter(pk__any=numbers))}
    candidates: dict[int, list[_Asked]] = defaultdict(list)
    for line_id, request_id in pairs:
        candidates[line_id].append(requests[request_id])
    accounts = _of_accounts(candidates.values())
    return {line.pk: _named(line, candidates[line.pk], accounts) for line in lines if line.pk in candidates}


def _of_accounts(groups: Iterable[list[_Asked]]) -> dict[int, list[_Asked]]:
    """All that waits for money from each account: a couple shares one, and pays at once."""
    accounts = {request.payer_id for group in groups for request in group if request.payer_id}
    found: dict[int, list[_Asked]] = defaultdict(list)
    if accounts:
        for request in _read(PaymentRequest.objects.payable().filter(payer_id__any=accounts).order_by("pk")):
            found[request.payer_id].append(request)  # type: ignore[index] # filtered on it
    return found


def _named(
    line: BankLine | WaitingLine, candidates: list[_Asked], accounts: dict[int, list[_Asked]]
) -> list[Proposal]:
    who = name_words(line.counterparty) or name_words(line.label)
    said = who | name_words(line.label)
    rated = [(_reasons_of(line, who, said, request), request) for request in candidates[:_MOST_ALIKE]]
    alike = sum(reasons[:2] == ("same_name", "same_amount") for reasons, _ in rated)
    proposals = []
    for reasons, request in rated:
        all_reasons = reasons
        if alike > 1 and reasons[:2] == ("same_name", "same_amount"):
            all_reasons = (*reasons, "several_alike")
        proposals.append(Proposal(_score(all_reasons), all_reasons, (request.pk,)))
    for payer in dict.fromkeys(request.payer_id for _, request in rated if request.payer_id):
        group = accounts.get(payer, [])
        if len(group) > 1 and sum(request.due_cents for request in group) == line.amount_cents:
            numbers = tuple(request.pk for request in group)
            proposals.append(Proposal(_SUM_OF_ACCOUNT, ("same_account", "sum_of_all"), numbers))
    proposals.sort(key=lambda proposal: (-proposal.score, proposal.requests))
    return proposals[:_MOST_PROPOSED]


def _reasons_of(
    line: BankLine | WaitingLine, who: frozenset[str], said: frozenset[str], request: _Asked
) -> tuple[str, ...]:
    name = name_words(request.payer_name)
    reasons = ["same_name" if name == who or (not line.counterparty and name <= said) else "words_of_name"]
    if request.due_cents == line.amount_cents:
        reasons.append("same_amount")
    else:
        reasons.append("too_much" if line.amount_cents > request.due_cents else "in_part")
    if request.asked_on > line.booked_on:
        reasons.append("asked_later")
    if line.is_organisation:
        reasons.append("organisation")
    return tuple(reasons)


def _score(reasons: tuple[str, ...]) -> int:
    return max(0, min(100, sum(WEIGHTS.get(reason, 0) for reason in reasons)))


def _taken_back(line: BankLine | WaitingLine, requests: Sequence[_Asked]) -> list[Proposal]:
    """The payments that money which leaves may take back: the same reference or end-to-end identifier."""
    numbers = set(
        Payment.objects.filter(
            allocations__part__request__in=[request.pk for request in requests]
        ).values_list("pk", flat=True)
        if requests
        else ()
    )
    for reference in line.references:
        told = BankLine.objects.filter(references__contains=[reference], payment__isnull=False)
        numbers.update(told.values_list("payment", flat=True)[:_MOST_PROPOSED])
    left = {one: one.amount_cents - one.reversed_cents for one in Payment.objects.filter(pk__in=numbers)}
    cents = -line.amount_cents
    fitting = sorted(
        (one for one in left if left[one] >= cents), key=lambda one: (left[one] != cents, -one.pk)
    )
    is_sure = line.is_return and sum(left[one] == cents for one in fitting) == 1
    return [
        Proposal(
            _RETURN_SCORES[left[payment] == cents, is_sure],
            (
                "bank_says_return" if line.is_return else "reference",
                "same_amount" if left[payment] == cents else "in_part",
            ),
            payment=payment.pk,
        )
        for payment in fitting[:_MOST_PROPOSED]
    ]
