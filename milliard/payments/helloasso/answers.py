"""What HelloAsso's answers say, read once into records of ours; nothing of them is taken on trust."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milliard.payments.enums import Means, PaymentState

SETTLED = frozenset({"Authorized", "Refunding", "Refunded", "Contested"})
PENDING = frozenset({"Pending", "WaitingBankValidation", "WaitingBankWithdraw"})
#: A card whose holder has not said yes yet, and may have closed the page.
BEGUN = frozenset({"Init", "Waiting", "WaitingAuthentication"})
REFUSED = frozenset({"Refused", "Canceled", "Abandoned", "Error", "Deleted", "NoDonation"})


class UnreadableAnswer(ValueError):
    """An answer that is not shaped as their description says. Tells which field, never its value."""


@dataclass(frozen=True, slots=True)
class RemoteRefund:
    """Money they gave back, or are about to. ``amount_cents`` without the tip."""

    id: int
    amount_cents: int
    is_done: bool
    on: dt.date | None


@dataclass(frozen=True, slots=True)
class RemotePayment:
    """A payment as they tell it. ``amount_cents`` is ours: the tip people leave them is never in it."""

    id: int
    amount_cents: int
    tip_cents: int
    #: False when the amount is neither the sum of its items nor that with the tip: a person looks at it.
    is_clear: bool
    paid_at: dt.datetime
    updated_at: dt.datetime
    is_debit: bool
    state: str
    refunds: tuple[RemoteRefund, ...]
    order_id: int | None
    intent_id: int | None
    payer_name: str
    payer_company: str

    @property
    def means(self) -> Means:
        return Means.HELLOASSO_SEPA if self.is_debit else Means.HELLOASSO_CARD

    @property
    def known_state(self) -> PaymentState | None:
        """Whether the money is here; None for a state nobody described to us."""
        if self.state in SETTLED:
            return PaymentState.SETTLED
        if self.state in PENDING | BEGUN:
            return PaymentState.PENDING
        return PaymentState.REFUSED if self.state in REFUSED else None

    @property
    def is_only_begun(self) -> bool:
        """Nobody has given money yet: nothing is to be written, and the person may pay otherwise."""
        return self.state in BEGUN

    @property
    def refunds_done(self) -> tuple[RemoteRefund, ...]:
        return tuple(refund for refund in self.refunds if refund.is_done)


def read_payment(answer: Any) -> RemotePayment:
    """One payment of an answer. Raises `UnreadableAnswer`."""
    fields = _fields(answer, "payment")
    order, payer = _fields(fields.get("order") or {}, "order"), _fields(fields.get("payer") or {}, "payer")
    amount, tip = _cents(fields, "amount"), _cents(fields, "amountTip")
    shares = [_cents(_fields(item, "item"), "shareAmount") for item in fields.get("items") or ()]
    ours = sum(shares) if shares else amount
    paid_at = _moment(fields.get("date"), "date")
    meta = _fields(fields.get("meta") or {}, "meta")
    return RemotePayment(
        id=_number(fields, "id"),
        amount_cents=ours,
        tip_cents=tip,
        is_clear=ours > 0 and amount in {ours, ours + tip},
        paid_at=paid_at,
        updated_at=_moment(meta["updatedAt"], "updatedAt") if meta.get("updatedAt") else paid_at,
        is_debit=fields.get("paymentMeans") == "Sepa",
        state=str(fields.get("state") or "Unknown")[:40],
        refunds=tuple(map(_refund, fields.get("refundOperations") or ())),
        order_id=_number(order, "id") if order.get("id") else None,
        intent_id=_number(order, "checkoutIntentId") if order.get("checkoutIntentId") else None,
        payer_name=" ".join(filter(None, (_text(payer, "firstName"), _text(payer, "lastName"))))[:170],
        payer_company=_text(payer, "company"),
    )


def payment_ids(answer: Any) -> list[int]:
    """Of an order, or of a page of payment: the payments it has so far. Raises `UnreadableAnswer`."""
    fields = _fields(answer, "order")
    order = _fields(fields.get("order") or fields, "order")
    return [_number(_fields(payment, "payment"), "id") for payment in order.get("payments") or ()]


def _refund(answer: Any) -> RemoteRefund:
    fields = _fields(answer, "refund")
    meta = _fields(fields.get("meta") or {}, "meta")
    moment = meta.get("updatedAt") or meta.get("createdAt")
    return RemoteRefund(
        id=_number(fields, "id"),
        amount_cents=_cents(fields, "amount"),
        is_done=fields.get("status") == "Processed",
        on=_moment(moment, "updatedAt").date() if moment else None,
    )


def _fields(answer: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise UnreadableAnswer(name)
    return answer


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise UnreadableAnswer(name)
    return value


def _cents(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name) or 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise UnreadableAnswer(name)
    return value


def _moment(value: Any, name: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise UnreadableAnswer(name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return " ".join(value.replace("\x00", "").split())[:170] if isinstance(value, str) else ""
