"""Thousands of rows written at once: a third of the work of `bulk_create`, on both sides."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.utils import timezone
from psycopg.types.json import Jsonb

Row = TypeVar("Row", bound=Model)
#: Below, one INSERT costs less than a COPY and the numbers drawn before it.
_MANY = 50
_NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def write_rows(rows: Sequence[Row]) -> list[Row]:
    """Write new rows of one model, as `bulk_create` does: numbers are given, no signal is sent.

    Values go as they stand in the objects: dates that the model sets by itself, JSON and plain values.
    """
    if not rows:
        return []
    model = type(rows[0])
    if len(rows) < _MANY:
        return model._default_manager.bulk_create(rows)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        if model._meta.auto_field is not None:
            _give_numbers(cursor, model, rows)
        names = ", ".join(f'"{field.column}"' for field in fields)
        with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
            values = _reader(fields)
            for row in rows:
                copy.write_row(values(row))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return list(rows)


def _give_numbers(cursor: Any, model: type[Model], rows: Sequence[Model]) -> None:
    cursor.execute(_NUMBERS, [model._meta.db_table, model._meta.pk.column, len(rows)])
    for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = number


def _reader(fields: Sequence["Field[Any, Any]"]) -> Any:
    """From an object to its values, in the order of the fields."""
    now = timezone.now()
    dated = [
        field.attname
        for field in fields
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    ]
    names = [(field.attname, isinstance(field, JSONField)) for field in fields]

    def values(row: Model) -> list[Any]:
        held = row.__dict__
        for name in dated:
            held[name] = now
        return [Jsonb(held[name]) if is_json else held[name] for name, is_json in names]

    return values
