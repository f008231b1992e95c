"""`manage.py import_members`: what it prints, what it refuses, what it writes."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from milliard.members.models import Member, MemberImport
from milliard.members.tests.factories import make_member, make_rates
from milliard.members.tests.files import ADA, BOB, csv_of

pytestmark = pytest.mark.django_db


def run(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[Any, str]:
    call_command("import_members", str(path), *options)
    said = capsys.readouterr()
    return json.loads(said.out), said.err


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_rates()
    made = tmp_path / "membres.csv"
    made.write_text(csv_of(ADA, BOB, ("Ada", "", *ADA[2:])))
    return made


def test_it_prints_what_the_file_would_write_and_writes_nothing(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = make_member(email="ada@example.org")
    said, errors = run(path, capsys)
    assert said == {
        "rows": 3,
        "new": 1,
        "renewed": 0,
        "same": 0,
        "possible_duplicates": [
            {"line": 2, "members": [{"member": known.number, "score": 65, "alike": ["name", "email"]}]}
        ],
        "refused": ["4:Nom:Il manque le nom de cette personne\u00a0: écrivez-le."],
    }
    assert errors == ""
    assert Member.objects.count() == 1


def test_applied_twice_it_writes_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, errors = run(path, capsys, "--apply", "--origin", "HelloAsso")
    assert (said["new"], "2 personnes écrites" in errors.replace("\u00a0", " ")) == (2, True)
    said, errors = run(path, capsys, "--apply", "--origin", "HelloAsso")
    assert (said["new"], said["same"]) == (0, 2)
    assert (Member.objects.count(), MemberImport.objects.get().origin) == (2, "HelloAsso")


def test_a_day_for_rows_that_say_none(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(csv_of((*ADA[:6], "", "")))
    assert run(path, capsys)[0]["new"] == 0
    assert run(path, capsys, "--joined-on", "2025-01-01")[0]["new"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, ":0: ce fichier n’existe pas."),
        (b"bonjour", ":1: Aucun tableau"),
        (b'Nom;Pr\xc3\xa9nom\nA;"' + b"x" * 200_000, ":2: Une cellule est trop longue"),
    ],
)
def test_what_is_no_such_file_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as end:
        call_command("import_members", str(path))
    printed = capsys.readouterr()
    assert (end.value.code, printed.out) == (2, "")
    assert f"{path}{said}" in printed.err
