"""A ballot comes in: checked outside any lock, then appended under the one of the archive's tip.

Nobody signs in to vote: what is known of a ballot is what its bytes say, and they are public.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from engines.ballots import ArchiveEventKind, RefusedError, append_ballot, check_ballot, tracker_of
from milliard.core.refusals import Refused
from milliard.elections.enums import ElectionState
from milliard.elections.models import ArchivePiece, SecretElection
from milliard.elections.services.archives import append_piece
from milliard.elections.services.locks import as_archive_tip, lock_tip
from milliard.elections.services.protocol import OpenedElection, ProtocolRefused, opened_election


class BoxClosed(Refused):
    """A ballot after the closing: not counted, and said so."""

    message = "Ce scrutin est fermé\u00a0: ce bulletin est arrivé trop tard, il n’est pas compté."


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a voter keeps: the tracker of their ballot, its place, the hash of its event."""

    tracker: str
    position: int
    head: str


def cast_ballot(*, uuid: str, raw: bytes) -> Acknowledgement:
    """Put a ballot on the board. The same one again is acknowledged again, even after the closing.

    A newer ballot of the same code replaces the older in the count: both stay in the archive.

    Raises
    ------
    BoxClosed, ProtocolRefused, `SecretElection.DoesNotExist`
    """
    opened = opened_election(uuid)
    tracker = tracker_of(raw)
    known = _acknowledged(opened.pk, tracker)
    if known is not None:
        return known
    _refuse_if_closed(opened.pk)  # asked before the work of checking, and again under the lock
    try:
        ballot = check_ballot(opened.election, raw, roll=opened.weights)
    except RefusedError as error:
        raise ProtocolRefused(error) from None
    return _append(opened, raw, tracker, ballot.credential_text)


@transaction.atomic
def _append(opened: OpenedElection, raw: bytes, tracker: str, credential: str) -> Acknowledgement:
    row = lock_tip(opened.pk)
    known = _acknowledged(opened.pk, tracker)
    if known is not None:  # sent twice at once: the other one was first
        return known
    _refuse_if_closed(opened.pk)
    found = append_ballot(as_archive_tip(row), raw)
    append_piece(row, ArchiveEventKind.BALLOT, found, tracker=tracker, credential=credential)
    return Acknowledgement(tracker, found.tip.height, found.tip.last_event)


def _acknowledged(election_id: int, tracker: str) -> Acknowledgement | None:
    found = ArchivePiece.objects.filter(election_id=election_id, tracker=tracker)
    row = found.values_list("position", "event").first()
    return Acknowledgement(tracker, *row) if row else None


def _refuse_if_closed(election_id: int) -> None:
    """By the database's clock, at the moment of this statement."""
    open_now = Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
    found = SecretElection.objects.filter(open_now, pk=election_id, state=ElectionState.OPEN)
    if not found.exists():
        raise BoxClosed
