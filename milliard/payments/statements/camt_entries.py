"""One entry of a camt file: its movements, who, and what it says.

An entry of several details gives one movement a detail when the bank says how much each is and the sum is the
entry's; otherwise the entry is one movement that says all of them.
"""

import datetime as dt
from typing import Any

from milliard.payments.statements.cells import (
    MAX_LABEL,
    MAX_NAME,
    MAX_REFERENCE,
    account_number,
    clean,
    read_decimal,
    read_iso_date,
)
from milliard.payments.statements.nodes import Node
from milliard.payments.statements.records import Movement, StatementRefused

#: What banks write where there is no reference.
PLACEHOLDERS = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF", "NOT PROVIDED", "NONE", "0", "-"})
#: Sub-families of transactions that take an earlier one back.
_RETURN_CODES = frozenset({"RRTN", "RPCR", "UPDD", "RCDD", "PRDD", "UPCQ"})
_YES = ("true", "1")
_MOST_REFERENCES = 20


def is_booked(entry: Node) -> bool:
    """Whether the entry is counted; a statement that does not say holds booked ones only."""
    status = entry.first_text(("Sts", "Cd"), ("Sts", "Prtry"), ("Sts",))
    return status in ("", "BOOK")


def signed_cents(node: Node) -> int:
    """An amount with its sign: of an entry, a detail or a balance."""
    amount = amount_of(node)
    cents = read_decimal(amount.text, amount.line)
    sign = node.text_of("CdtDbtInd")
    if sign not in ("CRDT", "DBIT"):
        raise StatementRefused(node.line, "Il manque le sens, crédit ou débit (CdtDbtInd).")
    return cents if sign == "CRDT" else -cents


def read_entry(
    entry: Node, *, number: int, account: str, otherwise_on: dt.date | None = None
) -> list[Movement]:
    """Its movements. ``account`` is ours, never the other party's; ``otherwise_on`` where no day is given."""
    amount = signed_cents(entry)
    currency = amount_of(entry).currency
    details = list(entry.all("NtryDtls", "TxDtls"))
    shares = _shares(details, amount, currency) if len(details) > 1 else None
    groups = [[detail] for detail in details] if shares else [details]
    booked_on = _day(entry) or otherwise_on
    if booked_on is None:
        raise StatementRefused(entry.line, "Il manque la date d’une écriture (BookgDt).")
    return [
        Movement(
            entry=number,
            line=group[0].line if shares else entry.line,
            booked_on=booked_on,
            amount_cents=cents,
            currency=currency,
            label=_label(entry, group),
            references=_references(group),
            bank_reference=_bank_reference(entry, details),
            is_return=_is_return(entry, group),
            **_other_party(group, account, is_credit=amount > 0),
        )
        for group, cents in zip(groups, shares or [amount], strict=True)
    ]


def amount_of(node: Node) -> Node:
    """The element that says how much."""
    amount = node.first("Amt")
    if amount is None:
        raise StatementRefused(node.line, "Il manque un montant (Amt).")
    return amount


def _day(entry: Node) -> dt.date | None:
    for name in ("BookgDt", "ValDt"):
        for end in ("Dt", "DtTm"):
            if (found := entry.first(name, end)) is not None:
                return read_iso_date(found.text, found.line)
    return None


def _shares(details: list[Node], amount: int, currency: str) -> list[int] | None:
    """How much each detail is; None when the bank does not say it all."""
    shares = []
    for detail in details:
        found = detail.first("Amt") or detail.first("AmtDtls", "TxAmt", "Amt")
        if found is None or found.currency != currency:
            return None
        cents = read_decimal(found.text, found.line)
        sign = detail.text_of("CdtDbtInd")
        shares.append(-cents if (sign == "DBIT" if sign else amount < 0) else cents)
    return shares if sum(shares) == amount and all(shares) else None


def _other_party(details: list[Node], account: str, *, is_credit: bool) -> dict[str, Any]:
    """Fields of the movement: what all its details say alike."""
    parties = [_party(detail, account, is_credit=is_credit) for detail in details]
    names = {name for name, _, _ in parties if name}
    numbers = {number for _, number, _ in parties if number}
    return {
        "counterparty": names.pop() if len(names) == 1 else "",
        "counterparty_account": numbers.pop() if len(numbers) == 1 else "",
        "is_organisation": any(is_one for _, _, is_one in parties),
    }


def _party(detail: Node, account: str, *, is_credit: bool) -> tuple[str, str, bool]:
    """Name, account and whether it is an organisation, of who stands on the other side.

    Versions 2 to 7 write the party itself, later ones below ``Pty``. Some banks name the wrong side only: it
    is taken unless its account is ours.
    """
    roles = ("Dbtr", "Cdtr") if is_credit else ("Cdtr", "Dbtr")
    for role in roles:
        names = [("RltdPties", role, *end, "Nm") for end in ((), ("Pty",), ("Agt", "FinInstnId"))]
        name = clean(detail.first_text(*names), MAX_NAME)
        numbers = [("RltdPties", f"{role}Acct", "Id", *end) for end in (("IBAN",), ("Othr", "Id"))]
        number = account_number(detail.first_text(*numbers))
        if (name or number) and number != account:
            found = detail.first("RltdPties", role)
            is_one = found is not None and bool(
                found.first("Id", "OrgId") or found.first("Pty", "Id", "OrgId")
            )
            return name, number, is_one
    return "", "", False


def _references(details: list[Node]) -> tuple[str, ...]:
    found: list[str] = []
    for detail in details:
        found += [detail.text_of("Refs", name) for name in ("EndToEndId", "TxId", "MndtId", "ChqNb")]
        for path in (("CdtrRefInf", "Ref"), ("CdtrRefInf", "CdtrRef"), ("RfrdDocInf", "Nb")):
            found += [node.text for node in detail.all("RmtInf", "Strd", *path)]
    cleaned = (clean(text, MAX_REFERENCE) for text in found)
    kept = dict.fromkeys(text for text in cleaned if text.upper() not in PLACEHOLDERS)
    return tuple(kept)[:_MOST_REFERENCES]


def _label(entry: Node, details: list[Node]) -> str:
    texts = []
    for detail in details:
        texts += [node.text for node in detail.all("RmtInf", "Ustrd")]
        texts += [node.text for node in detail.all("RmtInf", "Strd", "AddtlRmtInf")]
        texts.append(detail.text_of("AddtlTxInf"))
        ends = ((), ("Pty",))
        if behalf := detail.first_text(*(("RltdPties", "UltmtDbtr", *end, "Nm") for end in ends)):
            texts.append(f"pour {behalf}")
    texts.append(entry.text_of("AddtlNtryInf"))
    cleaned = dict.fromkeys(clean(text, MAX_LABEL) for text in texts)
    return clean(" ".join(text for text in cleaned if text), MAX_LABEL)


def _bank_reference(entry: Node, details: list[Node]) -> str:
    """The bank's own name of the entry; of its only detail where the entry has none."""
    paths = [entry.text_of("AcctSvcrRef")]
    if len(details) == 1:
        paths.append(details[0].text_of("Refs", "AcctSvcrRef"))
    cleaned = (clean(text, MAX_REFERENCE) for text in paths)
    return next((text for text in cleaned if text.upper() not in PLACEHOLDERS), "")


def _is_return(entry: Node, details: list[Node]) -> bool:
    if entry.text_of("RvslInd") in _YES:
        return True
    return any(
        node.first("RtrInf") is not None
        or node.text_of("BkTxCd", "Domn", "Fmly", "SubFmlyCd") in _RETURN_CODES
        for node in (entry, *details)
    )
