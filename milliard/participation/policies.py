"""Who may do what together."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.participation.enums import SeatState
from milliard.participation.models import Event, GroupDocument, GroupSeat, Mission, WorkingGroup
from milliard.places.enums import HostRole
from milliard.places.models import Host
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
    return can_organise(person) or is_in_group(person, group)


def is_in_group(person: Person, group: WorkingGroup) -> bool:
    """Those in the group, and nobody else: the team sees that a document is there, not what it says."""
    if not isinstance(person, User):
        return False
    mine = group.seats.filter(state=SeatState.IN, member__account=person.pk).select_related("member")
    return any(is_own(person, seat.member) for seat in mine)


def can_remove_document(person: Person, document: GroupDocument) -> bool:
    """Whoever put it there, the referents, the team."""
    return is_own(person, document.added_by) or leads_group(person, document.group)


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


def runs_something(person: Person) -> bool:
    """Whoever may announce or write somewhere: the team, referents of a group, hosts of a place."""
    if can_organise(person):
        return True
    if not isinstance(person, User):
        return False
    mine = Member.objects.filter(account=person)
    leads = GroupSeat.objects.filter(member__in=mine, state=SeatState.IN, is_referent=True)
    hosts = Host.objects.filter(member__in=mine, until=None, role__in=(HostRole.LEAD, HostRole.HOST))
    return leads.exists() or hosts.exists()


def can_see_volunteering(person: Person) -> bool:
    """The hours given in a year: those who organise, and those who keep the accounts."""
    return holds(person, Role.ORGANISER, Role.TREASURER, Role.ADMIN)


def can_set_volunteer_rates(person: Person) -> bool:
    """What an hour given is worth: those who keep the accounts."""
    return holds(person, Role.TREASURER, Role.ADMIN)
