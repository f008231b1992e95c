"""Who may do what with money."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds


def can_see_payments(person: Person) -> bool:
    """What arrived, what matches nothing: the treasurer."""
    return holds(person, Role.TREASURER, Role.ADMIN)


def can_keep_books(person: Person) -> bool:
    """Match, reverse, set aside, import statements: the treasurer."""
    return holds(person, Role.TREASURER)


def can_receive_at_place(person: Person) -> bool:
    """Record a cheque or cash handed over at a place."""
    return holds(person, Role.ORGANISER, Role.TREASURER)
