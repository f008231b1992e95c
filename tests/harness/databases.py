"""One migrated template database per state of the migrations; every worker copies it.

`transaction=True` in pytest-django empties every table, Wagtail's root page included; tests that need
real commits (races, journeys over HTTP, browser) therefore ask for `committed_database`: a copy of the
template of their own, dropped afterwards.
"""

import functools
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LOCK = 6_283_185
_counter = iter(range(10_000))


def pytest_configure(config: pytest.Config) -> None:
    """Start the tests' cluster once, unless the environment names another server."""
    if os.environ.get("TEST_DATABASE_URL") or hasattr(config, "workerinput"):
        return
    from bootstrap.postgres import TESTS

    TESTS.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: ask for committed_database instead of transaction=True")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Names are chosen in `django_db_setup`."""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of this process's own, copied from the template."""
    with django_db_blocker.unblock():
        ensure_template()
        name = _copy_template()
        _use(name)
    yield
    with django_db_blocker.unblock():
        _drop(name)


@pytest.fixture
def committed_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A fresh database in which commits are real and threads see each other."""
    with django_db_blocker.unblock(), fresh_database() as name:
        yield name


@contextmanager
def fresh_database() -> Iterator[str]:
    """The same for a fixture of a whole module, inside `django_db_blocker.unblock()`."""
    from django.db import connections

    previous = connections.settings["default"]["NAME"]
    name = _copy_template()
    _use(name)
    try:
        yield name
    finally:
        _use(previous)
        _drop(name)


@functools.cache
def _template_name() -> str:
    # Computed once: the migrations of the moment this process started, and what is written after them.
    digest = hashlib.sha256()
    after = ("migrations/*.py", "permissions.py", "receivers.py", "apps.py")
    for path in sorted(path for pattern in after for path in ROOT.glob(f"milliard/*/{pattern}")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update((ROOT / "requirements.lock").read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def _copy_template(template: str = "") -> str:
    name = f"test_{os.getpid()}_{next(_counter)}"
    with _maintenance() as cursor:
        # A run that was killed leaves its databases, and its number is given again.
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or _template_name()}" STRATEGY WAL_LOG')
    return name


def ensure_template() -> None:
    """Build the template of these migrations unless it is there; one process builds, the others wait.

    TEST_TEMPLATE: a database where some of them are applied, to begin with.
    """
    from django.core.management import call_command

    template = _template_name()
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone():
            return
        building = f"{template}_building"
        cursor.execute(f'DROP DATABASE IF EXISTS "{building}"')
        begun = os.environ.get("TEST_TEMPLATE", "template1")
        cursor.execute(f'CREATE DATABASE "{building}" TEMPLATE "{begun}"')
        _use(building)
        call_command("migrate", verbosity=0, interactive=False)
        _close()
        cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{template}"')


def _drop(name: str) -> None:
    _close()
    with _maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    """Point Django at database ``name``, in this thread and in those to come."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    _close()
    connections.settings["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


def _close() -> None:
    from django.db import connections

    connections.close_all()


class _maintenance:  # noqa: N801 (reads as a verb: with _maintenance() as cursor)
    """A cursor on the cluster's own database, outside any transaction. Released with its locks."""

    def __enter__(self) -> Any:
        import psycopg
        from django.db import connections

        settings = connections.settings["default"]
        self._connection = psycopg.connect(
            host=settings["HOST"],
            port=settings["PORT"] or None,
            user=settings["USER"],
            password=settings["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        )
        return self._connection.cursor()

    def __exit__(self, *exception: object) -> None:
        self._connection.close()


def wait_until_blocked(count: int = 1, patience_s: float = 20) -> None:
    """Return when ``count`` other connections of this database wait for a lock: what a test of turns needs,
    where a pause would guess how long the machine takes.
    """
    from django.db import connection

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
    deadline = time.monotonic() + patience_s
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one state of it otherwise
            cursor.execute(waiting, [connection.settings_dict["NAME"]])
            if cursor.fetchone()[0] >= count:
                return
            assert time.monotonic() < deadline, f"{count} connections were to wait for a lock"
            time.sleep(0.01)


@pytest.fixture
def in_threads(committed_database: str) -> Any:
    """Run functions at the same moment, each in its own thread and connection; return their results.

    An exception is returned in the place of a result, for the test to judge.
    """
    from django.db import connections

    def run(*functions: Any) -> list[Any]:
        barrier = threading.Barrier(len(functions))
        results: list[Any] = [None] * len(functions)

        def call(index: int, function: Any) -> None:
            try:
                barrier.wait(timeout=10)
                results[index] = function()
            except Exception as error:  # noqa: BLE001 (the test looks at it)
                results[index] = error
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=call, args=(index, function)) for index, function in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return results

    return run
