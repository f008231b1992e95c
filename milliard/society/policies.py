"""Who may do what with draws and mandates."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.society.models import Draw, DrawEntry, Mandate


def can_organise_draws(person: Person) -> bool:
    """Write a draw, open its call, freeze, draw, replace."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_run_draw(person: Person, draw: Draw) -> bool:
    return can_organise_draws(person)


def can_volunteer(person: Person, member: Member) -> bool:
    """For oneself."""
    return is_own(person, member)


def can_answer(person: Person, entry: DrawEntry) -> bool:
    """Whoever was drawn; the team, for somebody who told them."""
    return is_own(person, entry.member) or can_organise_draws(person)


def can_keep_mandates(person: Person) -> bool:
    """Give a mandate, end it."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_end_mandate(person: Person, mandate: Mandate) -> bool:
    return can_keep_mandates(person)
