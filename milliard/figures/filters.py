"""What the list of datasets can be searched by."""

from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import ArchiveFilter, SearchFilter
from milliard.figures.enums import DatasetSource


class DatasetFilters(FilterSet):  # type: ignore[misc]
    q = SearchFilter("title", "slug", "collection__title", "source_note")
    provenance = ChoiceFilter(
        label="Provenance",
        field_name="source",
        choices=DatasetSource.choices,
        empty_label="Toutes les provenances",
    )
    rangement = ArchiveFilter("archived_at")
