"""The wordings people agree to: read them all, write a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, posted, show, status_of
from milliard.surveys import policies
from milliard.surveys.enums import Purpose
from milliard.surveys.models import ConsentText
from milliard.surveys.services.consent_texts import write_consent_text
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.forms import ConsentTextForm


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """All the texts; a new wording is a new text, the others stay as they were read."""
    authorize(request.user, policies.can_manage_questionnaires)
    form = ConsentTextForm(posted(request))
    if form.is_valid():
        values = {**form.cleaned_data, "purpose": Purpose(form.cleaned_data["purpose"])}
        if attempt(form, lambda: write_consent_text(**values, by=actor(request))) is not None:
            messages.success(request, "Texte enregistré. Choisissez-le dans une collecte.")
            return redirect("surveys_staff:consents")
    texts = ConsentText.objects.order_by("purpose", "-version")
    way = [crumbs.questionnaires()]
    context: dict[str, Any] = {"form": form, "texts": texts}
    return show(
        request,
        "surveys/staff/consents.html",
        title="Consentements",
        crumbs=way,
        status=status_of(form),
        **context,
    )
