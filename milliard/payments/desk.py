"""What the treasurer looks at every morning: what arrived, what waits, what does not add up."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from milliard.payments.enums import Hold, Means, NotificationOutcome, PaymentState, ReversalKind
from milliard.payments.models import (
    BankAccount,
    BankLine,
    BankStatement,
    DepositSlip,
    Notification,
    Payment,
    Reconciliation,
    Reversal,
)
from milliard.payments.models.bank import BankLineState

#: The days shown as «cette semaine», today included.
WEEK = dt.timedelta(days=6)
#: What was contested or refused is shown for so long.
LATELY = dt.timedelta(days=30)
#: After so long without one, the reconciliation with HelloAsso did not run.
_RECONCILED_EVERY = dt.timedelta(hours=36)
#: A notification is read back within minutes, or something is wrong.
_READ_BACK_WITHIN = dt.timedelta(hours=1)
_OLDEST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind: how many, how much, since when."""

    count: int
    cents: int = 0
    oldest: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one means brought."""

    label: str
    today: Pile
    week: Pile


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line or payment that somebody has to decide about."""

    since: dt.date
    cents: int
    who: str
    reason: str
    payment: Payment | None = None
    line: BankLine | None = None


@dataclass(frozen=True, slots=True)
class BankDay:
    """The last day an account's statements tell of: what the bank credited, and what became of it here."""

    account: BankAccount
    day: dt.date
    credited_cents: int
    counted_cents: int
    to_match_cents: int
    aside_cents: int

    @property
    def gap_cents(self) -> int:
        """What the bank says and no line here explains."""
        return self.credited_cents - self.counted_cents - self.to_match_cents - self.aside_cents


def arrived(today: dt.date) -> list[Arrived]:
    """Money settled today and in the week, by means; every means, even those that brought nothing."""
    settled = Payment.objects.filter(
        state=PaymentState.SETTLED, received_on__range=(today - WEEK, today)
    ).values("means")
    is_today = Q(received_on=today)
    rows = settled.annotate(
        count=Count("pk"),
        cents=Sum("amount_cents"),
        today_count=Count("pk", filter=is_today),
        today_cents=Sum("amount_cents", filter=is_today),
    )
    by_means = {row["means"]: row for row in rows.order_by()}
    found = [_arrived(str(means.label), by_means.get(means.value, {})) for means in Means]
    return [*found, _arrived("Tout", _total(by_means.values()))] if by_means else []


def _arrived(label: str, row: dict[str, Any]) -> Arrived:
    today = Pile(row.get("today_count", 0), row.get("today_cents") or 0)
    return Arrived(label[:1].upper() + label[1:], today, Pile(row.get("count", 0), row.get("cents") or 0))


def _total(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    names = ("count", "cents", "today_count", "today_cents")
    return {name: sum(row[name] or 0 for row in rows) for name in names}


def held() -> dict[Hold, Pile]:
    """Payments held, by reason; what is left of them to decide about."""
    left = F("amount_cents") - F("reversed_cents") - F("allocated_cents")
    waiting = Payment.objects.waiting().values("hold")
    rows: QuerySet[Any, Any] = waiting.annotate(count=Count("pk"), cents=Sum(left), oldest=Min("received_on"))
    return {Hold(row["hold"]): Pile(row["count"], row["cents"], row["oldest"]) for row in rows.order_by()}


def lines_to_match() -> Pile:
    """Lines of statements that match nothing yet."""
    return _pile(BankLine.objects.filter(state=BankLineState.TO_MATCH), day="booked_on")


def not_settled() -> dict[str, Pile]:
    """Payments on their way (since when), and those refused lately."""
    since = timezone.localdate() - LATELY
    is_shown = Q(state=PaymentState.PENDING) | Q(state=PaymentState.REFUSED, received_on__gte=since)
    shown = Payment.objects.exclude(state=PaymentState.SETTLED).filter(is_shown).values("state")
    rows: QuerySet[Any, Any] = shown.annotate(
        count=Count("pk"), cents=Sum("amount_cents"), oldest=Min("received_on")
    )
    return {row["state"]: Pile(row["count"], row["cents"], row["oldest"]) for row in rows.order_by()}


def contested() -> Pile:
    """Money taken back lately by a bank."""
    kinds = (ReversalKind.CONTESTED, ReversalKind.REFUSED_LATE)
    since = timezone.localdate() - LATELY
    lost = Reversal.objects.filter(kind__in=kinds, occurred_on__gte=since, undone_by=None)
    return _pile(lost, day="occurred_on")


def pieces_to_deposit() -> Pile:
    """Cheques and cash on no slip yet."""
    pieces = Payment.objects.to_deposit(Means.CHEQUE) | Payment.objects.to_deposit(Means.CASH)
    return _pile(pieces, day="received_on")


def _pile(rows: QuerySet[Any], *, day: str) -> Pile:
    said = rows.aggregate(count=Count("pk"), cents=Sum("amount_cents"), oldest=Min(day))
    return Pile(said["count"], said["cents"] or 0, said["oldest"])


def slips_to_count() -> Pile:
    """Slips prepared that a second person has to count. Their sum is for that person to find."""
    said = DepositSlip.objects.filter(closed_at=None).aggregate(count=Count("pk"), oldest=Min("prepared_at"))
    return Pile(said["count"], oldest=timezone.localdate(said["oldest"]) if said["oldest"] else None)


def oldest_slips() -> list[DepositSlip]:
    """The slips that have waited longest to be counted."""
    opened = DepositSlip.objects.filter(closed_at=None).select_related("prepared_by")
    return list(opened.order_by("prepared_at", "pk")[:_OLDEST_SHOWN])


def statements_that_do_not_add_up() -> list[tuple[BankStatement, int]]:
    """Statements whose lines do not lead from one balance to the other, the last first, with the gap."""
    wrong = BankStatement.objects.filter(reconciles=False).select_related("account").order_by("-pk")
    return [(row, row.closing_cents - row.opening_cents - row.sum_cents) for row in wrong[:5]]


def bank_days() -> list[BankDay]:
    """For each account, the last day its statements tell of."""
    mine = BankLine.objects.filter(account=OuterRef("pk")).order_by("-booked_on", "-pk")
    accounts = BankAccount.objects.annotate(day=Subquery(mine.values("booked_on")[:1])).exclude(day=None)
    known = {account.pk: account for account in accounts}
    wanted = Q(pk__in=[])
    for account in known.values():
        wanted |= Q(account=account, booked_on=account.day)
    state = {name: Q(state=name) for name in BankLineState.values}
    sums = (
        BankLine.objects.filter(wanted, amount_cents__gt=0)
        .values("account")
        .annotate(
            all=Sum("amount_cents"),
            paid=Sum("payment__amount_cents", filter=state["matched"]),
            slips=Sum("deposit_slip__total_cents", filter=state["matched"]),
            to_match=Sum("amount_cents", filter=state["to_match"]),
            aside=Sum("amount_cents", filter=state["set_aside"]),
        )
        .order_by()
    )
    return [
        BankDay(
            account=known[row["account"]],
            day=known[row["account"]].day,
            credited_cents=row["all"] or 0,
            counted_cents=(row["paid"] or 0) + (row["slips"] or 0),
            to_match_cents=row["to_match"] or 0,
            aside_cents=row["aside"] or 0,
        )
        for row in sums
    ]


def oldest_waiting() -> list[Waiting]:
    """What has waited longest, lines and payments together."""
    payments = Payment.objects.waiting().order_by("received_on", "pk")[:_OLDEST_SHOWN]
    lines = BankLine.objects.filter(state=BankLineState.TO_MATCH).order_by("booked_on", "pk")[:_OLDEST_SHOWN]
    found = [*_waiting(payments, lines)]
    return sorted(found, key=attrgetter("since"))[:_OLDEST_SHOWN]


def _waiting(payments: Iterable[Payment], lines: Iterable[BankLine]) -> Iterator[Waiting]:
    for payment in payments:
        who = payment.payer_company or payment.payer_name
        reason = payment.get_hold_display()
        yield Waiting(payment.received_on, payment.unallocated_cents, who, reason, payment=payment)
    for line in lines:
        yield Waiting(line.booked_on, line.amount_cents, line.counterparty, "ligne à rapprocher", line=line)


@dataclass(frozen=True, slots=True)
class Provider:
    """How things stand with HelloAsso."""

    last: Reconciliation | None
    is_late: bool
    #: Notifications that nobody could read back.
    unread_count: int


def provider(now: dt.datetime) -> Provider:
    """The last reconciliation, and what HelloAsso told that was not read back."""
    last = Reconciliation.objects.order_by("-started_at").first()
    is_used = last is not None or Payment.objects.filter(means=Means.HELLOASSO_CARD).exists()
    waiting = Q(handled_at=None, received_at__lt=now - _READ_BACK_WITHIN)
    failed = Q(outcome=NotificationOutcome.FAILED, handled_at__gte=now - LATELY)
    return Provider(
        last=last,
        is_late=is_used and (last is None or last.started_at < now - _RECONCILED_EVERY),
        unread_count=Notification.objects.filter(waiting | failed).count(),
    )
