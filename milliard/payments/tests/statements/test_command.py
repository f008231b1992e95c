"""`manage.py import_bank_statement`: what it prints, what it refuses, what it writes."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from milliard.payments.models import BankLine, BankStatement, Payment
from milliard.payments.tests.factories import make_request
from milliard.payments.tests.statements.writing import ACCOUNT, Detail, Entry, camt

pytestmark = pytest.mark.django_db


def run(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[Any, str]:
    call_command("import_bank_statement", str(path), *options)
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        call_command("import_bank_statement", str(path))
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_it_prints_what_the_file_says_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(Entry("5.00"), Entry("7.50", "DBIT"), opening="10.00", closing="7.51"))
    said, errors = run(path, capsys)
    (statement,) = said["statements"]
    lines = statement.pop("lines")
    assert statement == {
        "account": ACCOUNT,
        "currency": "EUR",
        "opening_cents": 1000,
        "closing_cents": 751,
        "entries": 2,
        "sum_cents": -250,
        "reconciles": False,
    }
    assert [line["amount_cents"] for line in lines] == [500, -750]
    assert f"{path}:4: " in errors
    assert "ne font pas" in errors
    assert not BankStatement.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.xml", camt(Entry("5.005")), 5),
        ("a.pdf", b"%PDF-1.7\n\x00\x01", 1),
        ("a.csv", b"bonjour", 1),
        ("a.csv", b"Date;Libelle\n1;2\n", 1),
        ("a.csv", b"Date;Libelle;Montant\n01/02/2026;x;1,00\n01/02/2026;y;deux\n", 3),
        ("vide.xml", b"", 1),
    ],
)
def test_no_statement_is_said_with_the_line(
    name: str, data: bytes, line: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path, capsys).startswith(f"{path}:{line}: ")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "absent.xml"
    assert refused(path, capsys) == f"{path}:0: ce fichier n’existe pas.\n"


def test_applied_twice_it_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = make_request()
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(Entry(details=[Detail(text=request.reference)])))
    for _ in range(2):
        run(path, capsys, "--apply")
    assert (BankStatement.objects.count(), BankLine.objects.count(), Payment.objects.count()) == (1, 1, 1)
    request.refresh_from_db()
    assert request.state == "paid"


def test_a_csv_is_read_by_its_titles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mars.csv"
    path.write_bytes("Date;Libellé;Débit;Crédit\n02/03/2026;VIR;;1 234,50\n".encode("cp1252"))
    said, _ = run(path, capsys, "--account", "fr76 1", "--apply")
    assert (said["statements"][0]["sum_cents"], said["statements"][0]["account"]) == (123450, "FR761")
    assert BankLine.objects.get().account.identifier == "FR761"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("camt053.v2.multi.statement.xml", [(1, 885, 1815, 2700, True), (1, -700, 2700, 2000, True)]),
        ("camt053.v2.minimal.xml", [(1, 885, 1815, -2700, False)]),
        ("camt053.v4.xml", [(1, 885, 1815, -2700, False)]),
        ("camt053.v8.xml", [(1, 885, 1815, -2700, False)]),
        ("camt054.v2.xml", [(1, -20000000, None, None, None)]),
    ],
)
def test_files_this_project_did_not_write(
    name: str, expected: list[Any], capsys: pytest.CaptureFixture[str], shared_data: Path
) -> None:
    for _ in range(2):
        said, _ = run(shared_data / "bank" / name, capsys, "--apply")
        names = ("entries", "sum_cents", "opening_cents", "closing_cents", "reconciles")
        assert [tuple(one[name] for name in names) for one in said["statements"]] == expected
    assert BankStatement.objects.count() == len(expected)
    assert BankLine.objects.count() == len(expected)


def test_the_wrong_one_is_refused(capsys: pytest.CaptureFixture[str], shared_data: Path) -> None:
    path = shared_data / "bank" / "camt053.v2.wrong.xml"
    assert refused(path, capsys).startswith(f"{path}:3: ")
