"""Answers collected elsewhere: a CSV and its codebook, checked, then made into a dataset."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import attempt, posted_files, show, status_of
from milliard.figures import policies
from milliard.figures.datasets.codebook import KIND_LABELS, VariableKind
from milliard.figures.services import upload_drafts
from milliard.figures.services.imports import ImportPreview, import_dataset, preview_import, propose_codebook
from milliard.figures.staff.datasets import dataset_screens
from milliard.ui.component_records import Column

MAX_BYTES = 50_000_000
_TITLE = "Importer des réponses"
_KEPT = [
    Column("Variable", "0.label", note="0.name"),
    Column("Type", "1"),
    Column("Renseignées", "0.observed", "entier"),
    Column("Manquantes", "0.missing", "entier"),
    Column("Exemples", lambda row: " · ".join(row[0].examples)),
]


class FilesForm(forms.Form):
    """The two files."""

    csv_file = forms.FileField(
        label="Réponses (CSV)",
        help_text="Une ligne par réponse, 50\u00a0Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )
    codebook_file = forms.FileField(
        label="Dictionnaire des variables",
        required=False,
        help_text="CSV, XLSX ou JSON, une ligne par colonne des réponses\u00a0: nom, libelle, type, reponses."
        " Vous n’en avez pas\u202f? Demandez-en un brouillon, corrigez-le, puis revenez.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json"}),
    )

    def clean_csv_file(self) -> Any:
        file = self.cleaned_data["csv_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 50\u00a0Mo.")
        return file


class DescriptionForm(forms.Form):
    """What the dataset is, for those who will read its figures."""

    title = forms.CharField(label="Titre", max_length=200)
    source_note = forms.CharField(
        label="Source, telle qu’elle sera citée", widget=forms.Textarea(attrs={"rows": 3})
    )
    collected_from = forms.DateField(
        label="Recueilli du", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    collected_to = forms.DateField(
        label="Recueilli au", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    is_simulated = forms.BooleanField(label="Données simulées", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("collected_from"), values.get("collected_to")
        if first and last and last < first:
            self.add_error("collected_to", "La fin du recueil doit suivre son début.")
        return values


@require_http_methods(["GET", "POST"])
def import_answers(request: HttpRequest) -> HttpResponse:
    """Check two files and show what they would give, or each error by row and column."""
    authorize(request.user, policies.can_import_dataset)
    form = FilesForm(*posted_files(request))
    if not form.is_valid():
        return _choose(request, form)
    csv_bytes = form.cleaned_data["csv_file"].read()
    if "propose" in request.POST:
        return _proposal(request, form, csv_bytes)
    codebook = form.cleaned_data["codebook_file"]
    if codebook is None:
        form.add_error("codebook_file", "Choisissez le dictionnaire, ou demandez un brouillon.")
        return _choose(request, form)
    files = upload_drafts.UploadDraft(csv_bytes, codebook.read())
    try:
        preview = preview_import(csv_bytes=files.csv_bytes, codebook_bytes=files.codebook_bytes)
    except Refused as refusal:
        # Of the two, a workbook is the one that can hold more than it weighs.
        is_workbook = files.codebook_bytes.startswith(b"PK")
        form.add_error("codebook_file" if is_workbook else "csv_file", refusal.message)
        return _choose(request, form)
    if not preview.is_possible:
        return _choose(request, form, preview)
    title = form.cleaned_data["csv_file"].name.rpartition(".")[0]
    try:
        held = upload_drafts.keep_draft(files=files, by=actor(request))
    except Refused as refusal:
        form.add_error("csv_file", refusal.message)
        return _choose(request, form)
    return _preview(request, DescriptionForm(initial={"title": title}), held, preview)


@require_POST
def import_apply(request: HttpRequest) -> HttpResponse:
    """Write the dataset that was just checked."""
    authorize(request.user, policies.can_import_dataset)
    held = request.POST.get("held", "")
    form = DescriptionForm(request.POST)
    try:
        files = upload_drafts.read_draft(held=held, by=actor(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("figures_staff:import_answers")
    content: dict[str, Any] = {"csv_bytes": files.csv_bytes, "codebook_bytes": files.codebook_bytes}
    if form.is_valid():
        made = attempt(form, lambda: import_dataset(**content, **form.cleaned_data, by=actor(request)))
        if made is not None:
            upload_drafts.forget_draft(held=held, by=actor(request))
            messages.success(request, f"«\u00a0{made.title}\u00a0» est prêt à servir dans une étude.")
            return redirect("figures_staff:dataset", slug=made.slug)
    return _preview(request, form, held, preview_import(**content))


def _proposal(request: HttpRequest, form: FilesForm, csv_bytes: bytes) -> HttpResponse:
    """A codebook guessed from the cells, to correct."""
    try:
        content = propose_codebook(csv_bytes=csv_bytes)
    except Refused as refusal:
        form.add_error("csv_file", refusal.message)
        return _choose(request, form)
    return HttpResponse(
        content,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="dictionnaire-a-relire.csv"',
        },
    )


def _choose(request: HttpRequest, form: FilesForm, preview: ImportPreview | None = None) -> HttpResponse:
    status = 422 if preview is not None else status_of(form)
    return _page(request, "figures/staff/import.html", form=form, preview=preview, status=status)


def _preview(request: HttpRequest, form: DescriptionForm, held: str, preview: ImportPreview) -> HttpResponse:
    """What was understood; examples only of what is kept, so that no name or address is shown."""
    kept = [(column, KIND_LABELS[VariableKind(column.kind)]) for column in preview.columns if column.is_kept]
    context = {
        "form": form,
        "held": held,
        "preview": preview,
        "kept": kept,
        "columns": _KEPT,
        "left_out": [column.label for column in preview.columns if not column.is_kept],
        "status": status_of(form),
    }
    return _page(request, "figures/staff/import_preview.html", **context)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return show(request, template, title=_TITLE, crumbs=[dataset_screens.crumb], icon="table", **context)
