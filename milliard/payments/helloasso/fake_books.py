"""What the twin of HelloAsso knows: pages of payment, orders, payments, and what it tells about them.

Answers are kept as the dictionaries that go on the wire. Standard library only.
"""

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

ORGANIZATION = "association-inventee"
_ITS_NAME = "Association inventée"

Json = dict[str, Any]


class FakeBooks:
    """Books of one invented association. Every act tells `on_event`, as notifications would be sent.

    ``kept_in``: a file where they are found again at the next start.
    """

    def __init__(self, *, site: str = "", kept_in: Path | None = None) -> None:
        self.site = site
        self.on_event: Callable[[Json], None] = lambda event: None
        self.events: list[Json] = []
        self._turn = threading.RLock()
        self._kept_in = kept_in
        kept = json.loads(kept_in.read_text()) if kept_in and kept_in.exists() else {}
        self.checkouts: dict[int, Json] = _by_number(kept.get("checkouts"))
        self.orders: dict[int, Json] = _by_number(kept.get("orders"))
        self.payments: dict[int, Json] = _by_number(kept.get("payments"))
        self._last = max([0, *self.checkouts, *self.orders, *self.payments])

    def open_checkout(self, body: Json) -> Json:
        """A page of payment: what the API answers."""
        with self._turn:
            number = self._number()
            self.checkouts[number] = {**body, "id": number, "redirectUrl": f"{self.site}/payer/{number}"}
            self._keep()
            return {"id": number, "redirectUrl": self.checkouts[number]["redirectUrl"]}

    def checkout(self, number: int) -> Json | None:
        """What the API answers about a page: its metadata and, once it was paid, its order."""
        asked = self.checkouts.get(number)
        if asked is None:
            return None
        found: Json = {name: asked[name] for name in ("id", "redirectUrl", "metadata") if name in asked}
        order = next((order for order in self.orders.values() if order["checkoutIntentId"] == number), None)
        return {**found, "order": order} if order else found

    def pay(
        self, number: int, *, means: str = "Card", tip: int = 0, payer: Mapping[str, str] | None = None
    ) -> Json:
        """Somebody pays: by card it is settled at once, by debit (``Sepa``) it waits for the bank."""
        with self._turn:
            asked, now = self.checkouts[number], _now()
            order_id, item_id, payment_id = self._number(), self._number(), self._number()
            amount, state = asked["totalAmount"], "Authorized" if means == "Card" else "WaitingBankValidation"
            meta = {"createdAt": now, "updatedAt": now}
            light = _order_frame(order_id, number, now)
            item = {"id": item_id, "amount": amount, "type": "Payment", "state": "Processed"}
            payment = {
                "id": payment_id,
                "amount": amount,
                "amountTip": tip,
                "date": now,
                "paymentMeans": means,
                "state": state,
                "type": "Credit",
                "cashOutState": "MoneyIn",
                "meta": meta,
                "refundOperations": [],
            }
            whom = {name: value for name, value in (payer or {}).items() if value}
            self.payments[payment_id] = {
                **payment,
                "order": light,
                "payer": {"country": "FRA", **whom},
                "items": [
                    {**item, "shareAmount": amount, "shareItemAmount": amount, "name": asked["itemName"]}
                ],
            }
            self.orders[order_id] = {
                **light,
                "payer": self.payments[payment_id]["payer"],
                "items": [{**item, "name": asked["itemName"]}],
                "payments": [{**payment, "items": [{"id": item_id, "shareAmount": amount}]}],
                "amount": {"total": amount, "vat": 0, "discount": 0},
            }
            self._tell("Order", self.orders[order_id], number)
            self._changed(payment_id)
            return self.payments[payment_id]

    def set_state(self, payment_id: int, state: str) -> None:
        """The payment becomes ``state``: «Authorized», «Refused», «Contested», «Inconsistent»…"""
        with self._turn:
            self.payments[payment_id]["state"] = state
            self._changed(payment_id)

    def refund(self, payment_id: int, amount: int = 0) -> Json | None:
        """Give ``amount`` back (0: what is left); the operation, or None when nothing is left."""
        with self._turn:
            payment = self.payments[payment_id]
            given = sum(one["amount"] for one in payment["refundOperations"])
            amount = min(amount or payment["amount"], payment["amount"] - given)
            if amount <= 0:
                return None
            now = _now()
            operation = {
                "id": self._number(),
                "amount": amount,
                "amountTip": 0,
                "status": "Processed",
                "meta": {"createdAt": now, "updatedAt": now},
            }
            payment["refundOperations"].append(operation)
            if given + amount == payment["amount"]:
                payment["state"] = "Refunded"
            self._changed(payment_id)
            return operation

    def list_payments(self, query: Mapping[str, list[str]]) -> Json:
        """A page of payments, as the API gives it."""

        def first(name: str, default: str = "") -> str:
            return query.get(name, [default])[0]

        by_update = first("sortField") == "UpdateDate"
        rows = [row for row in self.payments.values() if _is_within(row, first("from"), first("to"))]
        states = query.get("states") or []
        rows = [row for row in rows if not states or row["state"] in states]
        rows.sort(key=lambda row: row["meta"]["updatedAt"] if by_update else row["date"])
        if first("sortOrder", "Desc") == "Desc":
            rows.reverse()
        return _paged(rows, int(first("pageIndex", "1")), int(first("pageSize", "20")))

    def list_orders(self, query: Mapping[str, list[str]]) -> Json:
        rows = sorted(self.orders.values(), key=lambda row: str(row["date"]), reverse=True)
        page, size = query.get("pageIndex", ["1"])[0], query.get("pageSize", ["20"])[0]
        return _paged(rows, int(page), int(size))

    def event_of(self, payment_id: int) -> Json:
        """What a notification about the payment would say now."""
        payment = self.payments[payment_id]
        return self._event("Payment", payment, payment["order"]["checkoutIntentId"])

    def _changed(self, payment_id: int) -> None:
        payment = self.payments[payment_id]
        payment["meta"] = {**payment["meta"], "updatedAt": _now()}
        told = {name: payment[name] for name in ("state", "meta", "refundOperations")}
        for one in self.orders[payment["order"]["id"]]["payments"]:
            one.update(told)
        self._tell("Payment", payment, payment["order"]["checkoutIntentId"])
        self._keep()

    def _tell(self, kind: str, data: Json, checkout: int) -> None:
        event = self._event(kind, data, checkout)
        self.events.append(event)
        self.on_event(event)

    def _event(self, kind: str, data: Json, checkout: int) -> Json:
        metadata = self.checkouts[checkout].get("metadata")
        event: Json = json.loads(json.dumps({"eventType": kind, "data": data, "metadata": metadata}))
        return event

    def _number(self) -> int:
        """Seconds of the clock, or one more than the last: new at each start, and within 32 bits."""
        self._last = max(self._last + 1, int(time.time()))
        return self._last

    def _keep(self) -> None:
        if self._kept_in is None:
            return
        kept = {name: getattr(self, name) for name in ("checkouts", "orders", "payments")}
        whole = self._kept_in.with_suffix(".new")
        whole.write_text(json.dumps(kept))
        whole.replace(self._kept_in)


def _by_number(kept: Mapping[str, Json] | None) -> dict[int, Json]:
    return {int(number): row for number, row in (kept or {}).items()}


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def _order_frame(order_id: int, checkout: int, now: str) -> Json:
    return {
        "id": order_id,
        "date": now,
        "formSlug": "default",
        "formType": "Checkout",
        "organizationName": _ITS_NAME,
        "organizationSlug": ORGANIZATION,
        "organizationType": "Association1901",
        "organizationIsUnderColucheLaw": False,
        "checkoutIntentId": checkout,
        "meta": {"createdAt": now, "updatedAt": now},
    }


def _is_within(row: Json, start: str, end: str) -> bool:
    moment = dt.datetime.fromisoformat(row["date"])
    after = not start or moment >= _moment(start)
    return after and (not end or moment < _moment(end))


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _paged(rows: Iterable[Json], page: int, size: int) -> Json:
    found = list(rows)
    size = min(max(1, size), 100)
    pages = max(1, -(-len(found) // size))
    return {
        "data": found[(page - 1) * size : page * size],
        "pagination": {
            "pageSize": size,
            "totalCount": len(found),
            "pageIndex": page,
            "totalPages": pages,
            "continuationToken": f"page-{page + 1}" if page < pages else None,
        },
    }
