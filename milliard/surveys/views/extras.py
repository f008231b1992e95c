"""Around the answers: the link to come back, leaving the computer, received files, paper, erasing."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engines.questionnaire.evaluation import evaluate
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.core.refusals import Refused
from milliard.surveys import emails
from milliard.surveys.forms import EmailForm
from milliard.surveys.services.consents import texts_of
from milliard.surveys.services.erasure import erase_response
from milliard.surveys.services.resume_links import send_link
from milliard.surveys.views.finish import read_again
from milliard.surveys.views.printable import paper_sections
from milliard.surveys.views.refusals import PAGE_MARK, ensure_same_response, is_of_another
from milliard.surveys.views.visits import Visit, find_visit, forget, forget_person, to_landing

MAIL_LIMIT = Limit("surveys.mails", hits=settings.NEW_RESPONSE_RATE)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(MAIL_LIMIT, methods={"POST"})
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """The link that leads back, to copy or to receive by mail."""
    visit = find_visit(request, slug)
    if visit.holder is None:
        return to_landing(visit)
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ensure_same_response(request, visit)
            send_link(collection=visit.collection, key=visit.key, email=form.cleaned_data["email"])
            page = "surveys:leave" if "leaving" in request.POST else "surveys:link"
            return redirect(reverse(page, args=[slug]) + "?envoye=1")
        except (Refused, ValidationError) as error:
            form.add_error("email", getattr(error, "message", "Cette adresse ne convient pas."))
    context = _way_back(request, visit, form)
    return render(request, "surveys/link.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a computer that others use: how to come back, then a button that makes it forget."""
    visit = find_visit(request, slug)
    if visit.holder is None:
        return to_landing(visit)
    if request.method != "POST" or is_of_another(request, visit):
        return render(request, "surveys/leave.html", _way_back(request, visit, EmailForm()))
    context = {"collection": visit.collection, "simulated": visit.collection.is_simulated}
    response = render(request, "surveys/left.html", context)
    forget_person(response, slug)
    return response


def _way_back(request: HttpRequest, visit: Visit, form: EmailForm) -> dict[str, Any]:
    """What the pages about coming back show; a contributor's link is in the mail they received."""
    began = visit.holder is not None and visit.holder.contributor is None
    return {
        "collection": visit.collection,
        "simulated": visit.collection.is_simulated,
        "mark": request.POST.get(PAGE_MARK, "") or visit.mark,
        "form": form,
        "resume_url": emails.resume_url(visit.response) if began else "",
        "is_sent": "envoye" in request.GET,
        "saved_at": None if visit.collection.is_anonymous else visit.response.saved_at,
    }


@public
@require_safe
def attachment(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse | FileResponse:
    """A file of one's own response, downloaded and never shown in the page's place."""
    visit = find_visit(request, slug)
    if visit.holder is None:
        raise Http404
    row = visit.response.attachments.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@public
@never_cache
@require_safe
def printable(request: HttpRequest, slug: str) -> HttpResponse:
    """The questionnaire for paper: blank, or with one's answers (``?rempli=1``)."""
    visit = find_visit(request, slug)
    context = {
        "collection": visit.collection,
        "simulated": visit.collection.is_simulated,
        "questionnaire": visit.compiled.questionnaire,
        "consents": texts_of(visit.collection),
    }
    if visit.holder is not None and "rempli" in request.GET:
        today = timezone.localdate()
        evaluation = evaluate(visit.compiled, visit.response.answers, today=today)
        context |= {"sections": list(read_again(visit, evaluation, with_hidden=False)), "day": today}
        return render(request, "surveys/printable_filled.html", context)
    context["sections"] = paper_sections(visit.compiled.questionnaire)
    return render(request, "surveys/printable.html", context)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(MAIL_LIMIT, methods={"POST"})
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase everything one answered, after a clear question."""
    visit = find_visit(request, slug)
    if visit.holder is None:
        return to_landing(visit)
    context = {"collection": visit.collection, "simulated": visit.collection.is_simulated, "refusal": ""}
    context["mark"] = request.POST.get(PAGE_MARK, "") or visit.mark
    if request.method != "POST":
        return render(request, "surveys/erase.html", context)
    try:
        ensure_same_response(request, visit)
        erase_response(collection=visit.collection, key=visit.key)
    except Refused as refusal:
        return render(request, "surveys/erase.html", {**context, "refusal": refusal.message}, status=403)
    response = render(request, "surveys/erased.html", context)
    forget(response, slug)
    return response
