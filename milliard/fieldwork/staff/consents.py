"""The wordings people agree to: read them all, write a new one."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, posted
from milliard.fieldwork.services.consent_texts import write_consent_text
from milliard.fieldwork.staff.forms import ConsentTextForm
from milliard.fieldwork.staff.questionnaires import questionnaire_screens
from milliard.surveys import policies
from milliard.surveys.enums import Purpose
from milliard.surveys.models import ConsentText
from milliard.ui.component_records import Column

_COLUMNS = [
    Column("Usage", template="fieldwork/staff/_purpose.html"),
    Column("Texte", "text", "linebreaksbr"),
    Column("Depuis le", "created_at", "date_courte"),
]


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """All the texts; a new wording is a new text, the others stay as they were read."""
    authorize(request.user, policies.can_manage_questionnaires)
    form = ConsentTextForm(posted(request))

    def write() -> ConsentText:
        values = {**form.cleaned_data, "purpose": Purpose(form.cleaned_data["purpose"])}
        return write_consent_text(**values, by=actor(request))

    return form_screen(
        request,
        form,
        act=write,
        done="Texte enregistré. Choisissez-le dans une collecte.",
        back=reverse("surveys_staff:consents"),
        title="Consentements",
        crumbs=[questionnaire_screens.crumb],
        template="fieldwork/staff/consents.html",
        submit="Enregistrer ce texte",
        texts=ConsentText.objects.order_by("purpose", "-version"),
        columns=_COLUMNS,
    )
