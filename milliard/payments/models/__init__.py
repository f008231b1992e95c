"""Requests and the money received; what each way of paying brings; receipts."""

from milliard.payments.models.bank import BankAccount, BankLine, BankStatement, CsvMapping, EntryName
from milliard.payments.models.deposits import DepositSlip
from milliard.payments.models.helloasso import Checkout, Notification
from milliard.payments.models.ledger import Allocation, Payment, PaymentRequest, RequestPart, Reversal
from milliard.payments.models.tax import TaxReceipt, TaxReceiptSeries, TaxRuling

__all__ = [
    "Allocation",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Checkout",
    "CsvMapping",
    "DepositSlip",
    "EntryName",
    "Notification",
    "Payment",
    "PaymentRequest",
    "RequestPart",
    "Reversal",
    "TaxReceipt",
    "TaxReceiptSeries",
    "TaxRuling",
]
