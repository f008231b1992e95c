"""What figures add to the screen of a collection: freeze it, and the datasets frozen so far."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import StaffPanel
from milliard.figures.models import Dataset
from milliard.figures.policies import can_freeze
from milliard.surveys.models import Collection, Response

#: Datasets shown on the page of their collection; the others are in the list.
LAST_DATASETS = 10


def collection_datasets(request: HttpRequest, collection: Collection) -> StaffPanel:
    """The last datasets of a collection, and the act that makes another one."""
    datasets = list(
        Dataset.objects.filter(collection=collection).defer("codebook").order_by("-frozen_at")[:LAST_DATASETS]
    )
    begun = Response.objects.filter(collection=collection).exists()
    every = f"{reverse('figures_staff:datasets')}?{urlencode({'q': collection.slug})}"
    freeze = ("Figer les données…", reverse("figures_staff:freeze", args=[collection.slug]))
    return StaffPanel(
        title="Jeux de données figés",
        template="figures/staff/_collection_datasets.html",
        context={
            "datasets": datasets,
            "more_url": every if len(datasets) == LAST_DATASETS else "",
            "is_awaited": begun and collection.has_ended(),
        },
        acts=[freeze] if begun and can_freeze(request.user, collection) else [],
    )
