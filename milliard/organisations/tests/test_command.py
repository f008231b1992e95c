"""`manage.py import_organisations`."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from milliard.organisations.models import ImportBatch, Organisation
from milliard.organisations.tests.files import csv_text, numbers, written

pytestmark = pytest.mark.django_db
HEADINGS = ("Nom", "SIREN", "Email")


def run(path: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_organisations", str(path), *options, stdout=out, stderr=io.StringIO())
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def test_it_says_what_a_file_would_do_then_does_it_once(tmp_path: Path) -> None:
    one, other = numbers(2)
    path = written(tmp_path, csv_text([("A", one, ""), ("B", other, "b@"), ("C", "1", "")], HEADINGS))
    said = run(path)
    assert (said["rows"], said["new"], said["same"], said["changed"]) == (3, 1, 0, 0)
    assert [(one["row"], one["column"]) for one in said["refused"]] == [(3, "Email"), (4, "SIREN")]
    assert not Organisation.objects.exists()
    assert run(path, "--apply")["new"] == 1
    assert Organisation.objects.get().siren == one
    again = run(path, "--apply")
    assert (again["new"], again["same"], again["changed"]) == (0, 1, 0)
    assert ImportBatch.objects.count() == 1  # a file that changes nothing leaves nothing


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "reseau.csv:1: Ce fichier est vide."),
        (b"Ville;SIREN\nBrest;1\n", "reseau.csv:1: Aucune colonne ne dit le nom"),
        (None, "reseau.csv:0: ce fichier n’existe pas."),
    ],
)
def test_what_is_no_table_ends_with_two(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = written(tmp_path, content) if content is not None else tmp_path / "reseau.csv"
    errors = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("import_organisations", str(path), stdout=io.StringIO(), stderr=errors)
    assert caught.value.code == 2
    assert said in errors.getvalue()
