"""A worker lives as long as its process holds a lock; what a dead one had begun is given back."""

import threading
import time

from django.db import DatabaseError, InterfaceError, connection, transaction
from django_tasks_db.models import DBTaskResult

#: First key of the advisory locks; the second is a hash of the worker's name.
_LOCK = 7_101
#: A task whose workers were killed as many times is what kills them.
MAX_ATTEMPTS = 3
LOOK_EVERY_S = 20.0
# A machine that loses its power says no goodbye: the server asks the silent connection whether it is there,
# and gives up within a minute. The default is two hours. Nothing to do on a local socket, which ignores it.
_KEEPALIVES = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


class WorkerKilled(RuntimeError):
    """The worker of a task was killed each time the task was tried."""


@transaction.atomic
def give_back_tasks(*, own: str = "") -> int:
    """Put the running tasks of workers that no longer exist back in the queue; how many there were.

    Every task can be run twice without harm. ``own``: the worker that asks, which surely lives. A task tried
    ``MAX_ATTEMPTS`` times is marked as failed instead. Safe to run at the same time from several machines.
    """
    count = 0
    for task in DBTaskResult.objects.running().select_for_update(skip_locked=True):
        worker = task.worker_ids[-1] if task.worker_ids else ""
        if worker == own or not _is_gone(worker):
            continue
        count += 1
        if len(task.worker_ids) >= MAX_ATTEMPTS:
            task.set_failed(WorkerKilled())
        else:
            task.status, task.started_at = "READY", None
            task.save(update_fields=["status", "started_at"])
    return count


def count_workers() -> int:
    """How many workers live now, on any machine."""
    held = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with connection.cursor() as cursor:
        cursor.execute(held, [_LOCK])
        return int(cursor.fetchone()[0])


def _is_gone(worker: str) -> bool:
    """Whether nobody holds the worker's lock; if so it is ours until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, worker])
        return bool(cursor.fetchone()[0])


class Lease(threading.Thread):
    """Holds a worker's lock on a connection of its own while the process lives, and looks for dead workers.

    The server frees the lock when the connection ends, however the process ended. When it is the connection
    that breaks, another worker may take the running task: it then runs twice.
    """

    def __init__(self, worker: str, *, every_s: float = LOOK_EVERY_S) -> None:
        super().__init__(name="lease", daemon=True)
        self.worker = worker
        self.every_s = every_s
        self.is_held = threading.Event()

    def run(self) -> None:
        while True:
            try:
                self._hold()
            except (DatabaseError, InterfaceError):
                # The server restarts: the tasks wait for it too, and the lock is taken again.
                connection.close()
                time.sleep(1)

    def _hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_KEEPALIVES)
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_LOCK, self.worker])
        while True:
            give_back_tasks(own=self.worker)
            self.is_held.set()
            time.sleep(self.every_s)
