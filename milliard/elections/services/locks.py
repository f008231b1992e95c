"""Locks that more than one service takes.

A series is locked before its parts, the tip of an archive before its election.
"""

from engines.ballots import ArchiveTip
from milliard.core.refusals import Refused
from milliard.elections.enums import ElectionState, SeriesState
from milliard.elections.models import BoardTip, ElectionSeries, SecretElection


class SeriesMovedOn(Refused):
    """What is asked makes no sense at this stage."""

    message = "Cette série de scrutins n’en est plus à cette étape\u00a0: rechargez la page."


class ElectionMovedOn(Refused):
    message = "Ce scrutin n’en est plus à cette étape\u00a0: rechargez la page."


def lock_series(series: ElectionSeries, *states: SeriesState) -> ElectionSeries:
    """The series, alone with it, in one of these states. Raises `SeriesMovedOn`."""
    found = ElectionSeries.objects.select_for_update().get(pk=series.pk)
    if found.state not in states:
        raise SeriesMovedOn
    return found


def lock_tip(election_id: int) -> BoardTip:
    """The end of an archive: nobody else appends while this transaction lasts."""
    return BoardTip.objects.select_for_update().get(election_id=election_id)


def lock_election(election: SecretElection, *states: ElectionState) -> tuple[SecretElection, BoardTip]:
    """The election and its tip, alone with both. Raises `ElectionMovedOn`."""
    tip = lock_tip(election.pk)
    found = (
        SecretElection.objects.select_for_update(of=("self",)).select_related("series").get(pk=election.pk)
    )
    if found.state not in states:
        raise ElectionMovedOn
    return found, tip


def as_archive_tip(tip: BoardTip) -> ArchiveTip:
    """The row as the engine reads it."""
    return ArchiveTip(tip.last_event, tip.height, tip.timestamp, tip.size)
