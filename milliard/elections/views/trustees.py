"""A trustee's own page, and what the static page of trustees reads and posts for them alone."""

import json
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.accounts.models import User
from milliard.core.access import authorize, public
from milliard.core.refusals import Refused
from milliard.elections.addresses import read_pass, trustee_page_url
from milliard.elections.enums import CeremonyStep
from milliard.elections.models import SecretElection, SeriesTrustee
from milliard.elections.policies import can_act_as_trustee, can_answer_as_trustee
from milliard.elections.reports.trustees import (
    DECRYPT,
    ceremony_of,
    ceremony_state,
    elections_to_open,
    has_share,
    opening_state,
)
from milliard.elections.services.ceremony import receive_message
from milliard.elections.services.decrypting import post_share
from milliard.elections.services.protocol import ProtocolRefused
from milliard.elections.services.series import answer_as_trustee
from milliard.elections.views.answers import from_anywhere, refusal
from milliard.elections.words import SECRECY


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trustee(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is awaited of a trustee; a post accepts, declines, or carries a message made elsewhere."""
    found = SeriesTrustee.objects.select_related("series")
    own = get_object_or_404(found, account=actor(request), series__public_id=public_id)
    authorize(request.user, can_answer_as_trustee, own)
    if request.method == "POST":
        try:
            _act(request, own)
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("elections:trustee", public_id)
    waiting = [
        (election, has_share(own, election), trustee_page_url(own, election))
        for election in elections_to_open(own.series)
    ]
    context = {
        "trustee": own,
        "series": own.series,
        "size": own.series.trustees.count(),
        "ceremony": ceremony_of(own),
        "state": json.dumps(ceremony_state(own), ensure_ascii=False),
        "waiting": waiting,
        "page_url": trustee_page_url(own),
        "secrecy": SECRECY,
    }
    return render(request, "elections/trustee.html", context)


def _act(request: HttpRequest, own: SeriesTrustee) -> None:
    wanted, by = request.POST.get("act", ""), actor(request)
    message = request.POST.get("message", "").strip()
    if wanted in ("accept", "decline"):
        answer_as_trustee(trustee=own, accepts=wanted == "accept", by=by)
        messages.success(request, "C’est noté. Merci\u202f!")
    elif wanted == "message" and request.POST.get("step") in CeremonyStep.values:
        step = CeremonyStep(request.POST["step"])
        receive_message(trustee=own, step=step, body=message, by=by)
        messages.success(request, "Message reçu et vérifié.")
    elif wanted == "share":
        election = get_object_or_404(_of_series(own), uuid=request.POST.get("uuid", ""))
        post_share(election=election, trustee=own, raw=message.encode(), by=by)
        messages.success(request, "Votre part est vérifiée et publiée.")


@never_cache
@public
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def trustee_state(request: HttpRequest, given: str) -> HttpResponse:
    """What the static page of trustees asks for, by the pass that its trustee's own page gave it."""
    if request.method == "OPTIONS":
        return from_anywhere(HttpResponse(status=204))
    own, _, election = _of_pass(given)
    found = opening_state(own, election) if election else ceremony_state(own)
    return from_anywhere(JsonResponse(found))


@never_cache
@csrf_exempt  # no cookie is looked at: the pass says who posts
@public
@require_http_methods(["POST", "OPTIONS"])
def trustee_message(request: HttpRequest, given: str) -> HttpResponse:
    """Take `{uuid, step, message}`, the message as a text: of the ceremony, or the share of an election."""
    if request.method == "OPTIONS":
        return from_anywhere(HttpResponse(status=204))
    return from_anywhere(_receive(request, given))


def _receive(request: HttpRequest, given: str) -> JsonResponse:
    own, by, election = _of_pass(given)
    try:
        told = json.loads(request.body)
        wanted, message = str(told["step"]), str(told["message"])
        raw = message.encode()  # half a surrogate is no text
        step = None if election else CeremonyStep(wanted)
    except (ValueError, TypeError, KeyError, RecursionError):
        return refusal("", code="bad-shape", status=400)
    if election and wanted != DECRYPT:
        return refusal("", code="event-order", status=409)
    try:
        if election:
            post_share(election=election, trustee=own, raw=raw, by=by)
        elif step:
            receive_message(trustee=own, step=step, body=message, by=by)
    except ProtocolRefused as refused:
        return refusal(refused.message, code=refused.code, place=refused.place, status=422)
    except Refused as refused:
        return refusal(refused.message, code="event-order")
    return JsonResponse({"received": True})


def _of_pass(given: str) -> tuple[SeriesTrustee, User, SecretElection | None]:
    """The trustee, their account, the election; 404 for a pass that is not ours, or is over."""
    told = read_pass(given)
    found = SeriesTrustee.objects.select_related("series", "account")
    own = told and found.filter(pk=told.trustee_id, account_id=told.account_id).first()
    if not told or not own or own.account is None:
        raise Http404
    authorize(own.account, can_act_as_trustee, own)
    election = get_object_or_404(_of_series(own), uuid=told.uuid) if told.uuid else None
    return own, own.account, election


def _of_series(own: SeriesTrustee) -> "QuerySet[SecretElection]":
    return SecretElection.objects.select_related("series").filter(series=own.series)
