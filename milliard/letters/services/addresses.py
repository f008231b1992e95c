"""Addresses put back in use by a person."""

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.letters.enums import AddressTrouble
from milliard.letters.models import AddressState
from milliard.letters.policies import can_write_letters

_CLEARABLE = (AddressTrouble.HARD_BOUNCE, AddressTrouble.SOFT_BOUNCE)


class PersonsOwnChoice(Refused):
    """Opting out and complaining are undone by the person alone."""

    message = "Cette personne a demandé à ne plus recevoir de nouvelles\u00a0: elle seule peut y revenir."


@transaction.atomic
def clear_bounces(*, address: AddressState, by: User | None) -> AddressState:
    """Write to an address again: it was mended, or its owner says it works. Raises `PersonsOwnChoice`."""
    authorize(by, can_write_letters)
    if address.trouble not in _CLEARABLE:
        raise PersonsOwnChoice
    journal.record("letters.address.cleared", address, by=by, data={"trouble": address.trouble})
    rows = AddressState.objects.filter(address__iexact=address.address, trouble__in=_CLEARABLE)
    rows.delete()
    return address
