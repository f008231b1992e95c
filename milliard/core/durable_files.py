"""Files that are on the disk itself, whole, before anybody is told that they are kept."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


def write_durably(path: Path, data: bytes) -> None:
    """Write a whole file or nothing, on the disk itself before returning."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(path.parent)


class DurableStorage(FileSystemStorage):
    """Uploads, as `write_durably` keeps bytes: a full disk or a power cut leaves no half file."""

    def _save(self, name: str, content: Any) -> str:
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc] # of Django, not of its stubs
            path = Path(self.path(kept))
            for place in (path, path.parent, path.parent.parent):
                _sync(place)
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise
        return kept


def _sync(place: Path) -> None:
    """Have the disk write a file, or the names in a folder."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
