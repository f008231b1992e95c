"""The two rows every page of every respondent reads, by statements written once per process.

Compiling the same joined statement anew costs more than PostgreSQL needs to run it: a fifth of the time of a
save. The heavy columns of the version (its definition) stay behind: it is compiled once per process.
"""

import json
from functools import cache
from typing import Any, Literal

from django.db import connection, models

from milliard.surveys.models import Collection, Response, Version

_HEAVY = frozenset({"definition", "changes"})


def read_collection(slug: str) -> Collection | None:
    """A collection that was opened, with its version; None for a draft or an unknown address."""
    row = _row(_collection_sql(), [slug])
    return _collection_of(row) if row is not None else None


def read_response(
    collection: Collection, by: Literal["id", "token_digest"], value: int | bytes, *, lock: bool
) -> Response | None:
    """A response of ``collection``, with the collection as it is now and its own version.

    lock: wait for whoever is saving it, and hold it until the end of the transaction.
    """
    row = _row(_response_sql(by, lock), [collection.pk, value])
    if row is None:
        return None
    names = _names(Response)
    response = Response.from_db("default", names, [_python(*item) for item in zip(names, row, strict=False)])
    rest = row[len(names) :]
    response.collection = _collection_of(rest)
    if response.version_id == response.collection.version_id:
        response.version = response.collection.version
    else:  # begun on an earlier version than the collection's present one
        response.version = Version.objects.defer(*_HEAVY).get(pk=response.version_id)
    return response


def _collection_of(row: tuple[Any, ...]) -> Collection:
    names = _names(Collection)
    collection = Collection.from_db("default", names, row[: len(names)])
    collection.version = Version.from_db("default", _names(Version), row[len(names) :])
    return collection


def _row(statement: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in _HEAVY)


@cache
def _json_names() -> frozenset[str]:
    fields = Response._meta.concrete_fields
    return frozenset(field.attname for field in fields if isinstance(field, models.JSONField))


def _python(name: str, value: Any) -> Any:
    """Django reads jsonb as text and leaves it to the field to parse."""
    return json.loads(value) if name in _json_names() and isinstance(value, str) else value


@cache
def _collection_sql() -> str:
    return f"{_select('c', 'v')} FROM {_COLLECTION} WHERE c.slug = %s AND c.opens_at IS NOT NULL"


@cache
def _response_sql(by: str, lock: bool) -> str:
    statement = (
        f"{_select('r', 'c', 'v')} FROM {_COLLECTION} JOIN surveys_response AS r ON r.collection_id = c.id "
        f"WHERE c.id = %s AND r.{by} = %s"
    )
    return f"{statement} FOR UPDATE OF r" if lock else statement


_COLLECTION = "surveys_collection AS c JOIN surveys_version AS v ON v.id = c.version_id"
_MODELS: dict[str, type[models.Model]] = {"r": Response, "c": Collection, "v": Version}


def _select(*aliases: str) -> str:
    return "SELECT " + ", ".join(f"{alias}.{name}" for alias in aliases for name in _names(_MODELS[alias]))
