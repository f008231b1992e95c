"""The link that leads back to one's answers, and leaving a computer that others use."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.core.refusals import Refused
from milliard.surveys import emails
from milliard.surveys.forms import EmailForm
from milliard.surveys.services.resume_links import send_link
from milliard.surveys.views.visits import (
    Visit,
    ensure_same_response,
    forget_person,
    is_of_another,
    page_context,
    page_mark,
    with_response,
)

#: Of the pages that send a mail, or that somebody might call again and again.
MAIL_LIMIT = Limit("surveys.mails", hits=settings.NEW_RESPONSE_RATE)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(MAIL_LIMIT, methods={"POST"})
@with_response
def link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The link that leads back, to copy or to receive by mail."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    page = "leave" if "leaving" in request.POST else "link"
    if form.is_valid():
        try:
            ensure_same_response(request, visit)
            send_link(collection=visit.collection, key=visit.key, email=form.cleaned_data["email"])
            return redirect(reverse(f"surveys:{page}", args=[visit.collection.slug]) + "?envoye=1")
        except (Refused, ValidationError) as error:
            form.add_error("email", getattr(error, "message", "Cette adresse ne convient pas."))
    context = _way_back(request, visit, form)
    return render(request, f"surveys/{page}.html", context, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_response
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Leave a computer that others use: how to come back, then a button that makes it forget."""
    if request.method != "POST" or is_of_another(request, visit):
        return render(request, "surveys/leave.html", _way_back(request, visit, EmailForm()))
    response = render(request, "surveys/left.html", page_context(visit.collection))
    forget_person(response, visit.collection.slug)
    return response


def _way_back(request: HttpRequest, visit: Visit, form: EmailForm) -> dict[str, Any]:
    """What the pages about coming back show; a contributor's link is in the mail they received."""
    return page_context(
        visit.collection,
        mark=page_mark(request, visit),
        form=form,
        resume_url="" if visit.is_contributor else emails.resume_url(visit.response),
        sent_to="" if visit.is_contributor or "envoye" not in request.GET else visit.response.resume_email,
        saved_at=visit.saved_at,
    )
