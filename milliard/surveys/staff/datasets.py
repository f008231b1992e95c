"""Frozen datasets: the list, the codebook of each, and freezing a collection."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from milliard.core import exports
from milliard.core.access import require
from milliard.core.staff import listing
from milliard.surveys import policies
from milliard.surveys.datasets import codebook as codebooks
from milliard.surveys.enums import Purpose
from milliard.surveys.filters import DatasetFilters
from milliard.surveys.models import Collection, Consent, Dataset
from milliard.surveys.services.datasets import countable_responses, freeze_collection
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.collections import get_collection
from milliard.surveys.staff.forms import FreezingForm
from milliard.surveys.staff.shell import actor, attempt, journal_of, posted, show, status_of
from milliard.ui.typography import format_date

_CODEBOOK_COLUMNS = ("nom", "libelle", "type", "reponses", "question", "section", "unite", "note")


@require_GET
def datasets(request: HttpRequest) -> HttpResponse:
    """The datasets, the last frozen first."""
    require(policies.can_read_datasets(request.user))
    found = Dataset.objects.select_related("collection").defer(
        "parquet", "codebook", "collection__introduction"
    )
    return show(
        request,
        "datasets.html",
        title="Jeux de données",
        icon="table",
        can_import=policies.can_import_dataset(request.user),
        **listing(request, DatasetFilters(request.GET, found), order=["-frozen_at"]),
    )


@require_GET
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: what it is and what its columns hold. No row of it is shown."""
    require(policies.can_read_datasets(request.user))
    item = get_object_or_404(Dataset.objects.select_related("collection", "frozen_by"), slug=slug)
    book = codebooks.from_json(item.codebook)
    return show(
        request,
        "dataset.html",
        title=item.title,
        crumbs=[crumbs.datasets()],
        icon="table",
        dataset=item,
        codebook=book,
        variables=[(variable, codebooks.KIND_LABELS[variable.kind]) for variable in book],
        journal=journal_of(item),
    )


@require_GET
def codebook(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The codebook as a file."""
    require(policies.can_read_datasets(request.user))
    if format not in exports.CONTENT_TYPES:
        raise Http404
    item = get_object_or_404(Dataset, slug=slug)
    about = exports.About(
        title=f"Dictionnaire des variables\u00a0: {item.title}",
        is_simulated=item.is_simulated,
        notes=(
            ("Figé le", format_date(timezone.localdate(item.frozen_at))),
            ("Empreinte", item.digest),
            ("Lignes", f"{item.row_count}, dont {item.complete_count} complètes"),
            ("Source", item.source_note or "collecte de la plateforme"),
        ),
    )
    table = exports.Table(_CODEBOOK_COLUMNS, _codebook_rows(codebooks.from_json(item.codebook)), about)
    return exports.respond(table, format=format, name=f"dictionnaire-{item.slug}")


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what would be frozen; on POST, freeze it."""
    item = get_collection(slug)
    require(policies.can_freeze(request.user, item))
    form = FreezingForm(posted(request), initial={"title": item.title})
    if form.is_valid():
        made = attempt(
            form, lambda: freeze_collection(collection=item, by=actor(request), **form.cleaned_data)
        )
        if made is not None:
            messages.success(request, "Données figées. Les études peuvent s’appuyer dessus.")
            return redirect("surveys_staff:dataset", slug=made.slug)
    return show(
        request,
        "freeze.html",
        title="Figer les données",
        crumbs=[crumbs.collections(), crumbs.collection(item)],
        icon="table",
        status=status_of(form),
        collection=item,
        state=item.state(),
        form=form,
        counts=_counts(item),
        consents=_consents(item),
    )


def _counts(item: Collection) -> dict[str, int]:
    """begun and complete: what would be frozen; all: what there is; left_out: statistics refused."""
    counted = countable_responses(item).aggregate(
        begun=Count("pk"), complete=Count("pk", Q(completed_at__isnull=False))
    )
    everything = item.responses.count()
    return {**counted, "all": everything, "left_out": everything - counted["begun"]}


def _consents(item: Collection) -> list[tuple[str, int, int]]:
    """(use, given, refused) for each consent asked."""
    found = (
        Consent.objects.filter(response__collection=item)
        .values("purpose")
        .annotate(given=Count("pk", Q(is_given=True)), refused=Count("pk", Q(is_given=False)))
        .order_by("purpose")
    )
    return [(Purpose(row["purpose"]).label, row["given"], row["refused"]) for row in found]


def _codebook_rows(book: codebooks.Codebook) -> Iterator[tuple[exports.Value, ...]]:
    for variable in book:
        answers = " | ".join(f"{answer.code}={answer.label}" for answer in variable.categories)
        yield (
            variable.name,
            variable.label,
            codebooks.KIND_LABELS[variable.kind],
            answers,
            variable.question_text,
            variable.section,
            variable.unit,
            variable.note,
        )
