"""The console: a session run from one page; an act pressed twice is done once; refusals in place."""

from typing import Any

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AssemblyState, ResolutionState, Secrecy, SpeakingState, VotingMethod
from milliard.assemblies.forms.typed_ballots import typed_ballot, written_ballot
from milliard.assemblies.models import (
    Assembly,
    OpenBallot,
    PaperBallotCount,
    Resolution,
    RollEntry,
    SpeakingRequest,
    VotingRight,
)
from milliard.assemblies.papers import read_ballot
from milliard.assemblies.reports.console import console_of
from milliard.assemblies.services.assemblies import close_assembly, name_bureau
from milliard.assemblies.services.floor import ask_to_speak
from milliard.assemblies.tests.factories import come, entries_of, make_assembly, make_resolution, make_voter
from milliard.core.refusals import Refused

pytestmark = pytest.mark.django_db


def team() -> User:
    return make_person(role=Role.ORGANISER)


def press(assembly: Assembly, act: str, by: User | None = None, **data: Any) -> Any:
    url = reverse("assemblies_desk:act", args=[assembly.public_id, act])
    return signed_in(by or team()).post(url, data, follow=True)


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


def opened(count: int = 2, **rules: Any) -> Assembly:
    assembly = make_assembly(voters=count, state=AssemblyState.OPEN, **rules)
    come(*entries_of(assembly))
    return assembly


def test_a_session_without_bureau_is_refused_where_its_button_is() -> None:
    assembly = make_assembly()
    response = press(assembly, "ouvrir")
    assert response.status_code == 422
    assert "Désignez d’abord la présidence" in words(response)


def test_the_session_is_opened_once_though_pressed_twice_then_closed_and_signed_by_the_bureau() -> None:
    account = make_person()
    assembly = make_assembly(members=[make_voter(account), make_voter()])
    chair, secretary = entries_of(assembly)
    name_bureau(assembly=assembly, chair=chair, secretary=secretary, by=None)
    for act in ("ouvrir", "ouvrir", "clore", "clore", "signer", "signer"):
        assert press(assembly, act, by=account).status_code == 200
    assembly.refresh_from_db()
    assert assembly.state == AssemblyState.SIGNED
    assert list(assembly.lines.order_by("position").values_list("code", flat=True)[3:]) == [
        "opened",
        "closed",
        "signed",
    ]


def test_the_team_does_not_sign_for_the_bureau() -> None:
    assembly = close_assembly(assembly=opened(), by=None)
    response = press(assembly, "signer")
    assert response.status_code == 422
    assert "signé par la présidence" in words(response)


def test_the_farthest_amendment_is_next_and_its_text_is_refused_before_it() -> None:
    assembly = opened()
    text = make_resolution(assembly, title="Le texte", text="Ouvrir cent lieux.")
    for title, distance in (("Peu", 10), ("Beaucoup", 90)):
        make_resolution(assembly, title=title, passage="cent", text="mille", amends=text, distance=distance)
    state = console_of(assembly)
    assert state.next is not None
    assert state.next.title == "Beaucoup"
    assert [one.title for one in state.others] == ["Peu", "Le texte"]
    response = press(assembly, "ouvrir-un-vote", resolution=text.pk)
    assert response.status_code == 422
    assert "amendements se votent avant" in words(response)
    assert Resolution.objects.get(pk=text.pk).state == ResolutionState.DRAFT


def test_the_chair_writes_an_amendment_during_the_session_without_being_of_the_team() -> None:
    account = make_person()
    assembly = make_assembly(members=[make_voter(account), make_voter()])
    chair, secretary = entries_of(assembly)
    name_bureau(assembly=assembly, chair=chair, secretary=secretary, by=None)
    text = make_resolution(assembly, text="Ouvrir cent lieux.")
    client, url = signed_in(account), reverse("assemblies_desk:resolve", args=[assembly.public_id])
    said = {"title": "Mille", "text": "mille", "kind": "ordinary", "secrecy": "open", "electorate": "session"}
    wrong = client.post(url, {**said, "amends": text.public_id, "passage": "dix"})
    assert wrong.status_code == 422
    assert "n’est pas dans le texte amendé" in words(wrong)
    right = client.post(url, {**said, "amends": text.public_id, "passage": "cent", "distance": "5"})
    assert right.status_code == 302
    assert Resolution.objects.get(amends=text).text == "mille"


def test_a_vote_opened_twice_is_open_and_closes_when_it_was_said() -> None:
    assembly = opened()
    resolution = make_resolution(assembly)
    for _ in range(2):
        assert press(assembly, "ouvrir-un-vote", resolution=resolution.pk, minutes="5").status_code == 200
    resolution.refresh_from_db()
    assert resolution.closes_at is not None
    assert resolution.opened_at is not None
    assert (resolution.closes_at - resolution.opened_at).total_seconds() == pytest.approx(300, abs=5)


def test_what_was_typed_stays_when_the_minutes_are_no_number() -> None:
    assembly = opened()
    resolution = make_resolution(assembly)
    response = press(assembly, "ouvrir-un-vote", resolution=resolution.pk, minutes="bientôt")
    assert response.status_code == 422
    assert 'value="bientôt"' in words(response)


def test_hands_are_counted_and_a_new_count_replaces_the_former() -> None:
    assembly = opened(3)
    resolution = make_resolution(assembly, is_open=True)
    for said in ({"for": "3"}, {"for": "2", "against": "1"}):
        assert press(assembly, "compter", resolution=resolution.pk, **said).status_code == 200
    counted = PaperBallotCount.objects.values_list("content__choice", "count")
    assert set(counted) == {("for", 2), ("against", 1)}
    response = press(assembly, "compter", resolution=resolution.pk, **{"for": "4"})
    assert response.status_code == 422
    assert "4 mains levées pour 3 mandats" in words(response)
    assert 'name="for" value="4"' in words(response)


def test_named_papers_sent_twice_count_once_and_a_second_paper_is_named() -> None:
    assembly = opened()
    resolution = make_resolution(assembly, is_open=True)
    first, second = entries_of(assembly)
    page = signed_in(team()).get(reverse("assemblies_desk:console", args=[assembly.public_id]))
    form = page.context["boxes"][0]["papers"]["form"]
    keys = {f"key-{row}": form[f"key-{row}"].value() for row in range(8)}
    rows = {"number-0": first.number, "ballot-0": "for"}
    for _ in range(2):
        response = press(assembly, "saisir", resolution=resolution.pk, **keys, **rows)
        assert "Papiers enregistrés" in words(response)
    other = press(
        assembly,
        "saisir",
        resolution=resolution.pk,
        **{**keys, "key-0": keys["key-1"]},
        **{"number-0": first.number, "ballot-0": "against"},
    )
    assert f"n°\u00a0{first.number} n’est pas compté\u00a0: a déjà voté" in words(other)
    assert OpenBallot.objects.get().content == {"choice": "for"}
    assert VotingRight.objects.filter(entry=second, has_voted=False).exists()


def test_a_confidential_box_holds_as_many_papers_as_people_ticked() -> None:
    assembly = opened()
    choices = [{"label": "Ana"}, {"label": "Béa"}]
    resolution = make_resolution(
        assembly, method=VotingMethod.CHOOSE, secrecy=Secrecy.CONFIDENTIAL, choices=choices, is_open=True
    )
    first, second = entries_of(assembly)
    said = words(press(assembly, "pointer", resolution=resolution.pk, number=first.number))
    assert "a voté sur papier" in said
    again = words(press(assembly, "pointer", resolution=resolution.pk, number=first.number))
    assert "était déjà noté" in again
    response = press(assembly, "compter", resolution=resolution.pk, lines="1 : 1 2\n1 : blanc")
    assert response.status_code == 422
    assert press(assembly, "compter", resolution=resolution.pk, lines="1 : 2 1\n").status_code == 200
    assert PaperBallotCount.objects.get().content == {"chosen": [1, 2]}
    press(assembly, "pointer", resolution=resolution.pk, number=second.number)
    assert press(assembly, "compter", resolution=resolution.pk, lines="1 : 1 2\n1 : 2 1").status_code == 200
    assert PaperBallotCount.objects.get().count == 2
    for line in ("beaucoup : 1", "1", f"{'9' * 5_000} : 1", "1 : 1 2 9", "1 : \0"):
        assert press(assembly, "compter", resolution=resolution.pk, lines=line).status_code == 422, line


def test_the_floor_given_twice_to_one_does_not_go_on_to_the_next() -> None:
    assembly = opened(3)
    for entry in entries_of(assembly):
        ask_to_speak(entry=RollEntry.objects.get(pk=entry.pk), by=None)
    first = SpeakingRequest.objects.order_by("pk")[0]
    for _ in range(2):
        assert press(assembly, "donner", speaker=first.pk).status_code == 200
    states = SpeakingRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [SpeakingState.SPEAKING, SpeakingState.WAITING, SpeakingState.WAITING]
    press(assembly, "reprendre", speaker=first.pk)
    assert not SpeakingRequest.objects.filter(state=SpeakingState.SPEAKING).exists()


def test_somebody_absent_does_not_wait_for_the_floor() -> None:
    assembly = make_assembly(voters=2, state=AssemblyState.OPEN)
    entry, _ = entries_of(assembly)
    response = press(assembly, "demander", number=entry.number)
    assert response.status_code == 422
    assert "signalez d’abord" in words(response)
    assert "Personne n’a ce numéro" in words(press(assembly, "demander", number="4321"))


@pytest.mark.parametrize(
    ("method", "text", "content"),
    [
        (VotingMethod.CHOOSE, "2, 1", {"chosen": [1, 2]}),
        (VotingMethod.BUDGET, "blanc", {"blank": True}),
        (VotingMethod.JUDGMENT, "tb B r", {"grades": {"1": 4, "2": 3, "3": 0}}),
        (VotingMethod.SCHULZE, "3 > 1 = 2", {"ranks": {"1": 2, "2": 2, "3": 1}}),
        (VotingMethod.STV, "3 1", {"ranks": {"1": 2, "3": 1}}),
    ],
)
def test_a_typed_ballot_is_what_is_read_back(
    method: VotingMethod, text: str, content: dict[str, Any]
) -> None:
    vote = Resolution(method=method)
    assert read_ballot(vote, [1, 2, 3], typed_ballot(method, [1, 2, 3], text)) == content
    again = typed_ballot(method, [1, 2, 3], written_ballot(method, content))
    assert read_ballot(vote, [1, 2, 3], again) == content


@pytest.mark.parametrize(
    ("method", "text"),
    [
        (VotingMethod.CHOOSE, "9"),
        (VotingMethod.CHOOSE, ""),
        (VotingMethod.JUDGMENT, "tb b"),
        (VotingMethod.JUDGMENT, "tb b r e"),
        (VotingMethod.JUDGMENT, "tb b x"),
        (VotingMethod.SCHULZE, "1 > 1"),
        (VotingMethod.STV, "1=2"),
        (VotingMethod.MOTION, "peut-être"),
    ],
)
def test_a_typed_ballot_that_is_none_is_refused(method: VotingMethod, text: str) -> None:
    with pytest.raises(Refused):
        read_ballot(Resolution(method=method), [1, 2, 3], typed_ballot(method, [1, 2, 3], text))
