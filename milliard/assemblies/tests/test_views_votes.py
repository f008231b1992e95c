"""The page of a vote: what is shown, what is put in the box, and what happens to what was typed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milliard.assemblies.enums import AssemblyState, Secrecy, VotingMethod
from milliard.assemblies.models import ConfidentialBallot, OpenBallot, Resolution
from milliard.assemblies.services.assemblies import name_bureau, open_assembly
from milliard.assemblies.services.votes import close_vote, open_vote
from milliard.assemblies.tests.factories import (
    closed_with,
    come,
    entrust,
    make_assembly,
    make_resolution,
)
from milliard.assemblies.tests.figures import RESULTS
from milliard.assemblies.tests.people import (
    address,
    assembly_of,
    browser_of,
    entries_by_name,
    text_of,
    typed,
    vote_url,
)

pytestmark = pytest.mark.django_db
CHOICES = [{"label": name} for name in ("Alpha", "Bêta", "Gamma")]


def awa_carries_claude(**fields: Any) -> tuple[Resolution, dict[str, Any]]:
    """Awa is there with the proxy of Claude; the vote is open."""
    assembly = assembly_of("Awa", "Claude", "Louise", state=AssemblyState.CONVENED)
    people = entries_by_name(assembly)
    entrust(people["Claude"], people["Awa"])
    name_bureau(assembly=assembly, chair=people["Louise"], secretary=people["Louise"], by=None)
    assembly = open_assembly(assembly=assembly, by=None)
    come(people["Awa"], people["Louise"])
    return make_resolution(assembly, is_open=True, **fields), people


def for_and_against(resolution: Resolution, people: Any) -> dict[str, Any]:
    mine = typed(resolution, people["Awa"], choice="for")
    return mine | typed(resolution, people["Claude"], choice="against")


def stored() -> set[tuple[str, str]]:
    rows = OpenBallot.objects.values_list("right__entry__member__given_name", "content__choice")
    return set(rows)


def test_a_ballot_for_each_mandate_and_both_are_recorded() -> None:
    resolution, people = awa_carries_claude()
    client = browser_of(people["Awa"])
    page = text_of(client.get(vote_url(resolution)))
    assert "Votre voix" in page
    assert "Au nom de Claude Inventé, par pouvoir" in page
    both = typed(resolution, people["Awa"], choice="for") | typed(
        resolution, people["Claude"], choice="against"
    )
    said = text_of(client.post(vote_url(resolution), both, follow=True))
    assert stored() == {("Awa", "for"), ("Claude", "against")}
    assert "Vos 2 bulletins sont dans l’urne" in said
    assert "Au nom de Claude Inventé, par pouvoir</strong>\u00a0: Contre" in said


def test_the_same_for_all_fills_the_others() -> None:
    resolution, people = awa_carries_claude()
    form = typed(resolution, people["Claude"]) | typed(resolution, people["Awa"], choice="for")
    form["same"] = next(name for name in form if name.endswith("_choice")).removesuffix("_choice")
    browser_of(people["Awa"]).post(vote_url(resolution), form)
    assert stored() == {("Awa", "for"), ("Claude", "for")}


def test_a_mandate_left_empty_waits_and_an_empty_form_is_told_so() -> None:
    resolution, people = awa_carries_claude()
    client, url = browser_of(people["Awa"]), vote_url(resolution)
    form = typed(resolution, people["Claude"]) | typed(resolution, people["Awa"], choice="for")
    page = text_of(client.post(url, form, follow=True))
    assert stored() == {("Awa", "for")}
    assert "Au nom de Claude" in page
    refused = client.post(url, typed(resolution, people["Claude"]))
    assert refused.status_code == 422
    assert "Choisissez pour, contre, abstention ou blanc." in text_of(refused)


def test_what_was_typed_comes_back_when_one_ballot_is_unclear_and_nothing_is_cast() -> None:
    resolution, people = awa_carries_claude(method=VotingMethod.CHOOSE, choices=CHOICES, max_chosen=1)
    form = typed(resolution, people["Awa"], chosen=["1", "2"]) | typed(
        resolution, people["Claude"], chosen=["3"]
    )
    refused = browser_of(people["Awa"]).post(vote_url(resolution), form)
    assert refused.status_code == 422
    assert not OpenBallot.objects.exists()
    page = refused.content.decode()
    assert "Cochez au plus 1 choix" in page
    assert page.count("checked") == 3


def test_sent_twice_an_open_ballot_is_recorded_once_and_changed_when_wanted() -> None:
    resolution, people = awa_carries_claude()
    client, url = browser_of(people["Awa"]), vote_url(resolution)
    form = typed(resolution, people["Awa"], choice="for")
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    assert OpenBallot.objects.get().revision == 1
    client.post(url, typed(resolution, people["Awa"], seen=1, choice="against"))
    assert stored() == {("Awa", "against")}


def test_a_page_reached_by_going_back_says_what_is_recorded_and_keeps_what_was_chosen() -> None:
    """The form of the first page, its number and all, sent again with another choice: nothing is lost."""
    resolution, people = awa_carries_claude()
    client, url = browser_of(people["Awa"]), vote_url(resolution)
    form = typed(resolution, people["Awa"], choice="for")
    client.post(url, form)
    field = next(name for name in form if name.endswith("_choice"))
    refused = client.post(url, {**form, field: "against"})
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Ce bulletin a changé depuis une autre page" in page
    assert "Enregistré\u00a0: <strong>Pour" in page
    assert 'value="against" checked' in page
    assert stored() == {("Awa", "for")}
    seen = next(name for name in form if name.endswith("_seen"))
    assert f'name="{seen}" value="1"' in page
    client.post(url, {**form, field: "against", seen: "1", "key": "6f3bb2e8-9d5e-4a42-8d2f-3a8bbd0f7a11"})
    assert stored() == {("Awa", "against")}


def test_a_confidential_ballot_sent_twice_is_one_and_no_page_shows_it_again() -> None:
    resolution, people = awa_carries_claude(secrecy=Secrecy.CONFIDENTIAL)
    client, url = browser_of(people["Awa"]), vote_url(resolution)
    form = typed(resolution, people["Awa"], choice="for") | typed(
        resolution, people["Claude"], choice="against"
    )
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    assert sorted(ConfidentialBallot.objects.values_list("content__choice", flat=True)) == ["against", "for"]
    page = client.get(url).content.decode()
    assert "Personne ne peut" in page
    assert "checked" not in page


def test_an_old_page_with_a_confidential_ballot_already_cast_casts_the_other_and_says_so() -> None:
    resolution, people = awa_carries_claude(secrecy=Secrecy.CONFIDENTIAL)
    client, url = browser_of(people["Awa"]), vote_url(resolution)
    old = for_and_against(resolution, people)
    client.post(url, typed(resolution, people["Awa"], choice="abstain"))
    said = text_of(client.post(url, old, follow=True))
    assert "Votre bulletin est dans l’urne" in said
    assert "Votre voix\u00a0: Ce bulletin est déjà dans l’urne" in said
    kept = sorted(ConfidentialBallot.objects.values_list("content__choice", flat=True))
    assert kept == ["abstain", "against"]


def test_a_giver_reads_who_votes_for_them_and_who_was_not_there_why_not() -> None:
    resolution, people = awa_carries_claude()
    assert "Awa Inventé vote en votre nom" in text_of(browser_of(people["Claude"]).get(vote_url(resolution)))
    late = make_assembly(voters=0, members=[people["Claude"].member], state=AssemblyState.OPEN)
    other = make_resolution(late, is_open=True)
    assert "Ce vote ne vous attend pas" in text_of(browser_of(people["Claude"]).get(vote_url(other)))


def test_somebody_else_s_mandate_cannot_be_typed_for() -> None:
    resolution, people = awa_carries_claude()
    browser_of(people["Louise"]).post(
        vote_url(resolution), typed(resolution, people["Awa"], choice="against")
    )
    assert not OpenBallot.objects.exists()


def test_after_the_announced_closing_the_page_takes_no_ballot() -> None:
    assembly = assembly_of("Awa", "Louise")
    people = entries_by_name(assembly)
    come(people["Awa"])
    resolution = make_resolution(assembly)
    open_vote(resolution=resolution, closes_at=timezone.now() - dt.timedelta(seconds=1), by=None)
    client = browser_of(people["Awa"])
    form = typed(resolution, people["Awa"], choice="for")
    said = text_of(client.post(vote_url(resolution), form, follow=True))
    assert "vient de se clore" in said
    assert "Mettre mon bulletin" not in said
    assert not OpenBallot.objects.exists()


@pytest.mark.parametrize("secrecy", [Secrecy.OPEN, Secrecy.CONFIDENTIAL])
def test_a_form_sent_again_after_the_closing_is_told_that_it_counts_and_a_late_one_that_it_does_not(
    secrecy: Secrecy,
) -> None:
    resolution, people = awa_carries_claude(secrecy=secrecy)
    client, form = browser_of(people["Awa"]), for_and_against(resolution, people)
    late = typed(resolution, people["Louise"], choice="for")
    assert "Vos 2 bulletins sont dans l’urne" in text_of(client.post(vote_url(resolution), form, follow=True))
    close_vote(resolution=resolution, by=None)
    page = text_of(client.post(vote_url(resolution), form, follow=True))
    assert "étaient arrivés à temps" in page
    assert "n’est pas compté" not in page
    page = text_of(browser_of(people["Louise"]).post(vote_url(resolution), late, follow=True))
    assert "ce bulletin n’est pas compté" in page
    assert "à temps" not in page


@pytest.mark.parametrize(
    ("method", "more", "fields", "content"),
    [
        (
            VotingMethod.JUDGMENT,
            {},
            {"grade_1": "5", "grade_2": "0", "grade_3": "2"},
            {"grades": {"1": 5, "2": 0, "3": 2}},
        ),
        (VotingMethod.SCHULZE, {}, {"rank_1": "2", "rank_2": "1"}, {"ranks": {"1": 2, "2": 1}}),
        (VotingMethod.STV, {"seats": 2}, {"rank_3": "1"}, {"ranks": {"3": 1}}),
        (VotingMethod.CHOOSE, {}, {"chosen": ["blank"]}, {"blank": True}),
        (VotingMethod.JUDGMENT, {}, {"blank": "1"}, {"blank": True}),
        (VotingMethod.BUDGET, {"budget_cents": 900_000}, {"chosen": ["1", "3"]}, {"chosen": [1, 3]}),
    ],
)
def test_each_way_of_voting(method: VotingMethod, more: Any, fields: Any, content: Any) -> None:
    choices = (
        [{**one, "cost_cents": 100_000} for one in CHOICES] if method == VotingMethod.BUDGET else CHOICES
    )
    resolution, people = awa_carries_claude(method=method, choices=choices, **more)
    client = browser_of(people["Awa"])
    assert client.get(vote_url(resolution)).status_code == 200
    client.post(vote_url(resolution), typed(resolution, people["Awa"], **fields))
    assert OpenBallot.objects.get().content == content
    page = text_of(client.get(vote_url(resolution)))
    assert "Enregistr" in page or "dans l’urne" in page


def test_blank_and_a_choice_together_are_not_guessed() -> None:
    resolution, people = awa_carries_claude(method=VotingMethod.CHOOSE, choices=CHOICES)
    form = typed(resolution, people["Awa"], chosen=["1", "blank"])
    refused = browser_of(people["Awa"]).post(vote_url(resolution), form)
    assert (refused.status_code, OpenBallot.objects.count()) == (422, 0)


def test_statutes_without_electronic_voting_show_no_ballot() -> None:
    assembly = assembly_of("Awa", "Louise", electronic_voting=False)
    people = entries_by_name(assembly)
    come(people["Awa"])
    resolution = make_resolution(assembly, is_open=True)
    page = text_of(browser_of(people["Awa"]).get(vote_url(resolution)))
    assert "on vote dans la salle" in page
    assert "data-ballots" not in page


def test_an_amendment_shows_what_it_takes_away_and_what_it_puts() -> None:
    assembly = assembly_of("Awa", "Louise")
    text = make_resolution(assembly, text="Le siège est à Lyon. Le reste suit.")
    amendment = make_resolution(
        assembly, title="Brest", text="Le siège est à Brest.", passage="Le siège est à Lyon.", amends=text
    )
    page = text_of(Client().get(vote_url(amendment)))
    assert "Le siège est à Lyon.</del>" in page
    assert "Le siège est à Brest.</ins>" in page
    assert "Brest" in text_of(Client().get(vote_url(text)))


TOLD = {
    "motion": "la moitié des voix pour et contre\u00a0: 7\u00a0voix pour, au moins, sur 13. Il y en a 9.",
    "motion_level": "la voix de la présidence de séance départage. Elle a voté contre.",
    "choose": "C et B l’emportent.",
    "judgment": "A l’emporte avec la mention «\u00a0Très bien\u00a0»\u00a0: 11 bulletins sur 15, plus de",
    "schulze": "A ne perd aucun duel, et l’emporte.",
    "stv": "A et C sont élu·es.",
    "budget": "2\u00a0projets financés, pour 5\u202f000\u00a0€ sur 5\u202f000\u00a0€.",
    "hidden": "Moins de dix bulletins",
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_told_with_its_arithmetic(name: str) -> None:
    method = VotingMethod(RESULTS[name][1]["method"])
    choices = (
        [{"label": label, "cost_cents": 100_000} for label in "ABCD"] if method != VotingMethod.MOTION else ()
    )
    budget = {"budget_cents": 500_000} if method == VotingMethod.BUDGET else {}
    resolution = make_resolution(assembly_of("Awa", "Louise"), method=method, choices=choices, **budget)
    closed_with(resolution, name)
    page = text_of(Client().get(vote_url(resolution)))
    assert TOLD[name] in page
    assert ("Le quorum, le quart des membres, présents ou représentés, soit 15, est atteint." in page) == (
        name != "hidden"
    )


def test_names_of_a_public_vote_are_for_the_roll_alone_and_only_once_closed() -> None:
    resolution, people = awa_carries_claude()
    client = browser_of(people["Awa"])
    client.post(vote_url(resolution), typed(resolution, people["Awa"], choice="for"))
    url = address("ballots", resolution.assembly, resolution.position)
    assert client.get(url).status_code == 404
    closed_with(resolution, "motion")
    assert "Awa Inventé" in text_of(client.get(url))
    assert "Awa" not in text_of(client.get(f"{url}?q=louise"))
    assert Client().get(url).status_code == 302
    for page in (Client().get(vote_url(resolution)), Client().get(address("assembly", resolution.assembly))):
        assert "Awa" not in page.content.decode()
