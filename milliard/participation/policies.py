"""Who may do what together."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.participation.enums import SeatState
from milliard.participation.models import Event, Mission, WorkingGroup
from milliard.places.policies import can_edit_place


def can_organise(person: Person) -> bool:
    """Announce events, write missions, found groups, anywhere."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_take_part(person: Person, member: Member) -> bool:
    """A member, for themselves."""
    return is_own(person, member)


def leads_group(person: Person, group: WorkingGroup) -> bool:
    """Its referents, and the team."""
    if can_organise(person):
        return True
    referents = group.seats.filter(state=SeatState.IN, is_referent=True).select_related("member")
    return any(is_own(person, seat.member) for seat in referents)


def is_inside(person: Person, group: WorkingGroup) -> bool:
    """Whoever is in the group, and the team."""
    if can_organise(person):
        return True
    inside = group.seats.filter(state=SeatState.IN).select_related("member")
    return any(is_own(person, seat.member) for seat in inside)


def can_run_event(person: Person, event: Event) -> bool:
    """The team, the referents of its group, the hosts of its place."""
    if can_organise(person):
        return True
    by_group = event.group is not None and leads_group(person, event.group)
    return by_group or (event.place is not None and can_edit_place(person, event.place))


def can_run_mission(person: Person, mission: Mission) -> bool:
    """The team, the referents of its group, the hosts of its place."""
    if can_organise(person):
        return True
    by_group = mission.group is not None and leads_group(person, mission.group)
    return by_group or (mission.place is not None and can_edit_place(person, mission.place))
