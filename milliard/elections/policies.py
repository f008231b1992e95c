"""Who may do what with secret votes."""

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.policies import Person, holds
from milliard.elections.enums import TrusteeState
from milliard.elections.models import ElectionSeries, SecretElection, SeriesTrustee


def can_organise_elections(person: Person) -> bool:
    """Write a series, choose its trustees, run its ceremony, open and close its elections."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_run_series(person: Person, series: ElectionSeries) -> bool:
    return can_organise_elections(person)


def can_run_election(person: Person, election: SecretElection) -> bool:
    return can_organise_elections(person)


def can_register_codes(person: Person, series: ElectionSeries) -> bool:
    """Take the numbers of voters, bring back public credentials: the registrar, or the team for them."""
    return is_registrar(person, series) or can_organise_elections(person)


def is_registrar(person: Person, series: ElectionSeries) -> bool:
    return _is(person, series.registrar_id)


def can_answer_as_trustee(person: Person, trustee: SeriesTrustee) -> bool:
    """Accept or decline: the person alone."""
    return _is(person, trustee.account_id)


def can_act_as_trustee(person: Person, trustee: SeriesTrustee) -> bool:
    """Send a message of the ceremony, decrypt: the person alone, never the team for them."""
    return _is(person, trustee.account_id) and trustee.state == TrusteeState.ACCEPTED


def _is(person: Person, account_id: int | None) -> bool:
    return (
        isinstance(person, User) and person.is_active and account_id is not None and person.pk == account_id
    )
