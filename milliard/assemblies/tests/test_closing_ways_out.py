"""A vote that opens can always be closed and counted: what would stop its count is refused before."""

import datetime as dt

import pytest

from milliard.assemblies.enums import (
    AssemblyState,
    Electorate,
    ResolutionState,
    Secrecy,
    VoteOutcome,
    VotingMethod,
)
from milliard.assemblies.models import (
    ConfidentialBallot,
    MinutesLine,
    PaperBallotCount,
    VotingRight,
)
from milliard.assemblies.reports import minutes
from milliard.assemblies.services.assemblies import VotesStillOpen, cancel_assembly
from milliard.assemblies.services.counting import PapersUncounted, RulesUnmet, ballots_of
from milliard.assemblies.services.paper import count_papers, tick_paper_voter
from milliard.assemblies.services.resolutions import (
    AmendmentUnderWay,
    PassageNotFound,
    withdraw_resolution,
    write_resolution,
)
from milliard.assemblies.services.secret import CollegeTooSmall, SeriesMissing, attach_series
from milliard.assemblies.services.votes import AnotherFirst, close_vote, open_vote
from milliard.assemblies.tasks import close_due_vote
from milliard.assemblies.tests.factories import (
    by_colleges,
    cast,
    come,
    entries_of,
    in_session,
    make_assembly,
    make_resolution,
)
from milliard.core.clock import database_now
from milliard.elections.tests.factories import make_series

pytestmark = pytest.mark.django_db


def test_a_text_is_left_alone_while_an_amendment_to_it_is_voted() -> None:
    assembly, entries = in_session()
    text = make_resolution(assembly, text="Ouvrir cent lieux en avril.")
    amendment = make_resolution(assembly, amends=text, passage="cent", text="mille", distance=1, is_open=True)
    with pytest.raises(AmendmentUnderWay):
        withdraw_resolution(resolution=text, by=None)
    with pytest.raises(AmendmentUnderWay):
        write_resolution(assembly=assembly, resolution=text, fields={"text": "Rien."}, by=None)
    farther = make_resolution(assembly, amends=text, passage="cent lieux", text="tout", distance=9)
    with pytest.raises(AnotherFirst):
        open_vote(resolution=farther, by=None)
    cast(amendment, entries[0], "for")
    assert close_vote(resolution=amendment, by=None).outcome == VoteOutcome.ADOPTED
    text.refresh_from_db()
    farther.refresh_from_db()
    assert (text.text, farther.state) == ("Ouvrir mille lieux en avril.", ResolutionState.FALLEN)


def test_an_amendment_whose_passage_was_rewritten_does_not_open() -> None:
    assembly, _ = in_session()
    text = make_resolution(assembly, text="Ouvrir cent lieux.")
    amendment = make_resolution(assembly, amends=text, passage="cent", text="mille")
    write_resolution(assembly=assembly, resolution=text, fields={"text": "Ouvrir dix lieux."}, by=None)
    with pytest.raises(PassageNotFound):
        open_vote(resolution=amendment, by=None)
    withdraw_resolution(resolution=amendment, by=None)
    assert open_vote(resolution=text, by=None).state == ResolutionState.OPEN


def test_rules_that_no_list_meets_are_told_before_the_vote() -> None:
    assembly, _ = in_session()
    choices = [{"label": name, "region": "Bretagne" if name == "Ana" else ""} for name in ("Ana", "Béa")]
    fields = {"method": VotingMethod.CHOOSE, "seats": 2, "rules": {"regions": {"Bretagne": [2, 2]}}}
    resolution = make_resolution(assembly, choices=choices, **fields)
    with pytest.raises(RulesUnmet):
        open_vote(resolution=resolution, by=None)
    write_resolution(
        assembly=assembly,
        resolution=resolution,
        fields={"rules": {"regions": {"Bretagne": [1, 2]}}},
        choices=choices,
        by=None,
    )
    assert open_vote(resolution=resolution, by=None).state == ResolutionState.OPEN


def test_a_budget_closes_though_nobody_voted() -> None:
    assembly, _ = in_session()
    choices = [{"label": name, "cost_cents": 5_000} for name in ("Un", "Deux")]
    resolution = make_resolution(
        assembly, method=VotingMethod.BUDGET, budget_cents=5_000, choices=choices, is_open=True
    )
    assert close_vote(resolution=resolution, by=None).figures["winners"] == []


def test_seats_drawn_among_equals_are_all_named() -> None:
    assembly, entries = in_session()
    choices = [{"label": name} for name in ("Ana", "Béa", "Cléo")]
    resolution = make_resolution(assembly, method=VotingMethod.CHOOSE, seats=2, choices=choices, is_open=True)
    cast(resolution, entries[0], {"chosen": [1, 2, 3]})
    figures = close_vote(resolution=resolution, by=None).figures
    assert figures["ties"] == [{"between": [1, 2, 3], "drawn": sorted(figures["winners"])}]


def test_no_paper_of_the_hall_is_left_out_and_they_are_counted_after_the_announced_end() -> None:
    assembly, entries = in_session(voters=10)
    end = database_now() + dt.timedelta(hours=1)
    resolution = open_vote(
        resolution=make_resolution(assembly, secrecy=Secrecy.CONFIDENTIAL), closes_at=end, by=None
    )
    for entry in entries[:9]:
        cast(resolution, entry, "for")
    tick_paper_voter(resolution=resolution, number=entries[9].number, by=None)
    type(resolution).objects.filter(pk=resolution.pk).update(closes_at=database_now())
    close_due_vote.func(resolution.pk)  # leaves it to the chair
    with pytest.raises(PapersUncounted):
        close_vote(resolution=resolution, by=None)
    count_papers(resolution=resolution, counts=[({"choice": "against"}, 1)], by=None)
    assert PaperBallotCount.objects.get().count == 1
    counts = close_vote(resolution=resolution, by=None).figures["counts"]
    assert (counts["for"], counts["against"]) == (9, 1)
    # Who came with a paper is known, and what it said is nowhere apart from the others.
    assert not PaperBallotCount.objects.exists()
    assert ConfidentialBallot.objects.filter(resolution=resolution).count() == 10
    assert ballots_of(resolution).count == 10


def test_an_assembly_is_not_given_up_while_a_vote_by_correspondence_is_open() -> None:
    assembly = make_assembly()
    resolution = make_resolution(assembly, electorate=Electorate.ROLL, is_open=True)
    with pytest.raises(VotesStillOpen):
        cancel_assembly(assembly=assembly, cancelled_why="La salle a brûlé.", by=None)
    close_vote(resolution=resolution, by=None)
    cancelled = cancel_assembly(assembly=assembly, cancelled_why="La salle a brûlé.", by=None)
    assert cancelled.state == AssemblyState.CANCELLED


def test_colleges_close_together_whichever_is_named_and_the_minutes_say_what_they_make() -> None:
    assembly = by_colleges()
    entries = entries_of(assembly)
    come(*entries)
    resolution = make_resolution(assembly, is_open=True)
    first, second = resolution.parts.order_by("position")
    for entry, part in zip(entries, (first, first, second, second), strict=True):
        cast(part, entry, "for")
    result = close_vote(resolution=first, by=None)
    assert result == close_vote(resolution=resolution, by=None) == close_vote(resolution=second, by=None)
    assert (result.resolution_id, result.outcome) == (resolution.pk, VoteOutcome.ADOPTED)
    voted = minutes.resolutions_of(assembly)
    told = {
        line.code: " ".join(section["sentences"])
        for line in MinutesLine.objects.filter(assembly=assembly)
        if (section := minutes.section_of(assembly, line, voted))
    }
    assert "Samedi (2\u00a0membres, 1/2 du tout)" in told["colleges_opened"]
    assert "Résolution adoptée." in told["colleges_closed"]
    assert "apportent 1/1 du tout" in told["colleges_closed"]


def test_the_quorum_of_colleges_by_correspondence_is_that_of_the_whole_assembly() -> None:
    assembly = by_colleges(state=AssemblyState.CONVENED, quorum_numerator=3, quorum_denominator=4)
    entries = entries_of(assembly)
    resolution = make_resolution(assembly, electorate=Electorate.ROLL, is_open=True)
    first, second = resolution.parts.order_by("position")
    for entry, part in zip(entries, (first, first, second, second), strict=True):
        cast(part, entry, "for")
    assert VotingRight.objects.filter(has_voted=True).count() == 4
    assert close_vote(resolution=resolution, by=None).outcome == VoteOutcome.ADOPTED


def test_a_secret_motion_by_colleges_asks_for_a_series_of_each() -> None:
    assembly = by_colleges()
    resolution = make_resolution(assembly, secrecy=Secrecy.SECRET, electorate=Electorate.ROLL)
    with pytest.raises(SeriesMissing, match="Samedi"):
        open_vote(resolution=resolution, by=None)
    assert resolution.parts.count() == 0


def test_a_college_that_cannot_give_ten_ballots_has_no_secret_box() -> None:
    assembly = by_colleges(state=AssemblyState.ROLLED)
    college = assembly.statutes.colleges.get(name="Samedi")
    with pytest.raises(CollegeTooSmall):
        attach_series(assembly=assembly, series=make_series(), college=college, by=None)
