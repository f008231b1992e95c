"""Thousands of tasks queued by one statement."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from milliard.core.bulk_rows import insert_rows


def enqueue_each(task: Any, arguments: Sequence[Mapping[str, Any]]) -> None:
    """What ``task.enqueue(**one)`` does for each, in order."""
    backend = task.get_backend()
    if not isinstance(backend, DatabaseBackend):  # one without a table runs each at once
        for one in arguments:
            task.enqueue(**one)
        return
    backend.validate_task(task)
    same = {
        "priority": task.priority,
        "task_path": task.module_path,
        "queue_name": task.queue_name,
        "run_after": task.run_after or get_date_max(),
        "backend_name": backend.alias,
    }
    written = [json.dumps({"args": [], "kwargs": dict(one)}) for one in arguments]
    insert_rows(DBTaskResult, {"args_kwargs": written}, same=same)
