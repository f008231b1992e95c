"""What an archive holds once its form is checked: set-up, ballots by place, count, shares, result.

One reading, in constant memory a ballot: ballots stay in the file, and are read again slice by slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from engines.ballots._archive import ArchiveEvent, ArchiveEventKind, ArchiveReader, ArchiveTip
from engines.ballots._ballots import tracker_of
from engines.ballots._credentials import Roll, read_roll
from engines.ballots._elections import Election, read_election
from engines.ballots._encoding import fields, integer, read_json, string
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._tally import (
    DecryptionShare,
    EncryptedCount,
    TallyResult,
    read_result,
    read_share,
    read_sums,
)
from engines.ballots._trustees import Trustees, owners, read_trustees

_NEXT = {
    ArchiveEventKind.SETUP: {ArchiveEventKind.BALLOT, ArchiveEventKind.END_BALLOTS},
    ArchiveEventKind.BALLOT: {ArchiveEventKind.BALLOT, ArchiveEventKind.END_BALLOTS},
    ArchiveEventKind.END_BALLOTS: {ArchiveEventKind.ENCRYPTED_TALLY},
    ArchiveEventKind.ENCRYPTED_TALLY: {ArchiveEventKind.SHARE},
    ArchiveEventKind.SHARE: {ArchiveEventKind.SHARE, ArchiveEventKind.RESULT},
    ArchiveEventKind.RESULT: set(),
}


@dataclass(frozen=True, slots=True)
class BallotPlace:
    """A ballot in the file: event, position in bytes, tracker, and the credential that signs it."""

    height: int
    offset: int
    size: int
    tracker: str
    credential: str


@dataclass(frozen=True)
class ArchiveContents:
    """An archive whose form is sound; its proofs are not checked yet.

    Attributes
    ----------
    stage : ArchiveEventKind
        Kind of the last event.
    ballots : tuple[BallotPlace, ...]
        All of them, in order.
    count, shares, result
        Absent while the vote has not come so far; ``shares`` by owner.
    """

    election: Election
    trustees: Trustees
    roll: Roll
    ballots: tuple[BallotPlace, ...]
    count: EncryptedCount | None
    shares: dict[int, DecryptionShare]
    result: TallyResult | None
    stage: ArchiveEventKind
    tip: ArchiveTip

    def counted(self) -> dict[str, BallotPlace]:
        """By credential, the one ballot that counts: the last."""
        return {each.credential: each for each in self.ballots}


def read_archive(stream: BinaryIO) -> ArchiveContents:
    """Read an archive, from the start of the file.

    Raises
    ------
    RefusedError
        Whatever is wrong in its form, at the place of the event: tar, chain, order of events, a message
        that is not canonical, a ballot published twice.
    """
    return _Reading(ArchiveReader(stream)).run()


class _Reading:
    def __init__(self, reader: ArchiveReader) -> None:
        self.reader = reader
        self.stage: ArchiveEventKind | None = None
        self.ballots: list[BallotPlace] = []
        self.seen: set[str] = set()
        self.count: EncryptedCount | None = None
        self.shares: dict[int, DecryptionShare] = {}
        self.result: TallyResult | None = None

    def run(self) -> ArchiveContents:
        handlers = {
            ArchiveEventKind.SETUP: self._setup,
            ArchiveEventKind.BALLOT: self._ballot,
            ArchiveEventKind.END_BALLOTS: self._end,
            ArchiveEventKind.ENCRYPTED_TALLY: self._count,
            ArchiveEventKind.SHARE: self._share,
            ArchiveEventKind.RESULT: self._result,
        }
        for event in self.reader:
            self._check_order(event)
            try:
                handlers[event.kind](event)
            except RefusedError as error:
                raise error.within(event.place) from None
            self.stage = event.kind
        if self.stage is None:
            raise RefusedError(RefusalCode.EVENT_ORDER, detail="no set-up")
        return ArchiveContents(
            election=self.election,
            trustees=self.trustees,
            roll=self.roll,
            ballots=tuple(self.ballots),
            count=self.count,
            shares=self.shares,
            result=self.result,
            stage=self.stage,
            tip=self.reader.tip,
        )

    def _check_order(self, event: ArchiveEvent) -> None:
        allowed = {ArchiveEventKind.SETUP} if self.stage is None else _NEXT[self.stage]
        if event.kind not in allowed:
            late = event.kind is ArchiveEventKind.BALLOT and self.stage is not None
            code = RefusalCode.BALLOT_AFTER_END if late else RefusalCode.EVENT_ORDER
            raise RefusedError(code, event.place, event.kind.value)

    def _setup(self, event: ArchiveEvent) -> None:
        found = fields(read_json(event.payload), "election", "trustees", "credentials")
        self.election = read_election(event.content(found["election"]))
        self.trustees = read_trustees(self.election.group, event.content(found["trustees"]))
        credentials = event.content(found["credentials"])
        self.roll = read_roll(credentials, limit=len(credentials))
        self.reader.bound(self.election)

    def _ballot(self, event: ArchiveEvent) -> None:
        value = read_json(event.payload, limit=self.election.largest_ballot)
        credential = value.get("credential") if isinstance(value, dict) else None
        tracker = tracker_of(event.payload)
        if tracker in self.seen:
            raise RefusedError(RefusalCode.BALLOT_TWICE)
        self.seen.add(tracker)
        place = BallotPlace(event.height, event.offset, len(event.payload), tracker, string(credential))
        self.ballots.append(place)

    def _end(self, event: ArchiveEvent) -> None:
        if event.payload:
            raise RefusedError(RefusalCode.STRAY_DATA)

    def _count(self, event: ArchiveEvent) -> None:
        found = fields(read_json(event.payload), "num_tallied", "total_weight", "encrypted_tally")
        sums = read_sums(self.election, event.content(found["encrypted_tally"]))
        self.count = EncryptedCount(integer(found["num_tallied"]), integer(found["total_weight"]), sums)

    def _share(self, event: ArchiveEvent) -> None:
        found = fields(read_json(event.payload), "owner", "payload")
        owner = integer(found["owner"])
        if not 1 <= owner <= len(owners(self.trustees)):
            raise RefusedError(RefusalCode.SHARE_OWNER)
        if owner in self.shares:
            raise RefusedError(RefusalCode.SHARE_TWICE)
        self.shares[owner] = read_share(self.election, event.content(found["payload"]))

    def _result(self, event: ArchiveEvent) -> None:
        self.result = read_result(self.election, event.payload)


def read_ballots(stream: BinaryIO, places: Iterator[BallotPlace]) -> Iterator[tuple[BallotPlace, bytes]]:
    """Ballots again, at their places."""
    for place in places:
        stream.seek(place.offset)
        yield place, stream.read(place.size)
