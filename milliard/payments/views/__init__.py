"""Pages of a request for money, for whoever holds its address, and the address HelloAsso posts to."""

from milliard.payments.views.notifications import notification
from milliard.payments.views.online import check, checkout, not_paid, returned
from milliard.payments.views.receipt import receipt
from milliard.payments.views.request import request_page, transfer_order

__all__ = [
    "check",
    "checkout",
    "not_paid",
    "notification",
    "receipt",
    "request_page",
    "returned",
    "transfer_order",
]
