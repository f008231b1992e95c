"""A secret motion voted apart by colleges: an election each, put together by fractions, in any order."""

import io
import json
from typing import Any

import pytest
from django.test import Client

from engines.ballots import verify_archive
from engines.minutes import verify
from milliard.assemblies.enums import AssemblyState, Electorate, ResolutionState, Secrecy, VoteOutcome
from milliard.assemblies.models import CollegeSeries, Resolution, RollEntry, VoteResult
from milliard.assemblies.reports.minutes import minutes_document
from milliard.assemblies.services.assemblies import name_bureau, open_assembly
from milliard.assemblies.services.secret import SeriesTaken, attach_series
from milliard.assemblies.services.votes import close_vote, open_vote
from milliard.assemblies.tests.factories import by_colleges, entries_of, make_resolution
from milliard.assemblies.tests.people import address, browser_of, text_of, vote_url
from milliard.elections.services.archives import archive_file
from milliard.elections.services.elections import abandon_election
from milliard.elections.tests.factories import Held, give_codes, hold_ceremony, make_series, open_sums, vote

pytestmark = pytest.mark.django_db
SHARES = ((2, 3), (1, 3))
SECRET = {"secrecy": Secrecy.SECRET, "electorate": Electorate.ROLL}


def prepared_by_colleges(rule: str, sizes: tuple[int, int] = (10, 12)) -> tuple[Any, list[Held]]:
    """An assembly in session whose two colleges hold codes; what trustees and registrars know of each."""
    assembly = by_colleges(*sizes, state=AssemblyState.CONVENED, shares=SHARES, college_rule=rule)
    held = []
    for college, size in zip(assembly.statutes.colleges.order_by("position"), sizes, strict=True):
        one = hold_ceremony(make_series())
        assembly = attach_series(assembly=assembly, series=one.series, college=college, by=None)
        assert one.series.voters.count() == size
        held.append(give_codes(one, size))
    first, second, *_ = entries_of(assembly)
    name_bureau(assembly=assembly, chair=first, secretary=second, by=None)
    return open_assembly(assembly=assembly, by=None), held


def cast(held: list[Held], parts: list[Resolution], chosen: list[list[int]]) -> None:
    """0: for, 1: against; so many of each college as there are."""
    for one, part, ballots in zip(held, parts, chosen, strict=True):
        for voter, choice in enumerate(ballots):
            vote(one, part.election, voter, [choice])


def opened(resolution: Resolution) -> list[Resolution]:
    open_vote(resolution=resolution, by=None)
    return list(resolution.parts.select_related("election", "college").order_by("position"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "outcome"), [("combined", VoteOutcome.ADOPTED), ("each", VoteOutcome.REJECTED)]
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_each_college_votes_in_its_own_election_and_the_last_result_decides(
    rule: str, outcome: VoteOutcome, order: tuple[int, int]
) -> None:
    assembly, held = prepared_by_colleges(rule)
    resolution = make_resolution(assembly, **SECRET)
    parts = opened(resolution)
    assert [part.election.roll_count for part in parts] == [10, 12]
    _each_sees_the_box_of_their_college(assembly, parts)
    cast(held, parts, [[0] * 10, [1] * 11])
    assert close_vote(resolution=resolution, by=None) is None
    for place in order:
        assert not VoteResult.objects.filter(resolution=resolution).exists()
        parts[place].election.refresh_from_db()
        open_sums(held[place], parts[place].election, 1, 3)
    result = VoteResult.objects.get(resolution=resolution)
    assert (result.outcome, result.ballot_count) == (outcome, 21)
    if rule == "combined":
        assert result.figures["in_favour"] == "2/3"
    assert VoteResult.objects.get(resolution=parts[0]).figures["quorum"]["present"] == 21
    document = json.loads(json.dumps(minutes_document(assembly)))
    assert verify(document) == []
    for part in parts:
        with archive_file(part.election) as archive:
            assert verify_archive(io.BytesIO(archive.read())).stands
    page = text_of(Client().get(vote_url(resolution)))
    assert "21\u00a0bulletins pour 22\u00a0mandats, tous collèges ensemble" in page


def _each_sees_the_box_of_their_college(assembly: Any, parts: list[Resolution]) -> None:
    for part in parts:
        entry = RollEntry.objects.filter(assembly=assembly, college=part.college).select_related("member")[0]
        page = text_of(browser_of(entry).get(address("assembly", assembly)))
        waiting = page[page.index("Votes qui vous attendent") :]
        waiting = waiting[: waiting.index("Ma présence")]
        assert part.title in waiting
        assert not [other for other in parts if other != part and other.title in waiting]


def test_a_college_of_too_few_ballots_is_hidden_and_brings_nothing() -> None:
    assembly, held = prepared_by_colleges("combined")
    resolution = make_resolution(assembly, **SECRET)
    parts = opened(resolution)
    cast(held, parts, [[0] * 3, [0] * 10])
    close_vote(resolution=resolution, by=None)
    parts[1].election.refresh_from_db()
    open_sums(held[1], parts[1].election, 1, 3)
    hidden = VoteResult.objects.get(resolution=parts[0])
    assert (hidden.outcome, "counts" in hidden.figures) == (VoteOutcome.HIDDEN, False)
    result = VoteResult.objects.get(resolution=resolution)
    assert (result.outcome, result.figures["in_favour"]) == (VoteOutcome.REJECTED, "1/3")
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


def test_one_series_serves_one_college() -> None:
    assembly = by_colleges(10, 10, state=AssemblyState.ROLLED)
    first, second = assembly.statutes.colleges.order_by("position")
    series, other = make_series(), make_series()
    attach_series(assembly=assembly, series=series, college=first, by=None)
    with pytest.raises(SeriesTaken):
        attach_series(assembly=assembly, series=series, college=second, by=None)
    with pytest.raises(SeriesTaken):
        attach_series(assembly=assembly, series=series, by=None)
    attach_series(assembly=assembly, series=other, college=first, by=None)  # another, before codes are out
    assert CollegeSeries.objects.get().series == other


def test_an_election_given_up_before_the_closing_decides_nothing_alone() -> None:
    assembly, held = prepared_by_colleges("each")
    resolution = make_resolution(assembly, **SECRET)
    parts = opened(resolution)
    abandon_election(election=parts[0].election, why="Une clé est perdue.", by=None)
    cast(held[1:], parts[1:], [[0] * 10])
    assert not VoteResult.objects.filter(resolution=resolution).exists()
    close_vote(resolution=resolution, by=None)
    parts[1].election.refresh_from_db()
    open_sums(held[1], parts[1].election, 1, 3)
    result = VoteResult.objects.get(resolution=resolution)
    assert (result.outcome, result.figures["against"]) == (VoteOutcome.REJECTED, ["Samedi"])
    states = {str(state) for state in Resolution.objects.values_list("state", flat=True)}
    assert states == {ResolutionState.CLOSED}


def test_a_secret_amendment_adopted_by_colleges_changes_the_text() -> None:
    assembly, held = prepared_by_colleges("each")
    text = make_resolution(assembly, **SECRET, text="Deux ans, renouvelables.")
    amendment = make_resolution(assembly, **SECRET, amends=text, passage="Deux", text="Trois")
    parts = opened(amendment)
    cast(held, parts, [[0] * 10, [0] * 12])
    close_vote(resolution=amendment, by=None)
    for one, part in zip(held, parts, strict=True):
        part.election.refresh_from_db()
        open_sums(one, part.election, 1, 3)
    text.refresh_from_db()
    assert text.text == "Trois ans, renouvelables."
