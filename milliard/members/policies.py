"""Who may do what with members."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.members.models import Member


def is_own(person: Person, member: Member) -> bool:
    """Whether the row is that person's: the account it is tied to."""
    return isinstance(person, User) and person.is_active and member.account_id == person.pk


def can_join(person: Person) -> bool:
    """Anyone who proved an address."""
    return isinstance(person, User) and person.is_active


def can_join_as(person: Person, account: User) -> bool:
    """Join for oneself or one's household: from one's own account."""
    return can_join(person) and person.pk == account.pk


def can_see_members(person: Person) -> bool:
    """The register and the persons in it."""
    return holds(person, Role.ORGANISER, Role.TREASURER, Role.ADMIN)


def can_keep_register(person: Person) -> bool:
    """Add, correct, merge, record a departure."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_set_dues(person: Person) -> bool:
    """Write the dated rules of dues."""
    return holds(person, Role.TREASURER, Role.ADMIN)


def can_exclude_others(person: Person) -> bool:
    """The procedures of exclusion."""
    return holds(person, Role.ADMIN)


def can_exclude(person: Person, member: Member) -> bool:
    """Open and decide a procedure; never about oneself."""
    return can_exclude_others(person) and not is_own(person, member)


def can_see_member(person: Person, member: Member) -> bool:
    return is_own(person, member) or can_see_members(person)


def can_pay_dues(person: Person, member: Member) -> bool:
    return is_own(person, member)


def can_see_own_card(person: Person, member: Member) -> bool:
    return is_own(person, member)


def can_resign(person: Person, member: Member) -> bool:
    """The person; or whoever keeps the register, for somebody who asked them."""
    return is_own(person, member) or can_keep_register(person)


def can_change_member(person: Person, member: Member) -> bool:
    """Correct name, address, profile: the person, or whoever keeps the register."""
    return is_own(person, member) or can_keep_register(person)
