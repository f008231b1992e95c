"""Forgetting a great many rows: one batch after the other, each in a transaction of its own.

A housekeeping only counts and queues a task (its transaction is one, and a trial run is rolled back); the
task calls `run_steps`. Stopped anywhere, what is done stays done, and the next day's housekeeping queues the
rest.
"""

import time
from collections.abc import Callable, Sequence

from django.db import transaction

#: Forget at most so many rows, inside the caller's transaction; return how many were.
Step = Callable[[int], int]
#: Short transactions: nobody waits long for a row they hold.
SIZE = 500


def run_steps(steps: Sequence[Step], *, seconds: float, size: int = SIZE) -> bool:
    """Run each step until it finds nothing, for so many seconds at most; whether something may be left."""
    end = time.monotonic() + seconds
    for step in steps:
        while _run(step, size):
            if time.monotonic() > end:
                return True
    return False


@transaction.atomic
def _run(step: Step, size: int) -> int:
    return step(size)
