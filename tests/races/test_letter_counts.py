"""Counts of a letter are added up while its messages change: none is counted twice, none is left out."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from milliard.letters.enums import DeliveryState, LetterState
from milliard.letters.models import Delivery, DeliveryCount, Letter
from milliard.letters.models.counts import ADDED_UP
from milliard.letters.services.counts import add_up_counts
from milliard.letters.tests.factories import make_frozen_letter, make_subscriber

PEOPLE, WRITERS = 24, 4
_STATES = (DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.UNCERTAIN)


def counted(letter: Letter) -> Counter[str]:
    return Counter(Delivery.objects.filter(letter=letter).values_list("state", flat=True))


def change(letter: Letter, numbers: Sequence[int], *, holds_letter: bool) -> None:
    """One connection's messages go through several states, all of them in each transaction."""
    for state in _STATES * 3:
        with transaction.atomic():
            if holds_letter:  # as whoever settles uncertain messages does
                Letter.objects.select_for_update().get(pk=letter.pk)
            for number in numbers:
                Delivery.objects.filter(pk=number).update(state=state)


def add_up() -> None:
    for _ in range(20):
        add_up_counts(500)


@pytest.mark.parametrize("round_", range(3))
def test_counts_added_up_while_messages_change_are_exact(in_threads: Any, round_: int) -> None:
    for number in range(PEOPLE):
        make_subscriber(number)
    letter = make_frozen_letter()
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    numbers = list(Delivery.objects.filter(letter=letter).order_by("pk").values_list("pk", flat=True))
    assert len(numbers) == PEOPLE
    writers = (
        partial(change, letter, numbers[place::WRITERS], holds_letter=place == 0) for place in range(WRITERS)
    )
    assert in_threads(*writers, add_up, add_up) == [None] * (WRITERS + 2)
    assert DeliveryCount.objects.of(letter) == counted(letter)
    add_up_counts(500)
    parts = DeliveryCount.objects.filter(letter=letter)
    assert not parts.exclude(writer=ADDED_UP).exists()
    assert DeliveryCount.objects.of(letter) == counted(letter)
