"""What the page of a round and its minutes show."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

from milliard.core.tables import page_of, page_urls
from milliard.proposals.enums import (
    FallbackChoice,
    ObjectionState,
    RoundPhase,
    RoundResult,
)
from milliard.proposals.models import ConsentMinutes, ConsentRound, RoundSeat, RoundWord
from milliard.proposals.services.consent import votes_in
from milliard.proposals.services.taking_part import may_take_part
from milliard.proposals.views.found import sees_names

PAGE_SIZE = 50
_SHOWN = 100


def round_shown(request: HttpRequest, current: ConsentRound, frame: dict[str, Any]) -> dict[str, Any]:
    """Steps, words, objections, stances and votes; members see given names, others numbers."""
    member, is_for_members = frame["member"], sees_names(frame["mine"])
    words = RoundWord.objects.filter(seat__round=current).select_related("seat__member")
    page = page_of(request, words, order=["pk"], size=PAGE_SIZE)
    objections = list(current.objections.select_related("seat__member").order_by("number")[:_SHOWN])
    seats = current.seats
    aside = list(seats.exclude(stands_aside_at=None).select_related("member").order_by("number")[:_SHOWN])
    spoken: list[Any] = [*page.rows, *objections]
    for row in spoken:
        row.speaker = name_of(row.seat, is_for_members)
    for seat in aside:
        seat.speaker = name_of(seat, is_for_members)  # type: ignore[attr-defined]
    mine = seats.filter(member=member).first() if member else None
    is_voting = current.phase in (RoundPhase.FALLBACK, RoundPhase.DECIDED)
    votes = votes_in(current) if is_voting else {}
    return {
        "page": page,
        "sees_names": is_for_members,
        "steps": list(current.steps.order_by("pk")[:_SHOWN]),
        "objections": objections,
        "standing": sum(one.state == ObjectionState.STANDING for one in objections),
        "aside": aside,
        "consenting": seats.exclude(consents_at=None).count(),
        "sitting": seats.count(),
        "seat": mine,
        "vote": getattr(mine, "vote", None) if mine else None,
        "votes": [(choice.label, count) for choice, count in votes.items()] if any(votes.values()) else [],
        "may_take_part": member is not None and may_take_part(current.proposal, member),
        **page_urls(request, page),
    }


def name_of(seat: RoundSeat, is_for_members: bool) -> str:
    """«Camille (participant·e 3)» for members; the number alone for others, and of who left."""
    number = f"participant·e {seat.number}"
    return f"{seat.member.given_name} ({number})" if is_for_members and seat.member else number


def minutes_shown(minutes: ConsentMinutes) -> dict[str, Any]:
    """The document with its codes in words."""
    content = minutes.content
    return {
        "minutes": content,
        "digest": minutes.digest,
        "result": RoundResult(content["result"]).label,
        "threshold": "{}/{}".format(*content["threshold"]),
        "decided_at": dt.datetime.fromisoformat(content["decided_at"]),
        "steps": [
            {
                "label": RoundPhase(step["phase"]).label,
                "began_at": dt.datetime.fromisoformat(step["began_at"]),
                "version": step["version"],
            }
            for step in content["steps"]
        ],
        "words": [{**word, "label": RoundPhase(word["phase"]).label} for word in content["words"]],
        "objections": [{**one, "label": ObjectionState(one["state"]).label} for one in content["objections"]],
        "votes": [{**vote, "label": FallbackChoice(vote["choice"]).label} for vote in content["votes"]],
        "counts": [(FallbackChoice(name).label, count) for name, count in content["counts"].items()],
    }
