"""The first screen of the team: collections that are open, what arrived today, what waits for somebody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

import french
from milliard.accounts.models import TeamInvitation
from milliard.accounts.policies import can_invite_colleague
from milliard.organisations.models import ChangeProposal, Claim
from milliard.organisations.policies import can_keep_directory
from milliard.payments.models import Payment
from milliard.payments.policies import can_keep_books
from milliard.places.enums import PlaceStage
from milliard.places.models import Place
from milliard.places.policies import can_decide_places
from milliard.surveys.models import Collection
from milliard.website.models import ContactMessage
from milliard.website.policies import can_read_messages

#: A team that runs more at once looks at the list.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class OpenCollection:
    """One line: ``begun`` and ``complete`` (sent, every section seen) count what arrived since midnight."""

    title: str
    url: str
    closes_at: datetime | None
    begun: int
    complete: int

    @property
    def arrived(self) -> str:
        """Both counts, in words."""
        begun = french.plural(self.begun, "réponse commencée", "réponses commencées")
        return f"{begun} aujourd’hui, {french.plural(self.complete, 'complète')}"


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """Something somebody of the team must see to: «2 messages»."""

    words: str
    url: str


#: (who sees it, what waits, one of them and several in words, where)
_TASKS: tuple[tuple[Callable[[Any], bool], Callable[[], Any], tuple[str, str], str], ...] = (
    (
        can_read_messages,
        lambda: ContactMessage.objects.waiting(),
        ("message", "messages"),
        "messages_staff:messages",
    ),
    (
        can_decide_places,
        lambda: Place.objects.filter(stage=PlaceStage.APPLIED),
        ("lieu proposé", "lieux proposés"),
        "places_staff:places",
    ),
    (
        can_keep_directory,
        lambda: Claim.objects.waiting(),
        ("demande sur une fiche", "demandes sur des fiches"),
        "organisations_staff:claims",
    ),
    (
        can_keep_directory,
        lambda: ChangeProposal.objects.waiting(),
        ("correction proposée", "corrections proposées"),
        "organisations_staff:proposals",
    ),
    (
        can_keep_books,
        lambda: Payment.objects.waiting(),
        ("paiement à décider", "paiements à décider"),
        "payments_staff:desk",
    ),
    (
        can_invite_colleague,
        lambda: TeamInvitation.objects.waiting(),
        ("invitation dans l’équipe", "invitations dans l’équipe"),
        "accounts_staff:invitations",
    ),
)


def open_collections() -> list[OpenCollection]:
    """Those that take answers now, the latest first, with what arrived today."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    # Of the columns that the index of counts holds: the answers themselves are not read.
    begun = Count("responses__started_at", filter=Q(responses__started_at__gte=today))
    complete = Q(responses__completed_at__gte=today, responses__unseen_sections=0)
    rows = (
        Collection.objects.open()
        .annotate(begun_today=begun, complete_today=Count("responses__completed_at", filter=complete))
        .order_by("-opens_at")
        .values_list("title", "slug", "closes_at", "begun_today", "complete_today")
    )
    return [
        OpenCollection(title, reverse("surveys_staff:collection", args=[slug]), closes_at, begun, complete)
        for title, slug, closes_at, begun, complete in rows[:_SHOWN]
    ]


def waiting_tasks(person: Any) -> Sequence[WaitingTask]:
    """What waits for this person, none of what they may not see."""
    return list(_tasks(person))


def _tasks(person: Any) -> Iterator[WaitingTask]:
    for policy, found, words, address in _TASKS:
        if policy(person) and (count := found().count()):
            yield WaitingTask(french.plural(count, *words), reverse(address))
