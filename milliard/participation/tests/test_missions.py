"""Missions: slots, states, progress, suggestions."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.models import MemberProfile
from milliard.members.tests.factories import make_joined
from milliard.participation import suggestions
from milliard.participation.enums import AssignmentState, MissionKind, MissionState, Proof
from milliard.participation.models import Mission
from milliard.participation.services import missions
from milliard.participation.services.missions import MissionDetails
from milliard.participation.suggestions import suggest_missions, time_in_words
from milliard.participation.tests.factories import make_group, make_mission
from milliard.participation.volunteering import time_given
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_person(role=Role.ORGANISER)


def test_from_taken_to_thanked(organiser: User, mailoutbox: list[Any]) -> None:
    member = make_joined()
    mission = make_mission(proof=Proof.NUMBER, unit="organisations appelées", goal=836)
    taken = missions.accept_mission(mission=mission, member=member, by=member.account)
    assert missions.accept_mission(mission=mission, member=member, by=member.account) == taken
    with pytest.raises(missions.ProofMissing, match="organisations appelées"):
        missions.finish_mission(assignment=taken, minutes_spent=50, by=member.account)
    done = missions.finish_mission(assignment=taken, minutes_spent=50, quantity=3, by=member.account)
    again = missions.finish_mission(assignment=taken, minutes_spent=500, quantity=30, by=member.account)
    assert (done.state, again.minutes_spent, again.quantity) == (AssignmentState.DONE, 50, 3)
    missions.thank(assignment=done, words="Grâce à vous.", by=organiser)
    missions.thank(assignment=done, words="Encore.", by=organiser)
    assert [mail.subject for mail in mailoutbox] == ["Merci\u00a0: Appeler une organisation"]
    assert Mission.objects.with_progress().get().reached == 3


def test_a_slot_given_back_is_free_at_once() -> None:
    ada, bob = make_joined(), make_joined()
    mission = make_mission(slots=1)
    taken = missions.accept_mission(mission=mission, member=ada, by=ada.account)
    with pytest.raises(missions.NoSlotLeft):
        missions.accept_mission(mission=mission, member=bob, by=bob.account)
    missions.give_up_mission(assignment=taken, by=ada.account)
    with pytest.raises(missions.NotTaken):
        missions.give_up_mission(assignment=taken, by=ada.account)
    assert missions.accept_mission(mission=mission, member=bob, by=bob.account).member == bob


def test_given_back_it_is_offered_again_and_its_referents_know(mailoutbox: list[Any]) -> None:
    referent, ada = make_joined(), make_joined()
    mission = make_mission(slots=1, group=make_group(referent))
    taken = missions.accept_mission(mission=mission, member=ada, by=ada.account)
    today = timezone.localdate()
    offered = Mission.objects.open_on(today).with_progress().with_room()
    assert not offered.exists()
    missions.give_up_mission(assignment=taken, by=ada.account)
    assert offered.get() == mission
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([referent.email], "À reprendre\u00a0: Appeler une organisation")
    assert "a reparu dans la liste" in mail.body


def test_a_team_is_waited_for(mailoutbox: list[Any]) -> None:
    ada, bob = make_joined(given_name="Ada"), make_joined(given_name="Bob")
    mission = make_mission(team_size=2, slots=3, place=make_place(ada))
    first = missions.accept_mission(mission=mission, member=ada, by=ada.account)
    with pytest.raises(missions.TeamIncomplete):
        missions.finish_mission(assignment=first, minutes_spent=60, by=ada.account)
    second = missions.accept_mission(mission=mission, member=bob, by=bob.account)
    missions.give_up_mission(assignment=second, by=bob.account)
    assert "Il manque 1 personne à l’équipe." in mailoutbox[-1].body
    missions.accept_mission(mission=mission, member=bob, by=bob.account)
    done = missions.finish_mission(assignment=first, minutes_spent=60, by=ada.account)
    assert done.state == AssignmentState.DONE
    too_few = MissionDetails(
        "À trois", "Ensemble.", MissionKind.MAKE, 60, is_remote=True, team_size=3, slots=2
    )
    with pytest.raises(ValidationError, match="autant de places"):
        missions.write_mission(details=too_few, by=make_person(role=Role.ORGANISER))


def test_hours_of_all_are_summed_for_the_year() -> None:
    for minutes in (30, 75):
        member = make_joined()
        taken = missions.accept_mission(mission=make_mission(), member=member, by=member.account)
        missions.finish_mission(assignment=taken, minutes_spent=minutes, by=member.account)
    (row,) = time_given(timezone.localdate().year)
    assert (row.kind, row.minutes, row.times) == (MissionKind.CALL, 105, 2)
    assert not time_given(2001)


def test_closed_late_or_of_another_is_refused() -> None:
    member = make_joined()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for mission in (make_mission(state=MissionState.CLOSED), make_mission(deadline_on=yesterday)):
        with pytest.raises(missions.MissionClosed):
            missions.accept_mission(mission=mission, member=member, by=member.account)
    with pytest.raises(NotAllowed):
        missions.accept_mission(mission=make_mission(), member=member, by=make_person())


def test_written_with_its_steps_and_written_again(organiser: User) -> None:
    said = MissionDetails("Relire", "Une page.", MissionKind.WRITE, 30, is_remote=True)
    mission = missions.write_mission(details=said, steps=["Lire", "Noter"], by=organiser)
    assert mission.state == MissionState.DRAFT
    missions.open_mission(mission=mission, by=organiser)
    member = make_joined()
    taken = missions.accept_mission(mission=mission, member=member, by=member.account)
    assert missions.tick_steps(assignment=taken, steps=[2, 9], by=member.account).steps_done == [2]
    missions.write_mission(details=said, steps=["Lire deux fois"], mission=mission, by=organiser)
    assert [step.text for step in mission.steps.all()] == ["Lire deux fois"]


def test_suggested_by_skill_nearness_and_time_with_the_reason_said() -> None:
    rennes = make_commune(name="Rennes", code="35238")
    member = make_joined(commune=rennes)
    MemberProfile.objects.create(member=member, skills=["count"])
    counting = make_mission(title="Compter", skill="count", is_remote=False, commune=rennes)
    starter = make_mission(title="Commencer", is_starter=True, minutes=15)
    make_mission(title="Longue", minutes=600)
    make_mission(title="Pleine", slots=1).assignments.create(
        member=make_joined(), state=AssignmentState.ACCEPTED, accepted_at=timezone.now()
    )
    missions.decline_mission(mission=make_mission(title="Non"), member=member, by=member.account)
    found = suggest_missions(member, on=timezone.localdate(), minutes=60)
    assert [(one.mission, one.reason) for one in found] == [
        (counting, "dans votre commune, une heure, vous aviez coché «\u00a0compter, lire des comptes\u00a0»"),
        (starter, "de chez vous, un quart d’heure, idéale pour commencer"),
    ]


def test_kilometres_are_said_between_the_middles_of_communes() -> None:
    rennes = make_commune(code="35238", name="Rennes", latitude=48.11, longitude=-1.68)
    member = make_joined(commune=rennes)
    bruz = make_commune(code="35047", name="Bruz", latitude=48.02, longitude=-1.75)
    brest = make_commune(code="29019", name="Brest", latitude=48.39, longitude=-4.49)
    far = make_mission(title="À Brest", is_remote=False, commune=brest)
    near = make_mission(title="À Bruz", is_remote=False, commune=bruz)
    found = suggest_missions(member, on=timezone.localdate())
    assert [one.mission for one in found] == [near, far]
    assert found[0].reason.startswith("à 11\u00a0km, à Bruz, ")
    assert "km" not in found[1].reason


def test_beyond_the_soonest_of_each_sort_those_near_and_known_are_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suggestions, "_POOL", 1)
    rennes = make_commune(code="35238", name="Rennes")
    brest = make_commune(code="29019", name="Brest")
    member = make_joined(commune=rennes)
    MemberProfile.objects.create(member=member, skills=["count", "cook"])
    soon, late = (timezone.localdate() + dt.timedelta(days=days) for days in (1, 90))
    for _ in range(3):
        make_mission(is_remote=False, commune=brest, minutes=600, deadline_on=soon)
    make_mission(minutes=600, deadline_on=soon, slots=1).assignments.create(
        member=make_joined(), state=AssignmentState.ACCEPTED, accepted_at=timezone.now()
    )
    cooking = make_mission(skill="cook", minutes=600, deadline_on=late)
    near = [make_mission(is_remote=False, commune=rennes, deadline_on=late) for _ in range(2)]
    found = suggest_missions(member, on=timezone.localdate())
    assert [one.mission for one in found] == [cooking, *near]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(30, "une demi-heure"), (45, "45\u00a0minutes"), (150, "2\u00a0h\u00a030"), (120, "2\u00a0heures")],
)
def test_time_in_words(minutes: int, words: str) -> None:
    assert time_in_words(minutes) == words
