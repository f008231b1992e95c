"""Questionnaires and their versions: what they hold, what changed, how long they take."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from engines.questionnaire import serialisation
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import Questionnaire
from engines.questionnaire.review import estimate_minutes, review
from milliard.core.access import authorize
from milliard.core.staff import journal_of, listing, show
from milliard.surveys import policies
from milliard.surveys.filters import QuestionnaireFilters
from milliard.surveys.models import Collection, Version
from milliard.surveys.models import Questionnaire as QuestionnaireRow
from milliard.surveys.services.questionnaires import definition_of
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.presentation import shown_sections, worded_changes
from milliard.surveys.version_change.effects import effects_of_version

_LAST_VERSIONS, _LAST_COLLECTIONS = 30, 10
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """The questionnaires by title, each with its last version."""
    authorize(request.user, policies.can_preview)
    versions = Version.objects.filter(questionnaire=OuterRef("pk")).order_by("-number")
    waves = Collection.objects.filter(version__questionnaire=OuterRef("pk")).order_by()
    found = QuestionnaireRow.objects.annotate(
        # Numbers follow one another from 1, so the last one is their count too.
        last=Subquery(versions.values("number")[:1]),
        collections_count=Coalesce(
            Subquery(waves.values("version__questionnaire").annotate(count=Count("pk")).values("count")), 0
        ),
    )
    return show(
        request,
        "surveys/staff/questionnaires.html",
        title="Questionnaires",
        can_manage=policies.can_manage_questionnaires(request.user),
        **listing(request, QuestionnaireFilters(request.GET, found), order=["title"]),
    )


@require_GET
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: its sections, remarks on its wording, what it changes."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    definition = definition_of(item)
    context: dict[str, Any] = {
        "version": item,
        "definition": definition,
        "sections": shown_sections(definition),
        "question_count": definition.asked_count,
        "estimate": estimate_minutes(definition),
        "remarks": _remarks(definition),
        "changes": worded_changes(item.changes),
        "carrying": effects_of_version(item),
        "versions": item.questionnaire.versions.defer("definition", "changes")[:_LAST_VERSIONS],
        "collections": _collections(item),
        "journal": journal_of(item),
        "can_manage": policies.can_manage_questionnaires(request.user),
    }
    return show(
        request, "surveys/staff/version.html", title=str(item), crumbs=[crumbs.questionnaires()], **context
    )


@require_GET
def xlsform(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as a workbook that any XLSForm tool opens."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    return download(write_xlsform(definition_of(item)), _XLSX, f"{code}-v{number}.xlsx")


@require_GET
def definition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as canonical JSON, the form its digest is computed from."""
    authorize(request.user, policies.can_preview)
    text = serialisation.to_json(definition_of(version_or_404(code, number)))
    return download(text.encode(), "application/json; charset=utf-8", f"{code}-v{number}.json")


def _collections(item: Version) -> list[Collection]:
    """Those of the questionnaire, whichever version they follow: a new version waits to be adopted by one."""
    found = Collection.objects.filter(version__questionnaire=item.questionnaire_id)
    shown = found.select_related("version").only("slug", "title", "closed_at", "closes_at", "version__number")
    return list(shown.order_by("-opens_at")[:_LAST_COLLECTIONS])


def version_or_404(code: str, number: int) -> Version:
    """That version, with its questionnaire."""
    return get_object_or_404(
        Version.objects.select_related("questionnaire"), questionnaire__code=code, number=number
    )


def _remarks(definition: Questionnaire) -> list[tuple[str, str, str]]:
    """(key, question, remark), in the order of the questions."""
    labels = {question.key: question.label for question in definition.questions()}
    return [(remark.key, labels[remark.key], remark.message_fr) for remark in review(definition)]


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep under that name."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        content, headers={"Content-Type": content_type, "Content-Disposition": str(disposition)}
    )
