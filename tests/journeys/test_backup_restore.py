"""The backup and restore scripts of the deployment page, run as they are written there."""

import io
import itertools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, connections

from bootstrap.paths import PYTHON, ROOT
from bootstrap.postgres import programs_folder
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.services import erase_account
from milliard.figures.datasets import storage
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec, compute_figure, replay
from milliard.figures.reports.replay import StoredFigure
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.models import Attachment, Response
from milliard.surveys.services.access import response_key
from milliard.surveys.services.erasure import erase_response
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import respond
from milliard.territories.models import Commune, Department, Region
from tests.harness.pages import DOCS, files_in

PAGE = DOCS / "how-to" / "deploy-one-machine.md"
#: What the housekeeping of the backup needs of a site.
SITE = {
    "MANAGE": f"{PYTHON} {ROOT / 'manage.py'}",
    "SECRET_KEY": settings.SECRET_KEY,  # of the erasures, which the restore must know again
    "MAIL_ALLOWED": "personne@exemple.invalid",
}
PDF = b"%PDF-1.4 les statuts de l\xe2\x80\x99association"


def server_url() -> str:
    """The test server, without a database name."""
    settings = connections.settings["default"]
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgres://{settings['USER']}{password}@{quote(settings['HOST'], safe='')}{port}"


def restored_url(environment: dict[str, str]) -> dict[str, str]:
    """Where the restore finds the database it has just filled."""
    name = environment.get("DATABASE")
    return {"RESTORED_URL": f"{server_url()}/{name}"} if name else {}


def run_script(name: str, folder: Path, *arguments: str, **environment: str) -> str:
    """Run a script of the page with the programs of the test server; returns what it prints."""
    script = folder / name
    script.write_text(files_in(PAGE)[name][1])
    path = f"{programs_folder()}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["/bin/sh", str(script), *arguments],
        env={
            "PATH": path,
            "LC_ALL": "C.UTF-8",
            "RUN_AS": "",
            **SITE,
            **restored_url(environment),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.fixture
def files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of files, with a space in its name; the private storage writes in it."""
    folder = tmp_path / "les fichiers"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "affiche.png").write_bytes(b"une affiche")
    (folder / "private").mkdir()
    settings.PRIVATE_ROOT = folder / "private"
    private = FileSystemStorage(location=settings.PRIVATE_ROOT)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", private)
    return folder


@pytest.fixture
def restored_database(committed_database: str) -> Iterator[str]:
    """A name for the database to restore into, dropped afterwards."""
    name = f"{committed_database}_restored"
    yield name
    connections.close_all()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = committed_database
    subprocess.run(
        [
            programs_folder() / "dropdb",
            "--force",
            "--if-exists",
            f"--maintenance-db={server_url()}/postgres",
            name,
        ],
        check=True,
    )


def a_little_of_everything() -> Dataset:
    """A commune, a person, three responses of which one with a file, and a frozen dataset."""
    region = Region.objects.create(code="84", name="Auvergne-Rhône-Alpes")
    loire = Department.objects.create(code="42", name="Loire", region=region)
    Commune.objects.create(code="42218", name="Saint-Étienne", department=loire, postal_codes=["42000"])
    factories.user(Role.ORGANISER, email="camille@exemple.org")
    collection = factories.open_collection(factories.five_questions())
    answers = [
        {"statut": "scic", "personnes": 12},
        {"statut": "scic", "besoin": 500_000},
        {"statut": "association"},
    ]
    first, *_ = respond(collection, *answers)
    Attachment.objects.create(
        response=first,
        path="statuts",
        file=ContentFile(PDF, name="ignored"),
        name="statuts.pdf",
        size=len(PDF),
        content_type="application/pdf",
    )
    return freeze_collection(collection=collection, by=None, title="Avant la panne")


def test_everything_is_back(
    committed_database: str, restored_database: str, files: Path, tmp_path: Path
) -> None:
    dataset = a_little_of_everything()
    spec = FigureSpec(FigureKind.DISTRIBUTION, "statut")
    figure = compute_figure(dataset, spec)
    before = {row.public_id: row.answers for row in Response.objects.all()}
    connections.close_all()

    folder = run_script(
        "milliard-backup",
        tmp_path,
        DATABASE_URL=f"{server_url()}/{committed_database}",
        FILES=str(files),
        BACKUPS=str(tmp_path / "les sauvegardes"),
    )
    elsewhere = tmp_path / "une autre machine"
    run_script(
        "milliard-restore",
        tmp_path,
        folder,
        SERVER=server_url(),
        DATABASE=restored_database,
        OWNER=connections.settings["default"]["USER"],
        FILES=str(elsewhere),
    )
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = restored_database
    storage.forget_opened()

    assert {row.public_id: row.answers for row in Response.objects.all()} == before
    assert Commune.objects.matching("saint etienne").get().label == "Saint-Étienne (42)"
    attachment = Attachment.objects.get()
    assert (elsewhere / "private" / attachment.file.name).read_bytes() == PDF
    assert (elsewhere / "media" / "affiche.png").read_bytes() == b"une affiche"
    back = Dataset.objects.get()
    assert storage.digest_of(back, storage.read_bytes(back)) == dataset.digest
    assert replay(StoredFigure("après la panne", figure)).is_same
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_frozen_data%'")
        assert cursor.fetchone() == (1,)


def test_a_backup_does_not_tell_in_which_order_people_answered(
    committed_database: str, restored_database: str, files: Path, tmp_path: Path
) -> None:
    (files / "media" / "affiche.png").unlink()
    (files / "media").rmdir()  # no picture yet
    with connection.cursor() as cursor:  # PostgreSQL's own cleaning would hold the table, and ours pass it by
        cursor.execute("ALTER TABLE surveys_invitation SET (autovacuum_enabled = off)")
    collection = factories.open_collection(factories.five_questions(), is_anonymous=True)
    invite(collection=collection, emails="\n".join(f"p{number}@exemple.org" for number in range(99)), by=None)
    spent = list(collection.invitations.order_by("email"))[::2]
    for invitation in spent:
        collection.invitations.filter(pk=invitation.pk).update(is_spent=True)
    connections.close_all()
    folder = run_script(
        "milliard-backup",
        tmp_path,
        DATABASE_URL=f"{server_url()}/{committed_database}",
        FILES=str(files),
        BACKUPS=str(tmp_path / "sauvegardes"),
    )
    assert was_swept("surveys_invitation")
    connections.close_all()
    owner = connections.settings["default"]["USER"]
    place = {"SERVER": server_url(), "DATABASE": restored_database, "OWNER": owner}
    run_script("milliard-restore", tmp_path, folder, **place, FILES=str(tmp_path / "ailleurs"))
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = restored_database
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM surveys_invitation WHERE is_spent ORDER BY ctid")
        found = [key for (key,) in cursor.fetchall()]
    order = [found.index(invitation.pk) for invitation in spent]
    pairs = list(itertools.combinations(order, 2))
    # By chance one half; six standard deviations on each side.
    assert 0.2 < sum(first < second for first, second in pairs) / len(pairs) < 0.8


def test_who_was_erased_since_the_backup_does_not_come_back(
    committed_database: str, restored_database: str, files: Path, tmp_path: Path
) -> None:
    collection = factories.open_collection(factories.five_questions())
    gone, kept = respond(collection, {"statut": "scic"}, {"statut": "association"})
    person = factories.user(email="dominique@exemple.org")
    connections.close_all()
    backup = {"FILES": str(files), "BACKUPS": str(tmp_path / "sauvegardes")}
    folder = run_script(
        "milliard-backup", tmp_path, DATABASE_URL=f"{server_url()}/{committed_database}", **backup
    )
    erase_response(collection=collection, key=response_key(gone))
    erase_account(user=person, by=person)
    connections.close_all()
    owner = connections.settings["default"]["USER"]
    place = {"SERVER": server_url(), "DATABASE": restored_database, "OWNER": owner}
    said = run_script("milliard-restore", tmp_path, folder, **place, FILES=str(files))
    assert "Réponses effacées de nouveau : 1." in said
    assert "Comptes effacés de nouveau : 1." in said
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = restored_database
    assert list(Response.objects.all()) == [kept]
    assert not User.objects.filter(email="dominique@exemple.org").exists()
    call_command("erase_again", apply=True, stdout=io.StringIO())
    assert list(Response.objects.all()) == [kept]


def test_on_a_new_machine_the_list_kept_elsewhere_is_given(
    committed_database: str, restored_database: str, files: Path, tmp_path: Path
) -> None:
    person = factories.user(email="dominique@exemple.org")
    deactivated = factories.user(email="camille@exemple.org", is_active=False)
    connections.close_all()
    backup = {"FILES": str(files), "BACKUPS": str(tmp_path / "sauvegardes")}
    folder = run_script(
        "milliard-backup", tmp_path, DATABASE_URL=f"{server_url()}/{committed_database}", **backup
    )
    erase_account(user=person, by=person)
    erase_account(user=deactivated, by=deactivated)
    connections.close_all()
    owner = connections.settings["default"]["USER"]
    place = {"SERVER": server_url(), "DATABASE": restored_database, "OWNER": owner}
    since = files / "private" / "effacements.txt"
    elsewhere = tmp_path / "ailleurs"
    run_script("milliard-restore", tmp_path, folder, **place, FILES=str(elsewhere), ERASED_SINCE=str(since))
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = restored_database
    assert not User.persons.not_erased().exists()


def was_swept(table: str) -> bool:
    """Whether the places of dead rows were given back on purpose: PostgreSQL's own cleaning counts apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = %s", [table])
        return bool(cursor.fetchone()[0])


def test_a_damaged_backup_is_refused(
    committed_database: str, restored_database: str, files: Path, tmp_path: Path
) -> None:
    connections.close_all()
    folder = run_script(
        "milliard-backup",
        tmp_path,
        DATABASE_URL=f"{server_url()}/{committed_database}",
        FILES=str(files),
        BACKUPS=str(tmp_path / "sauvegardes"),
    )
    dump = Path(folder) / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    with pytest.raises(AssertionError, match=r"database\.dump|did NOT match"):
        run_script("milliard-restore", tmp_path, folder, SERVER=server_url(), DATABASE=restored_database)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [restored_database])
        assert cursor.fetchone() == (0,)


def test_nothing_is_written_over_a_database_that_exists(
    committed_database: str, files: Path, tmp_path: Path
) -> None:
    factories.user(email="camille@exemple.org")
    connections.close_all()
    folder = run_script(
        "milliard-backup",
        tmp_path,
        DATABASE_URL=f"{server_url()}/{committed_database}",
        FILES=str(files),
        BACKUPS=str(tmp_path / "sauvegardes"),
    )
    with pytest.raises(AssertionError, match="already exists"):
        run_script(
            "milliard-restore",
            tmp_path,
            folder,
            SERVER=server_url(),
            DATABASE=committed_database,
            OWNER=connections.settings["default"]["USER"],
            FILES=str(tmp_path / "ailleurs"),
        )
    assert not (tmp_path / "ailleurs").exists()
