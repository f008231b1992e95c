"""«Tri à plat»: the frequencies of every question, of a dataset or of a collection while it is live."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from french import format_date, format_number, format_percent, format_time
from milliard.accounts.actor import actor
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import Crumb, show
from milliard.extracts import policies
from milliard.extracts.enums import RowsBase
from milliard.extracts.reports.frequencies import Frequency, FrequencyLine, frequencies_of
from milliard.extracts.reports.spread import rank_text
from milliard.extracts.services import frequencies as live
from milliard.extracts.services.taken_rows import is_anonymous
from milliard.extracts.staff.frequency_files import Tally, tally_file
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.figures.datasets.codebook import COMPLETED, VariableKind
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.models import Dataset
from milliard.figures.staff.datasets import dataset_screens, get_dataset
from milliard.surveys.models import Collection
from milliard.ui.component_records import Column

TITLE = "Tri à plat"
_FILE = "extracts_staff:frequencies_file"
HIDDEN = "masqué"


@dataclass(frozen=True, slots=True)
class Block:
    """One table: a question, or the rows of a grid that have the same answers."""

    heading: str
    items: tuple[Frequency, ...]
    columns: tuple[Column, ...]

    @property
    def first(self) -> Frequency:
        return self.items[0]

    @property
    def is_grid(self) -> bool:
        return len(self.items) > 1


@require_GET
def dataset_frequencies(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of a frozen dataset."""
    item = get_dataset(slug)
    authorize(request.user, policies.can_count)
    tally = _frozen_tally(item, _base(request, is_protected=is_anonymous(item)))
    return _page(
        request, item, tally, crumbs=dataset_screens.way(item), name="extracts_staff:frequencies_file"
    )


@require_GET
def live_frequencies(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of a collection as it stands."""
    item = get_collection(slug)
    authorize(request.user, policies.can_count)
    tally = _live_tally(request, item)
    last = (
        Dataset.objects.filter(collection=item).order_by("-frozen_at").values_list("slug", flat=True).first()
    )
    return _page(
        request,
        item,
        tally,
        crumbs=collection_screens.way(item),
        name="extracts_staff:live_frequencies_file",
        is_live=True,
        frozen_url=reverse("extracts_staff:frequencies", args=[last]) if last else "",
    )


@require_GET
def dataset_frequencies_file(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The same counts as a file."""
    item = get_object_or_404(Dataset.objects.select_related("collection"), slug=slug)
    authorize(request.user, policies.can_count)
    tally = _frozen_tally(item, _base(request, is_protected=is_anonymous(item)))
    return tally_file(item, tally, format, is_provisional=False)


@require_GET
def live_frequencies_file(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The same counts as a file, marked provisional."""
    item = get_collection(slug)
    authorize(request.user, policies.can_count)
    tally = _live_tally(request, item)
    if tally.notice:
        raise Http404
    return tally_file(item, tally, format, is_provisional=True)


def _base(request: HttpRequest, *, is_protected: bool = False) -> RowsBase:
    """The responses asked for; complete ones alone where two counts could be subtracted."""
    asked = request.GET.get("reponses", "")
    return RowsBase.COMPLETE if is_protected or asked not in RowsBase.values else RowsBase(asked)


def _frozen_tally(item: Dataset, base: RowsBase) -> Tally:
    table = open_dataset(item)
    completed = np.asarray(table.arrays[COMPLETED], np.bool_)
    masks = {RowsBase.COMPLETE: completed, RowsBase.PARTIAL: ~completed}
    rows = masks.get(base, np.ones(table.n, np.bool_))
    threshold = settings.DISCLOSURE_THRESHOLD if is_anonymous(item) else 0
    items = frequencies_of(table.codebook, table.arrays, rows, threshold=threshold)
    when = f"données figées le {format_date(timezone.localdate(item.frozen_at))}"
    return Tally(items, int(np.count_nonzero(rows)), base, when, is_protected=bool(threshold))


def _live_tally(request: HttpRequest, item: Collection) -> Tally:
    base = _base(request)
    if item.is_anonymous:
        notice = (
            "Collecte anonyme\u00a0: d’un instant à l’autre, la différence de deux comptages dirait ce que "
            "quelqu’un a répondu. Le tri à plat se lit sur des données figées."
        )
        return Tally((), 0, base, "", notice=notice)
    try:
        found = live.live_frequencies(collection=item, base=base, by=actor(request))
    except Refused as refusal:
        return Tally((), 0, base, "", notice=refusal.message)
    return Tally(found.items, found.rows, base, f"provisoire, relevé {_moment(found.at)}")


def _moment(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"le {format_date(local.date())} à {format_time(local)}"


def _page(
    request: HttpRequest,
    item: Dataset | Collection,
    tally: Tally,
    *,
    crumbs: Sequence[Crumb],
    name: str,
    is_live: bool = False,
    frozen_url: str = "",
) -> HttpResponse:
    query = f"?reponses={tally.base.value}"
    return show(
        request,
        "extracts/staff/frequencies.html",
        title=TITLE,
        crumbs=crumbs,
        icon="list-ul",
        item=item,
        tally=tally,
        is_live=is_live,
        frozen_url=frozen_url,
        sections=_sections(tally.items),
        bases=[] if tally.is_protected else [(one, one == tally.base) for one in RowsBase],
        files=[(form, reverse(name, args=[item.slug, form]) + query) for form in exports.CONTENT_TYPES],
    )


def _sections(items: Sequence[Frequency]) -> list[tuple[str, list[Block]]]:
    """The tables, by section of the questionnaire."""
    by_section = groupby(items, key=lambda item: item.variable.section)
    return [(title, list(_blocks(list(group)))) for title, group in by_section]


def _blocks(items: list[Frequency]) -> Iterator[Block]:
    """Rows of one grid side by side, when all of them offer the same answers."""
    for key, group in groupby(items, key=_grid_of):
        found = tuple(group)
        if key and len(found) > 1:
            yield Block(found[0].heading, found, _grid_columns(found[0]))
        else:
            for item in found:
                yield Block(item.heading, (item,), _columns(item))


def _grid_of(item: Frequency) -> tuple[str, ...]:
    """What rows of one grid share; nothing for other questions."""
    is_choice = item.variable.kind is VariableKind.CATEGORICAL
    if not (is_choice and item.heading):
        return ()
    return (item.heading, *(answer.label for answer in item.variable.answers))


def _columns(item: Frequency) -> tuple[Column, ...]:
    columns = [
        Column("Réponse", template="extracts/staff/_frequency_line.html"),
        Column("Nombre", _count, is_number=True),
        Column("Part", _share, is_number=True),
    ]
    if item.variable.kind is VariableKind.RANK:
        columns[0] = Column("Classée première", template="extracts/staff/_frequency_line.html")
        columns.append(Column("Rang moyen", _mean_rank, is_number=True))
    return tuple(columns)


def _grid_columns(item: Frequency) -> tuple[Column, ...]:
    """A column an answer: its share, its count under it."""
    answers = [
        Column(line.label, _Nth(place, _share), note=_Nth(place, _count), is_number=True)
        for place, line in enumerate(item.answers)
    ]
    return (Column("Ligne", "variable.label"), *answers, Column("Réponses", _answered, is_number=True))


class _Nth:
    """A cell of a grid: what is said of the answer at a place."""

    def __init__(self, place: int, said: Any) -> None:
        self.place, self.said = place, said

    def __call__(self, item: Frequency) -> str:
        return str(self.said(item.answers[self.place]))


def _count(line: FrequencyLine) -> str:
    return HIDDEN if line.count is None else format_number(line.count)


def _share(line: FrequencyLine) -> str:
    return "–" if line.share is None else format_percent(line.share)


def _mean_rank(line: FrequencyLine) -> str:
    return "–" if line.mean_rank is None else rank_text(line.mean_rank)


def _answered(item: Frequency) -> str:
    return HIDDEN if item.answered is None else format_number(item.answered)
