"""An invented account and two statements of it, written here as a bank would (camt.053) and imported.

The first adds up. The second misses a line: the treasurer's desk must say so.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from milliard.accounts.models import User
from milliard.payments.models import BankAccount, DepositSlip, PaymentRequest
from milliard.payments.references import spell
from milliard.payments.services.statement_matching import match_statement
from milliard.payments.services.statements import StatementFile, import_statements

#: A bank that does not exist; the digits that check it are zeros too.
IBAN = "FR7600000000000000000000000"
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
_CHARGES = "Frais de tenue de compte"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement; ``cents`` below zero leaves."""

    on: dt.date
    cents: int
    who: str
    label: str


def import_two_statements(*, today: dt.date, treasurer: User) -> None:
    """Transfers for what people were asked, others that say nothing, and a line that is missing."""
    asked = list(
        PaymentRequest.objects.payable()
        .filter(received_cents=0, payments=None)
        .select_related("dues_request")
        .order_by("pk")
    )
    earlier, later = today - dt.timedelta(days=20), today - dt.timedelta(days=1)
    first = [*_with_references(asked[:9], earlier), *_others(asked[9:13], earlier)]
    second = [*_with_references(asked[13:17], later), *_of_this_week(asked[17:21], later)]
    opening = 1_250_000
    closing = opening + sum(entry.cents for entry in first)
    missing = 1_500
    _import("releve-1.xml", first, opening, closing, treasurer)
    _import(
        "releve-2.xml", second, closing, closing + sum(entry.cents for entry in second) + missing, treasurer
    )
    BankAccount.objects.filter(identifier=IBAN).update(label="Compte inventé")


def _with_references(requests: list[PaymentRequest], on: dt.date) -> list[Entry]:
    return [
        Entry(on, request.amount_cents, request.payer_name.upper(), f"ADHESION {spell(request.reference)}")
        for request in requests
    ]


def _others(requests: list[PaymentRequest], on: dt.date) -> list[Entry]:
    """A name and no reference, less than asked, two at once, a company, the bank's own charges."""
    named, short, *couple = requests
    both = " et ".join(request.reference for request in couple)
    return [
        Entry(on, named.amount_cents, named.payer_name, "cotisation"),
        Entry(on, short.amount_cents - 100, short.payer_name, f"en deux fois {short.reference}"),
        Entry(on, sum(request.amount_cents for request in couple), couple[0].payer_name, both),
        Entry(on, 15_000, "SARL Inventée des Quais", "soutien au mouvement"),
        Entry(on, 4_000, "P. Exemple", "bon courage"),
        Entry(on, -850, "Banque inventée", _CHARGES),
        *_slips(on),
    ]


def _slips(on: dt.date) -> list[Entry]:
    """The last cheques taken to the bank."""
    closed = DepositSlip.objects.exclude(closed_at=None).filter(means="cheque").order_by("-closed_at")[:1]
    return [Entry(on, slip.total_cents, "Remise de chèques", slip.number) for slip in closed]


def _of_this_week(requests: list[PaymentRequest], on: dt.date) -> list[Entry]:
    lines = [
        Entry(on, request.amount_cents, request.payer_name.split()[-1], "pour la cotisation")
        for request in requests
    ]
    return [
        *lines,
        Entry(on, 2_500, "Exemple-Inconnu", "RF00 AAAA AAAA"),
        Entry(on, -12_000, "Imprimerie", ""),
    ]


def _import(name: str, entries: list[Entry], opening: int, closing: int, by: User) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(camt_053(name, entries, opening, closing), encoding="utf-8")
        file = StatementFile(name=name, path=path)
        for statement, _ in import_statements(file=file, read=file.read(), by=by):
            match_statement(statement=statement, by=by)


def camt_053(message: str, entries: list[Entry], opening: int, closing: int) -> str:
    """One statement of the invented account."""
    days = [entry.on for entry in entries]
    lines = "".join(_entry(place, entry, message) for place, entry in enumerate(entries, start=1))
    balances = _balance("OPBD", opening, min(days)) + _balance("CLBD", closing, max(days))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_NAMESPACE}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{max(days)}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{message}</Id><CreDtTm>{max(days)}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{lines}</Stmt>"
        "</BkToCstmrStmt></Document>"
    )


def _amount(cents: int) -> str:
    sign = "DBIT" if cents < 0 else "CRDT"
    euros, rest = divmod(abs(cents), 100)
    return f'<Amt Ccy="EUR">{euros}.{rest:02d}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _balance(code: str, cents: int, on: dt.date) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_amount(cents)}<Dt><Dt>{on}</Dt></Dt></Bal>"


def _entry(place: int, entry: Entry, message: str) -> str:
    role = "Cdtr" if entry.cents < 0 else "Dbtr"
    return (
        f"<Ntry>{_amount(entry.cents)}<Sts>BOOK</Sts><BookgDt><Dt>{entry.on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(message)}-{place}</AcctSvcrRef><NtryDtls><TxDtls>"
        "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><{role}><Nm>{escape(entry.who)}</Nm></{role}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(entry.label)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
