"""What each role may do and sees, in plain words: asked of the policies themselves, so that no page lags."""

from itertools import chain

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import User
from milliard.core.declarations import StaffPower, declared

#: In the order pages name them.
TEAM_ROLES = tuple(role for role in Role if role in STAFF_ROLES)


def powers_of(role: Role) -> list[StaffPower]:
    """What somebody who holds this role alone may do, what shows other people's data first."""
    somebody = User()
    somebody.held_roles = [role.value]
    held = [power for power in chain.from_iterable(declared("staff_powers")) if power.policy(somebody)]
    return sorted(held, key=lambda power: not power.shows_people)


def roles_and_powers() -> list[tuple[Role, list[StaffPower]]]:
    """The roles of the team, each with what it gives."""
    return [(role, powers_of(role)) for role in TEAM_ROLES]
