"""What a person may do with accounts. Pure questions: no write, no request."""

from django.contrib.auth.models import AnonymousUser

from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant, TeamInvitation, User

Person = User | AnonymousUser


def holds(person: Person, *roles: Role) -> bool:
    """Whether the person's account is open and has one of ``roles``: what the policies of every app ask."""
    return isinstance(person, User) and person.is_active and person.has_role(*roles)


def is_active_admin(person: Person) -> bool:
    return holds(person, Role.ADMIN)


def can_open_account(person: Person) -> bool:
    """Make an account for an address: whoever is not signed in."""
    return not person.is_authenticated


def can_see_accounts(person: Person) -> bool:
    """The list of persons and their roles."""
    return is_active_admin(person)


def can_see_mails(person: Person) -> bool:
    """The list of the mails the site writes, each with an invented example."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_invite_colleague(person: Person) -> bool:
    """Offer a role by mail: administrators."""
    return is_active_admin(person)


def can_withdraw_invitation(person: Person, invitation: TeamInvitation) -> bool:
    """Take an offered role back: administrators."""
    return is_active_admin(person)


def can_deactivate_account(person: Person, user: User) -> bool:
    """Close somebody's account, or open it again: administrators, never one's own."""
    return is_active_admin(person) and isinstance(person, User) and person.pk != user.pk


def can_grant_role(person: Person, user: User) -> bool:
    """Entrust ``user`` with a role: administrators, to people whose account is open."""
    return is_active_admin(person) and user.is_active


def can_revoke_role(person: Person, grant: RoleGrant) -> bool:
    """Take a role back: administrators, and anyone for a role of their own."""
    return is_active_admin(person) or (isinstance(person, User) and grant.user_id == person.pk)


def can_rename_person(person: Person, user: User) -> bool:
    """What somebody wants to be called: their own choice."""
    return isinstance(person, User) and person.pk == user.pk


def can_erase_account(person: Person, user: User) -> bool:
    """Erase an account: the person, or an administrator on their request."""
    return (isinstance(person, User) and person.pk == user.pk) or is_active_admin(person)


def can_export_account(person: Person, user: User) -> bool:
    """Everything the platform holds about a person: that person only."""
    return isinstance(person, User) and person.pk == user.pk
