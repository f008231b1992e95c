"""The demonstration country, loaded once per state of the code and copied for whoever needs it.

`demo_country`: the country for one test in this process (Django's client, reports); what the test writes is
rolled back. `demo_database`: a copy of the test's own, in which commits are real (journeys, threads).
`demo_site`: the same, served over HTTP; the address.
"""

import functools
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.harness import databases

ROOT = databases.ROOT
_PREFIX = "country_"
_LOCK = 6_283_186


@pytest.fixture
def demo_country(_country_of_this_process: str, settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """The country, read or changed at will: everything is rolled back. Yields the database's name."""
    from django.db import connections, transaction

    settings.IS_DEMONSTRATION = True
    previous = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        databases._use(_country_of_this_process)
        with transaction.atomic():
            yield _country_of_this_process
            transaction.set_rollback(True)
        databases._use(previous)


@pytest.fixture
def demo_database(django_db_setup: None, settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the country of the test's own. Yields the database's name."""
    from django.db import connections

    settings.IS_DEMONSTRATION = True
    previous = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        ensure_country()
        name = databases._copy_template(country_name())
        databases._use(name)
        yield name
        databases._use(previous)
        databases._drop(name)


@pytest.fixture
def demo_site(demo_database: str, serve: Callable[..., str]) -> str:
    """The address of the country's site, on a copy of the test's own."""
    return serve(IS_DEMONSTRATION=True)


@pytest.fixture(scope="session")
def _country_of_this_process(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    yield from copied_country(django_db_blocker)


def copied_country(blocker: Any) -> Iterator[str]:
    """A copy of the country, for a fixture to yield: its name; dropped afterwards."""
    with blocker.unblock():
        ensure_country()
        name = databases._copy_template(country_name())
    yield name
    with blocker.unblock():
        databases._drop(name)


@functools.cache
def country_name() -> str:
    """Named after everything that decides what is loaded."""
    digest = hashlib.sha256(databases._template_name().encode())
    for path in sorted(_sources()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{_PREFIX}{digest.hexdigest()[:16]}"


def _sources() -> Iterator[Path]:
    for folder in ("milliard", "demo", "engines"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.parts:
                yield path
    yield from (ROOT / "demo" / "questionnaires").glob("*.md")


def ensure_country() -> None:
    """Load the country into a database of its own, unless it is there; one process loads, others wait."""
    from django.core.management import call_command
    from django.db import connections
    from django.test import override_settings

    from demo.loading import load_country

    name = country_name()
    databases.ensure_template()
    with databases._maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return
        _drop_stale(cursor)
        building = f"{name}_building"
        cursor.execute(f'CREATE DATABASE "{building}" TEMPLATE "{databases._template_name()}"')
        previous = connections.settings["default"]["NAME"]
        databases._use(building)
        try:
            with override_settings(IS_DEMONSTRATION=True):
                call_command("build_fonts", stdout=io.StringIO())  # the studies' PDF is made with them
                call_command("load_territories", apply=True, stdout=io.StringIO())
                load_country(lambda line: None)
        finally:
            databases._use(previous)
        cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def _drop_stale(cursor: Any) -> None:
    """Countries of earlier code, but those that a run under way still copies."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_PREFIX}%"])
    for (name,) in cursor.fetchall():
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        except psycopg.errors.ObjectInUse:
            continue
