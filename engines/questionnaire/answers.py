"""Answers read and written at a path: ``("key",)``, or ``("group", "row_id", "key")`` in a repeated group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.questionnaire.coercion import is_blank

Answers = dict[str, Any]
Path = tuple[str, ...]
MAX_ROWS = 200


def look_up(answers: Mapping[str, Any], path: Path) -> Any:
    """The stored value at ``path``; None when there is none."""
    row = row_at(answers, path[:-1])
    return row.get(path[-1]) if isinstance(row, Mapping) else None


def row_at(answers: Any, path: Path) -> Any:
    """The row that holds what is at ``path`` and one key more; None when there is none."""
    row: Any = answers
    for group, row_id in zip(path[::2], path[1::2], strict=True):
        row = find_row(row, group, row_id)
    return row


def put(answers: Answers, path: Path, value: Any) -> None:
    """Store ``value`` at ``path``; a blank removes the key, a missing row is created last."""
    row: Any = answers
    for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
        found = find_row(row, group, row_id)
        if found is None:
            if is_blank(value):
                return
            rows = row.get(group)
            if not isinstance(rows, list):
                rows = row[group] = []
            if len(rows) >= MAX_ROWS:
                return
            found = {"_id": row_id}
            rows.append(found)
        row = found
    if is_blank(value):
        row.pop(path[-1], None)
    else:
        row[path[-1]] = value


def find_row(around: Any, group: str, row_id: str) -> dict[str, Any] | None:
    rows = around.get(group) if isinstance(around, Mapping) else None
    if not isinstance(rows, list):
        return None
    return next((row for row in rows if isinstance(row, dict) and row.get("_id") == row_id), None)
