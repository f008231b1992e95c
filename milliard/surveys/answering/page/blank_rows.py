"""Blank rows of repeated groups: shown so that somebody can write in them, stored only once they have."""

import copy
from collections.abc import Mapping
from typing import Any

from engines.questionnaire.expressions import CompiledGroup, CompiledQuestionnaire
from milliard.surveys.answering.form import Path, name_of, paths_of_rows
from milliard.surveys.answering.page.record import SectionPage
from milliard.surveys.answering.verdict import look_up


def with_blank_rows(compiled: CompiledQuestionnaire, page: SectionPage) -> Mapping[str, Any]:
    """The answers of the page with the rows it shows although nothing is written in them yet.

    Rows that were on the page stay. A group without any row shows one, or as many as it asks for; none when
    somebody took the first one away (see `milliard.surveys.answering.verdict`).
    """
    groups = [
        member
        for member in compiled.members[page.section]
        if isinstance(member, CompiledGroup) and member.group.repeats
    ]
    if not groups:
        return page.answers
    shown = copy.deepcopy(dict(page.answers))
    known: dict[Path, tuple[str, ...]] = {}
    for member in groups:
        for around in paths_of_rows(member.chain, known):
            path = (*around, member.key)
            shows_first = look_up(page.answers, path) != []
            least = max(member.group.min_rows, shows_first)
            rows = _rows_at(shown, path)
            wanted = [row for row in page.posted.rows.get(path, ()) if name_of((*path, row)) != page.removed]
            is_added = name_of(path) == page.added and len(rows) < member.group.max_rows
            _complete(rows, wanted, least, page.id, is_added=is_added)
            known[path] = tuple(str(row.get("_id", "")) for row in rows)
    return shown


def _complete(
    rows: list[dict[str, Any]], wanted: list[str], least: int, page: str, *, is_added: bool
) -> None:
    present = _ids(rows)
    rows.extend({"_id": row} for row in wanted if row not in present)
    for _ in range((0 if rows else least) + is_added):
        taken = _ids(rows)
        number = next(n for n in range(1, 1_000) if f"n{page}{n}" not in taken)
        rows.append({"_id": f"n{page}{number}"})


def _ids(rows: list[dict[str, Any]]) -> set[str]:
    # Whatever was stored is shown without failing: an identifier that is not a text is not one.
    return {row_id for row in rows if isinstance(row_id := row.get("_id"), str)}


def _rows_at(answers: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    around: Any = answers
    for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
        around = next(row for row in around[group] if row.get("_id") == row_id)
    stored = around.get(path[-1])
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    around[path[-1]] = rows
    return rows
