"""What is voted on and how: all that the digest of a vote takes."""

from typing import Any

from milliard.assemblies.models import Resolution


def frozen_text(resolution: Resolution) -> dict[str, Any]:
    """All that is voted on and how, as its digest takes it."""
    rule = resolution.assembly.statutes.majorities.get(kind=resolution.kind)
    return {
        "title": resolution.title,
        "text": resolution.text,
        "passage": resolution.passage,
        "amends": resolution.amends.position if resolution.amends else None,
        "kind": resolution.kind,
        "method": resolution.method,
        "secrecy": resolution.secrecy,
        "electorate": resolution.electorate,
        "seats": resolution.seats,
        "max_chosen": resolution.max_chosen,
        "rules": resolution.rules,
        "budget_cents": resolution.budget_cents,
        "majority": {
            "base": rule.base,
            "comparison": rule.comparison,
            "share": f"{rule.numerator}/{rule.denominator}",
            "tie": rule.tie,
        },
        "choices": [
            {
                "number": choice.number,
                "label": choice.label,
                "text": choice.text,
                "gender": choice.gender,
                "region": choice.region,
                "cost_cents": choice.cost_cents,
            }
            for choice in resolution.choices.order_by("number")
        ],
    }
