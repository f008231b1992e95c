"""Who may do what in the directory."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.organisations.enums import ClaimState
from milliard.organisations.models import Claim, Organisation


def can_keep_directory(person: Person) -> bool:
    """The whole directory, what waits, imports, networks and partners."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_suggest_organisation(person: Person) -> bool:
    """Tell of an organisation that is not there: anybody, the team reads it first."""
    return True


def can_claim(person: Person, organisation: Organisation) -> bool:
    """Say that a published organisation is theirs: whoever has an open account."""
    return isinstance(person, User) and person.is_active and organisation.is_published


def can_prove_claim(person: Person, claim: Claim) -> bool:
    """Type the code of one's own claim."""
    return isinstance(person, User) and claim.person_id == person.pk


def is_contact(person: Person, organisation: Organisation) -> bool:
    """Whether the team recognised this person as somebody of the organisation."""
    if not (isinstance(person, User) and person.is_active):
        return False
    return Claim.objects.accepted().filter(organisation=organisation, person=person).exists()


def has_proved_claim(person: Person, organisation: Organisation) -> bool:
    """Whether the team has to decide on what this person asked."""
    if not (isinstance(person, User) and person.is_active):
        return False
    return Claim.objects.filter(organisation=organisation, person=person, state=ClaimState.PROVED).exists()


def can_propose_change(person: Person, organisation: Organisation) -> bool:
    """Propose another value for a field: whoever has an open account."""
    return isinstance(person, User) and person.is_active and organisation.is_published
