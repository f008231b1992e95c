"""A proposal, as its author writes, opens, changes and withdraws it."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, posted, status_of
from milliard.participation.views.own import acting_member, my_members, try_act
from milliard.proposals.enums import ProposalState
from milliard.proposals.forms import DraftForm, RewritingForm, WithdrawalForm
from milliard.proposals.models import MemberProposal
from milliard.proposals.policies import is_author
from milliard.proposals.services.ending import withdraw_proposal
from milliard.proposals.services.writing import (
    delete_draft,
    open_proposal,
    rewrite_draft,
    rewrite_proposal,
    write_proposal,
)
from milliard.proposals.views.found import find_proposal

_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_METHODS)
def write(request: HttpRequest) -> HttpResponse:
    """Write a proposal: a draft, which its author alone reads."""
    mine = my_members(request)
    member = acting_member(request, mine)
    if member is None:
        return redirect("members:welcome")
    form = DraftForm(posted(request), member=member, initial={"shown_name": "first"})
    if form.is_valid():
        act = lambda: write_proposal(details=form.details, member=member, by=actor(request))  # noqa: E731
        if (made := attempt(form, act)) is not None:
            messages.success(
                request, "Brouillon enregistré\u00a0: relisez-le, puis ouvrez-le à tout le monde."
            )
            return redirect("proposals:proposal", made.public_id)
    context = {"form": form, "mine": mine, "member": member, "proposal": None}
    return render(request, "proposals/write.html", context, status=status_of(form))


@never_cache
@require_http_methods(_METHODS)
def rewrite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a draft again; or the next version of a text that is public."""
    item = find_proposal(request, public_id)
    authorize(request.user, is_author, item)
    form = _form(request, item)
    if form.is_valid() and attempt(form, lambda: _save(request, item, form)) is not None:
        messages.success(request, "C’est enregistré.")
        return redirect("proposals:proposal", item.public_id)
    context = {"form": form, "mine": [], "member": item.author, "proposal": item}
    return render(request, "proposals/write.html", context, status=status_of(form))


def _form(request: HttpRequest, item: MemberProposal) -> BaseForm:
    if item.state == ProposalState.DRAFT and item.author is not None:
        return DraftForm(posted(request), member=item.author, initial=DraftForm.first_values(item))
    return RewritingForm(posted(request), initial=RewritingForm.first_values(item))


def _save(request: HttpRequest, item: MemberProposal, form: BaseForm) -> MemberProposal:
    if isinstance(form, DraftForm):
        return rewrite_draft(proposal=item, details=form.details, by=actor(request))
    return rewrite_proposal(proposal=item, **form.cleaned_data, by=actor(request))


@require_POST
def open_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a draft to everybody; or throw it away."""
    item = find_proposal(request, public_id)
    authorize(request.user, is_author, item)
    if "delete" in request.POST:
        if try_act(request, lambda: delete_draft(proposal=item, by=actor(request))):
            messages.info(request, "Brouillon jeté.")
        return redirect("proposals:proposals")
    if try_act(request, lambda: open_proposal(proposal=item, by=actor(request))):
        messages.success(request, "Votre proposition est ouverte\u00a0: faites-la connaître.")
    return redirect("proposals:proposal", item.public_id)


@never_cache
@require_http_methods(_METHODS)
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a proposal back, and say why."""
    item = find_proposal(request, public_id)
    authorize(request.user, is_author, item)
    form = WithdrawalForm(posted(request))
    if form.is_valid():
        act = lambda: withdraw_proposal(proposal=item, **form.cleaned_data, by=actor(request))  # noqa: E731
        if attempt(form, act) is not None:
            messages.info(request, "Votre proposition est retirée.")
            return redirect("proposals:proposal", item.public_id)
    context = {"form": form, "proposal": item}
    return render(request, "proposals/withdraw.html", context, status=status_of(form))
