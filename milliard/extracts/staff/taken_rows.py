"""«Prendre les lignes»: the rows of a dataset, or of a collection as it stands, as a file."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import Crumb, attempt, posted, show, status_of
from milliard.extracts import policies
from milliard.extracts.enums import RowFormat, RowsBase
from milliard.extracts.services.row_files import RowsFile
from milliard.extracts.services.taken_rows import (
    RowsWanted,
    is_anonymous,
    take_dataset_rows,
    take_live_rows,
)
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.figures.datasets.anonymous_rows import publishable_columns
from milliard.figures.datasets.codebook import Codebook
from milliard.figures.staff.datasets import dataset_screens, get_dataset

TITLE = "Prendre les lignes"
_REASON_NEEDED = "Dites pourquoi\u00a0: dix caractères au moins."


class RowsTakenForm(forms.Form):
    """Which file, of which responses, with what beside the coded answers."""

    format = forms.ChoiceField(label="Fichier", choices=RowFormat.choices, widget=forms.RadioSelect)
    base = forms.ChoiceField(
        label="Réponses",
        choices=[(base.value, capfirst(base.label)) for base in RowsBase],
        initial=RowsBase.COMPLETE,
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label="Colonnes",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Collecte anonyme\u00a0: chaque combinaison de réponses doit être celle de plusieurs "
        "personnes. Sinon, la page dit quelle colonne retirer.",
    )
    labels = forms.BooleanField(
        label="Écrire les réponses en toutes lettres", required=False, help_text="Pour CSV et XLSX."
    )
    missing_codes = forms.BooleanField(
        label="Écrire pourquoi une réponse manque",
        required=False,
        help_text="Pour CSV et XLSX\u00a0: un code négatif (-92 non posée, …) au lieu d’une cellule vide.",
    )
    sensitive = forms.BooleanField(label="Avec les questions sensibles", required=False)
    texts = forms.BooleanField(
        label="Avec les textes libres",
        required=False,
        help_text="Tels qu’écrits\u00a0: ils peuvent nommer quelqu’un. À ne pas publier sans relecture.",
    )
    identifiers = forms.BooleanField(
        label="Avec ce qui dit qui répond",
        required=False,
        help_text="Numéro de reçu, nom, téléphone, organisation, commune, et l’adresse de qui est d’accord "
        "pour être recontacté·e.",
    )
    reason = forms.CharField(
        label="Pourquoi",
        required=False,
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé pour les questions sensibles, les textes et les identifiants. Écrit au "
        "journal\u00a0: n’y nommez personne.",
    )

    def __init__(self, *args: Any, without: Sequence[str], columns: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(*args)
        for name in without:
            del self.fields[name]
        if "columns" in self.fields:
            self.fields["columns"].choices = list(columns)  # type: ignore[attr-defined]
            self.fields["columns"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        asks_more = any(values.get(name) for name in ("texts", "identifiers", "sensitive"))
        if asks_more and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _REASON_NEEDED)
        return values


@require_http_methods(["GET", "POST"])
def take_rows(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The rows of a frozen dataset."""
    item = get_dataset(slug)
    authorize(request.user, policies.can_take_rows, item)
    without = ["texts", "identifiers"]
    columns: list[tuple[str, str]] = []
    book = Codebook.from_json(item.codebook)
    if is_anonymous(item):
        without += ["base", "sensitive", "reason"]
        columns = [(one.name, one.label) for one in publishable_columns(book)]
    else:
        without += ["columns", *_without_sensitive(book)]
    form = RowsTakenForm(posted(request), without=without, columns=columns)
    return _answered(
        request,
        form,
        lambda wanted: take_dataset_rows(dataset=item, wanted=wanted, by=actor(request)),
        crumbs=dataset_screens.way(item),
        is_simulated=item.is_simulated,
        is_anonymous=is_anonymous(item),
        codebook_url=reverse("figures_staff:codebook", args=[item.slug, "csv"]),
        counts=(item.row_count, item.complete_count),
    )


def _without_sensitive(book: Codebook) -> list[str]:
    """Nothing is asked about sensitive questions where there is none."""
    return [] if any(one.is_sensitive and one.is_stored for one in book) else ["sensitive", "reason"]


@require_http_methods(["GET", "POST"])
def take_live_rows_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The rows of a collection at this moment."""
    item = get_collection(slug)
    authorize(request.user, policies.can_take_live_rows, item)
    without = ["columns"]
    if not policies.can_take_words(request.user, item):
        without += ["texts", "identifiers"]
    form = RowsTakenForm(posted(request), without=without)
    return _answered(
        request,
        form,
        lambda wanted: take_live_rows(collection=item, wanted=wanted, by=actor(request)),
        crumbs=collection_screens.way(item),
        is_simulated=item.is_simulated,
        is_live=True,
        is_refused=item.is_anonymous,
        freeze_url=reverse("figures_staff:freeze", args=[item.slug]),
    )


def _answered(
    request: HttpRequest,
    form: RowsTakenForm,
    take: Callable[[RowsWanted], RowsFile],
    *,
    crumbs: Sequence[Crumb],
    **context: Any,
) -> HttpResponseBase:
    """The file, or the form with what is wrong."""
    if form.is_valid():
        made = attempt(form, lambda: take(RowsWanted(**form.cleaned_data)))
        if made is not None:
            return FileResponse(
                made.content, as_attachment=True, filename=made.name, content_type=made.content_type
            )
    return show(
        request,
        "extracts/staff/take_rows.html",
        title=TITLE,
        crumbs=crumbs,
        icon="download",
        form=form,
        status=status_of(form),
        **{"is_live": False, "is_refused": False, "is_anonymous": False, **context},
    )
