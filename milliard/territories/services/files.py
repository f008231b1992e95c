"""What the loaders share: files read or refused by name, rows merged by COPY, one journal line."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

from milliard.core import journal
from milliard.core.refusals import Refused
from milliard.territories.models import Region

_Row = TypeVar("_Row")


class UnreadableReference(Refused):
    """The file is missing or is not what was expected; the message names it, and the line."""

    message = "Ce fichier de référence est absent ou illisible."


def read_json(path: Path) -> list[dict[str, Any]]:
    """A list of objects with a code and a name."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableReference(f"{path.name} : fichier absent ou illisible") from error
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and {"code", "nom"} <= row.keys() for row in rows
    ):
        raise UnreadableReference(f"{path.name} : une liste d’objets avec « code » et « nom » était attendue")
    return rows


def read_rows(path: Path, read: Callable[[dict[str, str]], _Row], *, wrong: str) -> list[_Row]:
    """Each row of a CSV with commas or semicolons, as ``read`` makes it; ``wrong`` says what a line lacks.

    Raises
    ------
    UnreadableReference
        The file is missing, a column is absent, or ``read`` raises `ValueError` (the line is named).
    """
    found: list[_Row] = []
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = ";" if ";" in file.readline() else ","
            file.seek(0)
            for number, row in enumerate(csv.DictReader(file, delimiter=separator), start=2):  # noqa: B007 (said in the error)
                found.append(read(row))
    except OSError as error:
        raise UnreadableReference(f"{path.name} : fichier absent ou illisible") from error
    except KeyError as error:
        raise UnreadableReference(f"{path.name} : colonne {error} absente") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableReference(f"{path.name}, ligne {number} : {wrong}") from error
    return found


def record(code: str, **data: Any) -> None:
    """One journal line. It is about a row: the first region represents the whole reference."""
    region = Region.objects.order_by("code").first()
    if region is not None:
        journal.record(code, region, by=None, data=data)


def merge(model: type[Any], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert or update ``rows`` by COPY and one statement, the code first; how many rows changed."""
    table, temporary = model._meta.db_table, f"incoming_{model._meta.model_name}"
    names = ", ".join(columns)
    others = columns[1:]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    old = ", ".join(f"{table}.{name}" for name in others)
    new = ", ".join(f"excluded.{name}" for name in others)
    with connection.cursor() as cursor:
        # Every name below comes from the models, none from a file.
        cursor.execute(
            f"CREATE TEMPORARY TABLE {temporary} ON COMMIT DROP"  # noqa: S608
            f" AS SELECT {names} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY {temporary} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {temporary}"  # noqa: S608
            f" ON CONFLICT (code) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new})"
        )
        changed = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {temporary}")
    return changed
