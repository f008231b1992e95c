"""Verification by slices says what it says in one piece, whoever runs which, how often, in which order."""

import random
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest

from milliard.elections import services
from milliard.elections.models import ArchivePiece, CheckedSlice, SecretElection
from milliard.elections.services import slices, verifying
from milliard.elections.tests.factories import make_open, make_ready, open_sums, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Slices of two ballots, whose tasks wait here for somebody to run them."""
    queued: list[int] = []
    monkeypatch.setattr(slices, "INLINE_BALLOTS", 5)
    monkeypatch.setattr(slices, "SLICE", 2)
    monkeypatch.setattr(slices, "check_slice_of", SimpleNamespace(enqueue=queued.append))
    return queued


def counted_election() -> SecretElection:
    held = make_ready(voters=12)
    election = make_open(held)
    for voter in range(12):
        vote(held, election, voter, [voter % 2])
    vote(held, election, 3, [2])  # replaces
    services.close_election(election=election, by=None)
    election = open_sums(held, election, 1, 2)
    SecretElection.objects.filter(pk=election.pk).update(verdict=None, verified_at=None)
    election.refresh_from_db()
    return election


def verdict_of(election: SecretElection) -> dict[str, Any]:
    election.refresh_from_db()
    return election.verdict


def test_slices_in_any_order_and_twice_give_the_verdict_of_one_piece(waiting: list[int]) -> None:
    election = counted_election()
    waiting.clear()
    slices.begin_verification(election=election)
    assert len(waiting) == 7  # 13 ballots by two
    order = [*waiting, *waiting[:3]]
    random.Random(2026).shuffle(order)
    for pk in order:
        assert verdict_of(election) is None or not CheckedSlice.objects.exists()
        slices.check_one(slice_id=pk)
    assert verdict_of(election) == verifying.verify_only(election)
    assert verdict_of(election)["stands"]
    assert verdict_of(election)["ballots"] == 13
    assert not CheckedSlice.objects.exists()


def test_a_ballot_changed_in_the_database_is_refused_at_its_place(waiting: list[int]) -> None:
    election = counted_election()
    waiting.clear()
    slices.begin_verification(election=election)
    _spoil(election, CheckedSlice.objects.get(pk=waiting[2]).ballots[1][0])
    for pk in waiting:
        slices.check_one(slice_id=pk)
    assert verdict_of(election) == verifying.verify_only(election)
    assert verdict_of(election)["refusals"]


def _spoil(election: SecretElection, position: int) -> None:
    """One byte of one ballot, by somebody who has the database to themselves."""
    with pgtrigger.ignore("elections.ArchivePiece:piece_kept"):
        piece = ArchivePiece.objects.get(election=election, position=position)
        body = bytearray(piece.body)
        body[600] = (body[600] + 1) % 128
        ArchivePiece.objects.filter(pk=piece.pk).update(body=bytes(body))


def test_begun_again_what_was_left_is_done_anew(waiting: list[int]) -> None:
    election = counted_election()
    waiting.clear()
    slices.begin_verification(election=election)
    left, waiting[:] = list(waiting), []
    slices.check_one(slice_id=left[0])
    slices.begin_verification(election=election)
    for pk in [*left, *waiting]:
        slices.check_one(slice_id=pk)
    assert verdict_of(election)["stands"]
    assert not CheckedSlice.objects.exists()


def test_the_team_asks_and_a_task_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    election = counted_election()
    asked: list[int] = []
    monkeypatch.setattr(verifying, "verify_archive_of", SimpleNamespace(enqueue=asked.append))
    verifying.ask_verification(election=election, by=None)
    assert (asked, verdict_of(election)) == ([election.pk], None)
