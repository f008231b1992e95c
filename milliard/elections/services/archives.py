"""The public archive: pieces appended under a lock, read back as one file."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from engines.ballots import Appended, ArchiveEventKind
from milliard.elections.models import ArchivePiece, BoardTip, SecretElection

_BLOCK = 512
_IN_MEMORY = 32 << 20
_AT_ONCE = 50


def write_opening(election: SecretElection, found: Appended) -> BoardTip:
    """The first piece, and the tip that everybody will lock."""
    tip = found.tip
    _write(election.pk, ArchiveEventKind.SETUP, 0, found, {})
    return BoardTip.objects.create(
        election=election,
        last_event=tip.last_event,
        height=tip.height,
        timestamp=tip.timestamp,
        size=tip.size,
    )


def append_piece(row: BoardTip, kind: ArchiveEventKind, found: Appended, **told: str | int) -> ArchivePiece:
    """Write one event after the tip, which the caller locked, and move the tip."""
    piece = _write(row.election_id, kind, row.size, found, told)
    row.last_event, row.height, row.size = found.tip.last_event, found.tip.height, found.tip.size
    row.save(update_fields=["last_event", "height", "size"])
    return piece


def _write(
    election_id: int, kind: ArchiveEventKind, offset: int, found: Appended, told: dict[str, str | int]
) -> ArchivePiece:
    return ArchivePiece.objects.create(
        election_id=election_id,
        position=found.tip.height,
        kind=kind.value,
        offset=offset,
        size=len(found.raw),
        body=found.raw,
        event=found.tip.last_event,
        **told,
    )


def first_content(piece: ArchivePiece) -> bytes:
    """The first content of a piece: the ballot, or the share, or the encrypted sums."""
    body = bytes(piece.body)
    size = int(body[124:135], 8)  # of a tar header
    return body[_BLOCK : _BLOCK + size]


def read_bytes(election_id: int, start: int, end: int) -> Iterator[bytes]:
    """The archive from one byte to another (excluded), a few pieces at a time in memory.

    What was once written never changes: no lock is needed.
    """
    pieces = ArchivePiece.objects.filter(election_id=election_id, offset__lt=end)
    # The first piece wanted may begin before the first byte: found from its place, without reading it.
    before = pieces.filter(offset__lte=start).order_by("-offset").values_list("offset", flat=True).first()
    place = before or 0
    while place < end:
        rows = list(
            pieces.filter(offset__gte=place).order_by("offset").values_list("offset", "body")[:_AT_ONCE]
        )
        if not rows:
            return
        for offset, body in rows:
            yield bytes(body)[max(0, start - offset) : end - offset]
            place = offset + len(body)


def archive_file(election: SecretElection) -> BinaryIO:
    """The whole archive, seekable, at its start: in memory, or on the disk once it is large."""
    tip = BoardTip.objects.get(election=election)
    # Closed by whoever reads.
    found = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    for part in read_bytes(election.pk, 0, tip.size):
        found.write(part)
    found.seek(0)
    return found
