"""What people do: tell of an organisation, say it is theirs, correct its page, tell its needs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from french import plural
from milliard.accounts.actor import actor
from milliard.accounts.models import User
from milliard.core.access import authorize, public
from milliard.core.rate_limit import Limit, is_exceeded, too_many_requests
from milliard.core.staff import attempt, posted, status_of
from milliard.organisations.enums import ClaimState
from milliard.organisations.forms import ClaimCodeForm, ClaimForm, NeedForm, OrganisationForm, SuggestForm
from milliard.organisations.models import FIELDS, Claim, Organisation
from milliard.organisations.policies import is_contact
from milliard.organisations.services.changes import ChangesMade, propose_changes
from milliard.organisations.services.claims import ask_claim, prove_claim
from milliard.organisations.services.directory import suggest_organisation
from milliard.organisations.services.needs import take_need_back, tell_need
from milliard.organisations.views.directory import published

#: A hall shares one address; a robot tells of a thousand.
_SUGGESTIONS = Limit("organisations.suggest", hits=60)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """«Mon organisation n’y est pas»: tell of it; the team reads it before anybody else."""
    if request.method == "POST" and is_exceeded(request, _SUGGESTIONS):
        return too_many_requests(request, _SUGGESTIONS)
    form = SuggestForm(posted(request))
    if form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        made = (
            None
            if form.is_of_a_robot
            else attempt(form, lambda: suggest_organisation(by=by, **form.values()))
        )
        if made or form.is_of_a_robot:
            messages.success(request, "Merci\u00a0: l’équipe relit cette fiche, puis la publie.")
            return redirect("organisations:organisations")
    return render(request, "organisations/suggest.html", {"form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«C’est mon organisation»: a code leaves for the address given."""
    item, me = published(public_id), actor(request)
    mine = Claim.objects.filter(organisation=item, person=me).exclude(state=ClaimState.REFUSED).first()
    form = ClaimForm(posted(request))
    if form.is_valid():
        asked = attempt(form, lambda: ask_claim(organisation=item, by=me, **form.cleaned_data))
        if asked is not None:
            return redirect("organisations:claim_code", public_id)
    context = {"organisation": item, "form": form, "claim": mine}
    return render(request, "organisations/claim.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_code(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Type the code that was sent."""
    found = Claim.objects.filter(person=actor(request), state=ClaimState.ASKED).select_related("organisation")
    mine = get_object_or_404(found, organisation__public_id=public_id)
    form = ClaimCodeForm(posted(request))
    if form.is_valid():
        proved = attempt(form, lambda: prove_claim(claim=mine, by=actor(request), **form.cleaned_data))
        if proved is not None:
            messages.success(request, "Votre adresse est prouvée. L’équipe décide, et vous écrit.")
            return redirect("organisations:organisation", public_id)
    context = {"organisation": mine.organisation, "form": form, "claim": mine}
    return render(request, "organisations/claim_code.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a page: at once for whoever keeps it, read first from the others."""
    item, me = published(public_id), actor(request)
    is_mine = is_contact(me, item)
    form = OrganisationForm(posted(request), initial=_initial(item, is_mine=is_mine))
    if not is_mine:
        del form.fields["contact_email"], form.fields["is_contact_public"]
    if form.is_valid():
        seen_at = parse_datetime(request.POST.get("seen_at", "")) or item.updated_at
        made = attempt(
            form, lambda: propose_changes(organisation=item, values=form.values(), seen_at=seen_at, by=me)
        )
        if made is not None:
            messages.success(request, _said(made))
            return redirect("organisations:organisation", public_id)
    context = {"organisation": item, "form": form, "is_mine": is_mine, "seen_at": timezone.now().isoformat()}
    return render(request, "organisations/correct.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The needs an organisation shows on its page: told, or taken back."""
    item, me = published(public_id), actor(request)
    authorize(me, is_contact, item)
    if request.POST.get("gone", "").isdecimal():
        take_need_back(organisation=item, need_id=int(request.POST["gone"][:18]), by=me)
        messages.success(request, "Ce besoin n’est plus montré.")
        return redirect("organisations:needs", public_id)
    form = NeedForm(posted(request))
    if form.is_valid():
        told = attempt(form, lambda: tell_need(organisation=item, by=me, **form.cleaned_data))
        if told is not None:
            messages.success(request, "C’est noté\u00a0: ce besoin est sur votre page.")
            return redirect("organisations:needs", public_id)
    context = {"organisation": item, "form": form, "needs": item.needs.all()}
    return render(request, "organisations/needs.html", context, status=status_of(form))


def _initial(item: Organisation, *, is_mine: bool) -> dict[str, Any]:
    hidden = () if is_mine else ("contact_email", "is_contact_public")
    return {name: getattr(item, name) for name in FIELDS if name not in hidden}


def _said(made: ChangesMade) -> str:
    parts = []
    if made.written:
        parts.append(f"{plural(made.written, 'information mise à jour', 'informations mises à jour')}.")
    if made.waiting:
        parts.append(
            f"{plural(made.waiting, 'correction attend', 'corrections attendent')} la lecture de l’équipe."
        )
    return " ".join(parts)
