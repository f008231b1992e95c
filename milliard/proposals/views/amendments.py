"""Amendments to a proposal: those there are, a new one, one of them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.staff import attempt, posted, status_of
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.views.own import try_act
from milliard.proposals.differences import compare_texts
from milliard.proposals.forms import AmendmentForm, AmendmentRefusalForm
from milliard.proposals.models import TextAmendment
from milliard.proposals.policies import wrote_amendment
from milliard.proposals.services.amendments import (
    accept_amendment,
    amend_proposal,
    leave_amendment,
    refuse_amendment,
    support_amendment,
    withdraw_amendment,
)
from milliard.proposals.views.found import find_proposal, frame_of, sees_names, speaker

PAGE_SIZE = 20
_METHODS = ["GET", "HEAD", "POST"]


@public
@require_safe
def amendments(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The amendments of a proposal, by number."""
    item = find_proposal(request, public_id)
    page = page_of(request, item.amendments.all(), order=["number"], size=PAGE_SIZE)
    context = {**frame_of(request, item), "page": page, **page_urls(request, page)}
    return render(request, "proposals/amendments.html", context)


@require_http_methods(_METHODS)
def amend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Propose other words for a passage."""
    item = find_proposal(request, public_id)
    frame = frame_of(request, item)
    member = frame["member"]
    if member is None:
        return redirect("members:welcome")
    form = AmendmentForm(posted(request))
    if form.is_valid():
        said = {**form.cleaned_data, "member": member, "by": actor(request)}
        made = attempt(form, lambda: amend_proposal(proposal=item, **said))
        if made is not None:
            messages.success(request, "Votre amendement est proposé\u00a0: l’auteur·rice va répondre.")
            return redirect("proposals:amendment", item.public_id, made.number)
    return render(request, "proposals/amend.html", {**frame, "form": form}, status=status_of(form))


@public
@require_http_methods(_METHODS)
def amendment(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One amendment; a post supports it, answers it, or takes it back."""
    item = find_proposal(request, public_id)
    row = get_object_or_404(item.amendments.select_related("author", "proposal__author"), number=number)
    frame = frame_of(request, item)
    if request.method == "POST" and frame["member"] is None:
        return redirect("members:welcome")
    is_refusal = request.POST.get("act") == "refuse"
    form = AmendmentRefusalForm(posted(request) if is_refusal else None)
    if request.method == "POST" and not is_refusal:
        try_act(request, lambda: _act(request, row, frame["member"]))
        return redirect(request.path)
    if form.is_valid():
        said = {**form.cleaned_data, "by": actor(request)}
        if attempt(form, lambda: refuse_amendment(amendment=row, **said)) is not None:
            return redirect(request.path)
    context = {
        **frame,
        "amendment": row,
        "form": form,
        "fits": row.fits(item.text),
        "pieces": compare_texts(row.passage, row.replacement),
        "speaker": speaker(row.author, item, is_for_members=sees_names(frame["mine"])),
        "is_mine": wrote_amendment(request.user, row),
        "has_support": row.supports.filter(member=frame["member"]).exists(),
    }
    return render(request, "proposals/amendment.html", context, status=status_of(form))


def _act(request: HttpRequest, row: TextAmendment, member: Member) -> None:
    asked, by = request.POST.get("act", ""), actor(request)
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: accept_amendment(amendment=row, by=by),
        "leave": lambda: leave_amendment(amendment=row, by=by),
        "withdraw": lambda: withdraw_amendment(amendment=row, by=by),
        "support": lambda: support_amendment(amendment=row, member=member, is_given=True, by=by),
        "take_back": lambda: support_amendment(amendment=row, member=member, is_given=False, by=by),
    }
    if asked in acts:
        acts[asked]()
        messages.success(request, "C’est fait.")
