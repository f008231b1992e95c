"""Choosing a frozen dataset in the editor."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from milliard.core.access import authorize
from milliard.figures.models import Dataset
from milliard.figures.policies import can_read_datasets


class LightChooserBlock(ChooserBlock):
    """A chooser that never reads the table's bytes just to know which dataset was chosen."""

    def to_python(self, value: Any) -> Dataset | None:
        return None if value is None else self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Sequence[Any]) -> list[Dataset | None]:
        found = Dataset.objects.defer("parquet").in_bulk([value for value in values if value is not None])
        return [found.get(value) for value in values]


def _for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        authorize(request.user, can_read_datasets)
        return view(request, *args, **kwargs)

    return asked


class DatasetChooserViewSet(ChooserViewSet):
    """A window that lists frozen datasets, the last first. Datasets are made by freezing, never here."""

    model = Dataset
    icon = "table"
    choose_one_text = "Choisir un jeu de données"
    choose_another_text = "En choisir un autre"
    edit_item_text = "Voir ce jeu de données"
    base_block_class = LightChooserBlock

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's, for who may read datasets; without the form that makes one."""
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
        for pattern in patterns:
            pattern.callback = _for_readers(pattern.callback)
        return patterns

    def get_object_list(self) -> QuerySet[Dataset]:
        found = Dataset.objects.filter(archived_at__isnull=True)
        return found.defer("parquet", "codebook").order_by("-frozen_at")


dataset_chooser = DatasetChooserViewSet("website_datasets", url_prefix="etudes/jeux")

DatasetChooserBlock = dataset_chooser.get_block_class(
    name="DatasetChooserBlock", module_path="milliard.website.choosers"
)
