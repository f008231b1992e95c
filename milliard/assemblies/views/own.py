"""One's own part in an assembly: whose entry of the roll the visitor acts for, and what awaits them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from milliard.assemblies.enums import (
    AssemblyState,
    AttendanceMode,
    MarkKind,
    ProxyState,
    ResolutionState,
    Secrecy,
)
from milliard.assemblies.models import (
    Assembly,
    AttendanceMark,
    Proxy,
    Resolution,
    RollEntry,
    VotingRight,
    last_mark,
)
from milliard.assemblies.reports.floor import waiting_line
from milliard.assemblies.reports.session import on_wall
from milliard.members.models import Member
from milliard.participation.views.own import acting_member, my_members
from milliard.ui.qr import Drawing, draw_qr


@dataclass(frozen=True, slots=True)
class RollSeat:
    """Who acts: the members of the account, the one chosen, and their entry of the roll."""

    mine: Sequence[Member]
    member: Member | None
    entry: RollEntry | None

    @property
    def query(self) -> str:
        """What a link carries so that the next page is for the same member of a household."""
        return f"?pour={self.member.public_id}" if self.member and len(self.mine) > 1 else ""


def seat_of(request: HttpRequest, assembly: Assembly) -> RollSeat:
    """The member chosen; unless somebody was chosen, the first of the household who is on the roll."""
    mine = my_members(request)
    if not mine:
        return RollSeat((), None, None)
    rows = RollEntry.objects.filter(assembly=assembly, member__in=mine)
    entries = {row.member_id: row for row in rows.select_related("member")}
    member = acting_member(request, mine)
    is_chosen = bool(request.POST.get("member") or request.GET.get("pour"))
    if not is_chosen and member is not None and member.pk not in entries:
        member = next((one for one in mine if one.pk in entries), member)
    entry = entries.get(member.pk) if member is not None else None
    if entry is not None:
        entry.assembly = assembly  # known already: nobody asks for it again
    return RollSeat(mine, member, entry)


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the page says to one member of the roll."""

    entry: RollEntry
    #: Their last line of the ledger.
    mark: AttendanceMark | None
    #: The proxy they gave, offered or accepted.
    given: Proxy | None
    #: Proxies offered to them or that they hold.
    offered: Sequence[Proxy]
    held: Sequence[Proxy]
    #: Mandates in votes open now, those not used first.
    rights: Sequence[VotingRight]
    #: 1: next to speak; 0: not in the line.
    place_in_line: int = 0
    #: Secret votes open now: nobody here knows whether this member has used their code.
    secret_votes: Sequence[Resolution] = ()
    #: Of the requests the page may send: each writes once.
    keys: Mapping[str, UUID] = field(default_factory=lambda: {"arrive": uuid4(), "leave": uuid4()})

    @property
    def is_present(self) -> bool:
        return self.mark is not None and self.mark.kind == MarkKind.ARRIVED

    @property
    def since(self) -> dt.datetime | None:
        """On the assembly's own clock."""
        return on_wall(self.entry.assembly, self.mark.marked_at) if self.mark is not None else None

    @property
    def is_remote(self) -> bool:
        return self.mark is not None and self.mark.mode == AttendanceMode.REMOTE

    @property
    def awaited(self) -> list[tuple[Any, int]]:
        """(vote, how many of its ballots are still to be cast by this member), in their order."""
        found: dict[int, tuple[Any, int]] = {}
        for right in self.rights:
            if not right.has_voted:
                known = found.get(right.resolution_id, (right.resolution, 0))
                found[right.resolution_id] = (known[0], known[1] + 1)
        return list(found.values())

    @property
    def qr(self) -> Drawing | None:
        """What the desk scans, an address that any phone of the desk opens; nothing once there.

        Nor when nobody is awaited any more.
        """
        is_awaited = self.entry.assembly.state in (AssemblyState.CONVENED, AssemblyState.OPEN)
        is_shown = self.entry.code and is_awaited and not self.is_present
        return draw_qr(desk_address(self.entry)) if is_shown else None


def desk_address(entry: RollEntry) -> str:
    """Where the desk sees this person."""
    path = reverse("assemblies_desk:scanned", args=[entry.assembly.public_id, entry.code])
    return f"{settings.SITE_URL}{path}"


def own_part(entry: RollEntry) -> OwnPart:
    """In a number of queries that nothing makes grow."""
    assembly = entry.assembly
    proxies = Proxy.objects.standing().select_related("giver__member", "holder__member").order_by("pk")
    held = list(proxies.filter(holder=entry))
    rights = VotingRight.objects.filter(voter=entry, resolution__state=ResolutionState.OPEN)
    secret = Resolution.objects.filter(
        Q(college=None) | Q(college=entry.college_id),
        assembly=assembly,
        state=ResolutionState.OPEN,
        secrecy=Secrecy.SECRET,
        election__isnull=False,
    )
    place = 0
    if assembly.state == AssemblyState.OPEN:
        line = [row.entry_id for row in waiting_line(assembly)]
        place = line.index(entry.pk) + 1 if entry.pk in line else 0
    return OwnPart(
        entry=entry,
        mark=last_mark(entry),
        given=proxies.filter(giver=entry).first(),
        offered=[one for one in held if one.state == ProxyState.OFFERED],
        held=[one for one in held if one.state == ProxyState.ACCEPTED],
        rights=list(rights.select_related("resolution").order_by("resolution__position", "pk")),
        place_in_line=place,
        secret_votes=list(secret.order_by("position")),
    )


def key_of(request: HttpRequest, name: str = "key") -> UUID | None:
    """The number a form carries so that it counts once; None when it is no such number."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
