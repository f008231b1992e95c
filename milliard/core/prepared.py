"""A query whose SQL is written once per process, and planned once per connection: what every answer asks.

Django writes the SQL of a query each time it runs, which costs three times what the database and the rows
cost: without this, `benchmarks/answering.py` misses its target. Here it is written at the first use, with a
`Slot` where each value goes; rows become the same objects as usual, with `select_related` and annotations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # no stub

M = TypeVar("M", bound=Model)


def planned_cursor(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """A cursor for statements that never change but for their values; see `core.postgresql`."""
    database: Any = connections[using]
    cursor: CursorWrapper = database.planned_cursor()
    return cursor


class Slot(Expression):
    """The place of a value of this name, as the database takes it; compared with a field like any value."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True)
class PreparedQuery(Generic[M]):
    """Rows of the query set ``build()``, which has slots; it is built once, when it first runs."""

    build: Callable[[], "QuerySet[M, Any]"]

    def rows(self, **values: Any) -> list[M]:
        """The objects found with these values in the slots."""
        return [self._read(row) for row in self._found(values)]

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows found, of a query set of values (`values_list`)."""
        return [tuple(row) for row in self._found(values)]

    def first(self, **values: Any) -> M | None:
        """The first object found with these values in the slots."""
        return next(iter(self.rows(**values)), None)

    def complete(self, rows: Sequence[M], **values: Any) -> None:
        """Give each of ``rows`` what the query annotates the same row with; it has a slot «pks».

        A page found first, then completed, costs a fraction of a query set that annotates what it filters:
        each filter resolves every annotation again.
        """
        names = list(self._written[0].annotation_col_map)
        found = {one.pk: one for one in self.rows(pks=[row.pk for row in rows], **values)}
        for row in rows:
            for name in names:
                setattr(row, name, getattr(found.get(row.pk), name, None))

    def _found(self, values: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        compiler, sql, parameters = self._written
        given = [values[one.name] if isinstance(one, Slot) else one for one in parameters]
        with planned_cursor(compiler.using) as cursor:
            cursor.execute(sql, given)
            found: Iterable[Sequence[Any]] = compiler.apply_converters(cursor.fetchall(), self._converters)
        return found

    @cached_property
    def _written(self) -> tuple[Any, str, tuple[Any, ...]]:
        found = self.build()
        compiler = found.query.get_compiler(using=found.db)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)

    @cached_property
    def _converters(self) -> Any:
        compiler = self._written[0]
        return compiler.get_converters([column[0] for column in compiler.select])

    @cached_property
    def _read(self) -> Callable[[Any], M]:
        """From a row to its object, as Django's `ModelIterable` reads it."""
        compiler = self._written[0]
        places = compiler.klass_info["select_fields"]
        names = [compiler.select[place][0].target.attname for place in places]
        related = get_related_populators(compiler.klass_info, compiler.select, compiler.using)
        own = slice(places[0], places[-1] + 1)
        annotations = list(compiler.annotation_col_map.items())
        model: type[M] = compiler.klass_info["model"]

        def read(row: Any) -> M:
            found = model.from_db(compiler.using, names, row[own])
            for populator in related:
                populator.populate(row, found)
            for name, place in annotations:
                setattr(found, name, row[place])
            return found

        return read
