"""Cards of «Agir avec vous» that the team writes."""

import datetime as dt
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.participation import policies
from milliard.participation.models import EditorialCard
from milliard.territories.models import Department


@dataclass(frozen=True, slots=True)
class CardDetails:
    """What a card says, to whom, and when."""

    kind: str
    title: str
    text: str
    url: str
    starts_on: dt.date
    minutes: int | None = None
    department: Department | None = None
    ends_on: dt.date | None = None
    rank: int = 100


@transaction.atomic
def write_card(*, details: CardDetails, card: EditorialCard | None = None, by: User) -> EditorialCard:
    """Write a card, or write it again. Raises `NotAllowed`, `ValidationError`."""
    authorize(by, policies.can_organise)
    card = EditorialCard.objects.select_for_update().get(pk=card.pk) if card else EditorialCard()
    for field in fields(details):
        setattr(card, field.name, getattr(details, field.name))
    card.full_clean()
    card.save()
    journal.record("participation.card.written", card, by=by)
    return card


@transaction.atomic
def withdraw_card(*, card: EditorialCard, by: User) -> EditorialCard:
    """Show it no more, from today. Withdrawn twice, once."""
    authorize(by, policies.can_organise)
    card = EditorialCard.objects.select_for_update().get(pk=card.pk)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if card.ends_on is None or card.ends_on > yesterday:
        card.starts_on, card.ends_on = min(card.starts_on, yesterday), yesterday
        card.save()
        journal.record("participation.card.withdrawn", card, by=by)
    return card
