"""Who may do what with places."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.places.enums import PUBLIC, HostRole
from milliard.places.models import Host, Place


def can_propose_place(person: Person, member: Member) -> bool:
    """A member, for themselves."""
    return is_own(person, member)


def can_decide_places(person: Person) -> bool:
    """Accept, decline, name a referent place, close."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_edit_place(person: Person, place: Place) -> bool:
    """Its hosts, and the team."""
    if can_decide_places(person):
        return True
    roles = (HostRole.LEAD, HostRole.HOST)
    return any(is_own(person, host.member) for host in _present(place, roles))


def can_change_hosts(person: Person, place: Place) -> bool:
    """Whoever leads the place, and the team."""
    leads = _present(place, (HostRole.LEAD,))
    return can_decide_places(person) or any(is_own(person, host.member) for host in leads)


def can_see_team(person: Person, place: Place) -> bool:
    """Everyone in it, helpers included, and the movement's team."""
    present = _present(place, tuple(HostRole))
    return can_decide_places(person) or any(is_own(person, host.member) for host in present)


def can_see_place(person: Person, place: Place) -> bool:
    """Anybody for what is public; before that, its hosts and the team."""
    return place.stage in PUBLIC or can_see_team(person, place)


def _present(place: Place, roles: tuple[HostRole, ...]) -> list[Host]:
    return list(place.hosts.filter(until=None, role__in=roles).select_related("member"))
