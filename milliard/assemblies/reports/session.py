"""What everybody sees of a session now: the same for all, and nothing of anybody but numbers of the roll."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from milliard.assemblies.enums import AssemblyState, ResolutionState, SpeakingState
from milliard.assemblies.models import Assembly, Resolution, SpeakingRequest
from milliard.assemblies.reports.boxes import box_counts
from milliard.assemblies.reports.floor import waiting_line
from milliard.assemblies.reports.quorums import QuorumCheck, quorum_of
from milliard.assemblies.reports.results import ToldResult, told_result

#: Up to so many people, a page asks every two seconds; then more rarely, so that all together ask 500 times
#: a second at 10,000 people, and hardly more beyond.
_FEW, _MANY = 200, 10_000
_SOONEST_S, _LATER_S, _LATEST_S = 2, 20, 60
#: Of those who wait for the floor.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class OpenVoteCount:
    """A vote that takes ballots now: how many came in, of how many mandates."""

    resolution: Resolution
    cast: int
    mandates: int
    closes_at: dt.datetime | None

    @property
    def is_late(self) -> bool:
        """Whether its announced closing has come: no ballot is taken any more."""
        return self.resolution.is_closed_on_time(timezone.now())


@dataclass(frozen=True, slots=True)
class SessionView:
    """One moment of a session. ``entries`` of requests carry names: a public page writes numbers alone."""

    assembly: Assembly
    quorum: QuorumCheck
    votes: Sequence[OpenVoteCount]
    #: The last vote that closed, and what is told of it.
    last: Resolution | None
    told: ToldResult | None
    next: Resolution | None
    speaking: SpeakingRequest | None
    waiting: Sequence[SpeakingRequest]
    waiting_count: int

    @property
    def is_over(self) -> bool:
        return self.assembly.state in (
            AssemblyState.CLOSED,
            AssemblyState.SIGNED,
            AssemblyState.CANCELLED,
        )

    @property
    def every_s(self) -> int:
        """How often a page asks again, in seconds; 0: no more."""
        return 0 if self.is_over else seconds_between(self.quorum.present)

    @property
    def said(self) -> str:
        """The one thing to read aloud when it changes."""
        if self.votes:
            return f"Vote ouvert\u00a0: {self.votes[0].resolution.title}"
        if self.last is not None and self.told is not None:
            return f"{self.last.title}\u00a0: {self.told.title}"
        return f"Assemblée {self.assembly.get_state_display()}"


def seconds_between(present: int) -> int:
    """Seconds between two questions of one page, so that a crowd asks about as often as a few.

    >>> [seconds_between(people) for people in (0, 200, 5_000, 10_000, 100_000)]
    [2, 2, 11, 20, 60]
    """
    if present <= _FEW:
        return _SOONEST_S
    slope = (_LATER_S - _SOONEST_S) / (_MANY - _FEW)
    return min(round(_SOONEST_S + (present - _FEW) * slope), _LATEST_S)


def on_wall(assembly: Assembly, at: dt.datetime | None) -> dt.datetime | None:
    """A moment on the assembly's own wall clock."""
    return None if at is None else timezone.localtime(at, assembly.clock).replace(tzinfo=None)


def session_view(assembly: Assembly) -> SessionView:
    """How the session stands, in a number of queries that nothing makes grow."""
    rows = list(
        Resolution.objects.filter(assembly=assembly).select_related("result", "amends").order_by("position")
    )
    split = {row.part_of_id for row in rows}  # voted college by college: it has no box of its own
    open_now = [row for row in rows if row.state == ResolutionState.OPEN and row.pk not in split]
    closed = [row for row in rows if row.closed_at is not None and hasattr(row, "result")]
    last = max(closed, key=lambda row: (row.closed_at, row.pk), default=None)
    waiting = waiting_line(assembly)
    speaking = SpeakingRequest.objects.filter(assembly=assembly, state=SpeakingState.SPEAKING)
    return SessionView(
        assembly=assembly,
        quorum=quorum_of(assembly),
        votes=_counts(assembly, open_now),
        last=last,
        told=told_result(last, last.result) if last is not None else None,
        next=_next(rows),
        speaking=speaking.select_related("entry__member").first(),
        waiting=waiting[:_SHOWN],
        waiting_count=len(waiting),
    )


def _counts(assembly: Assembly, open_now: list[Resolution]) -> list[OpenVoteCount]:
    if not open_now:
        return []
    counts = box_counts(open_now)
    return [
        OpenVoteCount(one, counts[one.pk].cast, counts[one.pk].mandates, on_wall(assembly, one.closes_at))
        for one in open_now
    ]


def _next(rows: list[Resolution]) -> Resolution | None:
    """What is voted next: the first text that waits, or before it the amendment farthest from it."""
    waiting = [row for row in rows if row.state == ResolutionState.DRAFT]
    one = next((row for row in waiting if row.amends_id is None), None) or next(iter(waiting), None)
    while one is not None:
        below = [row for row in waiting if row.amends_id == one.pk]
        if not below:
            return one
        one = min(below, key=lambda row: (-row.distance, row.position))
    return None
