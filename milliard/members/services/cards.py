"""Cards: a code drawn at random, which says nothing of anybody."""

import secrets
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.members import policies
from milliard.members.models import Member
from milliard.payments.references import ALPHABET

#: 15 ** 20: nobody guesses one, and twenty letters can be read over the phone.
_LENGTH = 20


_WRITE = """
UPDATE members_member AS member SET card_code = said.code, updated_at = %s
FROM unnest(%s::bigint[], %s::text[]) AS said (id, code) WHERE member.id = said.id
"""


def draw_code() -> str:
    """The code of a new card: whoever joins has one at once, valid from the day they pay."""
    return _code(secrets.randbelow(len(ALPHABET) ** _LENGTH))


def draw_cards(members: Sequence[Member]) -> None:
    """Give each locked member who has none a card."""
    _draw([member for member in members if not member.card_code])


def draw_cards_of(numbers: Sequence[int]) -> None:
    """Give locked members, by number, who have none, a card."""
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [timezone.now(), list(numbers), [draw_code() for _ in numbers]])


@transaction.atomic
def redraw_card(*, member: Member, by: User | None) -> Member:
    """Another code: whoever found the lost card shows one that is no longer valid. Raises `NotAllowed`."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    authorize(by, policies.can_see_own_card, member)
    _draw([member])
    return member


def _draw(members: Sequence[Member]) -> None:
    for member in members:
        member.card_code = draw_code()
    if members:
        numbers, codes = [member.pk for member in members], [member.card_code for member in members]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [timezone.now(), numbers, codes])


def _code(number: int) -> str:
    """A number in the letters of a card."""
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
