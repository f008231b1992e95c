"""The addresses of static files: hashed names, compressed files, each address written once per process."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Whitenoise's storage, which remembers the addresses it gave: a page asks for twenty of them."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.url = cache(super().url)


class PackageFinder(BaseFinder):
    """The few files of npm packages that are served as they are: `PACKAGE_FILES` of the settings.

    Served name -> path under `node_modules`.
    """

    def check(self, **options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        source = settings.PACKAGE_FILES.get(path)
        found = str(settings.NODE_MODULES / source) if source else ""
        return ([found] if found else []) if find_all else found or None

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=settings.NODE_MODULES)
        for name, source in settings.PACKAGE_FILES.items():
            yield name, _Renamed(storage, source)


class _Renamed(FileSystemStorage):
    """One file of a package under its served name."""

    def __init__(self, storage: FileSystemStorage, source: str) -> None:
        super().__init__(location=storage.location)
        self._source = source

    def open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        """Without the address of its source map, which is heavier than the file and not served."""
        return ContentFile(_SOURCE_MAP.sub(b"", Path(self.path(name)).read_bytes()))

    def path(self, name: str) -> str:
        return super().path(self._source)
