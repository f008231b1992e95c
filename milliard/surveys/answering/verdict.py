"""What becomes of a posted section: merged into what is stored, evaluated, judged. Nothing is stored here.

Two people may answer one section. A field is taken over when the person changed it and nobody else did since
the page was opened. What others changed and this person did not touch stays theirs. When both changed it,
differently, neither wins until the person has chosen; the answer that loses is in ``replaced``, to be kept.
What the same page sent before is nobody else's, whether or not its answer came back: see `sender`.

Saving is this and then writing; a preview, a page that came too late or too often, is this alone, so that
whoever typed finds everything again. Pure: no database, no clock.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.evaluation.checks import asks_in_each_row
from engines.questionnaire.evaluation.ending import is_missing
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledSection
from engines.questionnaire.model import Kind
from milliard.surveys.answering.form import MAX_ROWS, Path, PostedField, PostedSection, base_of
from milliard.surveys.answering.sender import ALONE, Sender

Answers = dict[str, Any]


@dataclass(slots=True)
class Verdict:
    """What one posted section gives."""

    #: The stored answers with what could be taken over: a new object.
    answers: Answers
    #: By path: one sentence, to be shown, for a question or a group.
    errors: dict[Path, str] = field(default_factory=dict)
    #: By path: the other person's answer, still in place.
    conflicts: dict[Path, Any] = field(default_factory=dict)
    #: (path, answer that lost, whether it was this person's own).
    replaced: list[tuple[Path, Any, bool]] = field(default_factory=list)
    #: Where something was written.
    changed: set[Path] = field(default_factory=set)
    #: Of these answers, once `judge` has evaluated them.
    evaluation: Evaluation = field(init=False)

    @property
    def is_clean(self) -> bool:
        """Nothing is left for the person to mend or to choose on this page."""
        return not self.errors and not self.conflicts


def judge(
    compiled: CompiledQuestionnaire,
    before: Mapping[str, Any],
    posted: PostedSection,
    *,
    today: date,
    sender: Sender = ALONE,
    is_complete: bool = False,
    files: Mapping[Path, Any] | None = None,
    file_errors: Mapping[Path, str] | None = None,
    removed_row: str = "",
) -> Verdict:
    """Merge (see `merge`), evaluate, put back what breaks a rule.

    is_complete: the response is finished, so that a required answer cannot be emptied any more.
    """
    verdict = merge(compiled, before, posted, sender=sender, files=files, removed_row=removed_row)
    verdict.errors.update(file_errors or {})
    verdict.evaluation = evaluate(compiled, verdict.answers, today=today)
    wrong = {
        path: place.errors[0]
        for path in verdict.changed
        if (place := verdict.evaluation.places.get(path)) is not None
        and place.errors
        and (place.is_answered or is_complete)
    }
    if wrong:
        revert(verdict.answers, before, wrong)
        verdict.errors.update(wrong)
        verdict.changed -= wrong.keys()
        verdict.replaced = [lost for lost in verdict.replaced if lost[0] not in wrong]
        verdict.evaluation = evaluate(compiled, verdict.answers, today=today)
    _add_errors_of_the_page(verdict, posted)
    return verdict


def _add_errors_of_the_page(verdict: Verdict, posted: PostedSection) -> None:
    """Add the errors of answers and groups of the page; those of a blank only hold back the end."""
    for path, messages in verdict.evaluation.check_section(posted.section).items():
        if not is_missing(verdict.evaluation, path):
            verdict.errors.setdefault(path, messages[0])


def revealed(evaluation: Evaluation, posted: PostedSection) -> list[Path]:
    """The questions and cards that the answers of the page bring to it, which nobody saw without scripts."""
    asked = (
        place.path
        for place in evaluation.places.values()
        if place.is_relevant and place.question.is_answerable and not place.is_answered
    )
    cards = (
        path
        for path, group in evaluation.groups.items()
        if group.is_relevant and group.group.repeats and not group.rows and not posted.rows.get(path)
    )
    return [path for path in (*asked, *cards) if _is_new(evaluation, posted, path)]


def _is_new(evaluation: Evaluation, posted: PostedSection, path: Path) -> bool:
    """Whether a condition put ``path`` on the page, in one of its rows if it stands in one, since it came."""
    compiled, is_group = evaluation.compiled, path in evaluation.groups
    node: CompiledGroup | CompiledQuestion = (
        compiled.groups[path[-1]] if is_group else compiled.questions[path[-1]]
    )
    if node.section != posted.section or path in posted.fields:
        return False
    rows = [(path[: place + 1], path[place + 1]) for place in range(0, len(path) - 1, 2)]
    is_taken_away = is_group and look_up(evaluation.run.root.data, path) == []
    return (
        _is_conditional(node)
        and not is_taken_away
        and all(row in posted.rows.get(at, ()) for at, row in rows)
    )


def _is_conditional(node: CompiledSection | CompiledGroup | CompiledQuestion) -> bool:
    while not isinstance(node, CompiledSection):
        if node.relevant is not None:
            return True
        node = node.parent
    return False


def merge(
    compiled: CompiledQuestionnaire,
    stored: Mapping[str, Any],
    posted: PostedSection,
    *,
    sender: Sender = ALONE,
    files: Mapping[Path, Any] | None = None,
    removed_row: str = "",
) -> Verdict:
    """Merge ``posted`` into ``stored``, which is only read; nothing is evaluated yet.

    files: for the file questions that received something (or None to take the kept file away). removed_row:
    form name of a row.
    """
    verdict, removed = Verdict(copy.deepcopy(dict(stored))), posted.row_named(removed_row)
    if sender.is_repeat:
        removed = ()
    if removed:
        _remove_row(verdict.answers, removed)
    _add_blank_rows(compiled, verdict.answers, posted, removed)
    for path, posted_field in posted.fields.items():
        if removed and path[: len(removed)] == removed:
            _note_unseen(verdict, posted_field, look_up(stored, path), sender)
            continue
        if posted_field.question.question.kind is Kind.FILE:
            if files is not None and path in files:
                _write(verdict, path, files[path])
        elif posted_field.error:
            verdict.errors[path] = posted_field.error
        else:
            _merge_field(verdict, posted_field, sender)
    drop_blank_rows(compiled, posted.section, verdict.answers)
    return verdict


def _merge_field(verdict: Verdict, posted: PostedField, sender: Sender) -> None:
    current, path = look_up(verdict.answers, posted.path), posted.path
    if base_of(posted.value) == base_of(current):
        return
    is_own = sender.wrote(posted.name) and not posted.is_elsewhere
    is_known = is_own or posted.was_shown(current)
    if sender.is_repeat:
        if posted.is_touched and not is_known and not sender.is_leaving:
            verdict.conflicts[path] = current
    elif posted.keep == "theirs":
        verdict.replaced.append((path, posted.value, True))
    elif is_own and sender.number:  # back to the answer it showed at first, perhaps
        _write(verdict, path, posted.value)
    elif not posted.is_touched:
        return
    elif is_known and not posted.is_undecided:
        if posted.keep and not is_own:
            verdict.replaced.append((path, current, False))
        _write(verdict, path, posted.value)
    elif sender.is_unseen:
        verdict.replaced.append((path, posted.value, True))
    else:
        verdict.conflicts[path] = current


def _note_unseen(verdict: Verdict, posted: PostedField, current: Any, sender: Sender) -> None:
    """Keep apart what somebody else wrote in a row that is taken out by who did not see it."""
    if not (is_blank(current) or posted.was_shown(current) or sender.wrote(posted.name)):
        verdict.replaced.append((posted.path, current, False))


def _write(verdict: Verdict, path: Path, value: Any) -> None:
    put(verdict.answers, path, value)
    verdict.changed.add(path)


def revert(answers: Answers, stored: Mapping[str, Any], paths: Iterable[Path]) -> None:
    """Put back what was stored at these places."""
    for path in paths:
        put(answers, path, look_up(stored, path))


def look_up(answers: Mapping[str, Any], path: Path) -> Any:
    """The stored value at ``path``; None when there is none."""
    row = _row_at(answers, path[:-1])
    return row.get(path[-1]) if isinstance(row, Mapping) else None


def _row_at(answers: Any, path: Path) -> Any:
    """The row that holds what is at ``path`` and one key more; None when there is none."""
    row: Any = answers
    for group, row_id in zip(path[::2], path[1::2], strict=True):
        row = _find_row(row, group, row_id)
    return row


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
    around = _row_at(answers, path[:-2])
    row = _find_row(around, path[-2], path[-1]) if isinstance(around, dict) else None
    if row is not None:
        around[path[-2]].remove(row)


def _add_blank_rows(
    compiled: CompiledQuestionnaire, answers: Answers, posted: PostedSection, removed: Path
) -> None:
    """Store the blank rows of the page whose group asks something in each row: they are asked at the end.

    A row that the page showed with an answer was taken away by somebody since: it stays away. Without any row
    left, an empty list says that the first one was taken away too.
    """
    had_answers = {path[:-1] for path, one in posted.fields.items() if one.base}
    for group, ids in posted.rows.items():
        around = _row_at(answers, group[:-1])
        if not ids or around is None or not asks_in_each_row(compiled.groups[group[-1]].group):
            continue
        rows = around.setdefault(group[-1], [])
        known = {row.get("_id") for row in rows if isinstance(row, dict)}
        new = [row for row in ids if row not in known and (*group, row) not in {removed, *had_answers}]
        rows += [{"_id": row} for row in new[: max(MAX_ROWS - len(rows), 0)]]


def drop_blank_rows(compiled: CompiledQuestionnaire, section: str, answers: Answers) -> None:
    """A row in which nothing is written is not stored, unless its group asks something in each row."""
    for member in compiled.members.get(section, ()):
        if not member.chain and member.key in answers and member.key in compiled.groups:
            _drop_blank(compiled, answers, member.key)


def _drop_blank(compiled: CompiledQuestionnaire, around: dict[str, Any], group: str) -> None:
    rows = around.get(group)
    if not isinstance(rows, list):
        return
    for row in rows:
        if isinstance(row, dict):
            for key in [key for key, value in row.items() if key in compiled.groups]:
                _drop_blank(compiled, row, key)
    if group in compiled.groups and asks_in_each_row(compiled.groups[group].group):
        return
    kept = [row for row in rows if not isinstance(row, dict) or row.keys() - {"_id"}]
    if kept:
        around[group] = kept
    else:
        around.pop(group)
