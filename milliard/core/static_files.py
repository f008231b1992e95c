"""The addresses of static files: hashed names, compressed files, each address written once per process."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Whitenoise's storage, which remembers the addresses it gave: a page asks for twenty of them."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.url = cache(super().url)
