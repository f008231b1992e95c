"""Smallest valid statutes."""

import datetime as dt
from fractions import Fraction
from typing import Any

from milliard.statutes.enums import (
    BlankProxyRule,
    Comparison,
    MajorityBase,
    QuorumCount,
    ResolutionKind,
    VoterRule,
)
from milliard.statutes.models import Statutes
from milliard.statutes.services import adopt_statutes, write_statutes

RULES: dict[str, Any] = {
    "voters": VoterRule.GRACE,
    "seniority_days": 0,
    "notice_days": 0,
    "quorum_numerator": 0,
    "quorum_denominator": 1,
    "quorum_counts": QuorumCount.REPRESENTED,
    "second_call_allowed": True,
    "second_notice_days": 0,
    "second_quorum_numerator": 0,
    "second_quorum_denominator": 1,
    "proxies_allowed": True,
    "proxy_cap": 2,
    "proxy_until_hours": 0,
    "blank_proxies": BlankProxyRule.SHARED,
    "remote_allowed": True,
    "electronic_voting": True,
}


def majority(kind: ResolutionKind, share: str = "1/2", **fields: Any) -> dict[str, Any]:
    part = Fraction(share)
    return {
        "kind": kind,
        "base": MajorityBase.CAST,
        "comparison": Comparison.MORE_THAN,
        "numerator": part.numerator,
        "denominator": part.denominator,
        **fields,
    }


def make_statutes(
    *, is_adopted: bool = True, majorities: Any = None, colleges: Any = (), **rules: Any
) -> Statutes:
    """Half the votes, no quorum, two proxies a person; ``rules`` are changed from those."""
    statutes = write_statutes(
        title="Statuts inventés",
        valid_from=dt.date(2024, 1, 1),
        rules={**RULES, **rules},
        majorities=majorities or [majority(kind) for kind in ResolutionKind],
        colleges=colleges,
        by=None,
    )
    return adopt_statutes(statutes=statutes, by=None) if is_adopted else statutes


def add_statutes(count: int) -> None:
    day = dt.date(2025, 1, 1)
    Statutes.objects.bulk_create(Statutes(title=f"Statuts {place}", valid_from=day) for place in range(count))
