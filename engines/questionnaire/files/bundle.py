"""A ``.zip`` that holds one workbook and the CSV files whose choices it reads (``select_one_from_file``).

Told by its content: a workbook of Excel is a ``.zip`` too, with a part of its own at the top.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engines.questionnaire.files.workbook import MAX_FILE_BYTES, MAX_UNCOMPRESSED_BYTES, refuse

MAX_MEMBERS = 50
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".md")
_EXCEL = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The workbook, its name, and the CSV files beside it by their name."""

    data: bytes
    name: str
    attached: dict[str, bytes] = field(default_factory=dict)


def open_bundle(data: bytes, name: str) -> Bundle:
    """What a file holds: itself, or the parts of a bundle. Raises `UnreadableFileError`."""
    if data[:4] != b"PK\x03\x04" or len(data) > MAX_FILE_BYTES:
        return Bundle(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if _is_ours(each)]
            if _EXCEL in archive.namelist() or not members:
                return Bundle(data, name)
            return _bundle(archive, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return Bundle(data, name)  # read as a damaged workbook, and said as such


def _is_ours(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not (member.is_dir() or is_hidden) and path.suffix.lower() in (*_WORKBOOKS, ".csv")


def _bundle(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Bundle:
    books = [each for each in members if PurePosixPath(each.filename).suffix.lower() in _WORKBOOKS]
    tables = [each for each in members if each not in books]
    if len(books) != 1:
        raise refuse(
            f"ce fichier .zip contient {len(books)} classeurs : mettez-y celui du questionnaire, seul"
        )
    if len(members) > MAX_MEMBERS or sum(each.file_size for each in members) > MAX_UNCOMPRESSED_BYTES:
        limit = MAX_UNCOMPRESSED_BYTES // 1_000_000
        raise refuse(f"ce fichier .zip dépasse {MAX_MEMBERS} fichiers ou {limit} Mo une fois ouvert")
    names = [PurePosixPath(each.filename).name for each in tables]
    if len(set(names)) < len(names):
        raise refuse("deux fichiers CSV de ce .zip portent le même nom")
    return Bundle(
        _content(archive, books[0]),
        PurePosixPath(books[0].filename).name,
        {name: _content(archive, each) for name, each in zip(names, tables, strict=True)},
    )


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:  # never more than was announced, whatever the stream unfolds to
        return file.read(member.file_size)
