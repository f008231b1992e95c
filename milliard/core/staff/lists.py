"""Lists that grow: searched, filtered, shown a keyset page at a time, taken away as a file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.lookups import Contains
from django.forms import SearchInput
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet

from french import format_date
from milliard.core import exports
from milliard.core.tables import DEFAULT_SIZE, page_of, page_urls

MAX_WORDS = 8
_BATCH = 500


class ListColumn(Protocol):
    """What a list asks of a column; `milliard.ui.component_records.Column` is one."""

    @property
    def label(self) -> str: ...

    @property
    def url(self) -> Any: ...

    def value_of(self, row: Any) -> Any:
        """What the column holds for one row."""


def listing(
    request: HttpRequest, filters: FilterSet, *, order: Sequence[str], size: int = DEFAULT_SIZE
) -> dict[str, Any]:
    """What `core/staff/_filters.html` and `_pages.html` expect: one page of what the filters let through.

    A filter typed wrong says so beside its field and lets everything through.
    """
    page = page_of(request, filters.qs, order=order, size=size)
    asked = any(request.GET.get(name) for name in filters.form.fields)
    return {"page": page, "filters": filters.form, "is_filtered": asked, **page_urls(request, page)}


def export(
    found: QuerySet[Any],
    columns: Sequence[ListColumn],
    *,
    format: str,  # noqa: A002
    title: str,
    name: str,
    simulated: str,
    prepare: Callable[[Sequence[Any]], object],
) -> HttpResponseBase:
    """The rows as a file, in the words of their columns; 404 for a format there is not.

    simulated: the yes-or-no field of rows that are invented; one such row marks the whole file.
    """
    if format not in exports.CONTENT_TYPES:
        raise Http404
    about = exports.About(
        title=title,
        is_simulated=settings.IS_DEMONSTRATION
        or bool(simulated and found.filter(**{simulated: True}).exists()),
        notes=(
            ("Base", f"{found.count()} lignes"),
            ("Relevé le", format_date(timezone.localdate())),
            ("Source", "espace de gestion de la plateforme"),
        ),
    )
    lines = ([column.value_of(row) for column in columns] for row in _batches(found, prepare))
    table = exports.Table([column.label for column in columns], lines, about)
    return exports.respond(table, format=format, name=name)


def _batches(found: QuerySet[Any], prepare: Callable[[Sequence[Any]], object]) -> Iterator[Any]:
    """Every row, prepared some hundreds at a time as a page of the list would be."""
    rows = found.iterator(chunk_size=_BATCH)
    while batch := list(islice(rows, _BATCH)):
        prepare(batch)
        yield from batch


class SearchFilter(CharFilter):  # type: ignore[misc]
    """Rows that contain every typed word in one of ``columns``, whatever the accents and capitals."""

    def __init__(self, *columns: str, **options: Any) -> None:
        self.columns = columns
        super().__init__(**{"label": "Chercher", "max_length": 200, "widget": SearchInput, **options})

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        for word in (value or "").split()[:MAX_WORDS]:
            found = Q()
            for column in self.columns:
                found |= Q(Contains(_plain(F(column)), _plain(Value(word))))
            qs = qs.filter(found)
        return qs


class ArchiveFilter(ChoiceFilter):  # type: ignore[misc]
    """What was put away is listed apart: rows of which one of ``fields`` says since when, or none does."""

    def __init__(self, *fields: str, **options: Any) -> None:
        self.fields = fields
        first = {"label": "Rangement", "choices": [("archives", "Archives")], "empty_label": "En usage"}
        super().__init__(**{**first, **options})

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        put_away = Q()
        for name in self.fields:
            put_away |= Q(**{f"{name}__isnull": False})
        return qs.filter(put_away) if value else qs.exclude(put_away)


def _plain(text: F | Value) -> Func:
    return Func(text, function="milliard_plain")
