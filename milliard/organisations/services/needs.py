"""Needs that an organisation tells on its own page: everybody sees what it fills in, and nothing else."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.organisations.enums import FieldSource
from milliard.organisations.models import Organisation, OrganisationNeed
from milliard.organisations.policies import is_contact


class NothingReleased(Refused):
    """Every box is empty."""

    message = "Remplissez au moins une case\u00a0: ce que vous laissez vide n’est pas montré."


@transaction.atomic
def tell_need(
    *, organisation: Organisation, use: str, horizon: str, amount_cents: int | None, by: User
) -> OrganisationNeed:
    """Show a need on the organisation's page. Raises `NothingReleased`."""
    authorize(by, is_contact, organisation)
    if not (use or horizon or amount_cents):
        raise NothingReleased
    need = OrganisationNeed(
        organisation=organisation,
        use=use,
        horizon=horizon,
        amount_cents=amount_cents,
        source=FieldSource.OWN_PAGE,
        said_at=timezone.now(),
    )
    need.full_clean()
    need.save()
    journal.record("organisations.organisation.changed", organisation, by=by, data={"fields": ["needs"]})
    return need


@transaction.atomic
def take_need_back(*, organisation: Organisation, need_id: int, by: User) -> None:
    """Show a need no more, wherever it came from; again, nothing happens."""
    authorize(by, is_contact, organisation)
    gone, _ = OrganisationNeed.objects.filter(organisation=organisation, pk=need_id).delete()
    if gone:
        journal.record("organisations.organisation.changed", organisation, by=by, data={"fields": ["needs"]})
