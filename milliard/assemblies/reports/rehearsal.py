"""A rehearsal: with today's register, what the assembly needs and what is missing."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from french import plural
from milliard.assemblies.enums import AssemblyState, ProxyState
from milliard.assemblies.models import Assembly, Proxy, RollEntry
from milliard.assemblies.reports.quorums import QuorumCheck, quorum_share
from milliard.assemblies.services.assemblies import earliest_day, too_short
from milliard.assemblies.services.rolls import voters_on
from milliard.core.refusals import Refused
from milliard.statutes.enums import QuorumCount
from milliard.statutes.reports import unanswered

_NO_ADDRESS = Q(email="")


@dataclass(frozen=True, slots=True)
class ProxyTally:
    """Proxies of an assembly, counted."""

    offered: int = 0
    accepted: int = 0
    #: Without a name, waiting for the opening.
    blank: int = 0
    #: Offered to people who already hold, or are offered, more than the statutes allow them.
    over_cap: int = 0


@dataclass(frozen=True, slots=True)
class AssemblyRehearsal:
    """What would happen, by today's register (or by the roll, once it is frozen)."""

    is_frozen: bool
    #: As of this day.
    on: dt.date
    #: None: ``why_unknown`` says what stands in the way.
    voters: int | None
    quorum: QuorumCheck | None
    without_email: int
    proxies: ProxyTally
    earliest_on: dt.date
    #: Why it cannot be convened today for its day; "" when it can.
    too_short: str
    unanswered: list[str] = field(default_factory=list)
    why_unknown: str = ""

    @property
    def quorum_words(self) -> str:
        """«il faut 412 membres présents ou représentés»."""
        if self.quorum is None:
            return ""
        if not self.quorum.needed:
            return "aucun quorum n’est demandé"
        is_present = self.quorum.counts == QuorumCount.PRESENT
        one, many = ("", "") if is_present else (" ou représenté", " ou représentés")
        return f"il faut {plural(self.quorum.needed, f'membre présent{one}', f'membres présents{many}')}"

    @property
    def still_needed(self) -> int:
        """How many must come, if each proxy accepted so far is carried there and counts."""
        if self.quorum is None:
            return 0
        carried = 0 if self.quorum.counts == QuorumCount.PRESENT else self.proxies.accepted
        return max(self.quorum.needed - carried, 0)


def rehearse(assembly: Assembly) -> AssemblyRehearsal:
    """Count all of it now. Nothing is written."""
    is_frozen = assembly.state != AssemblyState.DRAFT
    on = assembly.reference_on if is_frozen else min(assembly.reference_on, timezone.localdate())
    voters, without, why = _voters(assembly, on, is_frozen=is_frozen)
    return AssemblyRehearsal(
        is_frozen=is_frozen,
        on=on,
        voters=voters,
        quorum=_quorum(assembly, voters) if voters is not None else None,
        without_email=without,
        proxies=_proxies(assembly),
        earliest_on=earliest_day(assembly),
        too_short=too_short(assembly),
        unanswered=unanswered(assembly.statutes),
        why_unknown=why,
    )


def _voters(assembly: Assembly, on: dt.date, *, is_frozen: bool) -> tuple[int | None, int, str]:
    """(how many, of whom without an address, why nobody knows)."""
    if is_frozen:
        without = RollEntry.objects.filter(assembly=assembly, member__email="").count()
        return assembly.roll_count or 0, without, ""
    try:
        found = voters_on(assembly.statutes, on).order_by()
    except Refused as refusal:
        return None, 0, refusal.message
    counts = found.aggregate(all=Count("pk"), without=Count("pk", filter=_NO_ADDRESS))
    return counts["all"], counts["without"], ""


def _quorum(assembly: Assembly, voters: int) -> QuorumCheck:
    return QuorumCheck(
        members=voters,
        present=0,
        represented=0,
        share=quorum_share(assembly),
        counts=QuorumCount(assembly.statutes.quorum_counts),
    )


def _proxies(assembly: Assembly) -> ProxyTally:
    rows = Proxy.objects.filter(assembly=assembly)
    counts = rows.aggregate(
        offered=Count("pk", filter=Q(state=ProxyState.OFFERED, holder__isnull=False)),
        accepted=Count("pk", filter=Q(state=ProxyState.ACCEPTED)),
        blank=Count("pk", filter=Q(state=ProxyState.OFFERED, holder__isnull=True)),
    )
    cap = assembly.statutes.proxy_cap or 0
    holders = rows.standing().filter(holder__isnull=False).order_by().values("holder")
    crowded = holders.annotate(count=Count("pk")).filter(count__gt=cap).values_list("count", flat=True)
    return ProxyTally(**counts, over_cap=sum(count - cap for count in crowded))
