"""What the app adds to pages of lower ones: assemblies to come among things to do, one's own assemblies."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.http import HttpRequest

from french import format_date, format_time
from milliard.assemblies.enums import AssemblyState, ProxyState, ResolutionState, Secrecy
from milliard.assemblies.models import Assembly, Proxy, Resolution, RollEntry, VotingRight
from milliard.core.declarations import ActCard, MemberPanel
from milliard.core.prepared import PreparedQuery
from milliard.members.models import Member
from milliard.members.reads import OF_MEMBER

_SHOWN = 5
_TO_COME = (AssemblyState.CONVENED, AssemblyState.OPEN)
_ON_ROLLS = PreparedQuery(
    lambda: (
        RollEntry.objects.filter(**OF_MEMBER, assembly__state__in=_TO_COME)
        .select_related("assembly")
        .order_by("assembly__held_at", "pk")[:_SHOWN]
    )
)


def assembly_cards() -> Iterator[ActCard]:
    """Assemblies to come or open now, the soonest first."""
    rows = Assembly.objects.filter(state__in=_TO_COME).select_related("place").order_by("held_at", "pk")
    for one in rows[:_SHOWN]:
        wall = one.wall_held
        where = f", {one.place.name}" if one.place is not None else ""
        yield ActCard(
            "Assemblée générale",
            one.title,
            f"Le {format_date(wall.date())} à {format_time(wall)}{where}. Les membres décident, une"
            f" personne, une voix.",
            one.get_absolute_url(),
        )


def own_assemblies(request: HttpRequest, member: Member) -> MemberPanel | None:
    """Assemblies to come whose roll the member is on, what awaits them there; None when there is none."""
    mine = _ON_ROLLS.rows(member=member.pk)
    if not mine:
        return None
    offers = _counts(Proxy.objects.filter(holder__in=mine, state=ProxyState.OFFERED), "holder")
    open_now = VotingRight.objects.filter(resolution__state=ResolutionState.OPEN, has_voted=False)
    votes = _counts(open_now.filter(voter__in=mine), "voter")
    of_all = Q(college=None, assembly__in=[one.assembly_id for one in mine])
    of_theirs = (Q(assembly=one.assembly_id, college=one.college_id) for one in mine if one.college_id)
    boxes = Resolution.objects.filter(reduce(or_, of_theirs, of_all), election__isnull=False)
    secret = _counts(boxes.filter(state=ResolutionState.OPEN, secrecy=Secrecy.SECRET), "assembly")
    lines = [
        (
            one.assembly,
            one.number,
            offers.get(one.pk, 0),
            votes.get(one.pk, 0),
            secret.get(one.assembly_id, 0),
        )
        for one in mine
    ]
    return MemberPanel("assemblies/_member_panel.html", {"lines": lines})


def _counts(rows: object, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))  # type: ignore[attr-defined]
