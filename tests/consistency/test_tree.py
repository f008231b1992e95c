"""The tree keeps the shape the design gives it."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.harness.faults import ROOT, Text, assert_none, relative

HARD_LIMIT = 500
#: Past this, a module of the product becomes a package; but for the settings, read from top to bottom.
MODULE_LIMIT = 300
LONG_MODULES = {"settings.py"}
FUNCTION_LIMIT = 60
APP_LIMIT = 10_000
PRODUCT = ("milliard", "engines", "french", "demo", "config", "bootstrap")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "lib", "misc"}


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).exists()]


def product() -> Iterator[Path]:
    """The modules of the product: no test, no migration."""
    for path in tracked("*.py"):
        parts = path.relative_to(ROOT).parts
        if parts[0] in PRODUCT and not {"tests", "migrations"} & set(parts):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def length_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_module_is_past_the_limit() -> None:
    assert_none(
        f"{relative(path)}: {length_of(path)} lines"
        for path in tracked("*.py")
        if "migrations" not in path.parts and length_of(path) > HARD_LIMIT
    )


def test_modules_of_the_product_are_short() -> None:
    assert {path.name for path in product() if length_of(path) > MODULE_LIMIT} == LONG_MODULES


def test_functions_are_short() -> None:
    assert_none(
        f"{relative(path)}:{node.lineno}: {node.name}, {lines} lines"
        for path in (*product(), *tracked("benchmarks/*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LIMIT
    )


def test_an_app_is_one_app() -> None:
    lines: Counter[str] = Counter()
    for path in product():
        parts = path.relative_to(ROOT).parts
        if parts[0] == "milliard" and len(parts) > 2:
            lines[parts[1]] += length_of(path)
    assert_none(
        f"milliard/{app}: {count} lines, it is two apps" for app, count in lines.items() if count > APP_LIMIT
    )


def test_no_name_that_says_nothing() -> None:
    assert_none(
        relative(path)
        for path in tracked("*.py")
        if FORBIDDEN_NAMES & {path.stem, *path.parent.parts[len(ROOT.parts) :]}
    )


def test_every_app_says_what_it_owns() -> None:
    assert_none(
        f"{relative(path)}: {word} is missing"
        for path in sorted(path.parent / "__init__.py" for path in (ROOT / "milliard").glob("*/apps.py"))
        for word in ("Owns", "Promises", "Refuses")
        if word not in path.read_text()
    )


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_need_no_extension_the_small_database_lacks() -> None:
    wanted = re.compile(r"pgcrypto|provider\s*=\s*'?icu", re.IGNORECASE)
    assert_none(
        fault for path in tracked("milliard/*/migrations/*.py") for fault in Text.of(path).faults(wanted)
    )


def test_indexes_of_answers_are_built_while_people_answer() -> None:
    # AddIndexConcurrently; in 0001, an empty table has nobody waiting.
    blocking = re.compile(r"migrations\.AddIndex\(")
    assert_none(
        fault
        for path in tracked("milliard/surveys/migrations/*.py")
        if path.name != "0001_initial.py"
        for fault in Text.of(path).faults(blocking)
    )


def test_locks_have_hashes_and_no_address() -> None:
    locks = [
        ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "bootstrap/requirements.lock")
    ]
    faults = [f"{relative(path)}: no hash" for path in locks if "--hash=sha256:" not in path.read_text()]
    for path in (*locks, ROOT / "package-lock.json"):
        address = re.compile(r'"resolved"' if path.suffix == ".json" else "://")
        faults += Text.of(path).faults(address)
    assert_none(faults)


def test_no_path_of_a_machine() -> None:
    assert_none(
        f"{relative(path)}:{number}"
        for path in tracked()
        if path.suffix not in {".png", ".woff2", ".xlsx"}
        for number, line in enumerate(path.read_text(errors="ignore").split("\n"), 1)
        if f"{ROOT}/" in line
    )
