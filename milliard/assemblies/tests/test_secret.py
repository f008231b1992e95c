"""A secret, verifiable vote of an assembly: from the roll to minutes that count its sums again."""

import datetime as dt
import io
import json
import subprocess
import sys
from typing import Any

import pytest
from django.urls import reverse

from engines.ballots import verify_archive
from engines.minutes import verify
from milliard.assemblies.enums import (
    AssemblyState,
    Electorate,
    ResolutionState,
    Secrecy,
    VoteOutcome,
    VotingMethod,
)
from milliard.assemblies.models import ConfidentialBallot, OpenBallot, Resolution, VoteResult, VotingRight
from milliard.assemblies.reports.minutes import minutes_document
from milliard.assemblies.reports.results import told_result
from milliard.assemblies.services.assemblies import (
    SecretResultsAwaited,
    close_assembly,
    name_bureau,
    open_assembly,
    sign_minutes,
)
from milliard.assemblies.services.resolutions import AmendmentUnderWay, withdraw_resolution
from milliard.assemblies.services.secret import SeriesMissing, attach_series
from milliard.assemblies.services.votes import AnotherFirst, close_vote, open_vote
from milliard.assemblies.tests.factories import come, entries_of, make_assembly, make_resolution
from milliard.assemblies.tests.people import address, browser_of, text_of, vote_url
from milliard.core.clock import database_now
from milliard.elections.services import elections
from milliard.elections.services.archives import archive_file
from milliard.elections.services.elections import abandon_election
from milliard.elections.tests.factories import give_codes, hold_ceremony, make_series, open_sums, vote

pytestmark = pytest.mark.django_db
SECRET = {"secrecy": Secrecy.SECRET, "electorate": Electorate.ROLL}
CHOICES = [{"label": name} for name in ("Un", "Deux", "Trois")]


def prepared(voters: int) -> Any:
    """An assembly whose roll holds codes, open; what its trustees and registrar know."""
    assembly = make_assembly(voters=voters)
    held = hold_ceremony(make_series())
    assembly = attach_series(assembly=assembly, series=held.series, by=None)
    assert held.series.voters.count() == voters
    held = give_codes(held, voters)
    first, second, *_ = entries_of(assembly)
    name_bureau(assembly=assembly, chair=first, secretary=second, by=None)
    assembly = open_assembly(assembly=assembly, by=None)
    come(first, second)
    return assembly, held


def _it_awaits_whoever_is_on_the_roll(resolution: Resolution) -> None:
    """On the assembly's page and on their own, which do not say whether they voted: nobody knows."""
    last = entries_of(resolution.assembly)[-1]
    page = text_of(browser_of(last).get(address("assembly", resolution.assembly)))
    part = page[page.index("Votes qui vous attendent") : page.index("Ma présence")]
    assert resolution.title in part
    assert "Cette page ne sait pas si vous avez voté" in part
    assert vote_url(resolution) in part
    assert "1\u00a0vote secret ouvert" in text_of(
        browser_of(last).get(reverse("members:member", args=[last.member.public_id]))
    )


def test_a_secret_motion_from_the_roll_to_the_minutes(tmp_path: Any) -> None:
    assembly, held = prepared(12)
    resolution = open_vote(resolution=make_resolution(assembly, **SECRET), by=None)
    election = resolution.election
    assert election is not None
    _it_awaits_whoever_is_on_the_roll(resolution)
    for voter in range(11):
        vote(held, election, voter, [0] if voter < 8 else [1])
    assert close_vote(resolution=resolution, by=None) is None
    chair = entries_of(assembly)[0].member.account
    close_assembly(assembly=assembly, by=None)
    with pytest.raises(SecretResultsAwaited):
        sign_minutes(assembly=assembly, by=chair)
    election.refresh_from_db()
    open_sums(held, election, 1, 3)
    result = VoteResult.objects.get(resolution=resolution)
    assert (result.outcome, result.figures["counts"]["for"], result.ballot_count) == ("adopted", 8, 11)
    # Nothing of ours joins anybody with a ballot, nor says who voted.
    for model in (VotingRight, OpenBallot, ConfidentialBallot):
        assert not model.objects.exists()
    sign_minutes(assembly=assembly, by=chair)
    document = json.loads(json.dumps(minutes_document(assembly)))
    assert verify(document) == []
    path = tmp_path / "proces-verbal.json"
    path.write_text(json.dumps(document))
    command = [sys.executable, "-m", "engines.minutes", "verify", str(path)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    with archive_file(election) as archive:
        assert verify_archive(io.BytesIO(archive.read())).stands


def test_judgment_and_choices_are_counted_from_sums() -> None:
    assembly, held = prepared(11)
    judged = make_resolution(assembly, method=VotingMethod.JUDGMENT, choices=CHOICES[:2], **SECRET)
    chosen = make_resolution(
        assembly, method=VotingMethod.CHOOSE, seats=1, max_chosen=2, choices=CHOICES, **SECRET
    )
    for resolution, answer in ((judged, [[0], [4]]), (chosen, [[2]])):
        election = open_vote(resolution=resolution, by=None).election
        for voter in range(10):
            vote(held, election, voter, *answer)
        close_vote(resolution=resolution, by=None)
        election.refresh_from_db()
        open_sums(held, election, 1, 2)
    assert VoteResult.objects.get(resolution=judged).figures["ranking"] == [[1], [2]]
    assert VoteResult.objects.get(resolution=judged).figures["medians"] == {"1": 5, "2": 1}
    assert VoteResult.objects.get(resolution=chosen).figures["winners"] == [3]
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


def test_a_text_waits_for_the_sums_of_its_amendment() -> None:
    assembly, held = prepared(11)
    text = make_resolution(assembly, text="Ouvrir cent lieux.")
    amendment = make_resolution(assembly, amends=text, passage="cent", text="mille", **SECRET)
    election = open_vote(resolution=amendment, by=None).election
    for voter in range(10):
        vote(held, election, voter, [0])
    assert close_vote(resolution=amendment, by=None) is None
    with pytest.raises(AnotherFirst):
        open_vote(resolution=text, by=None)
    with pytest.raises(AmendmentUnderWay):
        withdraw_resolution(resolution=text, by=None)
    election.refresh_from_db()
    open_sums(held, election, 1, 2)
    text.refresh_from_db()
    assert text.text == "Ouvrir mille lieux."
    assert open_vote(resolution=text, by=None).state == ResolutionState.OPEN


def test_under_ten_ballots_nothing_is_opened_and_nothing_is_decided() -> None:
    assembly, held = prepared(10)
    resolution = open_vote(resolution=make_resolution(assembly, **SECRET), by=None)
    vote(held, resolution.election, 0, [0])
    result = close_vote(resolution=resolution, by=None)
    assert result is not None
    assert (result.outcome, result.figures["hidden"]) == (VoteOutcome.HIDDEN, True)
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


def test_the_assembly_alone_closes_the_election_it_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(elections, "close_election_at", lambda *told: queued.append(told))
    assembly, _ = prepared(10)
    end = database_now() + dt.timedelta(hours=1)
    resolution = open_vote(resolution=make_resolution(assembly, **SECRET), closes_at=end, by=None)
    assert resolution.election is not None
    assert (queued, resolution.election.closes_at) == ([], end)


def test_an_election_given_up_is_told_as_such() -> None:
    assembly, _ = prepared(10)
    resolution = open_vote(resolution=make_resolution(assembly, **SECRET), by=None)
    assert resolution.election is not None
    abandon_election(election=resolution.election, why="Une clé est perdue.", by=None)
    result = close_vote(resolution=resolution, by=None)
    assert result is not None
    told = ["Scrutin abandonné, rien n’est décidé\u00a0: Une clé est perdue."]
    assert (result.outcome, told_result(resolution, result).sentences) == (VoteOutcome.HIDDEN, told)
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


def test_no_secret_vote_without_trustees_and_codes() -> None:
    assembly = make_assembly(state=AssemblyState.OPEN)
    with pytest.raises(SeriesMissing):
        open_vote(resolution=make_resolution(assembly, **SECRET), by=None)
