"""The container of an archive: an old tar whose every byte follows from names, contents and one time.

No end blocks, so that appending is writing after the last byte. Members are `BELENIOS`, then
`<sha256>.data.json` and `<sha256>.event.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from engines.ballots._encoding import digest_hex, fields, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._formulas import VERSIONS

BLOCK = 512
HEADER_NAME = "BELENIOS"
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json", re.ASCII)
_TIMESTAMP = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_SIZE = slice(124, 136)

EVENT_BYTES = 1024
"""Longest event; the header of the archive is shorter."""


def member(name: str, raw: bytes, timestamp: int) -> bytes:
    """One member: header, content, zeros up to a whole block."""
    return _header(name, len(raw), timestamp) + raw + bytes(-len(raw) % BLOCK)


def _header(name: str, size: int, timestamp: int) -> bytes:
    before = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    before += b"%011o\0%011o\0" % (size, timestamp)
    after = b"0".ljust(BLOCK - 156, b"\0")
    # The checksum counts its own field as eight spaces.
    checksum = sum(before) + sum(after) + 8 * ord(" ")
    return before + b"%06o\0 " % checksum + after


def first_member(timestamp: int, *, version: int = 1) -> bytes:
    """What an archive begins with."""
    raw = write_json({"version": version, "timestamp": str(timestamp)})
    return member(HEADER_NAME, raw, timestamp)


@dataclass(frozen=True, slots=True)
class TarMember:
    """One content: its digest (which is its name), whether it is an event, where it is in the file."""

    digest: str
    is_event: bool
    raw: bytes
    offset: int
    end: int


class TarReader:
    """Reads members one after the other, each within ``largest`` bytes; nothing else is kept.

    Attributes
    ----------
    largest : int
        Bytes allowed for the next members; the reader of the archive lowers it once it knows the election.
    timestamp : int
        Seconds, from the first member; 0 before it is read.
    """

    def __init__(self, stream: BinaryIO, *, largest: int) -> None:
        self._stream = stream
        self.largest = largest
        self.timestamp = 0

    def __iter__(self) -> Iterator[TarMember]:
        """Members after the first.

        Raises
        ------
        RefusedError
            `BAD_TAR`: a header that is not byte for byte what it should be, a cut member; `BAD_NAME`: a
            content that is not the one its name says; `TOO_LARGE`; `UNKNOWN_VERSION`.
        """
        offset = self._first()
        while header := self._stream.read(BLOCK):
            name, size = self._name_and_size(header, offset)
            known = _NAME.fullmatch(name)
            if known is None:
                raise RefusedError(RefusalCode.BAD_NAME, f"byte {offset}")
            is_event = known[2] == "event"
            limit = EVENT_BYTES if is_event else self.largest
            raw = self._content(header, name, size, offset, limit)
            if digest_hex(raw) != known[1]:
                raise RefusedError(RefusalCode.BAD_NAME, f"byte {offset}", known[1])
            start = offset + BLOCK
            offset = start + size + -size % BLOCK
            yield TarMember(known[1], is_event, raw, start, offset)

    def _first(self) -> int:
        header = self._stream.read(BLOCK)
        name, size = self._name_and_size(header, 0)
        if name != HEADER_NAME or size > EVENT_BYTES:
            raise RefusedError(RefusalCode.BAD_TAR, "byte 0", "no header of an archive")
        body = self._read(size, 0)
        found = fields(read_json(body), "version", "timestamp")
        if type(found["version"]) is not int or found["version"] not in VERSIONS:
            raise RefusedError(RefusalCode.UNKNOWN_VERSION, detail=str(found["version"])[:20])
        if not _TIMESTAMP.fullmatch(string(found["timestamp"])):
            raise RefusedError(RefusalCode.BAD_SHAPE, detail="timestamp")
        self.timestamp = int(found["timestamp"])
        if header + body + self._read(-size % BLOCK, 0) != member(HEADER_NAME, body, self.timestamp):
            raise RefusedError(RefusalCode.BAD_TAR, "byte 0")
        return BLOCK + size + -size % BLOCK

    def _name_and_size(self, header: bytes, offset: int) -> tuple[str, int]:
        size = header[_SIZE]
        if len(header) != BLOCK or size[-1:] != b"\0" or not re.fullmatch(rb"[0-7]{11}", size[:-1]):
            raise RefusedError(RefusalCode.BAD_TAR, f"byte {offset}")
        return header[:100].rstrip(b"\0").decode("ascii", "replace"), int(size[:-1], 8)

    def _content(self, header: bytes, name: str, size: int, offset: int, limit: int) -> bytes:
        if size > limit:
            raise RefusedError(RefusalCode.TOO_LARGE, f"byte {offset}", f"{size} > {limit}")
        if header != _header(name, size, self.timestamp):
            raise RefusedError(RefusalCode.BAD_TAR, f"byte {offset}")
        raw = self._read(size, offset)
        if any(self._read(-size % BLOCK, offset)):
            raise RefusedError(RefusalCode.BAD_TAR, f"byte {offset}", "padding")
        return raw

    def _read(self, size: int, offset: int) -> bytes:
        raw = self._stream.read(size)
        if len(raw) != size:
            raise RefusedError(RefusalCode.BAD_TAR, f"byte {offset}", "cut")
        return raw


def extends(old: BinaryIO, new: BinaryIO) -> bool:
    """Whether ``new`` starts with all the bytes of ``old``: nothing published was taken back."""
    size = 1 << 16
    while part := old.read(size):
        if new.read(len(part)) != part:
            return False
    return True
