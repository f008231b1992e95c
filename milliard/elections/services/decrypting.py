"""Trustees' shares come in, each checked; enough of them give the numbers."""

from django.db import transaction

from engines.ballots import (
    ArchiveEventKind,
    EncryptedCount,
    RefusalCode,
    RefusedError,
    append_result,
    append_share,
    check_share,
    find_result,
    owners,
    read_share,
    read_sums,
)
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.elections import emails, policies
from milliard.elections.enums import ElectionState
from milliard.elections.models import ArchivePiece, BoardTip, SecretElection, SeriesTrustee
from milliard.elections.services.archives import append_piece, first_content
from milliard.elections.services.locks import ElectionMovedOn, as_archive_tip, lock_election
from milliard.elections.services.protocol import ProtocolRefused, protocol_of, trustees_of_series
from milliard.elections.signals import election_decided
from milliard.elections.tasks import verify_archive_of


class TrusteeElsewhere(Refused):
    message = "Ce scrutin n’est pas celui de vos clés."


class ShareDiffers(Refused):
    message = "Votre part de ce scrutin est déjà publiée\u00a0: elle ne se change pas."


def post_share(*, election: SecretElection, trustee: SeriesTrustee, raw: bytes, by: User) -> SecretElection:
    """Publish what one trustee computed of the sums; enough shares open them. The same one twice: once.

    Raises
    ------
    NotAllowed, TrusteeElsewhere, ElectionMovedOn, ShareDiffers, ProtocolRefused
    """
    authorize(by, policies.can_act_as_trustee, trustee)
    if trustee.series_id != election.series_id:
        raise TrusteeElsewhere
    if _is_published(election, trustee.index, raw):
        return election
    if election.state != ElectionState.DECRYPTING:
        raise ElectionMovedOn
    described = protocol_of(election)
    sums = read_sums(described, bytes(election.encrypted_sums))
    key = owners(trustees_of_series(election.series))[trustee.index - 1][2]
    try:
        share = read_share(described, raw)
        check_share(described, sums, key, share)
    except RefusedError as error:
        raise ProtocolRefused(error) from None
    return _publish(election, trustee, raw)


@transaction.atomic
def _publish(election: SecretElection, trustee: SeriesTrustee, raw: bytes) -> SecretElection:
    election, row = lock_election(election, *ElectionState)
    if _is_published(election, trustee.index, raw):
        return election
    if election.state != ElectionState.DECRYPTING:
        raise ElectionMovedOn
    described = protocol_of(election)
    found = append_share(as_archive_tip(row), described, trustee.index, read_share(described, raw))
    append_piece(row, ArchiveEventKind.SHARE, found, owner=trustee.index)
    _decide_if_enough(election, row)
    return election


def _is_published(election: SecretElection, owner: int, raw: bytes) -> bool:
    piece = ArchivePiece.objects.filter(election=election, owner=owner).first()
    if piece is None:
        return False
    if first_content(piece) != raw:
        raise ShareDiffers
    return True


def _decide_if_enough(election: SecretElection, row: BoardTip) -> None:
    described = protocol_of(election)
    counted = election.counted or 0
    count = EncryptedCount(counted, counted, read_sums(described, bytes(election.encrypted_sums)))
    shares = {
        piece.owner or 0: read_share(described, first_content(piece))
        for piece in ArchivePiece.objects.filter(election=election, owner__isnull=False)
    }
    try:
        result = find_result(described, count, trustees_of_series(election.series), shares)
    except RefusedError as error:
        if error.refusal.code is RefusalCode.SHARE_MISSING:
            return
        raise ProtocolRefused(error) from None
    found = append_result(as_archive_tip(row), result)
    append_piece(row, ArchiveEventKind.RESULT, found)
    election.sums = [list(numbers) for numbers in result]
    election.state, election.decided_at = ElectionState.DECIDED, database_now()
    election.save()
    journal.record("elections.election.decided", election, by=None, data={"head": found.tip.last_event})
    emails.tell_observers(election, found.tip.last_event, emails.Stage.DECIDED)
    verify_archive_of.enqueue(election.pk)
    election_decided.send(SecretElection, election=election)
