"""The rows of a file: what each would do, and the decision about one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_filters import ChoiceFilter, FilterSet

from french import format_percent
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, listing, posted, show
from milliard.organisations.enums import ImportDecision, ImportVerdict
from milliard.organisations.fields import shown, stored
from milliard.organisations.imports.headings import COLUMN_LABELS
from milliard.organisations.models import ImportBatch, ImportRow
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.imports import decide_row, possible_decisions
from milliard.organisations.staff.imports import batch_screens
from milliard.ui.component_records import Column


class RowFilters(FilterSet):  # type: ignore[misc]
    constat = ChoiceFilter(
        label="Constat", field_name="verdict", choices=ImportVerdict.choices, empty_label="Tous"
    )
    decision = ChoiceFilter(
        label="Décision", field_name="decision", choices=ImportDecision.choices, empty_label="Toutes"
    )


class RowForm(forms.Form):
    """What will be done with a row."""

    decision = forms.ChoiceField(label="Que faire de cette ligne", widget=forms.RadioSelect)

    def __init__(self, data: Any, *, row: ImportRow) -> None:
        super().__init__(data, initial={"decision": row.decision})
        self.fields["decision"].choices = [(one.value, one.label) for one in possible_decisions(row)]  # type: ignore[attr-defined]


def _name(row: ImportRow) -> str:
    return str(row.values.get("name") or next(filter(None, row.cells), "ligne vide"))


def _said(row: ImportRow) -> str:
    """What is wrong, or which page it is and how alike."""
    if row.problems:
        return " ".join(f"{column}\u00a0: {said}" if column else said for column, said in row.problems)
    if row.organisation is None:
        return ""
    alike = f" ({format_percent(row.score)} ressemblant)" if row.score else ""
    return f"{row.organisation}, {row.organisation.place}{alike}"


def _url(row: ImportRow) -> str:
    return reverse("organisations_staff:import_row", args=[row.batch.public_id, row.number])


_COLUMNS = [
    Column("Ligne", lambda row: f"{row.number}. {_name(row)}", url=_url),
    Column("Constat", "get_verdict_display", note=_said),
    Column("Décision", "get_decision_display"),
]


@require_safe
def rows(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows of a file, by what they are."""
    authorize(request.user, can_keep_directory)
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    found = batch.rows.select_related("batch", "organisation__commune").defer("organisation__vector")
    shown_rows = listing(request, RowFilters(request.GET, queryset=found), order=["number"])
    return show(
        request,
        "core/staff/list.html",
        title="Lignes du fichier",
        crumbs=batch_screens.way(batch),
        columns=_COLUMNS,
        buttons=[],
        files=[],
        empty="Ce fichier n’a aucune ligne.",
        empty_hint="",
        nothing_found="Aucune ligne de cette sorte.",
        **shown_rows,
    )


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One row beside the page it may be: what it says, what will change, what to do."""
    authorize(request.user, can_keep_directory)
    found = ImportRow.objects.select_related("batch", "organisation__commune")
    item = get_object_or_404(found, batch__public_id=public_id, number=number)
    form = RowForm(posted(request), row=item)
    list_url = reverse("organisations_staff:import_rows", args=[public_id])
    return form_screen(
        request,
        form,
        act=lambda: decide_row(
            row=item, by=actor(request), decision=ImportDecision(form.cleaned_data["decision"])
        ),
        done="Décision notée.",
        back=list_url,
        title=f"Ligne {number}",
        crumbs=[*batch_screens.way(item.batch), ("Lignes", list_url)],
        template="organisations/staff/row.html",
        submit="Noter la décision",
        row=item,
        said=_said(item),
        comparison=list(_comparison(item)),
    )


def _comparison(item: ImportRow) -> Iterator[tuple[str, str, str]]:
    """(field, what the row says, what the page says)."""
    for name, value in item.values.items():
        held = shown(name, stored(item.organisation, name)) if item.organisation else ""
        yield COLUMN_LABELS[name], shown(name, value), held
