"""The tree keeps the shape the design gives it."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
HARD_LIMIT = 500
FORBIDDEN_NAMES = {"utils", "helpers", "common", "lib", "misc"}


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).exists()]


def test_no_module_is_past_the_limit() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > HARD_LIMIT
    }
    assert not long


def test_no_name_that_says_nothing() -> None:
    found = [
        path
        for path in tracked("*.py")
        if FORBIDDEN_NAMES & {path.stem, *path.parent.parts[len(ROOT.parts) :]}
    ]
    assert not found


@pytest.mark.parametrize("app", sorted(path.parent.name for path in (ROOT / "milliard").glob("*/apps.py")))
def test_every_app_says_what_it_owns(app: str) -> None:
    docstring = (ROOT / "milliard" / app / "__init__.py").read_text()
    for word in ("Owns", "Promises", "Refuses"):
        assert word in docstring, word


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_need_no_extension_the_small_database_lacks() -> None:
    for path in tracked("milliard/*/migrations/*.py"):
        text = path.read_text().lower()
        assert "pgcrypto" not in text, path
        assert not re.search(r"provider\s*=\s*'?icu", text), path


def test_indexes_of_answers_are_built_while_people_answer() -> None:
    for path in tracked("milliard/surveys/migrations/*.py"):
        if path.name != "0001_initial.py":  # an empty table has nobody waiting
            assert "migrations.AddIndex(" not in path.read_text(), f"{path.name}: AddIndexConcurrently"


def test_locks_have_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "bootstrap/requirements.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_no_path_of_a_machine() -> None:
    found = [
        path
        for path in tracked()
        if path.suffix not in {".png", ".woff2", ".xlsx"}
        and str(ROOT) + "/" in path.read_text(errors="ignore")
    ]
    assert not found
