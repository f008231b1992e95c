"""A task long enough for its worker to be killed meanwhile."""

import time
from pathlib import Path

from django_tasks import task


@task()
def write_slowly(*, path: str) -> None:
    """Says in a file that it began; the first time, it does not end before it is killed."""
    with Path(path).open("a") as file:
        file.write("begun\n")
    if Path(path).read_text() == "begun\n":
        time.sleep(600)
