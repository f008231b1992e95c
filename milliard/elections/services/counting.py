"""Encrypted ballots added up: at once when they are few, by slices in tasks when they are many.

Proofs were checked when each ballot came, and `verifying` checks all of them again at the end: here ballots
are read and multiplied only.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, QuerySet

from engines.ballots import (
    FEWEST_BALLOTS,
    ArchiveEventKind,
    Ballot,
    Election,
    EncryptedCount,
    add_ballots,
    append_count,
    merge_counts,
    read_ballot,
    read_sums,
    sums_bytes,
)
from milliard.core import journal
from milliard.elections import emails
from milliard.elections.enums import ElectionState
from milliard.elections.models import ArchivePiece, BoardTip, PartialCount, SecretElection
from milliard.elections.services.archives import append_piece, first_content
from milliard.elections.services.locks import as_archive_tip, lock_election
from milliard.elections.services.protocol import protocol_of
from milliard.elections.signals import election_failed
from milliard.elections.tasks import add_part, verify_archive_of

#: Added in the transaction that closes the box.
INLINE_BALLOTS = 1_000
SLICE = 500
_CHUNK = 100


def begin_count(election: SecretElection, row: BoardTip) -> None:
    """Add the ballots of an election just closed, whose tip is locked; or queue it. Under ten: no result."""
    counted = counting_ballots(election.pk).count()
    election.counted = counted
    if counted < FEWEST_BALLOTS:
        election.state = ElectionState.TOO_FEW
        election.save()
        journal.record("elections.election.too_few", election, by=None, data={"ballots": counted})
        election_failed.send(SecretElection, election=election)
        verify_archive_of.enqueue(election.pk)
        return
    election.save()
    last = row.height - 1
    if counted <= INLINE_BALLOTS:
        _publish(election, row, _add(election, 1, last))
        return
    starts = range(1, last + 1, SLICE)
    parts = PartialCount.objects.bulk_create(
        PartialCount(election=election, number=number, first=first, last=min(first + SLICE - 1, last))
        for number, first in enumerate(starts)
    )
    for part in parts:
        add_part.enqueue(part.pk)


def counting_ballots(election_id: int) -> "QuerySet[ArchivePiece]":
    """The last ballot of each public credential."""
    ballots = ArchivePiece.objects.filter(election_id=election_id, kind=ArchiveEventKind.BALLOT.value)
    last = ballots.values("credential").annotate(last=Max("position")).values("last")
    return ballots.filter(position__in=last)


def count_part(*, partial_id: int) -> None:
    """Add the ballots of one slice; the last slice to be done joins all. Safe to run twice."""
    part = PartialCount.objects.select_related("election").get(pk=partial_id)
    if part.ballots is None:
        found = _add(part.election, part.first, part.last)
        sums = sums_bytes(protocol_of(part.election), found.sums)
        PartialCount.objects.filter(pk=part.pk, ballots=None).update(ballots=found.ballots, sums=sums)
    _join_if_all(part.election)


@transaction.atomic
def _join_if_all(election: SecretElection) -> None:
    election, row = lock_election(election, *ElectionState)
    if election.state != ElectionState.COUNTING:
        return  # joined already, or given up
    parts = list(PartialCount.objects.filter(election=election).order_by("number"))
    done = [part for part in parts if part.ballots is not None]
    if len(done) < len(parts):
        election.progress = 100 * len(done) // len(parts)
        election.save(update_fields=["progress"])
        return
    described = protocol_of(election)
    counts = [
        EncryptedCount(part.ballots or 0, part.ballots or 0, read_sums(described, bytes(part.sums)))
        for part in parts
    ]
    _publish(election, row, merge_counts(described, counts))
    PartialCount.objects.filter(election=election).delete()


def _add(election: SecretElection, first: int, last: int) -> EncryptedCount:
    described = protocol_of(election)
    pieces = counting_ballots(election.pk).filter(position__range=(first, last)).order_by("position")
    # One person, one vote: every weight is 1.
    return add_ballots(described, ((ballot, 1) for ballot in _ballots(described, pieces)))


def _ballots(described: Election, pieces: "QuerySet[ArchivePiece]") -> Iterator[Ballot]:
    for piece in pieces.only("body").iterator(chunk_size=_CHUNK):
        yield read_ballot(described, first_content(piece))


def _publish(election: SecretElection, row: BoardTip, count: EncryptedCount) -> None:
    described = protocol_of(election)
    found = append_count(as_archive_tip(row), described, count)
    append_piece(row, ArchiveEventKind.ENCRYPTED_TALLY, found)
    election.encrypted_sums = sums_bytes(described, count.sums)
    election.state, election.progress = ElectionState.DECRYPTING, 100
    election.save()
    journal.record("elections.election.counted", election, by=None, data={"ballots": count.ballots})
    emails.call_trustees(election)
