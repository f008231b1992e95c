"""A secret election from its opening to its closing; what the apps above call."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from engines.ballots import (
    ArchiveEventKind,
    BallotQuestion,
    Election,
    append_end,
    election_key,
    open_archive,
    read_roll,
)
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.elections import emails, policies
from milliard.elections.enums import ElectionKind, ElectionState, SeriesState
from milliard.elections.models import BoardTip, ElectionSeries, SecretElection, SpareElection
from milliard.elections.services.archives import append_piece, write_opening
from milliard.elections.services.counting import begin_count
from milliard.elections.services.locks import as_archive_tip, lock_election, lock_series
from milliard.elections.services.protocol import group_of_series, questions_of, trustees_of_series
from milliard.elections.signals import election_failed
from milliard.elections.tasks import close_election_at


class CodesMissing(Refused):
    message = "Les codes ne sont pas encore remis\u00a0: un scrutin s’ouvre une fois la liste publiée."


class NoSpareLeft(Refused):
    message = "Tous les scrutins de réserve de cette série sont utilisés\u00a0: préparez une autre série."


class EndAlreadyPast(Refused):
    message = "Cette heure de fermeture est déjà passée."


@transaction.atomic
def open_election(
    *,
    series: ElectionSeries,
    title: str,
    kind: ElectionKind,
    labels: Sequence[str],
    at_most: int | None = None,
    blank: bool = False,
    closes_at: dt.datetime | None = None,
    closes_itself: bool = True,
    by: User | None,
) -> SecretElection:
    """Open a secret vote on the next spare election of a series: its archive begins, and is public.

    After ``closes_at`` no ballot is taken. Then it closes itself, unless whoever opened it does: two who
    close it at one moment, each from their end, would wait for one another.

    Raises
    ------
    NotAllowed, SeriesMovedOn, CodesMissing, NoSpareLeft, EndAlreadyPast, BadQuestions, ``ValidationError``
    """
    authorize(by, policies.can_run_series, series)
    series = lock_series(series, SeriesState.READY)
    if not series.has_codes:
        raise CodesMissing
    spare = series.spares.filter(election__isnull=True).order_by("position").first()
    if spare is None:
        raise NoSpareLeft
    now = database_now()
    if closes_at is not None and closes_at <= now:
        raise EndAlreadyPast
    questions = questions_of(kind, title=title, labels=labels, at_most=at_most, blank=blank)
    described = _described(series, spare, title, questions)
    roll = read_roll(bytes(spare.roll), limit=len(spare.roll))
    is_of_one = kind in (ElectionKind.MOTION, ElectionKind.JUDGMENT)
    election = SecretElection(
        series=series,
        spare=spare,
        uuid=spare.uuid,
        title=title,
        kind=kind,
        labels=list(questions[0].answers if kind == ElectionKind.MOTION else labels),
        at_most=None if is_of_one else questions[0].at_most,
        blank=blank,
        raw=described.raw,
        fingerprint=described.fingerprint,
        roll_count=len(roll.entries),
        opened_at=now,
        closes_at=closes_at,
    )
    election.full_clean(exclude=["raw"])
    election.save()
    trustees = trustees_of_series(series)
    tip = write_opening(election, open_archive(described, trustees, roll, timestamp=int(now.timestamp())))
    journal.record("elections.election.opened", election, by=by, data={"head": tip.last_event})
    emails.tell_observers(election, tip.last_event, emails.Stage.OPENED)
    if closes_at is not None and closes_itself:
        close_election_at(election, closes_at)
    return election


def _described(
    series: ElectionSeries, spare: SpareElection, title: str, questions: tuple[BallotQuestion, ...]
) -> Election:
    """What the archive says of it; who handed out the codes enters the fingerprint."""
    group = group_of_series(series)
    return Election(
        uuid=spare.uuid,
        name=title,
        description=series.title,
        group=group,
        public_key=election_key(group, trustees_of_series(series)),
        questions=questions,
        credential_authority="la plateforme" if series.codes_by_platform else series.registrar_name,
    )


@transaction.atomic
def close_election(*, election: SecretElection, by: User | None) -> SecretElection:
    """Close the box, and begin to add the encrypted ballots; closed twice, it comes back as it is.

    Up to a thousand ballots are added at once; more of them by tasks. Under ten, nothing is decrypted.

    Raises `NotAllowed`, `ElectionMovedOn`.
    """
    authorize(by, policies.can_run_election, election)
    election, row = lock_election(election, *ElectionState)
    if election.state != ElectionState.OPEN:
        return election
    found = append_end(as_archive_tip(row))
    append_piece(row, ArchiveEventKind.END_BALLOTS, found)
    election.state, election.closed_at = ElectionState.COUNTING, database_now()
    election.save()
    journal.record("elections.election.closed", election, by=by, data={"head": found.tip.last_event})
    emails.tell_observers(election, found.tip.last_event, emails.Stage.CLOSED)
    begin_count(election, row)
    return election


@transaction.atomic
def abandon_election(*, election: SecretElection, why: str, by: User | None) -> SecretElection:
    """Give an election up, for a reason that its page tells: a lost key, a question asked wrong.

    Its archive stays as far as it went. Raises `NotAllowed`, `ElectionMovedOn`, ``ValidationError``.
    """
    authorize(by, policies.can_run_election, election)
    states = (ElectionState.OPEN, ElectionState.COUNTING, ElectionState.DECRYPTING)
    election, row = lock_election(election, *states)
    if election.state == ElectionState.OPEN:  # no ballot after a page said that it is over
        append_piece(row, ArchiveEventKind.END_BALLOTS, append_end(as_archive_tip(row)))
        election.closed_at = database_now()
    election.state, election.abandoned_why = ElectionState.ABANDONED, why
    election.full_clean(exclude=["raw", "encrypted_sums"])
    election.save()
    journal.record("elections.election.abandoned", election, by=by)
    election_failed.send(SecretElection, election=election)
    return election


def sums_of(election: SecretElection) -> list[list[int]] | None:
    """How many votes each answer got, one list a question, blank first where it was offered; None: not known.

    For majority judgment, one list a proposal: how many of each grade, the best first.
    """
    found = SecretElection.objects.values_list("sums", flat=True).get(pk=election.pk)
    return None if found is None else [list(row) for row in found]


def archive_digest(election: SecretElection) -> str:
    """The hash of the last event of the archive, which holds all those before: 64 hexadecimal digits."""
    return BoardTip.objects.values_list("last_event", flat=True).get(election=election)
