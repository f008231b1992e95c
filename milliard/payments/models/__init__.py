"""Requests and the money received; what each way of paying brings; receipts."""

from milliard.payments.models.bank import BankAccount, BankLine, BankStatement, CsvMapping, EntryName
from milliard.payments.models.deposits import DepositSlip
from milliard.payments.models.forgetting import ForgottenYear
from milliard.payments.models.helloasso import Checkout, Notification, Reconciliation
from milliard.payments.models.ledger import Allocation, Payment, PaymentRequest, RequestPart, Reversal
from milliard.payments.models.tax import TaxReceipt, TaxReceiptLine, TaxReceiptSeries, TaxRuling

__all__ = [
    "Allocation",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Checkout",
    "CsvMapping",
    "DepositSlip",
    "EntryName",
    "ForgottenYear",
    "Notification",
    "Payment",
    "PaymentRequest",
    "Reconciliation",
    "RequestPart",
    "Reversal",
    "TaxReceipt",
    "TaxReceiptLine",
    "TaxReceiptSeries",
    "TaxRuling",
]
