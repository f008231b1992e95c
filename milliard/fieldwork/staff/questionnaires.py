"""Questionnaires and their versions: what they hold, what changed, how long they take."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from engines.questionnaire import serialisation
from engines.questionnaire.exposure import ANONYMOUS, sentences
from engines.questionnaire.model import Definition
from engines.questionnaire.review import estimate_minutes, review
from engines.questionnaire.rules import proofread
from milliard.core.access import authorize
from milliard.core.staff import Crumb, StaffViewSet, journal_of, show
from milliard.fieldwork.filters import QuestionnaireFilters
from milliard.fieldwork.staff.menu import collecting_menu
from milliard.fieldwork.staff.presentation import EFFECT_COLUMNS, quota_words, worded_changes
from milliard.surveys import policies
from milliard.surveys.models import Collection, Questionnaire, Version
from milliard.surveys.services.questionnaires import definition_of
from milliard.surveys.version_change.effects import effects_of_version
from milliard.ui.component_records import Column

_LAST_VERSIONS, _LAST_COLLECTIONS = 30, 10
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _listed() -> QuerySet[Questionnaire]:
    """The questionnaires by title, each with its last version and how many collections follow one."""
    versions = Version.objects.filter(questionnaire=OuterRef("pk")).order_by("-number")
    waves = Collection.objects.filter(version__questionnaire=OuterRef("pk")).order_by()
    return Questionnaire.objects.annotate(
        # Numbers follow one another from 1, so the last one is their count too.
        last=Coalesce(Subquery(versions.values("number")[:1]), 0),
        collections_count=Coalesce(
            Subquery(waves.values("version__questionnaire").annotate(count=Count("pk")).values("count")), 0
        ),
    )


def _last_version_url(row: Any) -> str:
    return reverse("surveys_staff:version", args=[row.code, row.last]) if row.last else ""


def _buttons(request: HttpRequest) -> list[Crumb]:
    if not policies.can_manage_questionnaires(request.user):
        return []
    return [
        ("Importer un questionnaire", reverse("surveys_staff:upload")),
        ("Textes de consentement", reverse("surveys_staff:consents")),
    ]


questionnaire_screens = StaffViewSet(
    title="Questionnaires",
    icon="form",
    model=Questionnaire,
    policy=policies.can_preview,
    found=_listed,
    filters=QuestionnaireFilters,
    order=["title"],
    columns=[
        Column("Questionnaire", "title", url=_last_version_url),
        Column("Code", "code"),
        Column("Versions", "last", "entier"),
        Column("Collectes", "collections_count", "entier"),
    ],
    buttons=_buttons,
    empty="Aucun questionnaire pour l’instant.",
    empty_hint="Écrivez-le dans un tableur au format XLSForm, puis importez-le ici.",
    key="",
    menu_hook=collecting_menu.register_hook_name,
    menu_order=0,
)

_QUESTIONS = [
    Column("Question", template="fieldwork/staff/_question.html"),
    Column("Type", "of.kind"),
    Column("Code", "of.key"),
]
_FACTS = [
    Column("Code", "questionnaire.code"),
    Column("Créée le", "created_at", "date_longue"),
    Column("Fichier d’origine", "source_name"),
    Column("Peut changer\u202f?", template="fieldwork/staff/_may_change.html"),
    Column("Empreinte", "digest"),
]


@require_GET
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: its sections, remarks on its wording, what it changes."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    definition, can_manage = definition_of(item), policies.can_manage_questionnaires(request.user)
    context: dict[str, Any] = {
        "version": item,
        "definition": definition,
        "sections": proofread(definition),
        "question_count": definition.asked_count,
        "estimate": estimate_minutes(definition),
        "readers": sentences(definition),
        "quotas": quota_words(definition),
        "anonymous": ANONYMOUS,
        "remarks": _remarks(definition),
        "changes": worded_changes(item.changes),
        "answer_effects": effects_of_version(item),
        "effect_columns": EFFECT_COLUMNS,
        "columns": _QUESTIONS,
        "facts": _FACTS,
        "versions": item.questionnaire.versions.defer("definition", "changes")[:_LAST_VERSIONS],
        "collections": _collections(item, can_manage),
        "journal": journal_of(item),
        "can_manage": can_manage,
    }
    return show(
        request,
        "fieldwork/staff/version.html",
        title=str(item),
        crumbs=[questionnaire_screens.crumb],
        **context,
    )


@require_GET
def xlsform(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as a workbook that any XLSForm tool opens."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    from engines.questionnaire.files.xlsform.writer import write_xlsform  # loads readers of workbooks: 8 MB

    return download(write_xlsform(definition_of(item)), _XLSX, f"{code}-v{number}.xlsx")


@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """A workbook to start from: a short questionnaire with a note on each title and each row."""
    authorize(request.user, policies.can_preview)
    from engines.questionnaire.files.xlsform.blank import blank_workbook  # loads readers of workbooks: 8 MB

    return download(blank_workbook(), _XLSX, "modele-de-questionnaire.xlsx")


@require_GET
def definition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as canonical JSON, the form its digest is computed from."""
    authorize(request.user, policies.can_preview)
    text = serialisation.to_json(definition_of(version_or_404(code, number)))
    return download(text.encode(), "application/json; charset=utf-8", f"{code}-v{number}.json")


def _collections(item: Version, can_manage: bool) -> list[Any]:
    """Those of the questionnaire, whichever version they follow: a new version waits to be adopted by one."""
    found = Collection.objects.filter(version__questionnaire=item.questionnaire_id)
    shown = found.select_related("version").only("slug", "title", "closed_at", "closes_at", "version__number")
    rows: list[Any] = list(shown.order_by("-opens_at")[:_LAST_COLLECTIONS])
    for row in rows:
        row.may_adopt = can_manage and row.version_id != item.pk and not row.has_ended()
    return rows


def version_or_404(code: str, number: int) -> Version:
    """That version, with its questionnaire."""
    return get_object_or_404(
        Version.objects.select_related("questionnaire"), questionnaire__code=code, number=number
    )


def _remarks(definition: Definition) -> list[tuple[str, str, str]]:
    """(key, question, remark), in the order of the questions."""
    labels = {question.key: question.label for question in definition.questions()}
    return [(remark.key, labels[remark.key], remark.message_fr) for remark in review(definition)]


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep under that name."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        content, headers={"Content-Type": content_type, "Content-Disposition": str(disposition)}
    )
