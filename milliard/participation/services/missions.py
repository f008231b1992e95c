"""Missions: written, taken, done, thanked, given back.

The mission's row is locked by whoever counts its slots.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.participation import emails, policies
from milliard.participation.enums import (
    FINISHED,
    AssignmentState,
    MissionKind,
    MissionState,
    Proof,
)
from milliard.participation.models import Assignment, Mission, MissionStep, WorkingGroup
from milliard.places.models import Place
from milliard.territories.models import Commune


class NoSlotLeft(Refused):
    message = "Quelqu’un a pris la dernière place de cette mission. Il y en a d’autres."


class MissionClosed(Refused):
    message = "Cette mission est terminée, ou sa date est passée."


class NotTaken(Refused):
    message = "Vous n’avez pas pris cette mission, ou elle est déjà finie."


class TeamIncomplete(Refused):
    """It is done by several, who are not there yet."""

    message = "Cette mission se fait en équipe, qui n’est pas encore au complet."


class ProofMissing(Refused):
    """What was asked to say that it is done."""

    message = "Il manque ce qui dit que la mission est faite."


@dataclass(frozen=True, slots=True)
class MissionDetails:
    """What is said of a mission."""

    title: str
    summary: str
    kind: MissionKind
    minutes: int
    description: str = ""
    skill: str = ""
    is_remote: bool = False
    commune: Commune | None = None
    place: Place | None = None
    group: WorkingGroup | None = None
    slots: int | None = None
    team_size: int | None = None
    deadline_on: dt.date | None = None
    proof: Proof = Proof.NONE
    unit: str = ""
    goal: int | None = None
    is_starter: bool = False

    def write_to(self, mission: Mission) -> None:
        for field in fields(self):
            setattr(mission, field.name, getattr(self, field.name))
        if mission.place is not None:
            mission.commune = mission.place.commune


@transaction.atomic
def write_mission(
    *, details: MissionDetails, steps: Sequence[str] = (), mission: Mission | None = None, by: User
) -> Mission:
    """Write a mission or rewrite it, with its steps; a new one is a draft until it is opened."""
    mission = Mission.objects.select_for_update().get(pk=mission.pk) if mission else Mission()
    if mission.pk:
        authorize(by, policies.can_run_mission, mission)
    details.write_to(mission)
    authorize(by, policies.can_run_mission, mission)
    mission.full_clean()
    mission.save()
    mission.steps.all().delete()
    MissionStep.objects.bulk_create(
        MissionStep(mission=mission, place=place, text=text) for place, text in enumerate(steps, 1)
    )
    journal.record("participation.mission.written", mission, by=by)
    return mission


@transaction.atomic
def open_mission(*, mission: Mission, by: User) -> Mission:
    """Let people take it."""
    return _set_state(mission, MissionState.OPEN, by=by)


@transaction.atomic
def close_mission(*, mission: Mission, by: User) -> Mission:
    """Nobody takes it any more; what was accepted can still be done."""
    return _set_state(mission, MissionState.CLOSED, by=by)


def _set_state(mission: Mission, state: MissionState, *, by: User) -> Mission:
    authorize(by, policies.can_run_mission, mission)
    mission = lock_mission(mission)
    if mission.state != state:
        mission.state = state
        mission.full_clean()
        mission.save()
        code = "opened" if state == MissionState.OPEN else "closed"
        journal.record(f"participation.mission.{code}", mission, by=by)
    return mission


@transaction.atomic
def accept_mission(*, mission: Mission, member: Member, by: User) -> Assignment:
    """Take a mission; taken twice, once.

    Raises
    ------
    NotAllowed, MissionClosed, NoSlotLeft
    """
    authorize(by, policies.can_take_part, member)
    mission = lock_mission(mission)
    today = timezone.localdate()
    taken = mission.assignments.filter(member=member).first() or Assignment(mission=mission, member=member)
    if taken.state in (AssignmentState.ACCEPTED, *FINISHED):
        return taken
    if mission.state != MissionState.OPEN or (mission.deadline_on and mission.deadline_on < today):
        raise MissionClosed
    if mission.slots is not None and mission.assignments.holding().count() >= mission.slots:
        raise NoSlotLeft
    taken.state, taken.accepted_at = AssignmentState.ACCEPTED, timezone.now()
    taken.full_clean()
    taken.save()
    return taken


@transaction.atomic
def decline_mission(*, mission: Mission, member: Member, by: User) -> Assignment:
    """Not this one: it is not suggested again."""
    authorize(by, policies.can_take_part, member)
    mission = lock_mission(mission)
    taken = mission.assignments.filter(member=member).first() or Assignment(mission=mission, member=member)
    if taken.state in (AssignmentState.ACCEPTED, *FINISHED):
        return taken
    taken.state = AssignmentState.DECLINED
    taken.full_clean()
    taken.save()
    return taken


@transaction.atomic
def tick_steps(*, assignment: Assignment, steps: Sequence[int], by: User) -> Assignment:
    """Keep which steps are done. Raises `NotTaken`."""
    authorize(by, policies.can_take_part, assignment.member)
    assignment = _accepted(assignment)
    known = set(assignment.mission.steps.values_list("place", flat=True))
    assignment.steps_done = sorted(known & set(steps))
    assignment.save(update_fields=["steps_done", "updated_at"])
    return assignment


@transaction.atomic
def finish_mission(
    *,
    assignment: Assignment,
    minutes_spent: int,
    words: str = "",
    quantity: int | None = None,
    by: User,
) -> Assignment:
    """Say that it is done, with what was asked as proof; said twice, once.

    Raises
    ------
    NotAllowed, NotTaken, TeamIncomplete, ProofMissing
    """
    authorize(by, policies.can_take_part, assignment.member)
    seen = _locked(assignment)
    if seen.state in FINISHED:
        return seen
    assignment = _accepted(assignment)
    if assignment.mission.missing_from_team(assignment.mission.assignments.holding().count()):
        raise TeamIncomplete
    if assignment.mission.proof == Proof.WORDS and not words.strip():
        raise ProofMissing("Dites en quelques mots ce que vous avez fait.")
    if assignment.mission.proof == Proof.NUMBER and quantity is None:
        raise ProofMissing(f"Dites combien\u00a0: {assignment.mission.unit or 'un nombre'}.")
    assignment.state, assignment.done_at = AssignmentState.DONE, timezone.now()
    assignment.minutes_spent, assignment.words, assignment.quantity = minutes_spent, words, quantity
    assignment.full_clean()
    assignment.save()
    return assignment


@transaction.atomic
def give_up_mission(*, assignment: Assignment, by: User) -> Assignment:
    """Give a mission back: its slot is free at once, and whoever runs it is told. Raises `NotTaken`."""
    authorize(by, policies.can_take_part, assignment.member)
    assignment = _accepted(assignment)
    assignment.state, assignment.steps_done = AssignmentState.GIVEN_UP, []
    assignment.save(update_fields=["state", "steps_done", "updated_at"])
    emails.tell_given_up(assignment)
    return assignment


@transaction.atomic
def thank(*, assignment: Assignment, words: str, by: User) -> Assignment:
    """Thank somebody for what they did; they are written to, once. Raises `NotTaken`."""
    authorize(by, policies.can_run_mission, assignment.mission)
    assignment = _locked(assignment)
    if assignment.state == AssignmentState.THANKED:
        return assignment
    if assignment.state != AssignmentState.DONE:
        raise NotTaken("Cette mission n’est pas encore faite.")
    assignment.state, assignment.thanks = AssignmentState.THANKED, words
    assignment.full_clean()
    assignment.save()
    emails.thank(assignment)
    journal.record("participation.mission.thanked", assignment.mission, by=by)
    return assignment


def lock_mission(mission: Mission) -> Mission:
    return Mission.objects.select_for_update().get(pk=mission.pk)


def _locked(assignment: Assignment) -> Assignment:
    """Mission first, as whoever counts its slots does."""
    lock_mission(assignment.mission)
    return Assignment.objects.select_related("mission", "member").get(pk=assignment.pk)


def _accepted(assignment: Assignment) -> Assignment:
    found = _locked(assignment)
    if found.state != AssignmentState.ACCEPTED:
        raise NotTaken
    return found
