"""A count described in JSON, decided: one object with its ``kind`` and what that kind asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.counting._amendments import ProposedAmendment, amendments_state
from engines.counting._bounds import CountedCandidate, SeatBound
from engines.counting._colleges import CollegeCount, EmptyCollege, combine_colleges, require_each_college
from engines.counting._drawing import CountTie
from engines.counting._errors import refuse
from engines.counting._fields import JsonFields
from engines.counting._judgment import GradeCounts, MissingGrades, judge
from engines.counting._motions import LevelRule, MotionBase, MotionCount, MotionRule, decide_motion
from engines.counting._quorums import QuorumCounts, QuorumRule, check_quorum
from engines.counting._schulze import PreferenceBallot, rank_by_schulze
from engines.counting._seats import choose_seats
from engines.counting._stv import RankedBallot, count_stv
from engines.counting._sums import SummedProject, fund_by_sums
from engines.counting._thresholds import Threshold

#: What decides, once no field is wrong.
Decide = Callable[[], Any]


def decide(content: Any) -> Any:
    """Decide what an object read from JSON describes.

    Parameters
    ----------
    content : object
        ``kind`` and its fields, as docs/explanation/counting.md lists them.

    Raises
    ------
    CountRefusedError
        With every field that is wrong, missing or unknown, by its path.
    """
    faults: list[str] = []
    fields = JsonFields(content, "", faults)
    kind = fields.text("kind")
    if kind not in KINDS:
        refuse([f"kind : attendu : un de {', '.join(KINDS)}"])
    decided = KINDS[kind](fields)
    fields.end()
    refuse(faults)
    return decided()


def _threshold(fields: JsonFields, default: str = "1/2", *, is_exceeded: bool) -> Callable[[], Threshold]:
    share, exceeded = fields.fraction("threshold", default), fields.flag("is_exceeded", is_exceeded)
    return lambda: Threshold(share, exceeded)


def _motion_rule(fields: JsonFields) -> Callable[[], MotionRule]:
    base, level = fields.choice("base", MotionBase.CAST), fields.choice("level", LevelRule.REJECTED)
    threshold = _threshold(fields, is_exceeded=not fields.has("threshold"))
    return lambda: MotionRule(base, threshold(), level)


def _count(fields: JsonFields) -> Callable[[], MotionCount]:
    in_favour, against = fields.whole("in_favour"), fields.whole("against")
    abstained, blank = fields.whole("abstained", 0), fields.whole("blank", 0)
    attending, members = fields.whole_or_none("attending"), fields.whole_or_none("members")
    return lambda: MotionCount(in_favour, against, abstained, blank, attending, members)


def _motion(fields: JsonFields) -> Decide:
    count, rule = _count(fields), _motion_rule(fields)
    casting = fields.flag("casting_vote", False) if fields.has("casting_vote") else None
    return lambda: decide_motion(count(), rule(), casting_vote=casting)


def _quorum(fields: JsonFields) -> Decide:
    threshold, counts = _threshold(fields, is_exceeded=False), fields.choice("counts", QuorumCounts.ATTENDING)
    least, present = fields.whole("least", 0), fields.whole("present")
    represented, members = fields.whole("represented", 0), fields.whole("members")
    return lambda: check_quorum(
        QuorumRule(threshold(), counts, least), present=present, represented=represented, members=members
    )


def _colleges(fields: JsonFields) -> Decide:
    rule, empty = _motion_rule(fields), fields.choice("empty", EmptyCollege.COUNTS_AGAINST)
    is_each = fields.flag("in_each", False)
    found = [
        (item.text("college"), _count(item), item.fraction("share", "0"))
        for item in fields.objects("colleges")
    ]

    def decided() -> Any:
        colleges = [CollegeCount(name, count(), share) for name, count, share in found]
        if is_each:
            return require_each_college(colleges, rule())
        return combine_colleges(colleges, rule(), empty=empty)

    return decided


def _seats(fields: JsonFields) -> Decide:
    candidates = [
        CountedCandidate(item.text("name"), item.whole("votes"), item.pairs("traits"))
        for item in fields.objects("candidates")
    ]
    bounds = [
        SeatBound(item.text("trait"), item.text("value"), item.whole("low", 0), item.whole_or_none("high"))
        for item in fields.objects("bounds", is_optional=True)
    ]
    seats, tie, seed = fields.whole("seats"), *_tie(fields)
    return lambda: choose_seats(candidates, seats, bounds=bounds, tie=tie, seed=seed)


def _judgment(fields: JsonFields) -> Decide:
    proposals = [
        GradeCounts(item.text("proposal"), item.wholes("counts")) for item in fields.objects("proposals")
    ]
    ballots, missing = fields.whole("ballots"), fields.choice("missing", MissingGrades.REFUSED)
    return lambda: judge(proposals, ballots=ballots, missing=missing)


def _schulze(fields: JsonFields) -> Decide:
    ballots = [
        PreferenceBallot(item.groups("ranks"), item.whole("count", 1)) for item in fields.objects("ballots")
    ]
    options, (tie, seed) = fields.texts("options"), _tie(fields)
    return lambda: rank_by_schulze(options, ballots, tie=tie, seed=seed)


def _stv(fields: JsonFields) -> Decide:
    ballots = [
        RankedBallot(item.texts("names"), item.whole("count", 1)) for item in fields.objects("ballots")
    ]
    candidates, seats, seed = fields.texts("candidates"), fields.whole("seats"), fields.text("seed", "")
    return lambda: count_stv(candidates, ballots, seats=seats, seed=seed)


def _amendments(fields: JsonFields) -> Decide:
    amendments = [
        ProposedAmendment(
            item.text("name"),
            item.text("of") if item.has("of") else None,
            item.whole("distance", 0),
            item.texts("incompatible", []),
        )
        for item in fields.objects("amendments")
    ]
    results = [
        (item.text("amendment") if item.has("amendment") else None, item.flag("is_adopted", False))
        for item in fields.objects("results", is_optional=True)
    ]
    return lambda: amendments_state(amendments, results)


def _sums(fields: JsonFields) -> Decide:
    projects = [
        SummedProject(item.text("name"), item.whole("cost_cents"), item.whole("approvals"))
        for item in fields.objects("projects")
    ]
    money, ballots, most = fields.whole("money_cents"), fields.whole("ballots"), fields.whole("most")
    skips, (tie, seed) = fields.flag("skips", True), _tie(fields)
    return lambda: fund_by_sums(
        projects, money_cents=money, ballots=ballots, most=most, skips=skips, tie=tie, seed=seed
    )


def _tie(fields: JsonFields) -> tuple[CountTie, str]:
    return fields.choice("tie", CountTie.UNBROKEN), fields.text("seed", "")


KINDS: dict[str, Callable[[JsonFields], Decide]] = {
    "motion": _motion,
    "quorum": _quorum,
    "colleges": _colleges,
    "seats": _seats,
    "majority-judgment": _judgment,
    "schulze": _schulze,
    "stv": _stv,
    "amendments": _amendments,
    "sums": _sums,
}
