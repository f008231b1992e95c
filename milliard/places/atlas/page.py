"""The page of the map: which layers are asked for, and what each department has of them.

What the lists hold without a filter is counted once for all processes and kept a few minutes: the page says
when.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from french import plural
from milliard.core.declarations import MapLayer
from milliard.places.atlas.counts import counts_by_department
from milliard.places.atlas.layers import layers
from milliard.places.atlas.members import CODE
from milliard.places.disclosure import member_counts
from milliard.places.map import Shape
from milliard.places.outlines import VIEW_BOX, outlines
from milliard.territories.models import Department

#: How old the counts may be; tiles are kept as long by browsers.
KEPT_S = 300


def _choices() -> list[tuple[str, str]]:
    return [*((layer.code, layer.label) for layer in layers()), (CODE, "Membres")]


class AtlasForm(forms.Form):
    """Which layers; all that lists show when none is ticked. Other filters of the address stay."""

    couche = forms.MultipleChoiceField(
        label="Montrer", choices=_choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data if "couche" in data else None)
        self.initial = {"couche": [layer.code for layer in layers()]}

    @property
    def codes(self) -> list[str]:
        asked = self.cleaned_data["couche"] if self.is_bound and self.is_valid() else []
        return list(asked) or [layer.code for layer in layers()]


@dataclass(frozen=True, slots=True)
class LayerColumn:
    """One layer: its name, and what each department has of it (None: not told)."""

    code: str
    label: str
    one: str
    many: str
    counts: dict[str, int | None]
    list_url: str = ""

    @property
    def total_said(self) -> str:
        """«12 lieux»: those that are told."""
        return plural(sum(count or 0 for count in self.counts.values()), self.one, self.many)


@dataclass(frozen=True)
class Atlas:
    """The layers asked for, and the departments by code and name."""

    columns: tuple[LayerColumn, ...]
    departments: tuple[tuple[str, str], ...]
    #: What the lists are narrowed by, to go on to tiles.
    query: str
    #: When the oldest of the counts was made.
    counted_at: dt.datetime

    @cached_property
    def rows(self) -> list[tuple[str, str, list[int | None]]]:
        """Code and name of each department that has something or hides it, and its numbers."""
        found = [
            (code, name, [column.counts.get(code, 0) for column in self.columns])
            for code, name in self.departments
        ]
        return [row for row in found if any(count is None or count for count in row[2])]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The departments of the mainland, drawn by what the first layer has there."""
        first, drawn = self.columns[0], outlines()
        return [
            Shape(name, reverse("areas:department", args=[code]), first.counts.get(code) or 0, drawn[code],
                  first.one, first.many)
            for code, name in self.departments
            if code in drawn
        ]  # fmt: skip

    view_box = VIEW_BOX

    @property
    def without(self) -> int:
        return len(self.departments) - len(self.rows)


def atlas_of(request: HttpRequest, form: AtlasForm) -> Atlas:
    """What the page shows: the counts, and the names."""
    asked = form.codes
    narrowed = narrowed_by(request).urlencode()
    shown = [layer for layer in layers() if layer.code in asked]
    counted = _counted(request, shown, is_kept=not narrowed)
    columns = [_column(layer, counted[layer.code][0], narrowed) for layer in shown]
    if CODE in asked:
        columns.append(LayerColumn(CODE, "Membres", "membre", "membres", dict(member_counts().departments)))
    rows = Department.objects.exclude(region=None).order_by("code").values_list("code", "name")
    times = [counted_at for _, counted_at in counted.values()]
    return Atlas(tuple(columns), tuple(rows), narrowed, min(times, default=timezone.now()))


def _counted(
    request: HttpRequest, shown: Sequence[MapLayer], *, is_kept: bool
) -> dict[str, tuple[dict[str, int], dt.datetime]]:
    """Code of a layer -> its counts by department, and when they were made."""
    keys = {f"places.atlas:{layer.code}": layer for layer in shown}
    known = cache.get_many(keys) if is_kept else {}
    for key, layer in keys.items():
        if key not in known:
            counts = counts_by_department(layer.found(request), layer.commune)
            known[key] = (counts, timezone.now())
            if is_kept:
                cache.set(key, known[key], KEPT_S)
    return {layer.code: known[key] for key, layer in keys.items()}


def _column(layer: MapLayer, counts: dict[str, int], narrowed: str) -> LayerColumn:
    url = f"{reverse(layer.list_name)}?{narrowed}".rstrip("?")
    return LayerColumn(layer.code, layer.label, layer.one, layer.many, dict(counts), url)


def narrowed_by(request: HttpRequest) -> QueryDict:
    """The filters of the lists, in the address."""
    query = request.GET.copy()
    for name in ("couche", "page"):
        query.pop(name, None)
    return query
