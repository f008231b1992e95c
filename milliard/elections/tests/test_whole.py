"""A whole vote, over HTTP where persons meet it: ceremony, ballots, closing, shares, result, verification."""

import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from engines.ballots import tracker_of, verify_archive
from milliard.elections import services
from milliard.elections.addresses import write_pass
from milliard.elections.enums import ElectionState
from milliard.elections.models import BoardTip, SecretElection
from milliard.elections.signals import election_decided
from milliard.elections.tests.factories import ballot_of, make_open, make_ready, share_of

pytestmark = pytest.mark.django_db


def post(election: SecretElection, raw: bytes):
    url = reverse("elections:cast", args=[election.uuid])
    return Client(enforce_csrf_checks=True).post(url, raw, content_type="application/json")


def board(election: SecretElection) -> bytes:
    response = Client().get(reverse("elections:board", args=[election.uuid]))
    return b"".join(response.streaming_content)


def test_from_the_ceremony_to_the_verified_result() -> None:
    held = make_ready(voters=30)
    decided = []

    def hear(election, **_):
        decided.append(election.pk)

    election_decided.connect(hear)
    election = make_open(held)
    wanted = [voter % 3 for voter in range(30)]
    for voter, answer in enumerate(wanted):
        raw = ballot_of(held, election, voter, [answer])
        told = post(election, raw).json()
        assert told["tracker"] == tracker_of(raw)
        assert told["position"] == voter + 1
        assert told["head"] == services.archive_digest(election)
    # One changes their mind: both ballots stay, the last one counts.
    post(election, ballot_of(held, election, 0, [2]))
    open_board = board(election)
    services.close_election(election=election, by=None)
    election.refresh_from_db()
    assert election.state == ElectionState.DECRYPTING
    assert services.sums_of(election) is None
    for trustee in (held.trustees[0], held.trustees[2]):
        given = write_pass(trustee, election)
        asked = Client().get(reverse("elections:trustee_state", args=[given])).json()
        assert (asked["step"], asked["election"]) == ("decrypt", election.uuid)
        body = {
            "uuid": asked["uuid"],
            "step": "decrypt",
            "message": share_of(held, election, trustee.index).decode(),
        }
        url = reverse("elections:trustee_message", args=[given])
        told = Client(enforce_csrf_checks=True).post(url, body, content_type="application/json")
        assert told.json() == {"received": True}
    election_decided.disconnect(hear)
    assert decided == [election.pk]
    assert services.sums_of(election) == [[9, 10, 11]]
    closed_board = board(election)
    assert closed_board.startswith(open_board)
    verdict = verify_archive(io.BytesIO(closed_board))
    assert verdict.stands
    assert verdict.result == ((9, 10, 11),)
    assert verdict.tip.last_event == services.archive_digest(election) == told_head(election)
    election.refresh_from_db()
    assert election.verdict["stands"]
    assert election.verdict["ballots"] == 31
    assert json.dumps(election.verdict)
    page = Client().get(reverse("elections:election", args=[election.uuid])).content.decode()
    assert "Contre" in page
    assert ">10<" in page.replace(" ", "").replace("\n", "")


def told_head(election: SecretElection) -> str:
    return BoardTip.objects.get(election=election).last_event
