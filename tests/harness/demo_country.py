"""The demonstration country, loaded once per state of the code and copied for whoever needs it.

`demo_country`: the country for one test in this process (Django's client, reports); what the test writes is
rolled back. `demo_database`: a copy of the test's own, in which commits are real (journeys, threads).
`demo_site`: the same, served over HTTP; the address.
"""

import functools
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.harness import country, databases

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
        name = databases._copy_template(ensure_country())
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
        name = databases._copy_template(ensure_country())
    yield name
    with blocker.unblock():
        databases._drop(name)


@functools.cache
def ensure_country() -> str:
    """Load the country into a database of its own, unless it is there; one process loads, others wait.

    Returns the database's name. Asked once: the country of the moment this process started.
    """
    databases.ensure_template()
    with databases._maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        for name, record in _countries(cursor):
            if name.startswith(_prefix()) and country.is_current(record):
                return name
        _drop_stale(cursor)
        return _load(cursor)


def _countries(cursor: Any) -> list[tuple[str, country.Record]]:
    """Those there are, each with what it was made with: a comment of its database."""
    statement = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s"
    cursor.execute(statement, [f"{_PREFIX}%"])
    return [(name, json.loads(comment or "{}")) for name, comment in cursor.fetchall()]


def _prefix() -> str:
    """One country for each state of the migrations, and of the packages."""
    return f"{_PREFIX}{databases._template_name().removeprefix('template_')[:8]}_"


def _load(cursor: Any) -> str:
    building = f"{_PREFIX}building"
    cursor.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{building}" TEMPLATE "{databases._template_name()}"')
    # In a process of its own, where nothing else was imported.
    command = [sys.executable, "-m", "tests.harness.country", building]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-5_000:]
    record = made.stdout.splitlines()[-1]
    comment = psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}")
    cursor.execute(comment.format(psycopg.sql.Identifier(building), psycopg.sql.Literal(record)))
    name = f"{_prefix()}{hashlib.sha256(record.encode()).hexdigest()[:8]}"
    cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    return name


def _drop_stale(cursor: Any) -> None:
    """Countries of earlier code, but those that a run under way still copies."""
    for name, _ in _countries(cursor):
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        except psycopg.errors.ObjectInUse:
            continue
