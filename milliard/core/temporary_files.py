"""Files on their way in stand in the temporary folder; when it is full, a file is lost and nothing else.

Django's own handler lets the error through: a page without any of the words that came with the file.
"""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from milliard.core.received_files import NoRoomForFile


class LostFile(UploadedFile):
    """A file whose bytes found no place. Forms ask its size first, and show why there is none."""

    @property
    def size(self) -> int:
        raise ValidationError(NoRoomForFile.message)

    @size.setter
    def size(self, value: int | None) -> None:
        """Whatever was announced."""


class RoomyOrLost(TemporaryFileUploadHandler):
    """Keep the file, or go on reading the form without it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.is_lost = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lose()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_lost:
            try:
                return super().file_complete(file_size)
            except OSError:
                self._lose()
        return LostFile(BytesIO(), name=self.file_name, content_type=self.content_type)

    def upload_interrupted(self) -> None:
        if not self.is_lost:
            super().upload_interrupted()

    def _lose(self) -> None:
        self.is_lost = True
        with suppress(OSError):  # closing writes what is left, or tries to
            self.file.close()
