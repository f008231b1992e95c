"""`manage.py worker`: runs the queue's tasks, those of workers that were killed included."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from milliard.core.workers import Lease

_PATIENCE_S = 60


class Command(DatabaseWorker):  # type: ignore[misc]
    help = "Exécute les tâches en attente, dont celles d’un processus qui a été tué."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=None)

    def handle(self, *, worker_id: str | None, **options: Any) -> None:
        name = worker_id or get_random_string(32)
        lease = Lease(name)
        lease.start()
        if not lease.is_held.wait(_PATIENCE_S):
            raise CommandError("La base de données ne répond pas.")
        super().handle(worker_id=name, **options)
