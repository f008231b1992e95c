"""Assemblies, for everybody; one's own part in them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.assemblies.enums import AttendanceMode, MarkKind, VoteOutcome
from milliard.assemblies.models import Assembly, Resolution, RollEntry, last_mark
from milliard.assemblies.policies import can_see_roll
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.reports.results import outcome_title
from milliard.assemblies.reports.rules import statutes_rules
from milliard.assemblies.services.attendance import mark_arrival, mark_leaving
from milliard.assemblies.services.floor import ask_to_speak, give_up_speaking
from milliard.assemblies.views.own import RollSeat, key_of, own_part, seat_of
from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.participation.views.own import try_act

_PAGE_SIZE = 20
_STALE = "Cette page était ancienne\u00a0: voici où vous en êtes. Recommencez si besoin."


@public
@require_safe
def assemblies(request: HttpRequest) -> HttpResponse:
    """All that were convened, the last first."""
    found = Assembly.objects.public().select_related("place")
    page = page_of(request, found, order=["-held_at"], size=_PAGE_SIZE)
    return render(request, "assemblies/assemblies.html", {"page": page, **page_urls(request, page)})


def public_assembly(public_id: UUID) -> Assembly:
    """An assembly everybody may read about, or 404."""
    rows = Assembly.objects.public().select_related("statutes", "place", "chair__member", "secretary__member")
    return get_object_or_404(rows, public_id=public_id)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assembly(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One assembly; a post says that one is there, leaves, asks for the floor or gives it up."""
    item = public_assembly(public_id)
    seat = seat_of(request, item)
    if request.method == "POST":
        entry = seat.entry
        if entry is not None:
            try_act(request, lambda: _act(request, entry))
        back = "live" if request.POST.get("from") == "live" else "assembly"
        return redirect(f"{reverse(f'assemblies:{back}', args=[public_id])}{seat.query}")
    return render(
        request, "assemblies/assembly.html", {**_of_everybody(item), **of_seat(request, item, seat)}
    )


def _act(request: HttpRequest, entry: RollEntry) -> None:
    wanted, by = request.POST.get("act", ""), actor(request)
    if wanted == "arrive":
        mark_arrival(entry=entry, mode=AttendanceMode.REMOTE, key=key_of(request), by=by)
        _say_presence(request, entry, MarkKind.ARRIVED, "C’est noté\u00a0: vous êtes là, à distance.")
    elif wanted == "leave":
        mark_leaving(entry=entry, key=key_of(request), by=by)
        _say_presence(
            request, entry, MarkKind.LEFT, "C’est noté\u00a0: vous êtes parti·e. Merci d’être venu·e."
        )
    elif wanted == "speak":
        ask_to_speak(entry=entry, by=by)
        messages.success(request, "Vous êtes dans la file.")
    elif wanted == "hush":
        give_up_speaking(entry=entry, by=by)
        messages.info(request, "Vous n’êtes plus dans la file.")


def _say_presence(request: HttpRequest, entry: RollEntry, kind: MarkKind, words: str) -> None:
    """What the ledger holds, and not what was asked: an old page sent again writes nothing."""
    mark = last_mark(entry)
    if mark is not None and mark.kind == kind:
        messages.success(request, words)
    else:
        messages.warning(request, _STALE)


def _of_everybody(item: Assembly) -> dict[str, Any]:
    quorum = quorum_of(item)
    return {
        "assembly": item,
        "agenda": item.agenda.order_by("position"),
        "resolutions": resolution_lines(item),
        "rules": statutes_rules(item, quorum),
        "quorum": quorum,
        "second_call": Assembly.objects.public().filter(second_call_of=item).first(),
        "first_call": item.second_call_of,
    }


def of_reader(request: HttpRequest, item: Assembly, seat: RollSeat) -> dict[str, Any]:
    """For whom a page is shown."""
    return {
        "mine": seat.mine,
        "member": seat.member,
        "entry": seat.entry,
        "query": seat.query,
        "sees_roll": seat.entry is not None or can_see_roll(request.user, item),
    }


def of_seat(request: HttpRequest, item: Assembly, seat: RollSeat) -> dict[str, Any]:
    """What whoever reads sees of their own part."""
    part = own_part(seat.entry) if seat.entry is not None else None
    return {**of_reader(request, item, seat), "own": part}


def resolution_lines(item: Assembly) -> list[dict[str, Any]]:
    """Resolutions in their order, each followed by its amendments, farthest first; one query."""
    rows = Resolution.objects.filter(assembly=item).select_related("result").order_by("position")
    below: dict[int | None, list[Resolution]] = {}
    for row in rows:
        below.setdefault(row.amends_id, []).append(row)
    for amendments in below.values():
        if amendments[0].amends_id is not None:
            amendments.sort(key=lambda row: (-row.distance, row.position))
    lines: list[dict[str, Any]] = []

    def add(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            lines.append({"resolution": row, "depth": depth, "state": _state_words(row)})
            add(row.pk, depth + 1)

    add(None, 0)
    return lines


def _state_words(row: Resolution) -> str:
    """«vote ouvert», or of a closed vote its outcome."""
    result = getattr(row, "result", None)
    if result is None:
        return row.get_state_display()
    if result.outcome == VoteOutcome.DECIDED:
        return "résultat publié"
    return outcome_title(row, result.outcome).lower()
