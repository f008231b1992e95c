"""Files kept for people, by their dates: which are older than a day, and dates that must tell nothing."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

from django.core.files.storage import Storage

#: The date of a file whose own would tell when somebody came.
HIDDEN_AGE = datetime(2000, 1, 1, tzinfo=UTC)


def hide_age(storage: Storage, name: str) -> None:
    """Give a file of the disk the date every other has; a storage that dates files itself keeps its own."""
    try:
        os.utime(storage.path(name), (HIDDEN_AGE.timestamp(), HIDDEN_AGE.timestamp()))
    except (NotImplementedError, FileNotFoundError):
        return


def date_of(storage: Storage, name: str) -> datetime | None:
    """When it was last written; None when the file went away meanwhile."""
    try:
        return storage.get_modified_time(name)
    except FileNotFoundError:
        return None


def names_by_folder(storage: Storage, folder: str) -> Iterator[list[str]]:
    """The names of the files, one list for each folder they are spread over."""
    try:
        inner, _ = storage.listdir(folder)
    except FileNotFoundError:
        return
    for part in inner:
        yield [f"{folder}/{part}/{name}" for name in storage.listdir(f"{folder}/{part}")[1]]
