"""The public archive of an election: a chain of events, written by appending, read within bounds.

An event holds the hash of the one before it: whoever keeps the last hash keeps the whole past. Writing is
pure: each function takes the tip of the chain and returns the bytes to append and the new tip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from engines.ballots._credentials import Roll
from engines.ballots._elections import Election
from engines.ballots._encoding import digest_hex, fields, integer, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._tally import DecryptionShare, EncryptedCount, TallyResult, result_bytes, sums_bytes
from engines.ballots._tar import TarReader, first_member, member
from engines.ballots._trustees import Trustees, trustees_bytes

LARGEST_MEMBER = 64 << 20
"""Bytes of the largest member before the election is known: a roll of 900,000 credentials in Ed25519."""

_MOST_PENDING = 4


class ArchiveEventKind(StrEnum):
    """Events of an election counted by sums, in the order they may come."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHARE = "PartialDecryption"
    RESULT = "Result"


@dataclass(frozen=True, slots=True)
class ArchiveTip:
    """The end of an archive: all that is needed to append to it.

    Attributes
    ----------
    last_event : str
        SHA-256 of the last event, in hexadecimal: what is shown on every page and mailed to observers.
    height : int
        Of the last event; the set-up is at 0.
    timestamp : int
        Of the archive, in every header.
    size : int
        Bytes of the archive up to here.
    """

    last_event: str
    height: int
    timestamp: int
    size: int


@dataclass(frozen=True, slots=True)
class Appended:
    """Bytes to write at the end of the archive, and its new tip."""

    raw: bytes
    tip: ArchiveTip


def open_archive(election: Election, trustees: Trustees, roll: Roll, *, timestamp: int) -> Appended:
    """The beginning of an archive: header and set-up. ``timestamp`` is in seconds since 1970."""
    parts = {
        "election": election.raw,
        "trustees": trustees_bytes(election.group, trustees),
        "credentials": roll.to_bytes(),
    }
    setup = write_json({key: digest_hex(raw) for key, raw in parts.items()})
    head = first_member(timestamp, version=election.version)
    before = ArchiveTip("", -1, timestamp, len(head))
    found = append_event(before, ArchiveEventKind.SETUP, (*parts.values(), setup))
    return Appended(head + found.raw, found.tip)


def append_event(tip: ArchiveTip, kind: ArchiveEventKind, contents: Sequence[bytes]) -> Appended:
    """One event; the last of ``contents`` is its payload, those before are what the payload names."""
    event: dict[str, Any] = {"parent": tip.last_event} if tip.last_event else {}
    event |= {"height": tip.height + 1, "type": kind.value}
    if contents:
        event["payload"] = digest_hex(contents[-1])
    raw = write_json(event)
    found = [member(f"{digest_hex(each)}.data.json", each, tip.timestamp) for each in contents]
    found.append(member(f"{digest_hex(raw)}.event.json", raw, tip.timestamp))
    written = b"".join(found)
    size = tip.size + len(written)
    return Appended(written, ArchiveTip(digest_hex(raw), tip.height + 1, tip.timestamp, size))


def append_ballot(tip: ArchiveTip, raw: bytes) -> Appended:
    """A ballot that `check_ballot` accepted; a later one of the same credential replaces it in the count."""
    return append_event(tip, ArchiveEventKind.BALLOT, (raw,))


def append_end(tip: ArchiveTip) -> Appended:
    """No ballot comes after this."""
    return append_event(tip, ArchiveEventKind.END_BALLOTS, ())


def append_count(tip: ArchiveTip, election: Election, count: EncryptedCount) -> Appended:
    """The encrypted sums."""
    sums = sums_bytes(election, count.sums)
    head = {
        "num_tallied": count.ballots,
        "total_weight": count.weight,
        "encrypted_tally": digest_hex(sums),
    }
    return append_event(tip, ArchiveEventKind.ENCRYPTED_TALLY, (sums, write_json(head)))


def append_share(tip: ArchiveTip, election: Election, owner: int, share: DecryptionShare) -> Appended:
    """The share of trustee ``owner``, numbered from 1 through all trustees."""
    raw = share.to_bytes(election.group)
    head = write_json({"owner": owner, "payload": digest_hex(raw)})
    return append_event(tip, ArchiveEventKind.SHARE, (raw, head))


def append_result(tip: ArchiveTip, result: TallyResult) -> Appended:
    """The numbers; nothing comes after them."""
    return append_event(tip, ArchiveEventKind.RESULT, (result_bytes(result),))


@dataclass(frozen=True, slots=True)
class ArchiveEvent:
    """An event read back, with the contents that came with it.

    Attributes
    ----------
    contents : dict[str, bytes]
        By digest; every one is named by the payload or is it.
    payload : bytes
        Empty when the event has none.
    offset, end : int
        Where its payload starts and where the event ends in the file, in bytes.
    """

    kind: ArchiveEventKind
    height: int
    digest: str
    payload: bytes
    contents: dict[str, bytes]
    offset: int
    end: int

    @property
    def place(self) -> str:
        return f"event {self.height}"

    def content(self, digest: object) -> bytes:
        """What the payload names; each content may be asked once."""
        if not isinstance(digest, str) or digest not in self.contents:
            raise RefusedError(RefusalCode.MISSING_DATA, self.place)
        return self.contents.pop(digest)


class ArchiveReader:
    """Events in their order, chain checked, one at a time in memory."""

    def __init__(self, stream: BinaryIO, *, largest: int = LARGEST_MEMBER) -> None:
        self._tar = TarReader(stream, largest=largest)
        self._tip: ArchiveTip | None = None

    @property
    def tip(self) -> ArchiveTip:
        """Of what was read so far."""
        if self._tip is None:
            raise RefusedError(RefusalCode.EVENT_ORDER, detail="no event")
        return self._tip

    def bound(self, election: Election) -> None:
        """From here on, no member is larger than this election needs."""
        self._tar.largest = election.largest_member

    def __iter__(self) -> Iterator[ArchiveEvent]:
        """Events of the archive.

        Raises
        ------
        RefusedError
            As `TarReader`, and `BAD_CHAIN`, `UNSUPPORTED_EVENT`, `MISSING_DATA`, `STRAY_DATA`.
        """
        pending: dict[str, bytes] = {}
        last, height, offset, end = "", -1, 0, 0
        for each in self._tar:
            end = each.end
            if not each.is_event:
                if each.digest in pending or len(pending) == _MOST_PENDING:
                    raise RefusedError(RefusalCode.STRAY_DATA, f"byte {each.offset}")
                pending[each.digest] = each.raw
                offset = each.offset
                continue
            event = self._event(each.raw, each.digest, last, height + 1, pending, (offset, each.end))
            last, height, pending = each.digest, height + 1, {}
            yield event
            # What the payload does not name would be a channel beside the chain.
            if event.contents:
                raise RefusedError(RefusalCode.STRAY_DATA, event.place)
            self._tip = ArchiveTip(last, height, self._tar.timestamp, each.end)
        if pending:
            raise RefusedError(RefusalCode.STRAY_DATA, f"byte {end}")

    def _event(
        self,
        raw: bytes,
        digest: str,
        last: str,
        height: int,
        pending: dict[str, bytes],
        position: tuple[int, int],
    ) -> ArchiveEvent:
        place = f"event {height}"
        try:
            found = fields(read_json(raw), "parent?", "height", "type", "payload?")
            kind = string(found["type"])
            known = integer(found["height"]) == height and found.get("parent", "") == last
        except RefusedError as error:
            raise error.within(place) from None
        if not known or ("parent" in found) != bool(last):
            raise RefusedError(RefusalCode.BAD_CHAIN, place)
        if kind not in set(ArchiveEventKind):
            raise RefusedError(RefusalCode.UNSUPPORTED_EVENT, place, kind[:40])
        contents = dict(pending)
        payload = b""
        if "payload" in found:
            if found["payload"] not in contents:
                raise RefusedError(RefusalCode.MISSING_DATA, place)
            payload = contents.pop(found["payload"])
        return ArchiveEvent(ArchiveEventKind(kind), height, digest, payload, contents, *position)
