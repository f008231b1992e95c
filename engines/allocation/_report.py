"""A decision as JSON that anyone replays: rule, winners, reasons, runs, and a digest of what was read.

Fractions are written «numerator/denominator», amounts in millionths of a cent as whole numbers.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Any

from engines.allocation._budget import ApprovalBudget
from engines.allocation._results import BudgetDecision, FundedSummary

ENGINE_NAME = "engines.allocation"
ENGINE_VERSION = "1.0.0"
"""Raised whenever winners, payments or reasons could change for the same input."""

Json = dict[str, Any]


def decision_json(
    budget: ApprovalBudget, decision: BudgetDecision, comparison: Sequence[FundedSummary] = ()
) -> Json:
    """All that a decision says.

    Parameters
    ----------
    comparison : sequence of FundedSummary
        From `compare_outcomes`, where outcomes are shown side by side.
    """
    return {
        "engine": {"name": ENGINE_NAME, "version": ENGINE_VERSION},
        "input_digest": digest_budget(budget),
        "budget_cents": budget.money_cents,
        "winners": list(decision.winners),
        "unheard_share": _plain(decision.unheard_share),
        **_plain(decision),
        "comparison": _plain(tuple(comparison)),
    }


def digest_budget(budget: ApprovalBudget) -> str:
    """SHA-256 of the canonical JSON of what decides: money, costs, ballots in their canonical order."""
    content = [
        budget.money_cents,
        [[project.id, project.cost_cents] for project in budget.projects],
        [[ballot.voter, sorted(ballot.projects)] for ballot in budget.ballots],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Enum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
        case _:
            return value
