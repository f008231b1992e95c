"""Screens of their own: the table of targets, and a reply that somebody told the team."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, posted, press
from milliard.society.enums import DrawState
from milliard.society.forms import TargetsForm
from milliard.society.models import Draw, DrawEntry
from milliard.society.policies import can_run_draw
from milliard.society.reports.pools import pool_of, problem_of
from milliard.society.services.draws import relax_targets, set_targets
from milliard.society.services.entries import answer_draw
from milliard.society.staff.draws import draw_screens, draw_url

_TITLE = "Cibles"


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From how many to how many people of the panel have each value; whether the volunteers can do it."""
    draw = get_object_or_404(Draw.objects.select_related("region", "department"), public_id=public_id)
    authorize(request.user, can_run_draw, draw)
    here = request.path
    if "relax" in request.POST:
        done = "Cibles assouplies du plus petit changement qui suffit."
        return press(request, lambda: relax_targets(draw=draw, by=actor(request)), done=done, back=here)
    form = TargetsForm(posted(request), draw=draw)
    people, _ = pool_of(draw)
    is_open = draw.state == DrawState.OPEN
    return form_screen(
        request,
        form,
        act=lambda: set_targets(draw=draw, targets=form.targets(), by=actor(request)),
        done="Cibles enregistrées.",
        back=here,
        title=_TITLE,
        crumbs=draw_screens.way(draw),
        template="society/staff/targets.html",
        draw=draw,
        may_change=draw.state in (DrawState.DRAFT, DrawState.OPEN),
        people=len(people),
        problem=problem_of(draw, people) if is_open else None,
        is_open=is_open,
    )


@require_POST
def answer(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Note a yes or a no that somebody told the team."""
    found = DrawEntry.objects.select_related("draw", "member")
    entry = get_object_or_404(found, pk=pk, draw__public_id=public_id)
    authorize(request.user, can_run_draw, entry.draw)
    back = draw_url(entry.draw)
    said = request.POST.get("act", "")
    if said not in ("accept", "decline"):
        messages.error(request, "Dites oui ou non pour cette personne.")
        return redirect(back)
    return press(
        request,
        lambda: answer_draw(entry=entry, accepts=said == "accept", by=actor(request)),
        done="Réponse notée.",
        back=back,
    )
