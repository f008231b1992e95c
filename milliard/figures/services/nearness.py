"""Two freezes of one collection that a few people tell apart: refused when frozen, and when published."""

from collections.abc import Mapping

from django.conf import settings

from milliard.figures.datasets.errors import DatasetError, TooCloseToAnotherFreeze
from milliard.figures.datasets.nearness import people_between
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.datasets.table import Array
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection


def refuse_if_close_to_another(collection: Collection, arrays: Mapping[str, Array]) -> None:
    """Raise `TooCloseToAnotherFreeze` when a former freeze differs by a few people only.

    Whoever can see the figures of both, in two editions or in the back office, would read these people's
    answers question by question. The same people with the same answers may be frozen again.
    """
    rows = next(iter(arrays.values())).shape[0]
    least = 2 * settings.DISCLOSURE_THRESHOLD
    for other in Dataset.objects.filter(collection=collection).defer("parquet"):
        if abs(other.row_count - rows) < least and 0 < _between(other, rows, arrays) < least:
            raise TooCloseToAnotherFreeze(other.title, least)


def _between(other: Dataset, rows: int, arrays: Mapping[str, Array]) -> int:
    """People who tell the two apart; by their number alone when the bytes of the other are gone."""
    try:
        return people_between(open_dataset(other).arrays, arrays)
    except DatasetError:
        return abs(other.row_count - rows)
