"""Imports of networks' files: chosen, shown row by row, columns corrected, written, undone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.received_files import safe_name
from milliard.core.refusals import Refused
from milliard.core.staff import Act, StaffViewSet, posted, posted_files, show, status_of
from milliard.organisations.enums import ImportVerdict
from milliard.organisations.imports.headings import COLUMN_LABELS
from milliard.organisations.imports.sheet import SheetRefused
from milliard.organisations.models import ImportBatch
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.imports import (
    OrganisationFile,
    prepare_import,
    read_file,
    remarks_on,
    set_columns,
)
from milliard.organisations.services.writing import Undone, apply_import, undo_import
from milliard.organisations.staff.directory import may_keep
from milliard.organisations.staff.forms import OrganisationsFileForm
from milliard.organisations.staff.menu import organisations_menu
from milliard.ui.component_records import Column

_TITLE = "Importer des organisations"


class ColumnsOfFileForm(forms.Form):
    """Which column is what; a column that is nothing stays aside."""

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        super().__init__(data)
        places = [
            ("", "aucune colonne"),
            *((str(place), title) for place, title in enumerate(batch.headings)),
        ]
        for name, label in COLUMN_LABELS.items():
            first = str(batch.columns.get(name, ""))
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label, choices=places, required=name == "name", initial=first
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        columns = {name.removeprefix("column_"): int(place) for name, place in said.items() if place}
        return {"columns": columns}


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the file of a network; it is read, then shown. Nothing is written."""
    authorize(request.user, can_keep_directory)
    form = OrganisationsFileForm(*posted_files(request))
    if form.is_valid():
        try:
            file = _read(form.cleaned_data["file"])
            batch = prepare_import(file=file, network=form.cleaned_data["network"], by=actor(request))
        except Refused as refusal:
            form.add_error("file", _where(refusal))
        else:
            return redirect(batch_screens.url_of(batch))
    return show(
        request,
        "organisations/staff/choose.html",
        title=_TITLE,
        crumbs=[batch_screens.crumb],
        status=status_of(form),
        form=form,
        submit="Lire le fichier",
        lead="Le fichier est lu et montré d’abord\u00a0; rien n’est écrit avant que vous le disiez.",
    )


def _read(upload: UploadedFile) -> OrganisationFile:
    """Copied under a name of ours: a process apart reads it, which sees no upload."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fichier"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        return read_file(path, safe_name(upload.name or ""), is_upload=True)


def _where(refusal: Refused) -> str:
    line = refusal.line if isinstance(refusal, SheetRefused) else 0
    return f"Ligne {line}\u00a0: {refusal.message}" if line else refusal.message


def _context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    counts = dict(batch.rows.values_list("verdict").annotate(count=Count("pk")).order_by())
    rows_url = reverse("organisations_staff:import_rows", args=[batch.public_id])
    return {
        "remarks": list(remarks_on(batch)),
        "verdicts": [
            (label, counts.get(value, 0), f"{rows_url}?constat={value}")
            for value, label in ImportVerdict.choices
        ],
        "rows_url": rows_url,
    }


def _effects(batch: ImportBatch) -> list[str]:
    decided = dict(batch.rows.values_list("decision").annotate(count=Count("pk")).order_by())
    added, changed, aside = (decided.get(name, 0) for name in ("add", "update", "skip"))
    said = [f"{plural(added, 'fiche sera ajoutée', 'fiches seront ajoutées')} à l’annuaire."]
    if changed:
        said.append(
            f"{plural(changed, 'fiche sera complétée', 'fiches seront complétées')}, jamais ce que"
            " l’organisation ou l’équipe a dit elle-même."
        )
    if aside:
        said.append(f"{plural(aside, 'ligne restera', 'lignes resteront')} de côté.")
    if batch.network:
        said.append(f"Ces organisations seront rattachées au réseau «\u00a0{batch.network}\u00a0».")
    return [*said, "Vous pourrez tout annuler d’un coup."]


def _undone(undone: Undone) -> str:
    said = [plural(undone.removed, "fiche enlevée", "fiches enlevées")]
    if undone.restored:
        said.append(f"{plural(undone.restored, 'fiche remise', 'fiches remises')} comme avant")
    if undone.kept:
        said.append(f"{plural(undone.kept, 'fiche gardée', 'fiches gardées')} (quelqu’un y a touché depuis)")
    return f"Import annulé\u00a0: {', '.join(said)}."


def _buttons(request: HttpRequest) -> list[tuple[str, str]]:
    return [(_TITLE, reverse("organisations_staff:import_file"))]


batch_screens = StaffViewSet(
    model=ImportBatch,
    title="Imports",
    one="batch",
    name="batches",
    url_prefix="organisations/imports",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    found=lambda: ImportBatch.objects.select_related("network"),
    order=["-created_at"],
    columns=[
        Column("Fichier", "file_name", note=lambda one: one.network.name if one.network else ""),
        Column("Lu le", "created_at", "moment"),
        Column("État", "get_state_display"),
        Column("Ajoutées", "added", "entier"),
        Column("Complétées", "changed", "entier"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Réseau", lambda one: one.network.name if one.network else "aucun"),
        Column("Lu le", "created_at", "moment"),
        Column("Écrit le", "applied_at", "moment"),
        Column("Fiches ajoutées", "added", "entier"),
        Column("Fiches complétées", "changed", "entier"),
        Column("Annulé le", "undone_at", "moment"),
    ],
    template="organisations/staff/batch.html",
    context=_context,
    buttons=_buttons,
    empty="Aucun fichier n’a été importé.",
    acts=[
        Act(
            "apply",
            "ecrire",
            "Écrire l’import",
            effects=_effects,
            done=lambda batch: (
                f"Import écrit\u00a0: {plural(batch.added, 'fiche ajoutée', 'fiches ajoutées')},"
                f" {plural(batch.changed, 'complétée', 'complétées')}."
            ),
            service=apply_import,
            policy=may_keep,
            is_offered=lambda batch: batch.is_prepared,
            is_primary=True,
        ),
        Act(
            "columns",
            "colonnes",
            "Corriger les colonnes",
            submit="Lire à nouveau",
            lead="Dites ce que contient chaque colonne\u00a0; toutes les lignes sont relues.",
            done="Lignes relues.",
            form=lambda request, batch: ColumnsOfFileForm(posted(request), batch=batch),
            service=set_columns,
            policy=may_keep,
            is_offered=lambda batch: batch.is_prepared,
        ),
        Act(
            "undo",
            "annuler",
            "Annuler tout l’import",
            effects=[
                "Les fiches que cet import a ajoutées sont enlevées.",
                "Celles qu’il a complétées redeviennent comme avant.",
                "Ce que quelqu’un a écrit depuis sur ces fiches reste.",
            ],
            done=_undone,
            service=undo_import,
            policy=may_keep,
            is_offered=lambda batch: batch.is_undoable,
        ),
    ],
    icon="upload",
    menu_order=60,
    menu_hook=organisations_menu.register_hook_name,
)
