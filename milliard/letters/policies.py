"""Who may write to many."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds


def can_write_letters(person: Person) -> bool:
    """Segments, drafts, sending, proof of sending."""
    return holds(person, Role.ORGANISER, Role.ADMIN)
