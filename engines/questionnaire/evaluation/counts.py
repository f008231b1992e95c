"""How far a response is, in questions as a person counts them: the rule of ``Definition.asked``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from engines.questionnaire.evaluation.run import Path
from engines.questionnaire.expressions.compiled import CompiledQuestionnaire
from engines.questionnaire.model import Asked, Layout

if TYPE_CHECKING:
    from engines.questionnaire.evaluation import GroupPlace, QuestionPlace


def count_asked(
    compiled: CompiledQuestionnaire,
    places: Mapping[Path, QuestionPlace],
    groups: Mapping[Path, GroupPlace],
    section: str | None,
) -> tuple[int, int, int]:
    """(shown, answered, required and missing) over one section, or all those evaluated.

    A grid is answered once all its shown rows are, a split once a part is written, a question of a repeated
    group once it is answered in every row (with no row yet, it waits for one), «autre» once its «précisez» is
    filled.
    """
    by_key: dict[str, list[QuestionPlace]] = defaultdict(list)
    for place in places.values():
        if place.is_relevant:
            by_key[place.question.key].append(place)
    shown = answered = missing = 0
    for asked in _asked(compiled):
        if section is not None and asked.section != section:
            continue
        here = [place for key in asked.keys for place in by_key[key]]
        if here:
            shown += 1
            answered += _is_answered(asked, here)
            missing += any(place.is_required and not place.is_answered for place in here)
        elif asked.waits_in and _is_shown(groups, asked.waits_in):
            shown += 1
    return shown, answered, missing


@lru_cache(maxsize=64)
def _asked(compiled: CompiledQuestionnaire) -> tuple[Asked, ...]:
    return compiled.questionnaire.asked()


def _is_answered(asked: Asked, places: Sequence[QuestionPlace]) -> bool:
    if asked.layout is Layout.PLAIN:
        first = asked.keys[0]
        return all(p.is_answered or (p.question.key != first and not p.is_required) for p in places)
    if asked.layout is Layout.GRID:
        return all(place.is_answered for place in places)
    answered = {place.path[:-1] for place in places if place.is_answered}
    return answered == {place.path[:-1] for place in places}


def _is_shown(groups: Mapping[Path, GroupPlace], key: str) -> bool:
    group = groups.get((key,))
    return group is not None and group.is_relevant
