"""Where the bytes of a frozen table are, and the tables this process has already opened.

By setting ``DATASET_STORAGE``: ``database`` (the row holds them: one backup holds all) or ``disk``
(``PRIVATE_ROOT/datasets/<public_id>.parquet``). A row written under one setting is read under the other.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from milliard.core.durable_files import write_durably
from milliard.figures.datasets import parquet
from milliard.figures.datasets.codebook import Codebook
from milliard.figures.datasets.errors import DatasetAltered, DatasetMissing
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.models import Dataset

#: Bytes of opened tables a process keeps; the last one opened is kept whatever its size.
CACHE_BYTES = 256_000_000
_opened: OrderedDict[str, FrozenTable] = OrderedDict()
_lock = threading.Lock()


def digest_of(dataset: Dataset, data: bytes) -> str:
    """HMAC-SHA256 under the dataset's own secret, in hexadecimal.

    Never a plain hash: a table has few possible contents, and whoever holds its hash could try them all.
    """
    return hmac.new(bytes(dataset.digest_key), data, hashlib.sha256).hexdigest()


def keep_bytes(dataset: Dataset, data: bytes) -> None:
    """Give an unsaved row its bytes, or put them on disk, durably; and their digest and size."""
    dataset.digest, dataset.byte_size = digest_of(dataset, data), len(data)
    if settings.DATASET_STORAGE == "database":
        dataset.parquet = data
    else:
        write_durably(_path(dataset), data)


def forget_bytes(dataset: Dataset) -> None:
    """After commit, remove from the disk the bytes of a row that was deleted."""
    path = _path(dataset)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def read_bytes(dataset: Dataset) -> bytes:
    """The bytes as they were frozen. Raises `DatasetMissing`, `DatasetAltered`."""
    stored = Dataset.objects.filter(pk=dataset.pk).values_list("parquet", flat=True).first()
    if stored is not None:
        data = bytes(stored)
    else:
        try:
            data = _path(dataset).read_bytes()
        except OSError as error:
            raise DatasetMissing from error
    if not hmac.compare_digest(digest_of(dataset, data), dataset.digest):
        raise DatasetAltered
    return data


def open_dataset(dataset: Dataset) -> FrozenTable:
    """The table of a dataset, remembered by this process: it never changes.

    Raises `DatasetMissing`, `DatasetAltered`.
    """
    key = f"{dataset.digest}:{dataset.pk}"
    with _lock:
        known = _opened.get(key)
        if known is not None:
            _opened.move_to_end(key)
            return known
    table = read_table(dataset)
    with _lock:
        _opened[key] = table
        while len(_opened) > 1 and sum(item.byte_size for item in _opened.values()) > CACHE_BYTES:
            _opened.popitem(last=False)
    return table


def read_table(dataset: Dataset) -> FrozenTable:
    """Read and check the bytes again, whatever this process remembers."""
    book = Codebook.from_json(dataset.codebook)
    try:
        arrays = parquet.read_arrays(book, read_bytes(dataset))
    except ValueError as error:
        raise DatasetAltered from error
    return FrozenTable(book, arrays)


def forget_opened() -> None:
    """Close every table this process remembers."""
    with _lock:
        _opened.clear()


def _path(dataset: Dataset) -> Path:
    return Path(settings.PRIVATE_ROOT) / "datasets" / f"{dataset.public_id.hex}.parquet"
