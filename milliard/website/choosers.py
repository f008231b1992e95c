"""Choosing a frozen dataset in the editor."""

from django.db.models import QuerySet
from wagtail.admin.viewsets.chooser import ChooserViewSet

from milliard.surveys.models import Dataset


class DatasetChooserViewSet(ChooserViewSet):
    """A window that lists frozen datasets, the last first. Datasets are made by freezing, never here."""

    model = Dataset
    icon = "table"
    choose_one_text = "Choisir un jeu de données"
    choose_another_text = "En choisir un autre"
    edit_item_text = "Voir ce jeu de données"

    def get_object_list(self) -> QuerySet[Dataset]:
        return Dataset.objects.defer("parquet", "codebook").order_by("-frozen_at")


dataset_chooser = DatasetChooserViewSet("website_datasets", url_prefix="etudes/jeux")

DatasetChooserBlock = dataset_chooser.get_block_class(
    name="DatasetChooserBlock", module_path="milliard.website.choosers"
)
