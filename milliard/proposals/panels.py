"""What the app adds to pages of lower ones: proposals to support, those of a member, place or territory."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, DateField, Q, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import ActCard, MemberPanel, PagePanel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.models import Member
from milliard.members.reads import OF_MEMBER
from milliard.proposals.enums import SUPPORTABLE, ProposalState
from milliard.proposals.models import MemberProposal, Support
from milliard.territories.areas import Area, PreparedByArea

_SHOWN = 5
_CARDS = 3
_WRITTEN = PreparedQuery(
    lambda: MemberProposal.objects.filter(author=OF_MEMBER["member"]).order_by("-pk")[:_SHOWN]
)
_SUPPORTS = PreparedQuery(
    lambda: Support.objects.filter(**OF_MEMBER).select_related("proposal").order_by("-pk")[:_SHOWN]
)


def to_support() -> Iterator[ActCard]:
    """The proposals nearest to their threshold."""
    near = MemberProposal.objects.supportable().filter(state=ProposalState.OPEN)
    for proposal in near.order_by("missing", "pk")[:_CARDS]:
        yield ActCard(
            "Proposition",
            proposal.title,
            "Lisez-la, dites ce que vous en pensez, soutenez-la si elle vous convient.",
            reverse("proposals:proposal", args=[proposal.public_id]),
            15,
            "un quart d’heure",
        )


def own_proposals(request: HttpRequest, member: Member) -> MemberPanel:
    """What they wrote, and what they support with the version they said yes to."""
    part = {"proposals": _WRITTEN.rows(member=member.pk), "supports": _SUPPORTS.rows(member=member.pk)}
    return MemberPanel("proposals/_member_panel.html", part)


def _carried_by(these: Q) -> "QuerySet[MemberProposal]":
    """Those that may be supported first, then the last opened."""
    found = MemberProposal.objects.public().filter(these).select_related("group", "place")
    is_live = Q(state__in=SUPPORTABLE, closes_on__gte=Slot("today", DateField()))
    sorted_: QuerySet[MemberProposal] = found.order_by(
        Case(When(is_live, then=0), default=1), "-opened_at", "-pk"
    )
    return sorted_[:_SHOWN]


def _carried_in(area: Area) -> "QuerySet[MemberProposal]":
    of_places = area.within("place__commune") | area.within("group__place__commune")
    return _carried_by(of_places | area.of_departments("group__department"))


_PLACE = Slot("place", BigIntegerField())
_AT_PLACE = PreparedQuery(lambda: _carried_by(Q(place=_PLACE) | Q(group__place=_PLACE)))
_IN_AREA = PreparedByArea(_carried_in)


def place_panel(request: HttpRequest, place: Any) -> PagePanel | None:
    """Proposals that a place, or a group that meets there, carries."""
    return _panel(_AT_PLACE.rows(place=place.pk, today=timezone.localdate()))


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """Proposals carried by places and groups of a territory."""
    return _panel(_IN_AREA.rows(area, today=timezone.localdate()))


def _panel(rows: Sequence[MemberProposal]) -> PagePanel | None:
    return PagePanel("proposals/_panel.html", {"proposals": rows}) if rows else None
