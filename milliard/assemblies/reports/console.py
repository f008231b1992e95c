"""What the chair looks at: votes in their order, how full the box is, who speaks and who waits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from milliard.assemblies.enums import ResolutionState, Secrecy, SpeakingState
from milliard.assemblies.models import (
    AgendaItem,
    Assembly,
    PaperBallotCount,
    Resolution,
    SpeakingRequest,
)
from milliard.assemblies.reports.boxes import box_counts
from milliard.assemblies.reports.floor import time_by_gender, waiting_line
from milliard.assemblies.reports.order import next_in_order
from milliard.members.enums import Gender

_GENDERS = {**{gender.value: str(gender.label) for gender in Gender}, "": "non précisé"}


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A vote that is open: how many mandates may vote, voted, voted on paper; papers counted by hand."""

    resolution: Resolution
    rights: int
    voted: int
    on_paper: int
    counted: int

    @property
    def left(self) -> int:
        """Mandates without a ballot and without a paper counted."""
        hands = 0 if self.is_confidential else self.counted
        return max(self.rights - self.voted - hands, 0)

    @property
    def takes_papers(self) -> bool:
        """Hands and papers are not for a secret vote."""
        return self.is_open_vote or self.is_confidential

    @property
    def is_open_vote(self) -> bool:
        return self.resolution.secrecy == Secrecy.OPEN

    @property
    def is_confidential(self) -> bool:
        return self.resolution.secrecy == Secrecy.CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Floor:
    """Who speaks, who waits in the order the floor will go, minutes spoken by gender."""

    speaking: SpeakingRequest | None
    waiting: Sequence[SpeakingRequest]
    shares: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """All that the console shows."""

    agenda: Sequence[AgendaItem]
    boxes: Sequence[OpenBox]
    #: What is voted next: amendments before their text, the farthest first. None: nothing is left.
    next: Resolution | None
    others: Sequence[Resolution]
    done: Sequence[Resolution]
    floor: Floor


def console_of(assembly: Assembly) -> ConsoleState:
    """Read it all: a handful of queries, however many resolutions."""
    rows = Resolution.objects.filter(assembly=assembly).order_by("position")
    found = rows.select_related("amends", "result", "election", "assembly__statutes").defer(
        "election__raw", "election__encrypted_sums"
    )
    resolutions = list(found.prefetch_related("choices"))
    drafts = [one for one in resolutions if one.state == ResolutionState.DRAFT]
    following = next_to_vote(drafts)
    return ConsoleState(
        agenda=list(assembly.agenda.order_by("position")),
        boxes=_boxes([one for one in resolutions if one.state == ResolutionState.OPEN]),
        next=following,
        others=sorted(
            (one for one in drafts if following is None or one.pk != following.pk), key=_voting_order
        ),
        done=[one for one in resolutions if one.state not in (ResolutionState.DRAFT, ResolutionState.OPEN)],
        floor=_floor(assembly),
    )


def _voting_order(one: Resolution) -> tuple[int, bool, int, int]:
    """Amendments before their text, the farthest first."""
    text = one.amends if one.amends is not None else one
    return (text.position, not one.is_amendment, -one.distance, one.position)


def next_to_vote(drafts: Sequence[Resolution]) -> Resolution | None:
    """Of the first text that waits: what must be voted before it, or itself."""
    first = next((one for one in drafts if one.amends_id is None), None)
    if first is None:
        return drafts[0] if drafts else None
    found = next_in_order(first)
    if found.state != ResolutionState.DRAFT:
        return None  # its vote is open: it must close first
    return next((one for one in drafts if one.pk == found.pk), found)


def _boxes(resolutions: Sequence[Resolution]) -> list[OpenBox]:
    counts = box_counts(resolutions)
    papers = PaperBallotCount.objects.filter(resolution__in=list(counts)).order_by().values_list("resolution")
    counted = dict(papers.annotate(Sum("count")))
    return [
        OpenBox(one, count.mandates, count.cast, count.on_paper, counted.get(one.pk, 0))
        for one, count in ((one, counts[one.pk]) for one in resolutions)
    ]


def _floor(assembly: Assembly) -> Floor:
    speaking = SpeakingRequest.objects.filter(assembly=assembly, state=SpeakingState.SPEAKING)
    spoken = time_by_gender(assembly)
    shares = [(_GENDERS.get(gender, gender), _minutes(time)) for gender, time in sorted(spoken.items())]
    return Floor(speaking.select_related("entry__member").first(), waiting_line(assembly), shares)


def _minutes(time: dt.timedelta) -> int:
    """Begun minutes."""
    return -(-int(time.total_seconds()) // 60)
