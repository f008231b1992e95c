"""Pages of a long list by keyset: the page starts after the last row seen, not at a row number.

One query per page whatever the size of the table, no count, and nobody sees a row twice because another
one was added meanwhile. The cursor is signed: what it holds cannot be forged, but it can be read, so do
not order a public list by personal data. Method: «seek» with the primary key as the last tie-breaker;
a row without a value comes after those that have one, in both directions.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, Self, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import connections
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
Direction = Literal["next", "previous"]

DEFAULT_SIZE = 50
#: Name of the cursor in the query string.
PARAMETER = "page"
_SALT = "milliard.core.tables"


class BadCursor(ValueError):
    """The cursor was forged, damaged or made for another order."""


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    """Rows of one page, and the signed cursors of its neighbours (None: there is none)."""

    rows: list[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    """One term of the order."""

    path: str
    is_descending: bool
    is_nullable: bool

    def reversed(self) -> "_Key":
        return _Key(self.path, not self.is_descending, self.is_nullable)


class EitherQuerySet(QuerySet[M, M]):
    """A query set that knows of which cases some of its rows are, so that a page reads few rows of each."""

    _cases: tuple[Q, ...] = ()

    def either(self, *cases: Q) -> Self:
        """The same rows, of which each is in one of ``cases`` at least.

        Each case alone is walked in the order of a page, where an index serves it; all of them as one
        condition would be found first and sorted, however many.
        """
        found = self.all()
        found._cases = tuple(known & case for known in self._cases or (Q(),) for case in cases)
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # private, and the only way to keep a mark
        clone._cases = self._cases
        return clone


def paginate_keyset(
    queryset: QuerySet[Any, Row],
    *,
    order: Sequence[str],
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> KeysetPage[Row]:
    """One page of ``queryset``, ordered by ``order`` («name», «-created_at», «region__name», an annotation).

    The primary key is added to the order unless it is there. ``cursor`` is a cursor of a former page made
    with the same order; None asks for the first page. Works on model rows and on ``.values()`` rows.

    Raises
    ------
    BadCursor
        The cursor is not ours, or belongs to another order.
    """
    keys = _keys(queryset, order)
    signature = ",".join(f"{'-' if key.is_descending else ''}{key.path}" for key in keys)
    direction, values = _read(cursor, signature, len(keys)) if cursor else ("next", None)
    is_back = direction == "previous"
    found = _seek(queryset, [key.reversed() for key in keys] if is_back else keys, values, is_back, size + 1)
    has_more = len(found) > size
    rows = found[:size]
    if is_back:
        rows.reverse()
    has_next = has_more if not is_back else True
    has_previous = has_more if is_back else values is not None
    return KeysetPage(
        rows=rows,
        next=_write("next", rows[-1], keys, signature) if rows and has_next else None,
        previous=_write("previous", rows[0], keys, signature) if rows and has_previous else None,
    )


def page_of(
    request: HttpRequest,
    queryset: QuerySet[Any, Row],
    *,
    order: Sequence[str],
    size: int = DEFAULT_SIZE,
) -> KeysetPage[Row]:
    """The page a request asks for in ``?page=``; an old or damaged cursor shows the first page."""
    cursor = request.GET.get(PARAMETER) or None
    try:
        return paginate_keyset(queryset, order=order, cursor=cursor, size=size)
    except BadCursor:
        return paginate_keyset(queryset, order=order, size=size)


def page_urls(request: HttpRequest, page: KeysetPage[Any]) -> dict[str, str]:
    """``next_url``, ``previous_url`` and ``first_url`` (empty: no such page), other parameters kept."""

    def url(cursor: str | None) -> str:
        query = request.GET.copy()
        query.pop(PARAMETER, None)
        if cursor:
            query[PARAMETER] = cursor
        return f"{request.path}?{query.urlencode()}" if query else request.path

    return {
        "next_url": url(page.next) if page.next else "",
        "previous_url": url(page.previous) if page.previous else "",
        "first_url": url(None) if page.previous else "",
    }


def few_keys(queryset: QuerySet[Any, Any], most: int) -> list[Any] | None:
    """The primary keys of all the rows; None where they are more than ``most``.

    Asked for as a list apart: told that a few rows are enough, the database would read the whole table in
    the hope of meeting them soon.
    """
    select, values = queryset.order_by().values("pk").query.sql_with_params()
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({select}) SELECT * FROM found LIMIT %s",  # noqa: S608 (Django's own SQL, values bound)
            [*values, most + 1],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return keys if len(keys) <= most else None


def _keys(queryset: QuerySet[Any, Any], order: Sequence[str]) -> list[_Key]:
    model: type[Model] = queryset.model
    keys = [
        _Key(term.lstrip("-"), term.startswith("-"), _is_nullable(queryset, term.lstrip("-")))
        for term in order
    ]
    own = {"pk", model._meta.pk.name if model._meta.pk else "pk"}
    if not any(key.path in own for key in keys):
        keys.append(_Key("pk", keys[-1].is_descending if keys else False, False))
    return keys


def _is_nullable(queryset: QuerySet[Any, Any], path: str) -> bool:
    """Whether a value may be missing; an annotation may, since nobody can tell."""
    if path == "pk":
        return False
    if path in queryset.query.annotations:
        return True
    options = queryset.model._meta
    for name in path.split("__"):
        try:
            field = options.get_field(name)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        if field.is_relation:
            options = field.related_model._meta
    return False


def _seek(
    queryset: QuerySet[Any, Row], keys: list[_Key], values: list[Any] | None, is_back: bool, limit: int
) -> list[Row]:
    rows = queryset.order_by(*(_order(key, is_back) for key in keys))
    if values is not None:
        rows = rows.filter(_after(keys, values, is_back))
    cases = getattr(queryset, "_cases", ())
    if cases:
        # The first rows of all are among the first of each.
        first, *others = [rows.filter(case).values("pk")[:limit] for case in cases]
        rows = rows.filter(pk__in=first.union(*others, all=True) if others else first)
    return list(rows[:limit])


def _order(key: _Key, is_back: bool) -> OrderBy:
    column = F(key.path)
    if not key.is_nullable:
        return column.desc() if key.is_descending else column.asc()
    # Backwards, rows without a value come first: the mirror of «last».
    place = {"nulls_first": True} if is_back else {"nulls_last": True}
    return column.desc(**place) if key.is_descending else column.asc(**place)


def _after(keys: list[_Key], values: list[Any], is_back: bool) -> Q:
    """Rows strictly after ``values`` in the order of ``keys``."""
    condition = Q()
    equal = Q()
    for key, value in zip(keys, values, strict=True):
        condition |= equal & _beyond(key, value, is_back)
        equal &= Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
    first, bound = keys[0], values[0]
    if not first.is_nullable:
        # Redundant, but it lets PostgreSQL walk the index from the right place.
        condition &= Q(**{f"{first.path}__{'lte' if first.is_descending else 'gte'}": bound})
    return condition


def _beyond(key: _Key, value: Any, is_back: bool) -> Q:
    missing = Q(**{f"{key.path}__isnull": True})
    nothing = Q(pk__in=[])
    if value is None:
        return ~missing if is_back else nothing
    beyond = Q(**{f"{key.path}__{'lt' if key.is_descending else 'gt'}": value})
    return beyond | missing if key.is_nullable and not is_back else beyond


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


_TO_TEXT: dict[type, tuple[str, Callable[[Any], str]]] = {
    dt.datetime: ("t", dt.datetime.isoformat),
    dt.date: ("d", dt.date.isoformat),
    Decimal: ("n", str),
    uuid.UUID: ("u", str),
}
_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "n": Decimal,
    "u": uuid.UUID,
}


def _pack(value: Any) -> Any:
    tagged = _TO_TEXT.get(type(value))
    return [tagged[0], tagged[1](value)] if tagged else value


def _unpack(value: Any) -> Any:
    return _FROM_TEXT[value[0]](value[1]) if isinstance(value, list) else value


def _write(direction: Direction, row: Any, keys: list[_Key], signature: str) -> str:
    values = [_pack(_value(row, key.path)) for key in keys]
    return signing.dumps([direction, signature, values], salt=_SALT, compress=True)


def _read(cursor: str, signature: str, length: int) -> tuple[Direction, list[Any]]:
    try:
        direction, made_for, values = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature as error:
        raise BadCursor("not a cursor of ours") from error
    if made_for != signature or len(values) != length:
        raise BadCursor("a cursor of another order")
    return direction, [_unpack(value) for value in values]
