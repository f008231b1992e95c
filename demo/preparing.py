"""From any database to a demonstration ready to serve: each step is done only if needed."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bootstrap.console import say, step
from demo.loading import load_country
from milliard.territories.models import Commune
from milliard.website.models import Edition
from milliard.website.tasks import make_study_pdf

_PLACES = "@etalab/decoupage-administratif"


def prepare() -> None:
    """Run every step, shown with its time. Run again, it finds everything done."""
    with step("database tables"):
        _migrate()
    with step("regions, departments, communes"):
        _load_places()
    with step("fonts"):
        call_command("build_fonts", stdout=io.StringIO())
    with step("static files"):
        _collect_static()
    lines: list[str] = []
    with step("the invented country"):
        load_country(lines.append)
    for line in lines:
        say(f"      {line}")
    with step("studies as PDF"):
        _make_pdfs()


def _migrate() -> None:
    """`migrate` looks at every model even when nothing is new; the plan alone says whether it must."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _load_places() -> None:
    package = settings.NODE_MODULES / _PLACES / "package.json"
    if Commune.objects.exists() and _is_stamped("places", _digest_of_places(package)):
        return
    call_command("load_territories", apply=True, stdout=io.StringIO())
    _stamp("places", _digest_of_places(package))


def _digest_of_places(package: Path) -> str:
    """The version of the package, and the database it was loaded into."""
    database = f"{connection.settings_dict['HOST']}/{connection.settings_dict['NAME']}"
    return hashlib.sha256(package.read_bytes() + database.encode()).hexdigest()


def _collect_static() -> None:
    """Hashing and compressing them all takes half a minute: not at every start."""
    digest = _digest_of_static()
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() and _is_stamped("static", digest):
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    _stamp("static", digest)


def _digest_of_static() -> str:
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for name, path in sorted(_static_sources()):
        status = path.stat()
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_sources() -> Iterator[tuple[str, Path]]:
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def _make_pdfs() -> None:
    """Now, so that the link on the page works at the first visit; the worker finds them made."""
    for edition in Edition.objects.without_files().filter(pdf_digest=""):
        make_study_pdf.call(edition.pk)


def _stamps() -> Path:
    folder = Path(settings.VAR_DIR) / "stamps"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _stamp(name: str, digest: str) -> None:
    (_stamps() / name).write_text(digest)


def _is_stamped(name: str, digest: str) -> bool:
    path = _stamps() / name
    return path.exists() and path.read_text() == digest
