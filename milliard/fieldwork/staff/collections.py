"""Collections: the list, one collection, and what the team's other screens need of one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from milliard.core.access import authorize, is_htmx
from milliard.core.staff import StaffViewSet
from milliard.fieldwork.filters import CollectionFilters
from milliard.fieldwork.reports.response_counts import count_responses, counts_of
from milliard.fieldwork.staff import acts
from milliard.fieldwork.staff.menu import collecting_menu
from milliard.fieldwork.staff.presentation import words_of_moment
from milliard.surveys import policies
from milliard.surveys.models import Collection
from milliard.surveys.services.invitations import reminders_due
from milliard.surveys.services.retention import retention_words
from milliard.surveys.version_change.responses import responses_to_convert
from milliard.ui.component_records import Column

#: When a draft opens, so that drafts come first.
NEVER = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
#: Journal codes written one a batch.
_ONE_OF_MANY = ("surveys.responses.converted",)


def get_collection(slug: str) -> Collection:
    """The collection of this address, with its version and questionnaire; 404 when there is none."""
    found = Collection.objects.select_related("version__questionnaire").defer(
        "version__definition", "version__changes"
    )
    return get_object_or_404(found, slug=slug)


@require_GET
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection: where it stands, and everything that can be done with it."""
    if not is_htmx(request):
        return collection_screens.detail(request, slug=slug)
    item = get_collection(slug)
    authorize(request.user, policies.can_follow, item)
    begun = count_responses([item.pk])[item.pk].begun
    return render(
        request, "fieldwork/staff/_conversion.html", {"collection": item, **_conversion(item, begun)}
    )


def _listed() -> QuerySet[Collection]:
    """The collections, drafts first, then the last opened first."""
    found = Collection.objects.select_related("version__questionnaire").defer(
        "introduction", "version__definition", "version__changes"
    )
    return found.annotate(since=Coalesce("opens_at", Value(NEVER)))


def _prepare(rows: Sequence[Any]) -> None:
    counts, now = counts_of(rows), timezone.now()
    for item in rows:
        item.counts, item.shown_state = counts[item.pk], item.state(now)


def _version_and_label(item: Collection) -> str:
    return f"{item.version} · données simulées" if item.is_simulated else str(item.version)


def _context(request: HttpRequest, item: Collection) -> Mapping[str, Any]:
    """Counts, and what the person may do beside the acts."""
    counts = count_responses([item.pk])[item.pk]
    return {
        **_conversion(item, counts.begun),
        "complete": counts.complete,
        "state": item.state(),
        "invitations": item.invitations.aggregate(sent=Count("pk"), finished=Count("pk", Q(is_spent=True))),
        "due": reminders_due(item).count() if item.is_open() else 0,
        "quotas": item.quotas.count(),
        "can_manage": policies.can_manage_questionnaires(request.user),
        "can_enter_paper": policies.can_enter_paper(request.user, item),
    }


def _conversion(item: Collection, begun: int) -> dict[str, int]:
    """How many responses still follow an earlier version, and the percent of those that do not."""
    left = responses_to_convert(item).count() if begun else 0
    return {"begun": begun, "left": left, "converted_part": 100 * (begun - left) // begun if begun else 100}


def _who_answers(item: Collection) -> str:
    more = (
        ", sur invitation seulement" if item.invitation_only else "",
        ", anonyme" if item.is_anonymous else "",
    )
    return f"{capfirst(item.get_audience_display())}{''.join(more)}"


def _dates(item: Collection) -> str:
    if item.opens_at is None:
        opening = "Pas encore ouverte."
    else:
        opening = (
            f"{'Ouvre' if item.opens_at > timezone.now() else 'Ouverte'} {words_of_moment(item.opens_at)}."
        )
    if item.closed_at:
        return f"{opening} Fermée {words_of_moment(item.closed_at)}."
    return f"{opening} Ferme {words_of_moment(item.closes_at)}." if item.closes_at else opening


def _consents(item: Collection) -> str:
    texts = [
        f"{text.get_purpose_display()} (texte {text.version}{', nécessaire' if text.is_required else ''})"
        for text in item.consent_texts.order_by("purpose")
    ]
    return ", ".join(texts) or "Aucun."


def version_url(version: Any) -> str:
    """Where a version is seen."""
    return reverse("surveys_staff:version", args=[version.questionnaire.code, version.number])


collection_screens = StaffViewSet(
    title="Collectes",
    model=Collection,
    policy=policies.can_preview,
    found=_listed,
    filters=CollectionFilters,
    order=["-since"],
    prepare=_prepare,
    columns=[
        Column("Collecte", "title", note=_version_and_label),
        Column("État", template="fieldwork/staff/_state.html"),
        Column("Dates", template="fieldwork/staff/_dates.html"),
        Column("Commencées", "counts.begun", "entier"),
        Column("Complètes", "counts.complete", "entier"),
    ],
    empty="Aucune collecte pour l’instant.",
    empty_hint="Importez un questionnaire, relisez-le, puis préparez sa première collecte.",
    key="<slug:slug>",
    get=get_collection,
    see=policies.can_follow,
    detail_view=collection,
    template="fieldwork/staff/collection.html",
    context=_context,
    facts=[
        Column("Questionnaire", "version", url=lambda item: version_url(item.version)),
        Column("Qui répond", _who_answers),
        Column("Dates", _dates),
        Column("Réponses gardées", retention_words),
        Column("Consentements", _consents),
    ],
    quiet_codes=_ONE_OF_MANY,
    create=acts.CREATE,
    acts=[
        *(acts.OPEN, acts.REOPEN, acts.CLOSE, acts.EDIT, acts.ADOPT),
        *(acts.ARCHIVE, acts.RESTORE, acts.DELETE),
    ],
    menu_hook=collecting_menu.register_hook_name,
    menu_order=1,
)
