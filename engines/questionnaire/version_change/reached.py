"""How far the answers to one version have gone in a later one."""

from collections.abc import Mapping, Sequence

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.version_change.diff import ChangeKind, Changes


def added_keys(changes: Changes) -> set[str]:
    """Keys of the questions and repeated groups that only the later version has."""
    groups = [
        {group.key for _, around, _ in questionnaire.placed_questions() for group in around if group.repeats}
        for questionnaire in (changes.old, changes.new)
    ]
    return {change.key for change in changes.of_kind(ChangeKind.ADDED)} | (groups[1] - groups[0])


def renamed_keys(changes: Changes) -> dict[str, str]:
    """Key of each question in the old version -> its key in the later one."""
    return {change.before: change.after for change in changes.of_kind(ChangeKind.RENAMED)}


def furthest_section(
    saved: Mapping[str, object],
    reached: Sequence[str],
    evaluation: Evaluation,
    compiled: CompiledQuestionnaire,
) -> int:
    """1-based position, in the later version, of the last section saved.

    A response that does not tell which sections were saved (imported) is placed by the last one it had
    reached that still exists. A section holding an answer was reached in any case.
    """
    order = {key: place for place, key in enumerate(compiled.sections, start=1)}
    known = [key for key in saved if key in order] or [key for key in reached if key in order][-1:]
    holding = {
        compiled.questions[path[-1]].section
        for path, place in evaluation.places.items()
        if place.is_answered and path[-1] in compiled.questions
    }
    return max((order[key] for key in {*known, *holding}), default=0)
