"""A promise: what was queued is done, even when the worker that had begun it is killed."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from milliard.core import workers
from milliard.core.workers import MAX_ATTEMPTS, give_back_tasks
from tests.harness.processes import manage_apart, wait_until_the_server_noticed
from tests.races.killed_tasks import write_slowly

PATIENCE_S = 60


@pytest.fixture
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def worker() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a real one, on the test's own database; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        started.append(_worker(*arguments))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def _worker(*arguments: str) -> subprocess.Popen[bytes]:
    return manage_apart("worker", "--no-reload", "--no-startup-delay", *arguments)


def running(*workers: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {"path": "/dev/null"}},
        task_path="tests.races.killed_tasks.write_slowly",
        worker_ids=list(workers),
        backend_name="default",
        run_after="9999-01-01T00:00:00Z",
        exception_class_path="",
        traceback="",
    )


@pytest.mark.usefixtures("committed_database")
def test_a_task_is_given_back_when_nobody_holds_its_workers_lock() -> None:
    begun, ended = threading.Event(), threading.Event()

    def live() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext('alive'))", [workers._LOCK])
        begun.set()
        ended.wait(PATIENCE_S)
        connections.close_all()

    thread = threading.Thread(target=live)
    thread.start()
    assert begun.wait(PATIENCE_S)
    kept, own, lost = running("dead", "alive"), running("own"), running("alive", "dead")
    poison = running(*["dead"] * MAX_ATTEMPTS)
    assert give_back_tasks(own="own") == 2
    found = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert found == {kept.pk: "RUNNING", own.pk: "RUNNING", lost.pk: "READY", poison.pk: "FAILED"}
    ended.set()
    thread.join()
    wait_until_the_server_noticed()
    assert give_back_tasks(own="own") == 1


@pytest.mark.usefixtures("committed_database", "queue")
def test_the_task_of_a_killed_worker_is_done_by_the_next(
    tmp_path: Path, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    path = tmp_path / "said"
    write_slowly.enqueue(path=str(path))
    killed = worker()
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert killed.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert worker("--batch").wait(PATIENCE_S) == 0
    assert path.read_text() == "begun\n"  # the first one lives: nothing is taken from it
    killed.kill()
    killed.wait()
    wait_until_the_server_noticed()
    assert worker("--batch").wait(PATIENCE_S) == 0
    assert path.read_text() == "begun\nbegun\n"
    assert not DBTaskResult.objects.exists()
