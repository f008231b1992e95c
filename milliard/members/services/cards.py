"""Cards: a code drawn at random, which says nothing of anybody."""

import secrets

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.models import Member
from milliard.payments.references import ALPHABET

#: 15 ** 20: nobody guesses one, and twenty letters can be read over the phone.
_LENGTH = 20


def draw_card(member: Member) -> None:
    """Give a locked member a card, unless they have one."""
    if not member.card_code:
        _draw(member)


def card_code() -> str:
    """A code nobody has."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))


@transaction.atomic
def redraw_card(*, member: Member, by: User | None) -> Member:
    """Another code: whoever found the lost card shows one that is no longer valid. Raises `NotAllowed`."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    authorize(by, policies.can_see_own_card, member)
    _draw(member)
    return member


def _draw(member: Member) -> None:
    member.card_code = card_code()
    member.save(update_fields=["card_code", "updated_at"])
