"""Votes closed and counted, and the minutes that anyone counts again."""

import json

import pgtrigger
import pytest
from django.db import connection
from django.test import Client

from engines.minutes import verify
from milliard.assemblies.enums import ResolutionState, Secrecy, VoteOutcome, VotingMethod
from milliard.assemblies.models import ConfidentialBallot, MinutesLine, VotingRight
from milliard.assemblies.reports.minutes import minutes_document, minutes_pdf
from milliard.assemblies.services.assemblies import close_assembly, sign_minutes
from milliard.assemblies.services.counting import ballots_of
from milliard.assemblies.services.paper import (
    PaperCountWrong,
    count_papers,
    record_papers,
    tick_paper_voter,
)
from milliard.assemblies.services.resolutions import PassageNotFound, withdraw_resolution
from milliard.assemblies.services.votes import AnotherFirst, VoteNotOpen, close_vote, open_vote
from milliard.assemblies.tests.factories import (
    by_colleges,
    cast,
    come,
    entries_of,
    in_session,
    make_resolution,
)
from milliard.assemblies.tests.people import address, text_of, vote_url

pytestmark = pytest.mark.django_db
CHOICES = [{"label": name} for name in ("Un", "Deux", "Trois")]


def test_a_motion_is_counted_and_the_minutes_stand() -> None:
    assembly, entries = in_session()
    resolution = make_resolution(assembly, is_open=True)
    for entry, choice in zip(entries, ("for", "for", "against"), strict=True):
        cast(resolution, entry, choice)
    result = close_vote(resolution=resolution, by=None)
    assert result.outcome == VoteOutcome.ADOPTED
    assert result.figures["counts"] == {"for": 2, "against": 1, "abstain": 0, "blank": 0}
    assert close_vote(resolution=resolution, by=None) == result  # pressed twice
    with pytest.raises(VoteNotOpen):
        cast(resolution, entries[0], "against", seen=1)
    close_assembly(assembly=assembly, by=None)
    sign_minutes(assembly=assembly, by=entries[0].member.account)
    document = json.loads(json.dumps(minutes_document(assembly)))
    assert verify(document) == []
    assert [line["code"] for line in document["lines"]] == [
        "roll", "convened", "bureau", "opened", "vote_opened", "vote_closed", "closed", "signed",
    ]  # fmt: skip
    assert all(entry.member.family_name not in json.dumps(document) for entry in entries)


def test_minutes_broken_in_the_database_are_found_at_their_line() -> None:
    assembly, entries = in_session()
    resolution = make_resolution(assembly, is_open=True)
    cast(resolution, entries[0], "for")
    close_vote(resolution=resolution, by=None)
    line = MinutesLine.objects.get(assembly=assembly, code="vote_closed")
    forged = line.content.replace("adopted", "rejected")
    with pgtrigger.ignore("assemblies.MinutesLine:line_kept"):  # as somebody who holds the database would
        MinutesLine.objects.filter(pk=line.pk).update(content=forged)
    assert verify(minutes_document(assembly))[0].line == line.position


def test_fewer_than_ten_confidential_ballots_are_not_told() -> None:
    assembly, entries = in_session()
    resolution = make_resolution(assembly, is_open=True, secrecy=Secrecy.CONFIDENTIAL)
    cast(resolution, entries[0], "for")
    result = close_vote(resolution=resolution, by=None)
    assert (result.outcome, result.figures["voted"], "counts" in result.figures) == ("hidden", 1, False)
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []
    assert str(resolution.position) not in minutes_document(assembly)["ballots"]


def test_after_a_confidential_vote_no_row_says_in_which_order_people_voted() -> None:
    assembly, entries = in_session(voters=20)
    resolution = make_resolution(assembly, is_open=True, secrecy=Secrecy.CONFIDENTIAL)
    voted = [*entries[1::2], *entries[::2]]
    told = ["for"] * 10 + ["against"] * 10
    for entry, choice in zip(voted, told, strict=True):
        cast(resolution, entry, choice)
    result = close_vote(resolution=resolution, by=None)
    assert result.figures["counts"] == {"for": 10, "against": 10, "abstain": 0, "blank": 0}
    orders = {}
    for model, order in ((VotingRight, "entry_id"), (ConfidentialBallot, "id")):
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT count(DISTINCT xmin::text), array_agg({order} ORDER BY ctid) FROM {table}"  # noqa: S608 (our own tables)
            )
            transactions, keys = cursor.fetchone()
        assert transactions == 1, "rows of one ballot share a transaction that others do not"
        orders[model] = list(keys)
    # Rows may fill room that others left; what matters is that the order of voting is nowhere.
    assert orders[VotingRight] != [entry.pk for entry in voted]
    assert sorted(orders[VotingRight]) == sorted(entry.pk for entry in entries)
    contents = dict(ConfidentialBallot.objects.values_list("pk", "content"))
    assert [contents[key]["choice"] for key in orders[ConfidentialBallot]] != told
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    ("method", "typed"),
    [
        (VotingMethod.CHOOSE, {"chosen": [2]}),
        (VotingMethod.JUDGMENT, {"grades": {"1": 1, "2": 5, "3": 0}}),
        (VotingMethod.SCHULZE, {"ranks": {"2": 1, "1": 2}}),
        (VotingMethod.STV, {"ranks": {"2": 1, "3": 2}}),
        (VotingMethod.BUDGET, {"chosen": [2]}),
    ],
)
def test_every_method_runs_from_ballot_to_minutes(method, typed) -> None:
    assembly, entries = in_session()
    choices = [{**choice, "cost_cents": 5_000} for choice in CHOICES]
    fields = {"method": method, "seats": 1, "budget_cents": 5_000 if method == VotingMethod.BUDGET else None}
    resolution = make_resolution(assembly, choices=choices, is_open=True, **fields)
    for entry in entries[:2]:
        cast(resolution, entry, typed)
    cast(resolution, entries[2], {"blank": True})
    result = close_vote(resolution=resolution, by=None)
    assert (result.outcome, result.figures["blank"]) == ("decided", 1)
    first = result.figures.get("winners") or result.figures["ranking"][0]
    assert first == [2]
    close_assembly(assembly=assembly, by=None)
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []
    assert minutes_pdf(assembly).startswith(b"%PDF")


def test_amendments_come_first_the_farthest_of_them_and_enter_the_text() -> None:
    assembly, entries = in_session()
    text = make_resolution(assembly, text="Nous prêtons à deux pour cent, en avril.")
    near = make_resolution(assembly, amends=text, passage="avril", text="mai", distance=1)
    far = make_resolution(
        assembly, amends=text, passage="à deux pour cent, en avril", text="sans intérêt", distance=9
    )
    with pytest.raises(PassageNotFound):
        make_resolution(assembly, amends=text, passage="en juin", text="x")
    for one in (text, near):
        with pytest.raises(AnotherFirst):
            open_vote(resolution=one, by=None)
    open_vote(resolution=far, by=None)
    cast(far, entries[0], "for")
    close_vote(resolution=far, by=None)
    text.refresh_from_db()
    near.refresh_from_db()
    assert (text.text, near.state) == ("Nous prêtons sans intérêt.", ResolutionState.FALLEN)
    assert open_vote(resolution=text, by=None).state == ResolutionState.OPEN
    with pytest.raises(Exception, match="ne change plus"):
        withdraw_resolution(resolution=text, by=None)


def test_paper_counts_once_and_never_more_than_people() -> None:
    from uuid import uuid4

    assembly, entries = in_session()
    resolution, key = make_resolution(assembly, is_open=True), uuid4()
    cast(resolution, entries[0], "for")
    papers = [(entry.number, {"choice": "against"}, key) for entry in entries[:2]] + [
        (999, {"choice": "for"}, key)
    ]
    for _ in range(2):  # the desk's network lost our answer
        verdicts = {
            one.number: one.why for one in record_papers(resolution=resolution, papers=papers, by=None)
        }
        assert verdicts[entries[0].number] == "a déjà voté"
        assert verdicts[entries[1].number] == ""
        assert verdicts[999] == "n’a pas de mandat pour ce vote"
    with pytest.raises(PaperCountWrong):
        count_papers(resolution=resolution, counts=[({"choice": "for"}, 2)], by=None)
    count_papers(resolution=resolution, counts=[({"choice": "abstain"}, 1)], by=None)
    figures = close_vote(resolution=resolution, by=None).figures
    assert figures["counts"] == {"for": 1, "against": 1, "abstain": 1, "blank": 0}


def test_the_box_of_the_hall_holds_as_many_papers_as_people_ticked() -> None:
    assembly, entries = in_session(voters=10)
    resolution = make_resolution(assembly, is_open=True, secrecy=Secrecy.CONFIDENTIAL)
    for entry in entries[:6]:
        assert tick_paper_voter(resolution=resolution, number=entry.number, by=None).why == ""
    assert tick_paper_voter(resolution=resolution, number=entries[0].number, by=None).why == "a déjà voté"
    for entry in entries[6:]:
        cast(resolution, entry, "against")
    with pytest.raises(PaperCountWrong):
        count_papers(resolution=resolution, counts=[({"choice": "for"}, 7)], by=None)
    count_papers(resolution=resolution, counts=[({"choice": "for"}, 5), ({"choice": "against"}, 1)], by=None)
    assert ballots_of(resolution).count == 10
    assert close_vote(resolution=resolution, by=None).figures["counts"]["against"] == 5


@pytest.mark.parametrize(("rule", "outcome"), [("combined", "adopted"), ("each", "rejected")])
def test_colleges_vote_apart_and_their_votes_are_put_together(rule, outcome) -> None:
    assembly = by_colleges(2, 3, shares=((2, 3), (1, 3)), college_rule=rule)
    entries = entries_of(assembly)
    come(*entries)
    resolution = make_resolution(assembly, is_open=True)
    first, second = resolution.parts.order_by("position")
    for entry in entries[:2]:
        cast(first, entry, "for")
    for entry in entries[2:]:
        with pytest.raises(VotingRight.DoesNotExist):
            cast(first, entry, "for")
        cast(second, entry, "against")
    # Three of five are against; by colleges, two thirds are for.
    result = close_vote(resolution=resolution, by=None)
    assert result.outcome == outcome
    if rule == "combined":
        assert result.figures["in_favour"] == "2/3"
    document = json.loads(json.dumps(minutes_document(assembly)))
    assert verify(document) == []
    closed = [line for line in document["lines"] if line["code"] == "colleges_closed"]
    assert json.loads(closed[0]["content"])["outcome"] == outcome
    _its_page_shows_the_arithmetic(resolution, first, rule)


def _its_page_shows_the_arithmetic(resolution, first, rule) -> None:
    """For everybody, and the live page and the wall go on."""
    page = text_of(Client().get(vote_url(resolution)))
    expected = {
        "combined": ("2 sur 2", "0 sur 3", "2/3 (66,7\u00a0%)", "plus de la moitié du tout"),
        "each": ("chacun doit adopter", "Ce collège n’adopte pas\u00a0: Autres.", "n’adopte pas"),
    }[rule]
    assert all(words in page for words in expected), page
    assert "5\u00a0bulletins pour 5\u00a0mandats, tous collèges ensemble" in page
    assert vote_url(first) in page
    assert vote_url(resolution) in text_of(Client().get(vote_url(first)))
    for name in ("live", "screen", "assembly"):
        assert resolution.title in text_of(Client().get(address(name, resolution.assembly)))
