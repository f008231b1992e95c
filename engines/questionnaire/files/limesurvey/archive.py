"""What a LimeSurvey archive (``.lsa``) holds: the structure and the responses, each an XML file."""

from __future__ import annotations

import io
import zipfile
import zlib

from engines.questionnaire.files.workbook import MAX_UNCOMPRESSED_BYTES, refuse

STRUCTURE, RESPONSES = ".lss", ".lsr"
_ZIP = b"PK\x03\x04"
_MOST_FILES = 1_000


def member(data: bytes, ending: str, *, most: int = MAX_UNCOMPRESSED_BYTES) -> bytes | None:
    """The file of an archive whose name ends so; None when ``data`` is no archive or has none.

    Its size is looked at before it is unfolded; raises `UnreadableFileError` beyond ``most`` bytes.
    """
    if not data.startswith(_ZIP):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.infolist()
            found = [info for info in names[:_MOST_FILES] if info.filename.lower().endswith(ending)]
            if len(found) != 1:
                return None
            if found[0].file_size > most:
                raise refuse(f"« {found[0].filename[-60:]} » dépasse {most // 1_000_000} Mo une fois déplié")
            with archive.open(found[0]) as file:
                content = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        return None
    if len(content) > most:
        raise refuse("cette archive LimeSurvey se déplie au-delà de sa taille annoncée")
    return content
