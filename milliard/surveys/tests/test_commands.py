"""Commands change nothing without --apply and are safe to run twice."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from engines.questionnaire.files.xlsform.writer import write_xlsform
from milliard.surveys.models import Collection, Invitation, Version
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "recueil.xlsx"
    path.write_bytes(write_xlsform(factories.five_questions()))
    return path


def test_a_file_is_described_then_written_once(workbook: Path) -> None:
    said = run("import_questionnaire", str(workbook), "--code", "recueil")
    assert "5 questions" in said.replace("\u00a0", " ")
    assert not Version.objects.exists()
    for _ in range(2):
        assert "version 1" in run("import_questionnaire", str(workbook), "--code", "recueil", "--apply")
    version = Version.objects.get()
    assert version.questionnaire.code == "recueil"
    assert version.source_name == "recueil.xlsx"


def test_a_wrong_file_is_refused_with_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "faux.md"
    path.write_text(
        "| survey |      |      |       |\n"
        "|        | type | name | label |\n"
        "|        | text | a    | A     |\n"
        "|        | text | a    | Again |\n"
    )
    err = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_questionnaire", str(path), "--apply", stderr=err)
    assert left.value.code == 2
    assert err.getvalue().startswith("survey:")
    assert not Version.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent.xlsx", "absent.xlsx:0:: ce fichier n’existe pas"),
        ("dossier", "dossier:0:: c’est un dossier, pas un fichier"),
        ("vide.xlsx", "vide.xlsx:0:: le fichier est vide"),
    ],
)
def test_a_whole_file_refused_is_named_and_leaves_with_2(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "dossier").mkdir()
    (tmp_path / "vide.xlsx").touch()
    err = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_questionnaire", str(tmp_path / name), stderr=err)
    assert left.value.code == 2
    assert err.getvalue().startswith(said)
    err = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_answers", str(tmp_path / name), "--propose-codebook", stderr=err)
    assert refused.value.returncode == 2
    assert err.getvalue().startswith(f"{name}:0:: ")


def test_due_collections_are_named_then_closed() -> None:
    now = timezone.now()
    due, _ = (
        factories.open_collection(opens_at=now - timedelta(days=2), closes_at=now - timedelta(hours=1))
        for _ in range(2)
    )
    said = run("close_due_collections")
    assert due.slug in said
    assert said.endswith("2\u00a0collectes à fermer.\n")
    assert not Collection.objects.exclude(closed_at=None).exists()
    assert run("close_due_collections", "--apply").endswith("2\u00a0collectes fermées.\n")
    assert not Collection.objects.filter(closed_at=None).exists()
    assert run("close_due_collections", "--apply") == "0\u00a0collecte fermée.\n"


def test_reminders_are_counted_then_sent_once() -> None:
    collection = factories.open_collection()
    invite(collection=collection, emails="a@exemple.org", by=None)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5))
    mail.outbox.clear()
    assert run("send_reminders", collection.slug) == "1\u00a0relance à envoyer.\n"
    assert mail.outbox == []
    assert run("send_reminders", collection.slug, "--apply") == "1\u00a0relance envoyée.\n"
    assert run("send_reminders", collection.slug, "--apply") == "0\u00a0relance envoyée.\n"
    assert len(mail.outbox) == 1
    with pytest.raises(CommandError) as refused:
        run("send_reminders", "inconnue")
    assert refused.value.returncode == 2
