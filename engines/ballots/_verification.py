"""Does an archive stand? Every step replayed, every refusal named; ballots in slices that go to any process.

contents = read_archive(stream)                       # form, chain, order: one reading
reports = map(check_slice, cut_slices(contents, stream))   # here, in processes, in queued tasks
verdict = conclude(contents, reports)                 # keys, sums, shares, result
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from engines.ballots._archive import ArchiveEventKind, ArchiveTip
from engines.ballots._ballots import check_ballot, tracker_of
from engines.ballots._contents import ArchiveContents, read_archive, read_ballots
from engines.ballots._elections import Election, read_election
from engines.ballots._errors import Refusal, RefusalCode, RefusedError
from engines.ballots._groups import Randomness
from engines.ballots._tally import (
    DecryptionShare,
    EncryptedCount,
    TallyResult,
    add_ballots,
    check_result,
    check_share,
    decrypt_sums,
    empty_count,
    merge_counts,
)
from engines.ballots._trustees import check_trustees, election_key, owners

FEWEST_BALLOTS = 10
"""Under this a secret vote may show who voted what: a trustee does not decrypt."""

SLICE_BALLOTS = 100


@dataclass(frozen=True, slots=True)
class SlicedBallot:
    """A ballot to check: its event, its bytes, its voter's weight (0: not on the roll), whether it counts."""

    height: int
    tracker: str
    raw: bytes
    weight: int
    counts: bool


@dataclass(frozen=True, slots=True)
class BallotSlice:
    """Some ballots of one election, checked apart from all others."""

    election: bytes
    ballots: tuple[SlicedBallot, ...]


@dataclass(frozen=True, slots=True)
class SliceReport:
    """What a slice gave: refusals, and the encrypted sums of its ballots that count."""

    refusals: tuple[Refusal, ...]
    count: EncryptedCount


SliceMap = Callable[[Callable[[BallotSlice], SliceReport], Iterable[BallotSlice]], Iterable[SliceReport]]
"""How slices are checked: `map`, or one that spreads them over processes; any order of reports will do."""


def cut_slices(
    contents: ArchiveContents, stream: BinaryIO, *, size: int = SLICE_BALLOTS
) -> Iterator[BallotSlice]:
    """The ballots of an archive, ``size`` at a time, each with the weight of its voter."""
    counted, weights = contents.counted(), contents.roll.weights
    found: list[SlicedBallot] = []
    for place, raw in read_ballots(stream, iter(contents.ballots)):
        weight = weights.get(place.credential, 0)
        counts = counted[place.credential] == place
        found.append(SlicedBallot(place.height, place.tracker, raw, weight, counts))
        if len(found) == size:
            yield BallotSlice(contents.election.raw, tuple(found))
            found = []
    if found:
        yield BallotSlice(contents.election.raw, tuple(found))


@lru_cache(maxsize=4)
def _election(raw: bytes) -> Election:
    return read_election(raw)


def check_slice(ballots: BallotSlice) -> SliceReport:
    """Check every ballot of a slice and add up those that count. Pure: any process may do it."""
    election = _election(ballots.election)
    refusals: list[Refusal] = []
    counted = []
    for each in ballots.ballots:
        try:
            # The weight was looked up for the ballot first read: this must be the same.
            if tracker_of(each.raw) != each.tracker:
                raise RefusedError(RefusalCode.BAD_NAME, detail="changed while it was read")
            ballot = check_ballot(election, each.raw, roll=None)
            if not each.weight:
                raise RefusedError(RefusalCode.UNREGISTERED, detail=ballot.credential_text)
        except RefusedError as error:
            refusals.append(error.within(f"event {each.height}").refusal)
        else:
            if each.counts:
                counted.append((ballot, each.weight))
    return SliceReport(tuple(refusals), add_ballots(election, counted))


@dataclass(frozen=True, slots=True)
class ArchiveVerdict:
    """What was found of an archive.

    Attributes
    ----------
    refusals : tuple[Refusal, ...]
        Empty when the archive stands, as far as it goes.
    fingerprint : str
        Of the election; empty when the archive could not be read.
    stage : ArchiveEventKind or None
        Kind of the last event.
    tip : ArchiveTip or None
        Its last hash is what voters compare.
    ballots : int
        Published, replaced ones included.
    count : EncryptedCount or None
        Recomputed from the ballots.
    result : TallyResult or None
        As published; proved when there is no refusal.
    """

    refusals: tuple[Refusal, ...]
    fingerprint: str = ""
    stage: ArchiveEventKind | None = None
    tip: ArchiveTip | None = None
    ballots: int = 0
    count: EncryptedCount | None = None
    result: TallyResult | None = None

    @property
    def stands(self) -> bool:
        return not self.refusals


def conclude(contents: ArchiveContents, reports: Iterable[SliceReport]) -> ArchiveVerdict:
    """Join the reports of all slices, and check everything that is not a ballot."""
    election = contents.election
    refusals = list(_setup_refusals(contents))
    counts = [empty_count(election)]
    for report in reports:
        refusals += report.refusals
        counts.append(report.count)
    count = merge_counts(election, counts)
    # A refused ballot makes every later comparison fail too: only what was found first is told.
    if not refusals:
        refusals += _count_refusals(contents, count)
    # Shorter first: event 9 before event 10.
    refusals.sort(key=lambda each: (len(each.place.partition("/")[0]), each.place, each.code))
    return ArchiveVerdict(
        refusals=tuple(refusals),
        fingerprint=election.fingerprint,
        stage=contents.stage,
        tip=contents.tip,
        ballots=len(contents.ballots),
        count=count,
        result=contents.result,
    )


def verify_archive(stream: BinaryIO, *, map_slices: SliceMap = map) -> ArchiveVerdict:
    """Verify a whole archive, however far the vote has come.

    Parameters
    ----------
    stream : binary file
        Seekable, at its start.
    map_slices : callable
        `map`, or `map_in_processes`.

    Returns
    -------
    ArchiveVerdict
        Never raises for what is in the file.
    """
    try:
        contents = read_archive(stream)
    except RefusedError as error:
        return ArchiveVerdict((error.refusal,))
    return conclude(contents, map_slices(check_slice, cut_slices(contents, stream)))


def share_of_archive(
    stream: BinaryIO,
    owner: int,
    secret: int,
    *,
    randomness: Randomness,
    last_event: str | None = None,
    fewest: int = FEWEST_BALLOTS,
    map_slices: SliceMap = map,
) -> DecryptionShare:
    """What a trustee computes: nothing, unless the whole archive stands and holds enough ballots.

    Sums are those recomputed from the ballots, so that no one can have a chosen ballot decrypted. A trustee
    decrypts one archive an election: two that differ by one ballot tell that ballot.

    Parameters
    ----------
    owner : int
        Number of the trustee, from 1.
    secret : int
        Their secret exponent; `share_of_letter` gives it for a threshold.
    last_event : str or None
        Hash of the last event as the public and observers hold it. Without it, an archive made for this
        trustee alone, with nine accomplices and one victim on its roll, would pass.

    Raises
    ------
    RefusedError
        `NOT_AN_EXTENSION`: not the archive that ends with ``last_event``; the first refusal of the archive;
        `EVENT_ORDER`: the count is not published yet; `TOO_FEW_BALLOTS`; `SHARE_OWNER`: the secret is not
        that owner's.
    """
    contents = read_archive(stream)
    if last_event is not None and contents.tip.last_event != last_event:
        raise RefusedError(RefusalCode.NOT_AN_EXTENSION, detail=contents.tip.last_event)
    verdict = conclude(contents, map_slices(check_slice, cut_slices(contents, stream)))
    if verdict.refusals:
        first = verdict.refusals[0]
        raise RefusedError(first.code, first.place, first.detail)
    if contents.count is None or verdict.count is None:
        raise RefusedError(RefusalCode.EVENT_ORDER, detail="no count to decrypt")
    if verdict.count.ballots < fewest:
        raise RefusedError(RefusalCode.TOO_FEW_BALLOTS, detail=f"{verdict.count.ballots} < {fewest}")
    keys = owners(contents.trustees)
    known = 1 <= owner <= len(keys)
    if not known or keys[owner - 1][2] != contents.election.group.base_power(secret):
        raise RefusedError(RefusalCode.SHARE_OWNER)
    return decrypt_sums(contents.election, verdict.count.sums, secret, randomness=randomness)


def _setup_refusals(contents: ArchiveContents) -> Iterator[Refusal]:
    for check in (_check_trustees, _check_roll, _check_key):
        try:
            check(contents)
        except RefusedError as error:
            yield error.within("event 0").refusal


def _check_trustees(contents: ArchiveContents) -> None:
    election = contents.election
    check_trustees(election.group, contents.trustees, version=election.version)


def _check_roll(contents: ArchiveContents) -> None:
    contents.roll.check(contents.election.group)


def _check_key(contents: ArchiveContents) -> None:
    election = contents.election
    if election_key(election.group, contents.trustees) != election.public_key:
        raise RefusedError(RefusalCode.ELECTION_KEY)


def _count_refusals(contents: ArchiveContents, count: EncryptedCount) -> Iterator[Refusal]:
    published = contents.count
    if published is None:
        return
    for differs, code in (
        (published.ballots != count.ballots, RefusalCode.BALLOT_COUNT),
        (published.weight != count.weight, RefusalCode.TOTAL_WEIGHT),
        (published.sums != count.sums, RefusalCode.TALLY_DIFFERS),
    ):
        if differs:
            yield Refusal(code, "count")
    keys = owners(contents.trustees)
    false_share = False
    for owner, share in contents.shares.items():
        try:
            check_share(contents.election, count.sums, keys[owner - 1][2], share)
        except RefusedError as error:
            false_share = True
            yield error.within(f"share {owner}").refusal
    if contents.result is not None and not false_share:
        try:
            check_result(contents.election, count, contents.trustees, contents.shares, contents.result)
        except RefusedError as error:
            yield error.within("result").refusal
