"""Files received as answers: the list, and one downloaded."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.received_files import words_of_type
from milliard.core.staff import show
from milliard.core.tables import page_of, page_urls
from milliard.fieldwork.staff.collections import get_collection
from milliard.readings import policies
from milliard.readings.reports.free_texts import too_few_to_read
from milliard.readings.services.files import open_file
from milliard.readings.services.openings import record_files_listed
from milliard.readings.staff.presentation import number_of, tabs, way
from milliard.readings.staff.responses import response_url
from milliard.surveys.models import Attachment, Collection
from milliard.surveys.services.questionnaires import compiled_version
from milliard.ui.component_records import Column


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """The files received, the last first; in an anonymous collection, mixed and without names."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read_files, item)
    is_closed = too_few_to_read(item)
    order = ["public_id"] if item.is_anonymous else ["-pk"]
    found = _received(item).none() if is_closed else _received(item)
    page = page_of(request, found, order=order)
    record_files_listed(collection=item, by=actor(request))
    return show(
        request,
        "readings/staff/files.html",
        title="Fichiers",
        crumbs=way(item),
        collection=item,
        tabs=tabs(request.user, item, "files"),
        is_closed=is_closed,
        page=page,
        columns=_columns(item),
        **page_urls(request, page),  # type: ignore[arg-type]
    )


@require_safe
def file(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """One file, downloaded and never shown in the page's place; each download is journaled."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read_files, item)
    if too_few_to_read(item):
        return redirect("readings_staff:files", slug)
    row = get_object_or_404(_received(item), public_id=public_id)
    opened = open_file(attachment=row, by=actor(request))
    if opened is None:
        raise Http404
    name = row.name if not item.is_anonymous else _neutral_name(row)
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=row.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def _received(item: Collection) -> QuerySet[Attachment]:
    """Of responses that were sent, where a whole response is not to be read."""
    found = Attachment.objects.filter(response__collection=item).select_related("response__collection")
    found = found.defer("response__answers", "response__sections", "response__off_path")
    return found.filter(response__completed_at__isnull=False) if item.is_anonymous else found


def _neutral_name(row: Attachment) -> str:
    """The name somebody gave to a file often says theirs."""
    return f"fichier-{str(row.public_id)[:8]}"


def _columns(item: Collection) -> list[Column]:
    questions = compiled_version(item.version).questions

    def asked(row: Any) -> str:
        found = questions.get(row.path.rsplit("/", 1)[-1])
        return found.question.label if found else "Une question qui n’est plus posée"

    def url(row: Any) -> str:
        return reverse("readings_staff:file", args=[item.slug, row.public_id])

    named = Column("Fichier", _neutral_name if item.is_anonymous else "name", url=url)
    kind = Column("Type", lambda row: words_of_type(row.content_type))
    columns = [named, kind, Column("Poids", "size", "filesizeformat"), Column("Question", asked)]
    if item.is_anonymous:
        return columns
    whose = Column("Réponse", lambda row: number_of(row.response), url=lambda row: response_url(row.response))
    return [*columns, Column("Reçu le", "created_at", "date_courte"), whose]
