"""camt files say the same whatever their version, and what cannot be read surely is refused with its line."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.payments.statements import StatementKind, StatementRead, StatementRefused
from milliard.payments.statements.camt import read_camt
from milliard.payments.tests.statements.writing import ACCOUNT, Detail, Entry, camt

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=40)


def read(data: bytes) -> list[StatementRead]:
    return read_camt(io.BytesIO(data))


def only(data: bytes) -> StatementRead:
    (statement,) = read(data)
    return statement


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, int]:
    cents = draw(st.integers(1, 10**12))
    decimals = draw(st.integers(2, 5))
    amount = f"{Decimal(cents).scaleb(-2):f}" + "0" * (decimals - 2)
    sign = draw(st.sampled_from(["CRDT", "DBIT"]))
    day = draw(
        st.sampled_from(
            [
                "<Dt>2026-03-02</Dt>",
                "<Dt>2026-03-02+01:00</Dt>",
                "<DtTm>2026-03-02T13:15:00</DtTm>",
                "<DtTm>2026-03-02T23:59:59+0100</DtTm>",
                "<DtTm>2026-03-02T00:00:00Z</DtTm>",
                "<DtTm>2026-03-02T13:15:00.123+01:00</DtTm>",
            ]
        )
    )
    made = Entry(amount, sign, day, details=[Detail(who=draw(NAMES), text=draw(NAMES))])
    return made, cents if sign == "CRDT" else -cents


@given(
    st.lists(entries(), max_size=6),
    st.integers(2, 13),
    st.sampled_from(["053", "054"]),
    st.integers(0, 10**9),
)
def test_what_is_written_reads_back_to_the_cent(
    made: list[tuple[Entry, int]], version: int, kind: str, opening: int
) -> None:
    total = sum(cents for _, cents in made)
    balances = {
        "opening": f"{Decimal(opening) / 100:.2f}",
        "closing": f"{Decimal(opening + total) / 100:.2f}",
    }
    said = balances if kind == "053" else {}
    statement = only(camt(*(entry for entry, _ in made), kind=kind, version=version, **said))
    assert [movement.amount_cents for movement in statement.movements] == [cents for _, cents in made]
    assert (statement.entries, statement.sum_cents) == (len(made), total)
    assert statement.reconciles is (True if kind == "053" else None)
    assert {movement.booked_on for movement in statement.movements} <= {dt.date(2026, 3, 2)}
    assert statement.account == ACCOUNT
    for movement, (entry, _) in zip(statement.movements, made, strict=True):
        assert movement.counterparty == entry.details[0].who
        assert movement.label == entry.details[0].text


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("12.5", 1250),
        ("12", 1200),
        ("12.50000", 1250),
        (".5", 50),
        ("0012.10", 1210),
        ("100000000000000", 10**16),
    ],
)
def test_whole_cents_are_read_exactly(amount: str, cents: int) -> None:
    assert only(camt(Entry(amount))).sum_cents == cents


@pytest.mark.parametrize(
    "amount", ["12.505", "0.00001", "12,50", "1e3", "-5.00", "", "NaN", "1" * 41, "1 000.00"]
)
def test_what_is_no_amount_is_refused_with_its_line(amount: str) -> None:
    with pytest.raises(StatementRefused) as refusal:
        read(camt(Entry(), Entry(amount)))
    assert refusal.value.line == 6


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (camt(Entry(sign="PLUS")), 5, "CdtDbtInd"),
        (camt(Entry(day="<Dt>31/12/2026</Dt>")), 5, "31/12/2026"),
        (camt(Entry(day="<Dt>2026-02-30</Dt>")), 5, "2026-02-30"),
        (camt(Entry(), version=14), 2, "Version 14"),
        (camt(Entry(), version=1), 2, "Version 1 "),
        (camt(Entry())[:-20], 5, "incomplet"),
        (b"<html>\n<body>non</body></html>", 1, "pas un relev"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<x>&a;</x>', 2, "DTD"),
        (camt(account="x").replace(b"<IBAN>x</IBAN>", b""), 4, "compte"),
        (camt(Entry()).replace(b"BkToCstmrStmt>", b"BkToCstmrAcctRpt>"), 3, "camt.052"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', 1, "encodage"),
    ],
)
def test_a_file_that_is_no_statement_says_where_and_why(data: bytes, line: int, words: str) -> None:
    with pytest.raises(StatementRefused) as refusal:
        read(data)
    assert refusal.value.line == line
    assert words in refusal.value.message


@pytest.mark.parametrize(
    "status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts>INFO</Sts>", "<Sts>FUTR</Sts>"]
)
def test_only_booked_entries_are_counted(status: str) -> None:
    statement = only(camt(Entry("5.00"), Entry("7.00", status=status), version=7))
    assert (statement.entries, statement.sum_cents, statement.pending) == (1, 500, 1)


def test_a_batch_is_its_details_when_they_sum_up() -> None:
    batch = Entry("60.00", bank_reference="B1", details=[Detail("20.00", who="A"), Detail("40.00", who="B")])
    statement = only(camt(batch, version=4))
    assert [(one.amount_cents, one.counterparty) for one in statement.movements] == [(2000, "A"), (4000, "B")]
    assert (statement.entries, statement.sum_cents) == (1, 6000)


@pytest.mark.parametrize("amounts", [("20.00", "39.99"), ("", "")])
def test_a_batch_whose_details_do_not_sum_up_is_one_movement(amounts: tuple[str, str]) -> None:
    details = [Detail(amount, who="A", text=f"texte {n}") for n, amount in enumerate(amounts)]
    (movement,) = only(camt(Entry("60.00", details=details), version=4)).movements
    assert (movement.amount_cents, movement.counterparty) == (6000, "A")
    assert movement.label == "texte 0 texte 1"


def test_a_reversal_keeps_its_sign_and_is_said() -> None:
    back = Entry("20.00", "DBIT", more="<RvslInd>true</RvslInd>")
    (movement,) = only(camt(back)).movements
    assert (movement.amount_cents, movement.is_return) == (-2000, True)
    reason = Detail(more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
    assert only(camt(Entry("20.00", "DBIT", details=[reason]))).movements[0].is_return


@pytest.mark.parametrize("version", [2, 8])
def test_references_account_and_organisation(version: int) -> None:
    org = "<Id><OrgId><Othr><Id>1</Id></Othr></OrgId></Id>"
    detail = Detail(end_to_end="E2E", reference="RF18", iban="DE89370400440532013000", text="merci")
    data = camt(Entry(details=[detail]), version=version).replace(b"</Nm>", b"</Nm>" + org.encode())
    (movement,) = only(data).movements
    assert movement.references == ("E2E", "RF18")
    assert movement.counterparty_account == "DE89370400440532013000"
    assert movement.is_organisation


def test_prefixes_and_envelopes() -> None:
    prefixed = camt(Entry(), prefix="ns2")
    assert only(prefixed).sum_cents == 2000
    wrapped = camt(Entry()).replace(b"<Document", b"<Envelope><Document") + b"</Envelope>"
    assert only(wrapped).kind is StatementKind.STATEMENT


def test_a_balance_in_another_currency_does_not_reconcile() -> None:
    data = camt(Entry("5.00"), opening="10.00", closing="15.00")
    assert only(data).reconciles is True
    first, second = data.split(b"CLBD")
    assert only(first + b"CLBD" + second.replace(b"'EUR'", b"'SEK'", 1)).reconciles is False


def test_closed_the_day_before_is_an_opening() -> None:
    data = camt(Entry("5.00"), opening="10.00", closing="15.00").replace(b"OPBD", b"PRCD")
    assert only(data).opening_cents == 1000


def test_memory_does_not_grow_with_what_is_not_kept() -> None:
    """An entry weighs 60 kB of elements nobody reads; a hundred of them hold less than two at any time."""
    import tracemalloc

    noise = "<Prtry><X>" + "<Y>bruit</Y>" * 4000 + "</X></Prtry>"
    data = camt(*[Entry("1.00", more=noise)] * 100)
    tracemalloc.start()
    assert only(data).entries == 100
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000, (peak, len(data))
