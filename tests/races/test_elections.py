"""Ballots at once, the same one twice at once, a closing while people vote: real transactions."""

import io
from typing import Any

from engines.ballots import group_of, make_certificate, new_trustee_seed, verify_archive
from milliard.elections import services
from milliard.elections.enums import CeremonyStep, ElectionState
from milliard.elections.models import ArchivePiece, CeremonyRun, SecretElection
from milliard.elections.services import ceremony, decrypting
from milliard.elections.services.archives import archive_file
from milliard.elections.services.casting import Acknowledgement, BoxClosed, cast_ballot
from milliard.elections.tests.factories import (
    R,
    ballot_of,
    make_open,
    make_ready,
    make_series,
    share_of,
    vote,
)


def verdict_of(election: SecretElection) -> Any:
    with archive_file(election) as stream:
        return verify_archive(io.BytesIO(stream.read()))


def test_many_ballots_at_once_make_one_chain(in_threads: Any) -> None:
    held = make_ready(voters=12)
    election = make_open(held)
    ballots = [ballot_of(held, election, voter, [voter % 3]) for voter in range(12)]
    results = in_threads(*(lambda raw=raw: cast_ballot(uuid=election.uuid, raw=raw) for raw in ballots))
    assert all(isinstance(one, Acknowledgement) for one in results), results
    assert sorted(one.position for one in results) == list(range(1, 13))
    verdict = verdict_of(election)
    assert verdict.stands
    assert verdict.ballots == 12
    assert {one.head for one in results} >= {services.archive_digest(election)}


def test_the_same_ballot_twice_at_once_is_one(in_threads: Any) -> None:
    held = make_ready(voters=2)
    election = make_open(held)
    raw = ballot_of(held, election, 0, [0])
    results = in_threads(*(lambda: cast_ballot(uuid=election.uuid, raw=raw) for _ in range(5)))
    assert len(set(results)) == 1, results
    assert ArchivePiece.objects.exclude(tracker="").count() == 1
    assert verdict_of(election).stands


def test_a_closing_while_people_vote_counts_all_that_was_acknowledged(in_threads: Any) -> None:
    held = make_ready(voters=24)
    election = make_open(held)
    for voter in range(12):
        vote(held, election, voter, [0])
    late = [ballot_of(held, election, voter, [1]) for voter in range(12, 24)]
    casts = [lambda raw=raw: cast_ballot(uuid=election.uuid, raw=raw) for raw in late]
    results = in_threads(*casts[:6], lambda: services.close_election(election=election, by=None), *casts[6:])
    told = [one for one in results if isinstance(one, Acknowledgement)]
    assert len(told) + sum(isinstance(one, BoxClosed) for one in results) == 12, results
    election.refresh_from_db()
    assert (election.state, election.counted) == (ElectionState.DECRYPTING, 12 + len(told))
    assert verdict_of(election).stands


def test_two_close_at_once_and_the_box_is_closed_once(in_threads: Any) -> None:
    held = make_ready(voters=10)
    election = make_open(held)
    for voter in range(10):
        vote(held, election, voter, [0])
    in_threads(*(lambda: services.close_election(election=election, by=None) for _ in range(4)))
    kinds = list(ArchivePiece.objects.filter(tracker="").order_by("position").values_list("kind", flat=True))
    assert kinds == ["Setup", "EndBallots", "EncryptedTally"]


def test_all_trustees_open_at_once_and_there_is_one_result(in_threads: Any) -> None:
    held = make_ready(voters=10)
    election = make_open(held)
    for voter in range(10):
        vote(held, election, voter, [2])
    services.close_election(election=election, by=None)
    election.refresh_from_db()
    shares = [(one, share_of(held, election, one.index)) for one in held.trustees]

    def post(one: Any, raw: bytes) -> Any:
        return decrypting.post_share(election=election, trustee=one, raw=raw, by=one.account)

    in_threads(*(lambda one=one, raw=raw: post(one, raw) for one, raw in shares))
    assert services.sums_of(election) == [[0, 0, 10]]
    assert ArchivePiece.objects.filter(kind="Result").count() == 1
    verdict = verdict_of(election)
    assert verdict.stands, verdict.refusals


def test_two_elections_open_at_once_on_two_names(in_threads: Any) -> None:
    held = make_ready(voters=2)
    results = in_threads(*(lambda: make_open(held) for _ in range(3)))
    assert len({one.uuid for one in results}) == 3, results


def test_certificates_sent_at_once_are_all_kept(in_threads: Any) -> None:

    made = make_series()
    ceremony.start_ceremony(series=made, by=None)
    people = list(made.trustees.select_related("account", "series").order_by("index"))

    def certificate(index: int) -> str:
        seed, group = new_trustee_seed(R), group_of("Ed25519")
        return make_certificate(group, seed, index=index, threshold=2, size=3, randomness=R).decode()

    def send(one: Any, body: str) -> Any:
        step = CeremonyStep.CERTIFICATE
        return ceremony.receive_message(trustee=one, step=step, body=body, by=one.account)

    ready = [(one, certificate(one.index)) for one in people]
    in_threads(*(lambda one=one, body=body: send(one, body) for one, body in ready))
    run = CeremonyRun.objects.get(series=made)
    assert ceremony.standing_of(run, 3).step == CeremonyStep.POLYNOMIAL
