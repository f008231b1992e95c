"""What becomes of a posted section: merged into what is stored, evaluated, judged. Nothing is stored here.

Two people may answer one section. A field is taken over when the person changed it and nobody else did since
the page was opened. What others changed and this person did not touch stays theirs. When both changed it,
differently, neither wins until the person has chosen; the answer that loses is in ``replaced``, to be kept.
What the same page sent before is nobody else's, whether or not its answer came back: see `sender`.

Saving is this and then writing; a preview, a page that came too late or too often, is this alone, so that
whoever typed finds everything again. Pure: no database, no clock.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.answers import MAX_ROWS, Answers, find_row, look_up, put, row_at
from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation import Evaluation, Today, evaluate
from engines.questionnaire.evaluation.checks import asks_in_each_row
from engines.questionnaire.evaluation.computed import follow_calculations
from engines.questionnaire.evaluation.defaults import note_seen
from engines.questionnaire.evaluation.ending import is_missing
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind
from french import plural
from milliard.surveys.answering.form import Path, PostedField, PostedSection, base_of
from milliard.surveys.answering.sender import ALONE, Sender


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
    today: Today,
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
    verdict.evaluation = follow_calculations(compiled, before, verdict.answers, posted.fields, today)
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
    untouched = _untouched_rows(compiled, verdict.answers, posted, files or {})
    for path, posted_field in posted.fields.items():
        if any(path[: len(row)] == row for row in untouched):
            continue
        if removed and path[: len(removed)] == removed:
            _note_unseen(verdict, posted_field, look_up(stored, path), sender)
            continue
        if posted_field.question.question.kind is Kind.FILE:
            if files is not None and path in files:
                _note_unseen(verdict, posted_field, look_up(stored, path), sender)
                _write(verdict, compiled, path, files[path])
        elif posted_field.error:
            verdict.errors[path] = posted_field.error
        else:
            _merge_field(verdict, compiled, posted_field, sender)
    if not sender.is_repeat:
        for path, posted_field in posted.fields.items():
            if not posted_field.error and path not in verdict.conflicts:
                note_seen(verdict.answers, posted_field.question, path)
    drop_blank_rows(compiled, posted.section, verdict.answers)
    return verdict


def _untouched_rows(
    compiled: CompiledQuestionnaire, answers: Answers, posted: PostedSection, files: Mapping[Path, Any]
) -> list[Path]:
    """The blank rows of the page in which nobody wrote: a default in a box is nobody's words; a file is."""
    return [
        (*group, row)
        for group, ids in posted.rows.items()
        for row in ids
        if row_at(answers, (*group, row)) is None
        and all(
            is_blank(one.value) or (not one.base and one.value == one.question.default)
            for path, one in posted.fields.items()
            if path[: len(group) + 1] == (*group, row) and not one.error
        )
        and not any(
            one.error for path, one in posted.fields.items() if path[: len(group) + 1] == (*group, row)
        )
        and not any(file and path[: len(group) + 1] == (*group, row) for path, file in files.items())
        and any(not is_blank(question.default) for question in compiled.questions_of(posted.section))
    ]


def _merge_field(
    verdict: Verdict, compiled: CompiledQuestionnaire, posted: PostedField, sender: Sender
) -> None:
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
        _write(verdict, compiled, path, posted.value)
    elif not posted.is_touched:
        return
    elif is_known and not posted.is_undecided:
        if posted.keep and not is_own:
            verdict.replaced.append((path, current, False))
        _write(verdict, compiled, path, posted.value)
    elif sender.is_unseen:
        verdict.replaced.append((path, posted.value, True))
    else:
        verdict.conflicts[path] = current


def _note_unseen(verdict: Verdict, posted: PostedField, current: Any, sender: Sender) -> None:
    """Keep apart what somebody else gave where it is about to be replaced, by who did not see it."""
    if not (is_blank(current) or posted.was_shown(current) or sender.wrote(posted.name)):
        verdict.replaced.append((posted.path, current, False))


def _write(verdict: Verdict, compiled: CompiledQuestionnaire, path: Path, value: Any) -> None:
    most = _full_group(verdict.answers, compiled, path)
    if most and not is_blank(value):
        said = f"Gardez au plus {plural(most, 'ligne')}\u00a0: celle-ci n’est pas enregistrée."
        verdict.errors[path] = said
        return
    put(verdict.answers, path, value)
    verdict.changed.add(path)


def _full_group(answers: Answers, compiled: CompiledQuestionnaire, path: Path) -> int:
    """The most rows of the group that would get one too many at ``path``; 0 when none would."""
    row: Any = answers
    for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
        rows = row.get(group) if isinstance(row, dict) else None
        row = find_row(row, group, row_id)
        most = compiled.groups[group].group.max_rows
        if row is None and isinstance(rows, list) and len(rows) >= most:
            return most
    return 0


def revert(answers: Answers, stored: Mapping[str, Any], paths: Iterable[Path]) -> None:
    """Put back what was stored at these places."""
    for path in paths:
        put(answers, path, look_up(stored, path))


def _remove_row(answers: Answers, path: Path) -> None:
    around = row_at(answers, path[:-2])
    row = find_row(around, path[-2], path[-1]) if isinstance(around, dict) else None
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
        around = row_at(answers, group[:-1])
        asked = compiled.groups[group[-1]].group
        if not ids or around is None or not asks_in_each_row(asked):
            continue
        rows = around.setdefault(group[-1], [])
        known = {row.get("_id") for row in rows if isinstance(row, dict)}
        new = [row for row in ids if row not in known and (*group, row) not in {removed, *had_answers}]
        most = min(asked.max_rows, MAX_ROWS)
        rows += [{"_id": row} for row in new[: max(most - len(rows), 0)]]


def drop_blank_rows(compiled: CompiledQuestionnaire, section: str, answers: Answers) -> None:
    """A row in which nothing is written is not stored, unless its group asks something in each row."""
    for member in compiled.members.get(section, ()):
        if not member.chain and member.key in answers and member.key in compiled.groups:
            _drop_blank(compiled, answers, member.key)


def _written(compiled: CompiledQuestionnaire, row: Mapping[str, Any]) -> Iterator[str]:
    """The keys of what somebody wrote in a row: no default emptied, nothing that ``once()`` keeps."""
    for key, value in row.items():
        question = compiled.questions.get(key)
        is_kept = question is not None and not question.question.is_answerable
        if key != "_id" and value is not None and not is_kept:
            yield key


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
    kept = [row for row in rows if not isinstance(row, dict) or any(_written(compiled, row))]
    if kept:
        around[group] = kept
    else:
        around.pop(group)
