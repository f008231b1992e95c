"""Blank rows of repeated groups: shown so that somebody can write in them, stored only once they have."""

import copy
from collections.abc import Mapping
from typing import Any

from engines.questionnaire.answers import look_up
from engines.questionnaire.evaluation import Today, evaluate
from engines.questionnaire.expressions import CompiledGroup, CompiledQuestionnaire
from milliard.surveys.answering.form import Path, name_of, paths_of_rows
from milliard.surveys.answering.page.record import SectionPage


def with_blank_rows(compiled: CompiledQuestionnaire, page: SectionPage, today: Today) -> Mapping[str, Any]:
    """The answers of the page with the rows it shows although nothing is written in them yet.

    Rows that were on the page stay. A group without any row shows one, or as many as it asks for; none when
    somebody took the first one away (see `milliard.surveys.answering.verdict`). Where other answers say how
    many rows there are, there are so many.
    """
    groups = [
        member
        for member in compiled.members[page.section]
        if isinstance(member, CompiledGroup) and member.group.repeats
    ]
    if not groups:
        return page.answers
    shown = copy.deepcopy(dict(page.answers))
    counts = _counts(compiled, page, today) if any(one.row_count is not None for one in groups) else {}
    known: dict[Path, tuple[str, ...]] = {}
    for member in groups:
        for around in paths_of_rows(member.chain, known):
            path = (*around, member.key)
            rows = _rows_at(shown, path)
            wanted = [row for row in page.posted.rows.get(path, ()) if name_of((*path, row)) != page.removed]
            wanted = [row for row in wanted if row not in _ids(rows)]
            if member.row_count is not None:
                count = counts.get(path, 0)
                rows.extend({"_id": row} for row in wanted[: max(count - len(rows), 0)])
                blank = count - len(rows)
            else:
                is_added = name_of(path) == page.added and len(rows) < member.group.max_rows
                rows.extend({"_id": row} for row in wanted)
                shows_first = look_up(page.answers, path) != []
                blank = (0 if rows else max(member.group.min_rows, shows_first)) + is_added
            _add_blank(rows, blank, page.id)
            known[path] = tuple(str(row.get("_id", "")) for row in rows)
    return shown


def _counts(compiled: CompiledQuestionnaire, page: SectionPage, today: Today) -> dict[Path, int]:
    """By path, how many rows the answers say there are."""
    evaluation = evaluate(compiled, page.answers, today=today, sections={page.section})
    return {path: place.expected for path, place in evaluation.groups.items() if place.expected is not None}


def _add_blank(rows: list[dict[str, Any]], count: int, page: str) -> None:
    for _ in range(count):
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
