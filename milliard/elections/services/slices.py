"""A large archive verified by slices, each a task that any machine takes; the last one done joins them.

One reading of the whole archive checks its form, its chain and its order, and says which ballots there are;
each slice then checks the proofs of its own, and the last reads the archive again for all the rest.
Nothing of a verdict rests on who ran which slice: whatever a slice leaves out, the sums would not be those.
"""

from collections.abc import Iterator

from django.db import transaction

from engines.ballots import (
    ArchiveContents,
    BallotSlice,
    Election,
    EncryptedCount,
    Refusal,
    RefusalCode,
    RefusedError,
    SlicedBallot,
    SliceReport,
    check_slice,
    conclude,
    cut_slices,
    read_archive,
    read_sums,
    sums_bytes,
)
from milliard.elections.models import ArchivePiece, CheckedSlice, SecretElection
from milliard.elections.services.archives import archive_file, first_content
from milliard.elections.services.protocol import protocol_of
from milliard.elections.services.verifying import as_json, keep_verdict, verify_election, verify_only
from milliard.elections.tasks import check_slice_of, verify_archive_of

#: Verified by one task: some twenty seconds.
INLINE_BALLOTS = 5_000
SLICE = 500


def begin_verification(*, election: SecretElection) -> None:
    """Verify an archive at once, or cut it. Begun again, what an earlier run left is done anew."""
    with archive_file(election) as stream:
        try:
            contents = read_archive(stream)
        except RefusedError:  # in one piece it is refused at once, and the verdict kept
            contents = None
        if contents is None or len(contents.ballots) <= INLINE_BALLOTS:
            verify_election(election=election, by=None)
            return
        rows = [
            CheckedSlice(
                election=election,
                number=number,
                head=contents.tip.last_event,
                ballots=[[each.height, each.tracker, each.weight, each.counts] for each in part.ballots],
            )
            for number, part in enumerate(cut_slices(contents, stream, size=SLICE))
        ]
    with transaction.atomic():
        CheckedSlice.objects.filter(election=election).delete()
        for row in CheckedSlice.objects.bulk_create(rows):
            check_slice_of.enqueue(row.pk)


def check_one(*, slice_id: int) -> None:
    """Verify one slice; the last to be done joins all. Safe to run twice, and after the verdict."""
    row = CheckedSlice.objects.select_related("election").filter(pk=slice_id).first()
    if row is None:  # joined already, or begun again
        return
    if row.refusals is None:
        described = protocol_of(row.election)
        report = check_slice(BallotSlice(described.raw, tuple(_ballots(row))))
        CheckedSlice.objects.filter(pk=row.pk, refusals__isnull=True).update(
            refusals=[[each.code.value, each.place, each.detail] for each in report.refusals],
            counted=report.count.ballots,
            weight=report.count.weight,
            sums=sums_bytes(described, report.count.sums),
        )
    _join_if_all(row.election)


def _ballots(row: CheckedSlice) -> Iterator[SlicedBallot]:
    heights = [each[0] for each in row.ballots]
    pieces = ArchivePiece.objects.filter(election=row.election, position__in=heights)
    raws = {piece.position: first_content(piece) for piece in pieces.only("position", "body")}
    for height, tracker, weight, counts in row.ballots:
        yield SlicedBallot(height, tracker, raws[height], weight, counts)


@transaction.atomic
def _join_if_all(election: SecretElection) -> None:
    if CheckedSlice.objects.filter(election=election, refusals__isnull=True).exists():
        return
    # One joins at a time: the row of the election is what they wait for.
    election = SecretElection.objects.select_for_update(of=("self",)).get(pk=election.pk)
    parts = list(CheckedSlice.objects.filter(election=election).order_by("number").defer("ballots"))
    if not parts or any(part.refusals is None for part in parts):  # joined, or begun again, meanwhile
        return
    described = protocol_of(election)
    contents = _read(election)
    if contents is not None and contents.tip.last_event != parts[0].head:  # something was published meanwhile
        verify_archive_of.enqueue(election.pk)
    elif contents is None:  # changed behind the platform: in one piece it is refused at its place
        keep_verdict(election, verify_only(election), None)
    else:
        reports = (_report(described, part) for part in parts)
        keep_verdict(election, as_json(conclude(contents, reports)), None)
    CheckedSlice.objects.filter(election=election).delete()


def _read(election: SecretElection) -> ArchiveContents | None:
    with archive_file(election) as stream:
        try:
            return read_archive(stream)
        except RefusedError:
            return None


def _report(described: Election, row: CheckedSlice) -> SliceReport:
    refusals = tuple(Refusal(RefusalCode(code), place, detail) for code, place, detail in row.refusals or ())
    return SliceReport(
        refusals, EncryptedCount(row.counted, row.weight, read_sums(described, bytes(row.sums)))
    )
