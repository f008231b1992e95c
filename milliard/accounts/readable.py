"""Exported data as people read it: titles, facts, tables; on the page, on paper, the same for every app."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from french import format_date, format_euros
from milliard.ui.component_records import Column

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CENTS = re.compile(r"\s*(en )?centimes$")
NOTHING = "rien"


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of one kind, under their headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def headings(self) -> list[Column]:
        return [Column(name) for name in self.columns]


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part: words, facts, a table, then parts of its own."""

    title: str
    #: Data that has no names: «Brest, Lyon».
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    table: Grid | None = None
    parts: tuple["Part", ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.facts or self.table or self.parts)


def readable(title: str, data: Any) -> Part:
    """``data`` (JSON values whose keys are in French) as a titled part."""
    if isinstance(data, Mapping):
        return _of_mapping(title, data)
    if _is_rows(data):
        return _of_rows(title, data)
    return Part(title, text=text_of("", data) if data else "")


def _of_mapping(title: str, data: Mapping[str, Any]) -> Part:
    facts = [(label_of(key), text_of(key, value)) for key, value in data.items() if not _is_nested(value)]
    parts = [readable(label_of(key), value) for key, value in data.items() if _is_nested(value)]
    return Part(title, facts=tuple(facts), parts=tuple(part for part in parts if not part.is_empty))


def _of_rows(title: str, rows: Sequence[Mapping[str, Any]]) -> Part:
    """A table; or one part each, when rows hold rows."""
    if any(_is_nested(value) and value for row in rows for value in row.values()):
        names = [str(next(iter(row.values()), "")) for row in rows]
        parts = [_of_mapping(_first(name), row) for name, row in zip(names, rows, strict=True)]
        return replace(parts[0], title=title) if len(parts) == 1 else Part(title, parts=tuple(parts))
    columns = tuple(dict.fromkeys(key for row in rows for key in row if not _is_nested(row[key])))
    cells = tuple(tuple(text_of(key, row.get(key)) for key in columns) for row in rows)
    return Part(title, table=Grid(tuple(map(label_of, columns)), cells))


def _is_rows(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(row, Mapping) for row in data)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_rows(value)


def label_of(key: str) -> str:
    """«montant en centimes» -> «Montant»: the value is written in euros."""
    return _first(_CENTS.sub("", key.replace("_", " ")) or "montant")


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def text_of(key: str, value: Any) -> str:
    """One value in words."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int) and _CENTS.search(key):
        return format_euros(value, with_cents=True)
    if isinstance(value, list):
        return ", ".join(text_of(key, one) for one in value)
    text = str(value)
    if _MOMENT.match(text):
        return _moment(text)
    return format_date(dt.date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def _moment(text: str) -> str:
    at = timezone.localtime(dt.datetime.fromisoformat(text))
    return f"{format_date(at.date())} à {at:%H:%M}"
