"""A version as a LimeSurvey file: what it would say otherwise, what refuses it, and the file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from engines.questionnaire.files.limesurvey.writer import (
    ExportRemark,
    NotForLimeSurveyError,
    WrittenLimeSurvey,
    write_limesurvey,
)
from engines.questionnaire.summary import labels_of
from milliard.core.access import authorize
from milliard.core.staff import show
from milliard.fieldwork.staff.collections import version_url
from milliard.fieldwork.staff.questionnaires import download, questionnaire_screens, version_or_404
from milliard.surveys import policies
from milliard.surveys.models import Version
from milliard.surveys.services.questionnaires import definition_of
from milliard.ui.component_records import Column

_XML = "application/xml; charset=utf-8"
Said = tuple[str, str, str]
_RENAMED = [
    Column("Question", lambda row: row[0] or row[1].within),
    Column("Ce qui change", lambda row: "une réponse ou une ligne" if row[1].within else "la question"),
    Column("Code ici", "1.name"),
    Column("Code dans LimeSurvey", "1.code"),
]


@require_GET
def limesurvey(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What becomes of the version in LimeSurvey, before it is downloaded."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    try:
        written = write_limesurvey(definition_of(item))
    except NotForLimeSurveyError as refusal:
        return _page(request, item, refusals=refusal.refusals)
    return _page(request, item, written=written)


@require_GET
def limesurvey_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as a LimeSurvey structure; 422 with the reasons when it cannot be one."""
    authorize(request.user, policies.can_preview)
    item = version_or_404(code, number)
    try:
        written = write_limesurvey(definition_of(item))
    except NotForLimeSurveyError as refusal:
        return _page(request, item, refusals=refusal.refusals, status=422)
    return download(written.content, _XML, f"{code}-v{number}.lss")


def _page(
    request: HttpRequest,
    item: Version,
    *,
    written: WrittenLimeSurvey | None = None,
    refusals: tuple[ExportRemark, ...] = (),
    status: int = 200,
) -> HttpResponse:
    labels = labels_of(definition_of(item))
    renamed = written.renamed if written else ()
    return show(
        request,
        "fieldwork/staff/limesurvey.html",
        title="Vers LimeSurvey",
        crumbs=[questionnaire_screens.crumb, (str(item), version_url(item))],
        status=status,
        version=item,
        refusals=_said(refusals, labels),
        losses=_said(written.losses if written else (), labels),
        renamed=[
            # The questions first: their codes are the columns of LimeSurvey's exports.
            (labels.get(change.within or change.name, ""), change)
            for change in sorted(renamed, key=lambda change: bool(change.within))
        ],
        columns=_RENAMED,
    )


def _said(remarks: tuple[ExportRemark, ...], labels: dict[str, str]) -> list[Said]:
    """(key, what people call it, remark)."""
    return [(remark.key, labels.get(remark.key, ""), remark.message_fr) for remark in remarks]
