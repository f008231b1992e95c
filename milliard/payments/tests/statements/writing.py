"""Writes camt files and CSVs that banks could: what a test reads back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

ACCOUNT = "FR7630004000031234567890143"


@dataclass(frozen=True)
class Detail:
    """A transaction of an entry."""

    amount: str = ""
    who: str = "JEAN DUPONT"
    text: str = ""
    end_to_end: str = ""
    reference: str = ""
    iban: str = ""
    more: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry, credited unless said."""

    amount: str = "20.00"
    sign: str = "CRDT"
    day: str = "<Dt>2026-03-02</Dt>"
    status: str = "<Sts>BOOK</Sts>"
    bank_reference: str = ""
    details: Sequence[Detail] = field(default_factory=lambda: [Detail()])
    currency: str = "EUR"
    more: str = ""


def camt(
    *entries: Entry,
    kind: str = "053",
    version: int = 2,
    message: str = "M1",
    opening: str = "",
    closing: str = "",
    account: str = ACCOUNT,
    prefix: str = "",
) -> bytes:
    """One statement or notification."""
    outer, inner = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[kind]
    balances = _balance("OPBD", opening) + _balance("CLBD", closing)
    body = (
        f"<{inner}><Id>{message}</Id><CreDtTm>2026-03-03T08:00:00</CreDtTm><Acct><Id><IBAN>{account}</IBAN></Id>"
        f"<Ccy>EUR</Ccy></Acct>{balances}\n" + "\n".join(map(_entry, entries, [version] * len(entries)))
    )
    text = (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02d}">\n<{outer}>'
        f"<GrpHdr><MsgId>{message}</MsgId></GrpHdr>\n{body}</{inner}></{outer}></Document>"
    )
    if prefix:
        text = text.replace("xmlns=", f"xmlns:{prefix}=").replace("</", f"</{prefix}:")
        text = "<".join(
            part if not part or part[0] == "/" else f"{prefix}:{part}" for part in text.split("<")
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _balance(code: str, amount: str) -> str:
    if not amount:
        return ""
    sign = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>"
    )


def _entry(entry: Entry, version: int) -> str:
    reference = f"<AcctSvcrRef>{entry.bank_reference}</AcctSvcrRef>" if entry.bank_reference else ""
    status = entry.status
    if version >= 8 and "<Cd>" not in status:
        status = status.replace("<Sts>", "<Sts><Cd>").replace("</Sts>", "</Cd></Sts>")
    details = "".join(_detail(detail, entry, version) for detail in entry.details)
    return (
        f"<Ntry><Amt Ccy='{entry.currency}'>{entry.amount}</Amt><CdtDbtInd>{entry.sign}</CdtDbtInd>{status}"
        f"<BookgDt>{entry.day}</BookgDt>{reference}{entry.more}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _detail(detail: Detail, entry: Entry, version: int) -> str:
    role = "Dbtr" if entry.sign == "CRDT" else "Cdtr"
    name = f"<Nm>{escape(detail.who)}</Nm>"
    party = f"<{role}>{name if version < 8 else f'<Pty>{name}</Pty>'}</{role}>"
    if detail.iban:
        party += f"<{role}Acct><Id><IBAN>{detail.iban}</IBAN></Id></{role}Acct>"
    amount = f"<Amt Ccy='{entry.currency}'>{detail.amount}</Amt>" if detail.amount else ""
    if amount and version == 2:
        amount = f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    refs = f"<Refs><EndToEndId>{escape(detail.end_to_end or 'NOTPROVIDED')}</EndToEndId></Refs>"
    text = f"<Ustrd>{escape(detail.text)}</Ustrd>" if detail.text else ""
    if detail.reference:
        text += f"<Strd><CdtrRefInf><Ref>{detail.reference}</Ref></CdtrRefInf></Strd>"
    return (
        f"<TxDtls>{refs}{amount}<RltdPties>{party}</RltdPties><RmtInf>{text}</RmtInf>{detail.more}</TxDtls>"
    )
