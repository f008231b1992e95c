"""What a posted page would give, without storing it: the answers, what is wrong, what is shown.

Saving is this and then writing; a preview, a page that came too late or too often, is this alone, so
that whoever typed finds everything again. Pure: no database, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.surveys.answering import merge as merging
from milliard.surveys.answering.form import Path, PostedSection


@dataclass(slots=True)
class Trial:
    """merge: what was taken over, in conflict, replaced. errors: one sentence per path, to be shown."""

    merge: merging.Merge
    evaluation: Evaluation
    errors: dict[Path, str] = field(default_factory=dict)


def try_posted(
    compiled: CompiledQuestionnaire,
    before: Mapping[str, Any],
    posted: PostedSection,
    *,
    today: date,
    is_alone: bool = True,
    is_complete: bool = False,
    files: Mapping[Path, Any] | None = None,
    file_errors: Mapping[Path, str] | None = None,
    removed_row: str = "",
) -> Trial:
    """Merge, evaluate, put back what breaks a rule. See :func:`milliard.surveys.answering.merge.merge`.

    is_complete: the response is finished, so that a required answer cannot be emptied any more.
    """
    merge = merging.merge(
        compiled,
        before,
        posted,
        is_alone=is_alone,
        files=files,
        removed_row=posted.row_named(removed_row),
    )
    merge.errors.update(file_errors or {})
    evaluation = _evaluate_valid(compiled, before, merge, is_complete, today)
    return Trial(merge, evaluation, {**merge.errors, **_shown_errors(evaluation, posted, merge)})


def remaining_errors(evaluation: Evaluation, *, with_blanks: bool = True) -> dict[Path, str]:
    """All that keeps a response from being finished, required questions left blank included.

    with_blanks: without them, what was written and does not fit: a sheet of paper answers no more.
    """
    return {
        path: messages[0]
        for path, messages in evaluation.check_all().items()
        if with_blanks or not _is_blank(evaluation, path)
    }


def _is_blank(evaluation: Evaluation, path: Path) -> bool:
    place, group = evaluation.places.get(path), evaluation.groups.get(path)
    if place is not None:
        return not place.is_answered
    return group is not None and group.group.repeats and len(group.rows) < group.group.min_rows


def _evaluate_valid(
    compiled: CompiledQuestionnaire,
    before: Mapping[str, Any],
    merge: merging.Merge,
    is_complete: bool,
    today: date,
) -> Evaluation:
    """Evaluate; what was just written and breaks a rule is put back as it was, and said."""
    evaluation = evaluate(compiled, merge.answers, today=today)
    wrong = {
        path: place.errors[0]
        for path in merge.changed
        if (place := evaluation.places.get(path)) is not None
        and place.errors
        and (place.is_answered or is_complete)
    }
    if not wrong:
        return evaluation
    merging.revert(merge.answers, before, wrong)
    merge.errors.update(wrong)
    return evaluate(compiled, merge.answers, today=today)


def _shown_errors(evaluation: Evaluation, posted: PostedSection, merge: merging.Merge) -> dict[Path, str]:
    """Errors to show after a save: of answers and groups of the page, never «required» on a blank."""
    shown: dict[Path, str] = {}
    for path, messages in evaluation.check_section(posted.section).items():
        place = evaluation.places.get(path)
        if path not in merge.errors and (place is None or place.is_answered):
            shown[path] = messages[0]
    return shown
