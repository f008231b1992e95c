"""Consent rounds: opened, taken part in, led, and their minutes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import authorize, public
from milliard.core.staff import attempt, posted, status_of
from milliard.members.models import Member
from milliard.participation.views.own import try_act
from milliard.proposals.enums import ObjectionState, RoundPhase, RoundResult
from milliard.proposals.forms import IntegrationForm, RoundForm
from milliard.proposals.models import ConsentRound
from milliard.proposals.policies import can_lead_round, can_open_round
from milliard.proposals.services.consent import (
    conclude_round,
    integrate_objection,
    move_round,
    open_fallback,
    open_round,
)
from milliard.proposals.views.found import find_proposal, frame_of
from milliard.proposals.views.round_forms import act_of, round_forms
from milliard.proposals.views.round_shown import minutes_shown, round_shown

_METHODS = ["GET", "HEAD", "POST"]


def _find(request: HttpRequest, public_id: UUID, number: int) -> ConsentRound:
    item = find_proposal(request, public_id)
    found = get_object_or_404(item.rounds.select_related("facilitator"), number=number)
    found.proposal = item
    return found


@never_cache
@require_http_methods(_METHODS)
def open_round_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a consent round, and announce the threshold of its fallback vote."""
    item = find_proposal(request, public_id)
    authorize(request.user, can_open_round, item)
    frame = frame_of(request, item)
    form = RoundForm(posted(request))
    member: Member | None = frame["member"]
    if form.is_valid() and member is None:
        form.add_error(None, "Qui facilite un tour est membre du mouvement\u00a0: votre compte ne l’est pas.")
    elif form.is_valid() and member is not None:
        share = form.cleaned_data["threshold"]
        said = {"numerator": share.numerator, "denominator": share.denominator, "by": actor(request)}
        made = attempt(form, lambda: open_round(proposal=item, facilitator=member, **said))
        if made is not None:
            messages.success(request, "Le tour est ouvert\u00a0: on commence par clarifier.")
            return redirect("proposals:round", item.public_id, made.number)
    return render(request, "proposals/open_round.html", {**frame, "form": form}, status=status_of(form))


@public
@require_http_methods(_METHODS)
def round_page(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """A round: its phases, what is said, objections; a post takes part."""
    current = _find(request, public_id, number)
    frame = frame_of(request, current.proposal)
    if request.method == "POST" and frame["member"] is None:
        return redirect("members:welcome")
    forms = round_forms(request, current)
    asked = request.POST.get("act", "")
    form = forms.get(asked)
    if request.method == "POST":
        act = act_of(request, current, frame["member"], form)
        if _is_done(request, form, act):
            return redirect(request.path)
    context = {**frame, "round": current, "forms": forms, **round_shown(request, current, frame)}
    context["may_lead"] = can_lead_round(request.user, current) and not current.is_decided
    return render(request, "proposals/round.html", context, status=status_of(form) if form else 200)


def _is_done(request: HttpRequest, form: BaseForm | None, act: Callable[[], object]) -> bool:
    """Whether the post is over: done, or refused with nothing typed to keep."""
    if form is None:
        if try_act(request, act):
            messages.success(request, "C’est noté.")
        return True
    if form.is_valid():
        attempt(form, act)
    if form.errors:
        return False
    messages.success(request, "C’est noté.")
    return True


@require_POST
def lead_round(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Move a round on, open its vote, decide."""
    current = _find(request, public_id, number)
    authorize(request.user, can_lead_round, current)
    asked, by = request.POST.get("act", ""), actor(request)
    phases = {phase.value: phase for phase in (RoundPhase.REACT, RoundPhase.OBJECT, RoundPhase.INTEGRATE)}
    results = {"consent": RoundResult.CONSENT, "stands": RoundResult.STANDS, "give_up": RoundResult.GIVEN_UP}
    # Once a vote is open it is counted, whatever result is asked for.
    results["count"] = RoundResult.REJECTED
    acts: dict[str, Callable[[], object]] = {
        "fallback": lambda: open_fallback(current=current, by=by),
        **dict.fromkeys(phases, lambda: move_round(current=current, phase=phases[asked], by=by)),
        **dict.fromkeys(results, lambda: conclude_round(current=current, result=results[asked], by=by)),
    }
    if asked in acts and try_act(request, acts[asked]):
        messages.success(request, "Le tour avance.")
    return redirect("proposals:round", public_id, number)


@never_cache
@require_http_methods(_METHODS)
def integrate(request: HttpRequest, public_id: UUID, number: int, objection: int) -> HttpResponse:
    """Write the text that answers an objection."""
    current = _find(request, public_id, number)
    authorize(request.user, can_lead_round, current)
    found = current.objections.filter(state=ObjectionState.STANDING).select_related("round__proposal")
    row = get_object_or_404(found, number=objection)
    item = current.proposal
    form = IntegrationForm(posted(request), initial=IntegrationForm.first_values(item.text, item.version))
    if form.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "by": actor(request)}
        if attempt(form, lambda: integrate_objection(objection=row, **said)) is not None:
            messages.success(request, "L’objection est intégrée\u00a0: le texte a une nouvelle version.")
            return redirect("proposals:round", public_id, number)
    context = {"proposal": item, "round": current, "objection": row, "form": form}
    return render(request, "proposals/integrate.html", context, status=status_of(form))


@public
@require_safe
def minutes(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """The minutes of a round that ended, to read or to print."""
    current = _find(request, public_id, number)
    if not current.is_decided:
        raise Http404
    context = {"proposal": current.proposal, "round": current, **minutes_shown(current.minutes)}
    return render(request, "proposals/minutes.html", context)
