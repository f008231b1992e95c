"""Two people, one section: put what was posted into what is stored, and lose nobody's answer silently.

A field is taken over when the person changed it and nobody else did since the page was opened. What
others changed and this person did not touch stays theirs. Both changed, differently: neither wins until
the person has chosen; the loser is returned in ``replaced``, to be kept. Pure: no database, no clock.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind
from milliard.surveys.answering.form import MAX_ROWS, Path, PostedField, PostedSection, base_of

Answers = dict[str, Any]


@dataclass(slots=True)
class Merge:
    """answers: a new object, the stored ones with what could be taken over.

    conflicts: path -> the other person's answer, still in place. replaced: (path, answer that lost,
    whether it was this person's own). errors: path -> sentence. changed: what was written.
    """

    answers: Answers
    conflicts: dict[Path, Any] = field(default_factory=dict)
    replaced: list[tuple[Path, Any, bool]] = field(default_factory=list)
    errors: dict[Path, str] = field(default_factory=dict)
    changed: set[Path] = field(default_factory=set)


def merge(
    compiled: CompiledQuestionnaire,
    stored: Mapping[str, Any],
    posted: PostedSection,
    *,
    is_alone: bool,
    files: Mapping[Path, Any] | None = None,
    removed_row: Path = (),
) -> Merge:
    """Merge ``posted`` into ``stored``, which is only read.

    is_alone: nobody but this very page has saved the section since it was opened. files: for the file
    questions that received something (or None to take the kept file away). removed_row: path of a row.
    """
    result = Merge(copy.deepcopy(dict(stored)))
    if removed_row:
        _remove_row(result.answers, removed_row)
    for path, posted_field in posted.fields.items():
        if removed_row and path[: len(removed_row)] == removed_row:
            continue
        if posted_field.question.question.kind is Kind.FILE:
            if files is not None and path in files:
                put(result.answers, path, files[path])
                result.changed.add(path)
        elif posted_field.error:
            result.errors[path] = posted_field.error
        else:
            _merge_field(result, posted_field, is_alone and not posted_field.is_elsewhere)
    drop_blank_rows(compiled, posted.section, result.answers)
    return result


def _merge_field(result: Merge, posted: PostedField, is_alone: bool) -> None:
    current = look_up(result.answers, posted.path)
    theirs, mine = base_of(current), base_of(posted.value)
    if mine == theirs:
        return
    if posted.keep == "theirs":
        result.replaced.append((posted.path, posted.value, True))
    elif posted.keep == "mine":
        result.replaced.append((posted.path, current, False))
        _write(result, posted)
    elif not posted.is_touched:
        return
    elif is_alone or posted.was_shown(current):
        _write(result, posted)
    else:
        result.conflicts[posted.path] = current


def _write(result: Merge, posted: PostedField) -> None:
    put(result.answers, posted.path, posted.value)
    result.changed.add(posted.path)


def revert(answers: Answers, stored: Mapping[str, Any], paths: Iterable[Path]) -> None:
    """Put back what was stored at these places."""
    for path in paths:
        put(answers, path, look_up(stored, path))


def look_up(answers: Mapping[str, Any], path: Path) -> Any:
    """The stored value at ``path``; None when there is none."""
    row: Any = answers
    for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
        row = _find_row(row, group, row_id)
        if row is None:
            return None
    return row.get(path[-1]) if isinstance(row, Mapping) else None


def put(answers: Answers, path: Path, value: Any) -> None:
    """Store ``value`` at ``path``; a blank removes the key, a missing row is created last."""
    row: Any = answers
    for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
        found = _find_row(row, group, row_id)
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


def _find_row(around: Any, group: str, row_id: str) -> dict[str, Any] | None:
    rows = around.get(group) if isinstance(around, Mapping) else None
    if not isinstance(rows, list):
        return None
    return next((row for row in rows if isinstance(row, dict) and row.get("_id") == row_id), None)


def _remove_row(answers: Answers, path: Path) -> None:
    around: Any = answers
    for group, row_id in zip(path[:-2:2], path[1:-2:2], strict=True):
        around = _find_row(around, group, row_id)
    row = _find_row(around, path[-2], path[-1]) if isinstance(around, dict) else None
    if row is not None:
        around[path[-2]].remove(row)


def drop_blank_rows(compiled: CompiledQuestionnaire, section: str, answers: Answers) -> None:
    """A row in which nothing is written is not stored: it would ask for answers nobody meant to give."""
    for member in compiled.members.get(section, ()):
        if not member.chain and member.key in answers and member.key in compiled.groups:
            _drop_blank(answers, member.key)


def _drop_blank(around: dict[str, Any], group: str) -> None:
    rows = around.get(group)
    if not isinstance(rows, list):
        return
    for row in rows:
        if isinstance(row, dict):
            for key in [key for key, value in row.items() if isinstance(value, list) and _is_rows(value)]:
                _drop_blank(row, key)
    kept = [row for row in rows if not isinstance(row, dict) or row.keys() - {"_id"}]
    if kept:
        around[group] = kept
    else:
        around.pop(group)


def _is_rows(value: list[Any]) -> bool:
    return any(isinstance(item, dict) and "_id" in item for item in value)
