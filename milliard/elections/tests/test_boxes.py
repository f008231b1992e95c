"""An election opened, voted, closed: what is refused, by name, and what can never happen."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.elections import services
from milliard.elections.enums import (
    ElectionKind,
    ElectionState,
)
from milliard.elections.models import ArchivePiece, SecretElection, SpareElection
from milliard.elections.services import (
    codes,
    counting,
    decrypting,
    elections,
    series,
    verifying,
)
from milliard.elections.services.casting import BoxClosed, cast_ballot
from milliard.elections.services.locks import SeriesMovedOn
from milliard.elections.services.protocol import BadQuestions, ProtocolRefused
from milliard.elections.signals import election_failed
from milliard.elections.tests.factories import (
    R,
    ballot_of,
    give_codes,
    hold_ceremony,
    make_decided,
    make_open,
    make_ready,
    make_series,
    open_sums,
    share_of,
    vote,
)

pytestmark = pytest.mark.django_db


# Opening ------------------------------------------------------------------------------------------


def test_an_election_opens_on_keys_codes_and_a_question_that_makes_sense() -> None:
    held = hold_ceremony(make_series())
    with pytest.raises(elections.CodesMissing):
        make_open(held)
    give_codes(held, 2)
    wrong = [
        {"kind": ElectionKind.CHOICE, "labels": ["A", "A"], "at_most": 1},
        {"kind": ElectionKind.CHOICE, "labels": ["A", "B"], "at_most": 3},
        {"kind": ElectionKind.APPROVAL, "labels": [str(n) for n in range(9)], "at_most": 6},
        {"kind": ElectionKind.JUDGMENT, "labels": []},
    ]
    for fields in wrong:
        with pytest.raises(BadQuestions):
            make_open(held, **fields)
    with pytest.raises(elections.EndAlreadyPast):
        make_open(held, closes_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        services.open_election(
            series=held.series, title="x", kind=ElectionKind.MOTION, labels=[], by=make_person()
        )
    held.series.spares.filter(position__gt=1).delete()
    make_open(held)
    with pytest.raises(elections.NoSpareLeft):
        make_open(held)
    with pytest.raises(DatabaseError), transaction.atomic():
        SpareElection.objects.update(roll=b"[]")


def test_judgment_counts_grades_and_blank_comes_first() -> None:
    held = make_ready(voters=10)
    election = make_open(held, kind=ElectionKind.JUDGMENT, labels=["Solaire", "Forêt"])
    for voter in range(10):
        vote(held, election, voter, [0], [voter % 6])
    services.close_election(election=election, by=None)
    found = services.sums_of(open_sums(held, election, 2, 3))
    assert found == [[10, 0, 0, 0, 0, 0], [2, 2, 2, 2, 1, 1]]


# Ballots ------------------------------------------------------------------------------------------


def test_the_same_ballot_is_acknowledged_again_and_a_late_one_is_refused() -> None:
    held = make_ready(voters=11)
    election = make_open(held)
    raw = ballot_of(held, election, 0, [0])
    first = cast_ballot(uuid=election.uuid, raw=raw)
    assert cast_ballot(uuid=election.uuid, raw=raw) == first
    late = ballot_of(held, election, 1, [0])
    services.close_election(election=election, by=None)
    with pytest.raises(BoxClosed):
        cast_ballot(uuid=election.uuid, raw=late)
    assert cast_ballot(uuid=election.uuid, raw=raw) == first  # its answer was lost on the way


def test_a_ballot_after_the_announced_end_is_refused_though_nobody_closed() -> None:
    held = make_ready(voters=2)
    election = make_open(held, closes_at=timezone.now() + dt.timedelta(hours=1))
    SecretElection.objects.update(closes_at=timezone.now())
    with pytest.raises(BoxClosed):
        vote(held, election, 0, [0])


def test_ballots_of_nobody_or_of_another_election_are_refused() -> None:
    held, stranger = make_ready(voters=2), make_ready(voters=2)
    election, other = make_open(held), make_open(stranger)
    with pytest.raises(ProtocolRefused) as caught:
        cast_ballot(uuid=election.uuid, raw=ballot_of(stranger, other, 0, [0]))
    assert caught.value.code == "other-election"
    held.codes = [codes.new_code(R)]
    with pytest.raises(ProtocolRefused) as caught:
        vote(held, election, 0, [0])
    assert caught.value.code == "unregistered"
    good = ballot_of(make_ready(voters=2), other, 0, [0])
    with pytest.raises(ProtocolRefused) as caught:
        cast_ballot(uuid=other.uuid, raw=good.replace(b'"response":"1', b'"response":"2', 1))
    assert ArchivePiece.objects.exclude(tracker="").count() == 0


def test_the_archive_is_appended_to_and_never_changed() -> None:
    election = make_decided()
    pieces = list(ArchivePiece.objects.filter(election=election).order_by("position"))
    assert all(one.offset + one.size == two.offset for one, two in pairwise(pieces))
    for change in (lambda: ArchivePiece.objects.update(size=1), lambda: ArchivePiece.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        SecretElection.objects.update(sums=[[1]])
    assert {field.name for field in ArchivePiece._meta.fields}.isdisjoint({"created_at", "updated_at"})


# Closing ------------------------------------------------------------------------------------------


def test_under_ten_ballots_nothing_is_decrypted() -> None:
    held = make_ready(voters=10)
    election = make_open(held)
    failed = []

    def hear(election, **_):
        failed.append(election.state)

    election_failed.connect(hear)
    for voter in range(9):
        vote(held, election, voter, [0])
    vote(held, election, 0, [1])  # ten ballots of nine persons
    services.close_election(election=election, by=None)
    election_failed.disconnect(hear)
    election.refresh_from_db()
    assert (election.state, failed) == (ElectionState.TOO_FEW, [ElectionState.TOO_FEW])
    assert election.verdict["stands"]
    assert not ArchivePiece.objects.filter(election=election, kind="EncryptedTally").exists()


def test_many_ballots_are_added_by_slices_to_the_same_sums(monkeypatch) -> None:
    monkeypatch.setattr(counting, "INLINE_BALLOTS", 5)
    monkeypatch.setattr(counting, "SLICE", 4)
    held = make_ready(voters=12)
    election = make_open(held)
    for voter in range(12):
        vote(held, election, voter, [0])
    vote(held, election, 3, [2])
    services.close_election(election=election, by=None)
    assert services.sums_of(open_sums(held, election, 1, 2)) == [[11, 0, 1]]
    election.refresh_from_db()
    assert election.verdict["stands"]


def test_shares_are_checked_published_once_and_only_by_their_trustee() -> None:
    held = make_ready(voters=10)
    election = make_open(held)
    for voter in range(10):
        vote(held, election, voter, [1])
    services.close_election(election=election, by=None)
    election.refresh_from_db()
    first, second, _ = held.trustees
    raw = share_of(held, election, 1)
    with pytest.raises(NotAllowed):
        decrypting.post_share(election=election, trustee=first, raw=raw, by=second.account)
    with pytest.raises(ProtocolRefused):
        decrypting.post_share(election=election, trustee=second, raw=raw, by=second.account)
    for _ in range(2):
        decrypting.post_share(election=election, trustee=first, raw=raw, by=first.account)
    with pytest.raises(decrypting.ShareDiffers):
        decrypting.post_share(
            election=election, trustee=first, raw=share_of(held, election, 1), by=first.account
        )
    assert services.sums_of(election) is None
    assert services.sums_of(open_sums(held, election, 2)) == [[0, 10, 0]]
    assert verifying.verify_only(election)["stands"]


def test_an_election_given_up_says_why_and_opens_nothing() -> None:
    held = make_ready(voters=10)
    election = make_open(held)
    for voter in range(10):
        vote(held, election, voter, [1])
    elections.abandon_election(election=election, why="La question était mal posée.", by=None)
    with pytest.raises(BoxClosed):
        vote(held, election, 0, [0])
    with pytest.raises(series.ElectionsStillGoing):
        series.end_series(series=make_open(make_ready(voters=2)).series, by=None)
    series.end_series(series=held.series, by=None)
    with pytest.raises(SeriesMovedOn):
        make_open(held)
