"""CSVs of banks: whatever their encoding, marks and columns, to the cent, or refused with the line."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.payments.statements import StatementRead, StatementRefused
from milliard.payments.statements.csv_statement import Mapping, propose_mapping, read_csv_statement
from milliard.payments.statements.csv_table import read_table


def read(data: bytes) -> StatementRead:
    (statement,) = read_csv_statement(data, propose_mapping(read_table(data)), "FR76")
    return statement


def lines(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(rows).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    rows = (["Date opération", "Libellé", "Montant"], ["02/03/2026", "Adhésion Noël", "12.50"])
    (movement,) = read(lines(*(separator.join(row) for row in rows), encoding=encoding)).movements
    assert (movement.booked_on, movement.label, movement.amount_cents) == (
        dt.date(2026, 3, 2),
        "Adhésion Noël",
        1250,
    )


@pytest.mark.parametrize(
    ("cells", "cents"),
    [
        (["1 234,56", "-12,00"], [123456, -1200]),
        (["1\u202f234,56 €", "−12,00 €"], [123456, -1200]),
        (["1.234,56", "1.000", "2.500,00"], [123456, 100000, 250000]),
        (["1,234.56", "1,000", "2,500.00"], [123456, 100000, 250000]),
        (["12,5000", "0,10"], [1250, 10]),
        (["12,50-", "+3,00"], [-1250, 300]),
        (['="12,50"', "3,00"], [1250, 300]),
    ],
)
def test_amounts_by_the_convention_of_their_column(cells: list[str], cents: list[int]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(
        [["Date", "Libellé", "Montant"], *(["02/03/2026", "x", cell] for cell in cells)]
    )
    assert [movement.amount_cents for movement in read(out.getvalue().encode()).movements] == cents


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("02/03/2026;x;1,005", "centimes"),
        ("02/03/2026;x;douze", "douze"),
        ("02/03/2026;x;=12+1", "=12"),
        ("02/03/2026;x;", "manque"),
        ("31/02/2026;x;1,00", "31/02/2026"),
        (";x;1,00", "date"),
        ("02/03/2026;x;1e9", "1e9"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(row: str, words: str) -> None:
    data = lines("Date;Libellé;Montant", '01/03/2026;"deux\nlignes";10,00', row)
    with pytest.raises(StatementRefused) as refusal:
        read(data)
    assert refusal.value.line == 4
    assert words in refusal.value.message


def test_lines_above_the_table_two_columns_and_balances() -> None:
    data = lines(
        "Compte;FR76 3000 4000 0312 3456 7890 143",
        "Relevé du 01/03/2026 au 02/03/2026",
        "",
        "Date comptable;Libellé simplifié;Nature;Débit;Crédit;Solde",
        "02/03/2026;VIR DUPONT;VIREMENT;;20,00;105,00",
        "01/03/2026;FRAIS;FRAIS;-15,00;;85,00",
        ";;;;;",
        encoding="cp1252",
    )
    table = read_table(data)
    assert (table.account, table.title_line) == ("FR7630004000031234567890143", 4)
    statement = read(data)
    assert [movement.amount_cents for movement in statement.movements] == [2000, -1500]
    assert statement.movements[0].label == "VIR DUPONT VIREMENT"
    assert (statement.opening_cents, statement.closing_cents, statement.reconciles) == (10000, 10500, True)
    missing = data.replace(b"85,00", b"84,00")
    assert read(missing).reconciles is False


def test_formulas_are_neutralised_and_newlines_kept_in_one_cell() -> None:
    data = lines(
        "Date;Libellé;Montant", '02/03/2026;"=HYPERLINK(""x"")\nRF18 ACDE";1,00', "02/03/2026;@SUM(1);2,00"
    )
    labels = [movement.label for movement in read(data).movements]
    assert labels == ['HYPERLINK("x") RF18 ACDE', "SUM(1)"]


@pytest.mark.parametrize("cell", ["2026-03-02", "02/03/26", "02.03.2026", "20260302", "02/03/2026 14:05"])
def test_ways_of_writing_a_day(cell: str) -> None:
    data = lines("Date;Libellé;Montant", f"{cell};x;1,00")
    assert read(data).movements[0].booked_on == dt.date(2026, 3, 2)


def test_a_mapping_is_kept_and_read_again() -> None:
    mapping = Mapping("Date", ("A", "B"), "Montant", date_format="%Y-%m-%d", decimal_mark=".")
    assert Mapping.of({**mapping.stored(), "gone": 1}) == mapping
    with pytest.raises(StatementRefused, match="colonne"):
        read_csv_statement(lines("Jour;A;Montant", "x;y;1"), mapping, "FR76")


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)


@given(st.lists(st.tuples(st.integers(-(10**10), 10**10), TEXTS), min_size=1, max_size=10), st.booleans())
def test_what_is_written_reads_back_to_the_cent(rows: list[tuple[int, str]], has_two: bool) -> None:
    """Whatever the labels hold: separators, quotes, signs."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Date", "Libellé", *(["Débit", "Crédit"] if has_two else ["Montant"])])
    for cents, text in rows:
        written = f"{Decimal(abs(cents)) / 100:,.2f}".replace(",", " ").replace(".", ",")
        signed = f"-{written}" if cents < 0 else written
        cells = ([written, ""] if cents < 0 else ["", written]) if has_two else [signed]
        writer.writerow(["02/03/2026", text, *cells])
    statement = read(out.getvalue().encode())
    assert [movement.amount_cents for movement in statement.movements] == [cents for cents, _ in rows]
