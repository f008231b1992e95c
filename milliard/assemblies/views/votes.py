"""One vote, from its text to its result; one's ballots in it."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.assemblies.enums import ResolutionState, Secrecy
from milliard.assemblies.models import (
    Assembly,
    Resolution,
    ResolutionChoice,
    RollEntry,
    VotingRight,
)
from milliard.assemblies.papers import GRADES
from milliard.assemblies.reports.boxes import box_counts, came_in_time
from milliard.assemblies.reports.colleges import parts_of
from milliard.assemblies.reports.results import told_result
from milliard.assemblies.reports.rules import around_passage, rule_of_vote
from milliard.assemblies.reports.session import on_wall
from milliard.assemblies.services.votes import (
    AlreadyOnPaper,
    AlreadyVoted,
    NoMandate,
    TypedBallot,
    VoteNotOpen,
    cast_ballots,
)
from milliard.assemblies.views.assemblies import of_reader, public_assembly
from milliard.assemblies.views.ballots import (
    MandateBallot,
    ballots_of_voter,
    blame,
    came_too_late,
    fill_typed,
    ready_to_cast,
)
from milliard.assemblies.views.own import RollSeat, key_of, seat_of
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.elections.addresses import booth_url

_IN_TIME = "Vos bulletins étaient arrivés à temps\u00a0: ils sont dans l’urne."


def resolution_of(item: Assembly, position: int) -> Resolution:
    """A resolution of an assembly everybody may read about, or 404."""
    rows = Resolution.objects.filter(assembly=item).select_related(
        "result", "amends", "election", "part_of", "college"
    )
    rows = rows.prefetch_related(Prefetch("choices", ResolutionChoice.objects.order_by("number")))
    found = get_object_or_404(rows, position=position)
    found.assembly = item
    return found


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """What is voted, how and by whom, then the result; a post puts one's ballots in the box."""
    item = public_assembly(public_id)
    resolution, seat = resolution_of(item, position), seat_of(request, item)
    ballots = ballots_of_voter(resolution, seat.entry) if seat.entry and resolution.is_voting else []
    status, refused = 200, ""
    if request.method == "POST":
        refused = _cast(request, resolution, ballots, seat.entry)
        if not refused:
            return redirect(f"{reverse('assemblies:vote', args=[public_id, position])}{seat.query}#bulletins")
        status = 422
    context = {
        **_of_vote(resolution),
        **of_reader(request, item, seat),
        **_of_ballots(resolution, ballots, seat),
        "refused": refused,
        "same": request.POST.get("same", ""),
    }
    return render(request, "assemblies/vote.html", context, status=status)


def _cast(
    request: HttpRequest, resolution: Resolution, ballots: list[MandateBallot], entry: RollEntry | None
) -> str:
    """Why the page comes back as it was typed, or ""."""
    if entry is None or not ballots or not takes_ballots(resolution):
        if entry is not None and _is_a_copy(request, resolution, entry):
            return ""
        why = VoteNotOpen if entry is None or not takes_ballots(resolution) else NoMandate
        messages.warning(request, why.message)
        return ""
    if not any(one.takes_typing for one in ballots):
        messages.info(request, AlreadyVoted.message)  # the same form, sent twice
        return ""
    fill_typed(ballots, request.POST)
    sent = ready_to_cast(request, ballots)
    if any(one.error for one in ballots):
        return "Rien n’est encore enregistré\u00a0: voyez ci-dessous."
    return _put_in_box(request, resolution, ballots, sent, entry)


def _is_a_copy(request: HttpRequest, resolution: Resolution, entry: RollEntry) -> bool:
    """Say that what this form holds was counted: a copy of it came before the closing, this one after."""
    is_copy = came_in_time(resolution, entry, key_of(request))
    if is_copy:
        messages.info(request, _IN_TIME)
    return is_copy


def _put_in_box(
    request: HttpRequest,
    resolution: Resolution,
    ballots: list[MandateBallot],
    sent: list[TypedBallot],
    entry: RollEntry,
) -> str:
    try:
        cast = cast_ballots(resolution=resolution, ballots=sent, by=actor(request)) if sent else []
    except Refused as refusal:
        if isinstance(refusal, VoteNotOpen) and _is_a_copy(request, resolution, entry):
            return ""
        now = ballots_of_voter(resolution, entry)
        if isinstance(refusal, AlreadyVoted) and all(
            one.is_done for one in now if any(ballot.right.pk == one.right.pk for ballot in sent)
        ):
            messages.info(request, refusal.message)  # the same form, sent twice at once
            return ""
        blame(ballots, now)
        return refusal.message
    if not cast:
        messages.info(request, "Rien n’a changé\u00a0: vos bulletins sont déjà enregistrés.")
    else:
        words = "Votre bulletin est" if len(cast) == 1 else f"Vos {len(cast)} bulletins sont"
        messages.success(request, f"{words} dans l’urne.")
    for one in came_too_late(ballots, request.POST):
        why = AlreadyOnPaper if one.right.is_paper else AlreadyVoted
        messages.warning(request, f"{one.title}\u00a0: {why.message}")
    return ""


def takes_ballots(resolution: Resolution) -> bool:
    """Whether this page is where one votes: a secret ballot is made in its own booth."""
    return (
        resolution.is_voting
        and resolution.secrecy != Secrecy.SECRET
        and resolution.assembly.statutes.electronic_voting
        and not resolution.is_closed_on_time(timezone.now())
    )


def _of_vote(resolution: Resolution) -> dict[str, Any]:
    item, result = resolution.assembly, getattr(resolution, "result", None)
    rule = item.statutes.majorities.filter(kind=resolution.kind).first()
    count = box_counts([resolution])[resolution.pk]
    return {
        "assembly": item,
        "resolution": resolution,
        "around": around_passage(resolution),
        "rule": rule_of_vote(resolution, rule),
        "choices": list(resolution.choices.all()),
        "parts": parts_of(resolution),
        "amendments": resolution.amendments.select_related("result").order_by("-distance", "position"),
        "opened_wall": on_wall(item, resolution.opened_at),
        "closes_wall": on_wall(item, resolution.closes_at),
        "closed_wall": on_wall(item, resolution.closed_at),
        "mandates": count.mandates,
        "cast_count": count.cast,
        "booth_url": booth_url(resolution.election) if resolution.election else "",
        "result": result,
        "told": told_result(resolution, result) if result is not None else None,
        "names_published": resolution.secrecy == Secrecy.OPEN and resolution.state == ResolutionState.CLOSED,
        "grade_key": GRADES,
        "simulated": settings.IS_DEMONSTRATION,
    }


def _of_ballots(resolution: Resolution, ballots: list[MandateBallot], seat: RollSeat) -> dict[str, Any]:
    carried = None
    if seat.entry is not None and resolution.is_voting and not ballots:
        carried = (
            VotingRight.objects.filter(resolution=resolution, entry=seat.entry)
            .select_related("voter__member")
            .first()
        )
    return {
        "ballots": ballots,
        "done": [one for one in ballots if one.is_done],
        "waiting": [one for one in ballots if one.takes_typing and not one.is_done],
        "changeable": (changeable := [one for one in ballots if one.takes_typing and one.is_done]),
        "has_unclear_change": any(one.error for one in changeable),
        "takes_ballots": takes_ballots(resolution),
        "carried_by": carried,
        "key": uuid4(),
        "is_paper_only": resolution.is_voting and not resolution.assembly.statutes.electronic_voting,
    }
