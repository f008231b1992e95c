"""What the app adds to pages of lower ones: proposals to support, those of a member, place or territory."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import ActCard, MemberPanel, PagePanel
from milliard.members.models import Member
from milliard.proposals.enums import SUPPORTABLE, ProposalState
from milliard.proposals.models import MemberProposal, Support
from milliard.territories.areas import Area

_SHOWN = 5
_CARDS = 3


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
    mine = MemberProposal.objects.filter(author=member).order_by("-pk")
    supports = Support.objects.filter(member=member).select_related("proposal").order_by("-pk")
    part = {"proposals": list(mine[:_SHOWN]), "supports": list(supports[:_SHOWN])}
    return MemberPanel("proposals/_member_panel.html", part)


def place_panel(request: HttpRequest, place: Any) -> PagePanel | None:
    """Proposals that a place, or a group that meets there, carries."""
    return _panel(Q(place=place) | Q(group__place=place))


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """Proposals carried by places and groups of a territory."""
    of_places = area.within("place__commune") | area.within("group__place__commune")
    return _panel(of_places | area.of_departments("group__department"))


def _panel(carried: Q) -> PagePanel | None:
    """Those that may be supported first, then the last opened."""
    found = MemberProposal.objects.public().filter(carried).select_related("group", "place")
    today = timezone.localdate()
    is_live = Case(When(state__in=SUPPORTABLE, closes_on__gte=today, then=0), default=1)
    rows = list(found.order_by(is_live, "-opened_at", "-pk")[:_SHOWN])
    return PagePanel("proposals/_panel.html", {"proposals": rows}) if rows else None
