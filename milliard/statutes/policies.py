"""Who may do what with the statutes."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.statutes.models import Statutes


def can_write_statutes(person: Person) -> bool:
    """Read and write versions that nobody adopted yet."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_rewrite_statutes(person: Person, statutes: Statutes) -> bool:
    return can_write_statutes(person)


def can_adopt_statutes(person: Person, statutes: Statutes) -> bool:
    """Say that rules are the movement's."""
    return holds(person, Role.ADMIN)
