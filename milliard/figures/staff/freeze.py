"""Freezing a collection: what would be kept, the variables made from its rows, then the dataset."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, posted, show, status_of
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.figures import policies
from milliard.figures.datasets.derived import Derived
from milliard.figures.datasets.errors import DatasetError
from milliard.figures.datasets.plan import plan_dataset
from milliard.figures.services.freeze import (
    DerivedPreview,
    countable_responses,
    freeze_collection,
    preview_derived,
)
from milliard.figures.staff.derived_variables import DerivingForm, packed, unpacked
from milliard.surveys.enums import Purpose
from milliard.surveys.models import COMPLETE, SENT_UNSEEN, Collection, Consent
from milliard.surveys.services.questionnaires import compiled_version
from milliard.ui.component_records import Column


class FreezingForm(forms.Form):
    """What the frozen dataset is called and where it comes from."""

    title = forms.CharField(label="Titre du jeu de données", max_length=200)
    source_note = forms.CharField(
        label="Source, telle qu’elle sera citée",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


_CHOSEN = [
    Column("Variable", template="figures/staff/_derived.html"),
    Column("Réponses concernées", template="figures/staff/_concerned.html", is_number=True),
    Column("Retirer", template="figures/staff/_take_away.html", is_label_hidden=True),
]
_CONSENTS = [
    Column("Usage", "0", "capfirst"),
    Column("Accordé", "1", "entier"),
    Column("Refusé", "2", "entier"),
    Column("Rien d’enregistré", "3", "entier"),
]


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what would be frozen; on POST, add a derived variable, take one away, or freeze."""
    item = get_collection(slug)
    authorize(request.user, policies.can_freeze, item)
    form = FreezingForm(posted(request), initial={"title": item.title})
    chosen, refused = _derived(request, item, form)
    if request.POST.keys() & {"add", "take_away"}:
        return _page(request, item, chosen, refused, None)
    if refused is None and form.is_valid():
        made = attempt(
            form,
            lambda: freeze_collection(
                collection=item, by=actor(request), derived=chosen, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, "Données figées. Les études peuvent s’appuyer dessus.")
            return redirect("figures_staff:dataset", slug=made.slug)
    return _page(request, item, chosen, refused, form)


def _derived(
    request: HttpRequest, item: Collection, form: FreezingForm
) -> tuple[list[Derived], DerivingForm | None]:
    """The variables chosen so far, the one just asked for included; or the form that says why it is not.

    One that was filled in without pressing «Ajouter» counts too when the data are frozen.
    """
    questionnaire = compiled_version(item.version).questionnaire
    chosen = attempt(form, lambda: unpacked(request.POST.getlist("derived"), questionnaire)) or []
    if "take_away" in request.POST:
        return [one for one in chosen if one.name != request.POST["take_away"]], None
    deriving = DerivingForm(posted(request), questionnaire=questionnaire)
    if not ("add" in request.POST or deriving.is_filled):
        return chosen, None
    if deriving.is_valid():
        new = [*chosen, *deriving.made()]
        if attempt(deriving, lambda: unpacked([packed(one) for one in new], questionnaire)) and (
            attempt(deriving, lambda: preview_derived(collection=item, derived=new, by=actor(request)))
        ):
            return new, None
    return chosen, deriving


def _page(
    request: HttpRequest,
    item: Collection,
    chosen: list[Derived],
    deriving: DerivingForm | None,
    form: FreezingForm | None,
) -> HttpResponse:
    """deriving, form: as they were sent, when they say what is wrong; None for fresh ones."""
    if form is None:  # not what was asked for: keep what is typed, say nothing of it yet
        form = FreezingForm(initial={name: request.POST.get(name, "") for name in FreezingForm.base_fields})
    questionnaire = compiled_version(item.version).questionnaire
    counts = _counts(item)
    status = max(status_of(form), status_of(deriving) if deriving else 200)
    deriving = deriving or DerivingForm(questionnaire=questionnaire)
    return show(
        request,
        "figures/staff/freeze.html",
        title="Figer les données",
        crumbs=collection_screens.way(item),
        icon="table",
        status=status,
        collection=item,
        state=item.state(),
        form=form,
        deriving=deriving if deriving.groups else None,
        chosen=_previewed(request, item, chosen),
        counts=counts,
        consents=_consents(item, counts["all"]),
        kept_apart=_kept_apart(item),
        columns=_CHOSEN,
        consent_columns=_CONSENTS,
        submit="Figer les données",
        lead="",
    )


def _previewed(
    request: HttpRequest, item: Collection, chosen: list[Derived]
) -> list[tuple[Derived, str, DerivedPreview | None]]:
    """Each variable with how the page carries it, and its preview unless the answers refuse one."""
    try:
        previews = preview_derived(collection=item, derived=chosen, by=actor(request)) if chosen else []
    except DatasetError:  # freezing says it, beside the form
        return [(one, packed(one), None) for one in chosen]
    return [(one, packed(one), preview) for one, preview in zip(chosen, previews, strict=True)]


def _counts(item: Collection) -> dict[str, int]:
    """all: what there is; left_out: statistics refused; the others: what would be frozen."""
    counted = countable_responses(item).aggregate(
        begun=Count("pk"), complete=Count("pk", COMPLETE), sent_unseen=Count("pk", SENT_UNSEEN)
    )
    everything = item.responses.count()
    return {**counted, "all": everything, "left_out": everything - counted["begun"]}


def _consents(item: Collection, everything: int) -> list[tuple[str, int, int, int]]:
    """(use, given, refused, neither) for each consent asked: answers brought by a file may hold none."""
    found = (
        Consent.objects.filter(response__collection=item)
        .values("purpose")
        .annotate(given=Count("pk", Q(is_given=True)), refused=Count("pk", Q(is_given=False)))
        .order_by("purpose")
    )
    asked = {text.purpose for text in item.consent_texts.all()}
    counts = dict.fromkeys(sorted(asked), (0, 0))
    counts |= {row["purpose"]: (row["given"], row["refused"]) for row in found}
    return [
        (Purpose(purpose).label, given, refused, everything - given - refused)
        for purpose, (given, refused) in counts.items()
    ]


def _kept_apart(item: Collection) -> list[tuple[str, str]]:
    """Questions whose answers no column holds, with the reason."""
    plan = plan_dataset(compiled_version(item.version), respondents=item.audience)
    return [(one.label, one.note) for one in plan.codebook if not one.is_stored]
