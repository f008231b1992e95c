"""The quorum: who is present, who is represented, against what the statutes ask."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import F, Q

from engines.counting import Threshold
from milliard.assemblies.enums import Electorate
from milliard.assemblies.models import (
    Assembly,
    Resolution,
    VotingRight,
    present_entries,
    represented_proxies,
)
from milliard.statutes.enums import QuorumCount
from milliard.statutes.models import Statutes


@dataclass(frozen=True, slots=True)
class QuorumCheck:
    """Counts of one moment, in persons; ``needed``: the least number that reaches the quorum."""

    members: int
    present: int
    represented: int
    share: Fraction
    counts: QuorumCount

    @property
    def counted(self) -> int:
        if self.counts == QuorumCount.PRESENT:
            return self.present
        return self.present + self.represented

    @property
    def needed(self) -> int:
        """The whole number at or above the share: a quarter of 10 members is 3."""
        return Threshold(self.share).least(self.members)

    @property
    def missing(self) -> int:
        return max(self.needed - self.counted, 0)

    @property
    def is_reached(self) -> bool:
        return self.missing == 0

    def as_json(self) -> dict[str, Any]:
        return {
            "members": self.members,
            "present": self.present,
            "represented": self.represented,
            "quorum": f"{self.share.numerator}/{self.share.denominator}",
            "counts": self.counts.value,
            "needed": self.needed,
            "reached": self.is_reached,
        }


def quorum_share(assembly: Assembly) -> Fraction:
    statutes: Statutes = assembly.statutes
    return statutes.second_quorum if assembly.is_second_call else statutes.quorum


def quorum_of(assembly: Assembly, at: dt.datetime | None = None) -> QuorumCheck:
    """The quorum at a moment, now by default, from the one ledger of attendance."""
    return QuorumCheck(
        members=assembly.roll_count or 0,
        present=present_entries(assembly, at).count(),
        represented=represented_proxies(assembly, at).count(),
        share=quorum_share(assembly),
        counts=QuorumCount(assembly.statutes.quorum_counts),
    )


def quorum_at_closing(resolution: Resolution) -> QuorumCheck:
    """Who was there when the vote closed; for a vote of the whole roll, whoever voted was there.

    The quorum is the assembly's: of a motion voted apart by colleges, whoever voted in any of them counts.
    """
    assembly = resolution.assembly
    quorum = quorum_of(assembly)
    if resolution.electorate != Electorate.ROLL:
        return quorum
    votes = Q(resolution=resolution)
    if resolution.part_of_id is not None:
        votes = Q(resolution__part_of=resolution.part_of_id)
    voted = VotingRight.objects.filter(votes, has_voted=True)
    present = set(voted.filter(entry=F("voter")).values_list("entry", flat=True))
    represented = set(voted.exclude(entry=F("voter")).values_list("entry", flat=True))
    present |= set(present_entries(assembly).values_list("pk", flat=True))
    represented |= set(represented_proxies(assembly).values_list("giver", flat=True))
    return QuorumCheck(
        members=quorum.members,
        present=len(present),
        represented=len(represented - present),
        share=quorum.share,
        counts=quorum.counts,
    )


def quorum_of_sums(assembly: Assembly, counted: int) -> QuorumCheck:
    """Of a secret vote of the whole roll: as many took part as ballots were counted."""
    return QuorumCheck(
        members=assembly.roll_count or 0,
        present=counted,
        represented=0,
        share=quorum_share(assembly),
        counts=QuorumCount(assembly.statutes.quorum_counts),
    )
