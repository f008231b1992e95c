"""Counts: of the messages of a letter by state, kept by the database; of who agreed to something."""

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import Delivery, DeliveryCount, Letter
from milliard.letters.models.counts import ADDED_UP
from milliard.letters.segments import members_of, read_conditions
from milliard.letters.services.counts import add_up_counts
from milliard.letters.services.retention import forget_deliveries, forget_old
from milliard.letters.tests.factories import make_frozen_letter, make_subscriber
from milliard.members.enums import ConsentPurpose
from milliard.members.models import MemberConsent
from milliard.members.tests.factories import make_member

pytestmark = pytest.mark.django_db


def counted(letter: Letter) -> dict[str, int]:
    rows = Delivery.objects.filter(letter=letter).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def test_counts_follow_what_is_written_by_any_statement() -> None:
    for number in range(5):
        make_subscriber(number, given_name="Ada", family_name=f"B{'abcde'[number]}")
    letter, other = make_frozen_letter(), make_frozen_letter(Lane.LEGAL)
    assert DeliveryCount.objects.of(letter) == {"queued": 5} == counted(letter)
    first, second, third, *_ = Delivery.objects.filter(letter=letter).order_by("pk")
    first.state = DeliveryState.ACCEPTED
    first.save()
    Delivery.objects.filter(pk__in=[second.pk, third.pk]).update(state=DeliveryState.REFUSED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE letters_delivery SET state = 'skipped' WHERE id = %s", [second.pk])
        cursor.execute("UPDATE letters_delivery SET reply = 'rien' WHERE letter_id = %s", [letter.pk])
    assert DeliveryCount.objects.of(letter) == counted(letter)
    assert counted(letter) == {"accepted": 1, "skipped": 1, "refused": 1, "queued": 2}
    third.delete()
    assert DeliveryCount.objects.of(letter) == counted(letter)
    assert DeliveryCount.objects.of(other) == {"queued": 5} == counted(other)


def parts_of(letter: Letter) -> list[tuple[str, int]]:
    return sorted(DeliveryCount.objects.filter(letter=letter).values_list("state", "writer"))


def as_if_written_by(writer: int, letter: Letter) -> None:
    """What this connection counted of a letter was counted by one that is gone."""
    DeliveryCount.objects.filter(letter=letter, writer__gt=10).update(writer=writer)


def test_parts_of_letters_that_left_are_added_up_and_counts_stay() -> None:
    for number in range(5):
        make_subscriber(number, given_name="Ada", family_name=f"B{'abcde'[number]}")
    letter, leaving = make_frozen_letter(), make_frozen_letter(Lane.LEGAL)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    messages = Delivery.objects.filter(letter=letter).order_by("pk")
    for place, state in enumerate((DeliveryState.ACCEPTED, DeliveryState.REFUSED)):
        as_if_written_by(place + 1, letter)
        Delivery.objects.filter(pk=messages[place].pk).update(state=state)
    as_if_written_by(3, leaving)
    assert len(parts_of(letter)) == 5
    assert add_up_counts(2) == 2
    assert DeliveryCount.objects.of(letter) == {"queued": 3, "accepted": 1, "refused": 1} == counted(letter)
    assert dict(forget_old())["parts de comptes d’envois à additionner"] == 3
    assert parts_of(letter) == [(state, ADDED_UP) for state in ("accepted", "queued", "refused")]
    assert DeliveryCount.objects.of(letter) == counted(letter)
    assert parts_of(leaving) == [("queued", 3)]
    messages.filter(state=DeliveryState.QUEUED).order_by().update(state=DeliveryState.SKIPPED)
    assert add_up_counts(10) == 2
    assert DeliveryCount.objects.of(letter) == {"skipped": 3, "accepted": 1, "refused": 1} == counted(letter)
    assert dict(forget_old())["parts de comptes d’envois à additionner"] == 0


def test_what_is_forgotten_counts_no_more() -> None:
    make_subscriber()
    letter = make_frozen_letter()
    Letter.objects.filter(pk=letter.pk).update(sent_at="2020-01-01T00:00:00Z")
    assert forget_deliveries(10)
    assert DeliveryCount.objects.of(letter) == {} == counted(letter)


def test_the_last_answer_to_a_purpose_makes_an_agreement() -> None:
    answers = {"a": [True], "b": [True, False], "c": [False, True], "d": [False], "e": [], "f": [True, True]}
    news, lot = ConsentPurpose.NEWSLETTER, ConsentPurpose.PHONE
    for letter, said in answers.items():
        member = make_member(letter.upper(), "Exemple")
        for is_given in said:
            MemberConsent.objects.create(member=member, purpose=news, is_given=is_given, wording="?")
        MemberConsent.objects.create(member=member, purpose=lot, is_given=letter == "d", wording="?")

    def who(*purposes: str, holds: bool = True) -> set[str]:
        stored = [{"fact": "members.consent", "is": holds, "values": list(purposes)}]
        found = members_of(read_conditions(stored), on=timezone.localdate())
        return set(found.values_list("given_name", flat=True))

    assert who(news) == {"A", "C", "F"}
    assert who(news, holds=False) == {"B", "D", "E"}
    assert who(news, lot) == {"A", "C", "D", "F"}
    assert who(news, lot, holds=False) == {"B", "E"}
