"""The minutes of a consent round: what was said and decided, under numbers, as a JSON document."""

import hashlib
import json
from typing import Any

from milliard.proposals.enums import FallbackChoice
from milliard.proposals.models import ConsentRound, FallbackVote, RoundWord

FORMAT = "consent-minutes/1"


def minutes_of(current: ConsentRound) -> dict[str, Any]:
    """Everything but names: whoever takes part is a number, so that nobody's departure rewrites it."""
    proposal = current.proposal
    version = proposal.versions.get(number=proposal.version)
    seats = list(current.seats.order_by("number"))
    words = RoundWord.objects.filter(seat__round=current).select_related("seat").order_by("pk")
    objections = current.objections.select_related("seat").order_by("number")
    votes = FallbackVote.objects.filter(seat__round=current).select_related("seat").order_by("seat__number")
    return {
        "format": FORMAT,
        "proposal": str(proposal.public_id),
        "title": version.title,
        "round": current.number,
        "version": version.number,
        "text": version.text,
        "text_digest": version.digest,
        "threshold": [current.numerator, current.denominator],
        "steps": [
            {"phase": step.phase, "began_at": step.began_at.isoformat(), "version": step.version}
            for step in current.steps.order_by("pk")
        ],
        "participants": len(seats),
        "consent": [seat.number for seat in seats if seat.consents_at],
        "aside": [
            {"by": seat.number, "why": seat.stands_aside_why} for seat in seats if seat.stands_aside_at
        ],
        "words": [{"by": word.seat.number, "phase": word.phase, "text": word.text} for word in words],
        "objections": [
            {
                "number": one.number,
                "by": one.seat.number,
                "name": one.name,
                "argument": one.argument,
                "state": one.state,
                "integrated_in": one.integrated_in,
            }
            for one in objections
        ],
        "votes": [{"by": vote.seat.number, "choice": vote.choice} for vote in votes],
        "counts": {choice.value: _count(votes, choice) for choice in FallbackChoice},
        "result": current.result,
        "decided_at": current.decided_at.isoformat() if current.decided_at else "",
    }


def _count(votes: Any, choice: FallbackChoice) -> int:
    return sum(1 for vote in votes if vote.choice == choice)


def minutes_digest(content: dict[str, Any]) -> str:
    """SHA-256 of the document, written with its keys in order and no space."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
