"""What extracts add to the screens of a collection and of a dataset: count, take the rows."""

from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Crumb, StaffPanel
from milliard.extracts.policies import can_count, can_take_live_rows, can_take_rows
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection, Response

_TEMPLATE = "extracts/staff/_panel.html"


def collection_extracts(request: HttpRequest, collection: Collection) -> StaffPanel:
    """What one may do with the answers of a collection that has some."""
    begun = Response.objects.filter(collection=collection).exists()
    may_take = can_take_live_rows(request.user, collection)
    acts = _acts(request, collection.slug, ("live_frequencies", "take_live_rows"), may_take=may_take)
    return StaffPanel(
        "Compter et prendre les lignes", _TEMPLATE, {"is_empty": not begun}, acts if begun else []
    )


def dataset_extracts(request: HttpRequest, dataset: Dataset) -> StaffPanel:
    """The same of frozen data."""
    may_take = can_take_rows(request.user, dataset)
    acts = _acts(request, dataset.slug, ("frequencies", "take_rows"), may_take=may_take)
    return StaffPanel("Compter et prendre les lignes", _TEMPLATE, {"is_empty": False}, acts)


def _acts(request: HttpRequest, slug: str, names: tuple[str, str], *, may_take: bool) -> list[Crumb]:
    labels = ("Tri à plat", "Prendre les lignes…")
    allowed = (can_count(request.user), may_take)
    return [
        (label, reverse(f"extracts_staff:{name}", args=[slug]))
        for label, name, is_allowed in zip(labels, names, allowed, strict=True)
        if is_allowed
    ]
