"""Nothing is written twice, whatever files, messages and kinds of file tell of the same movement."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.models import BankLine, BankStatement
from milliard.payments.services.statements import NoAccount, StatementFile, import_statements
from milliard.payments.statements.camt import read_camt
from milliard.payments.statements.csv_statement import Mapping, propose_mapping, read_csv_statement
from milliard.payments.statements.csv_table import read_table
from milliard.payments.tests.statements.writing import ACCOUNT, Detail, Entry, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(tmp_path: Path):
    """Import the bytes of a file; returns how many lines were new."""

    def give(data: bytes, account: str = ACCOUNT) -> int:
        path = tmp_path / "releve"
        path.write_bytes(data)
        if data.startswith(b"<"):
            file, read = StatementFile("releve.xml", path), read_camt(io.BytesIO(data))
        else:
            mapping = propose_mapping(read_table(data))
            file = StatementFile("releve.csv", path, mapping, account)
            read = read_csv_statement(data, mapping, account)
        return sum(one.written for one in import_statements(file=file, read=read, by=None))

    return give


def amounts() -> Sequence[int]:
    return sorted(BankLine.objects.values_list("amount_cents", flat=True))


def test_the_same_file_twice(given) -> None:
    data = camt(Entry("5.00"), Entry("7.00"))
    assert (given(data), given(data)) == (2, 0)
    assert (amounts(), BankStatement.objects.count()) == ([500, 700], 1)


def test_the_same_lines_under_two_message_ids(given) -> None:
    entries = (Entry("5.00", bank_reference="B1"), Entry("7.00"))
    assert given(camt(*entries, message="M1")) == 2
    assert given(camt(*entries, message="M2", version=8)) == 0
    assert (amounts(), BankStatement.objects.count()) == ([500, 700], 2)


def test_overlapping_files(given) -> None:
    monday, tuesday, wednesday = (Entry("20.00", day=f"<Dt>2026-03-0{day}</Dt>") for day in (2, 3, 4))
    assert given(camt(monday, tuesday, tuesday)) == 3
    assert given(camt(tuesday, tuesday, wednesday)) == 1
    assert amounts() == [2000] * 4


def test_two_equal_lines_of_one_file_are_two(given) -> None:
    assert given(camt(Entry(), Entry(), Entry())) == 3


def test_a_reference_that_names_everything_names_nothing(given) -> None:
    data = camt(Entry(bank_reference="LOT"), Entry(bank_reference="LOT", details=[Detail(who="A B")]))
    assert given(data) == 2


@pytest.mark.parametrize("order", [("054", "053"), ("053", "054")])
@pytest.mark.parametrize("reference", ["", "B1"])
def test_a_notification_and_its_statement(given, order: tuple[str, str], reference: str) -> None:
    batch = Entry(
        "60.00",
        bank_reference=reference,
        details=[Detail("20.00", who="JEAN A"), Detail("40.00", who="LEA B")],
    )
    told = {
        "054": camt(
            batch, Entry("5.00", details=[Detail(text="merci", end_to_end="E1")]), kind="054", version=4
        ),
        "053": camt(
            Entry("60.00", bank_reference=reference, details=[]),
            Entry("5.00", details=[Detail(text="VIR MERCI E1")]),
            Entry("9.00"),
            version=4,
        ),
    }
    given(told[order[0]])
    given(told[order[1]])
    assert sum(amounts()) == 7400
    given(told[order[0]].replace(b"M1", b"M9"))
    given(told[order[1]].replace(b"M1", b"M8"))
    assert sum(amounts()) == 7400


def test_what_is_contradicted_is_not_the_same(given) -> None:
    given(camt(Entry(details=[Detail(who="JEAN DUPONT")]), kind="054"))
    assert (
        given(camt(Entry(details=[Detail(who="LEA MARTIN")]), Entry(details=[Detail(who="M DUPONT JEAN")])))
        == 1
    )
    assert BankLine.objects.filter(counterparty="LEA MARTIN").exists()


def test_a_csv_then_the_statement(given) -> None:
    lines = ["Date;Libellé;Montant", "02/03/2026;VIR SEPA JEAN DUPONT ADHESION;20,00"]
    assert given("\n".join([*lines, "02/03/2026;VIR LEA MARTIN;20,00"]).encode()) == 2
    data = camt(Entry(details=[Detail(who="LEA MARTIN")]), Entry(details=[Detail(who="JEAN DUPONT")]))
    assert given(data) == 0


def test_a_batch_told_without_details_gets_their_words(given) -> None:
    given(camt(Entry("60.00", bank_reference="B1", details=[])))
    details = [Detail("20.00", text="pour A"), Detail("40.00", text="pour B")]
    given(camt(Entry("60.00", bank_reference="B1", details=details), kind="054", version=4))
    assert BankLine.objects.get().label == "pour A pour B"


def test_what_waits_and_what_does_not(given) -> None:
    given(
        camt(
            Entry("1.00"),
            Entry("2.00", "DBIT"),
            Entry("3.00", "DBIT", more="<RvslInd>true</RvslInd>"),
            Entry("4.00", currency="SEK"),
        )
    )
    assert dict(BankLine.objects.values_list("amount_cents", "state")) == {
        100: "to_match",
        -200: "set_aside",
        -300: "to_match",
        400: "set_aside",
    }


def test_only_who_keeps_the_books_imports(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    data = b"Date;Libelle;Montant\n02/03/2026;a;1\n"
    path.write_bytes(data)
    mapping = Mapping(booked_on="Date", labels=("Libelle",), amount="Montant")
    read = read_csv_statement(data, mapping, "")
    with pytest.raises(NotAllowed):
        import_statements(file=StatementFile("a", path), read=read, by=make_person(role=Role.ORGANISER))
    with pytest.raises(NoAccount):
        import_statements(file=StatementFile("a", path), read=read, by=None)
