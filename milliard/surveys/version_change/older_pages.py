"""A page opened before its questionnaire changed: nothing typed on it is lost.

Its form tells which questions it showed. Those that its section no longer has are read by the version of the
page, then converted as a stored answer would be (`convert_answers`), or set aside (`ReplacedAnswer`) with the
reason. A converted answer never overwrites what somebody wrote since in the question it goes to. A section
that no longer exists is only the extreme case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from engines.questionnaire.answers import put
from engines.questionnaire.coercion import is_blank
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import MAX_LONG_TEXT, format_answer
from engines.questionnaire.version_change import Changes, compare, convert_answers
from engines.questionnaire.version_change.convert import only_answer
from french import typeset
from milliard.surveys.answering.form import (
    Path,
    PostedData,
    PostedField,
    PostedSection,
    base_of,
    name_of,
    read_section,
)
from milliard.surveys.answering.verdict import Verdict
from milliard.surveys.models import ReplacedAnswer, Response, Version
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.services.replaced_answers import answer_set_aside, without_known

#: Earlier versions a page still open in somebody's browser may be of.
MAX_EARLIER = 5
_OTHER_ANSWER = "Une autre réponse y a été enregistrée entre-temps."
_FILE_GONE = "Ce fichier n’est pas gardé : sa question n’existe plus."


@dataclass(frozen=True, slots=True)
class OlderAnswer:
    """One answer typed in a question that its page showed and that has left its section."""

    path: Path
    #: The wording that was answered, with its ``${…}``.
    label: str
    #: The answer in words.
    typed: str
    #: Key of the section it is saved in now; "" when it is set aside, for ``reason``.
    section: str = ""
    reason: str = ""
    #: What is set aside; None when there is nothing to keep (a file).
    value: Any = None
    #: Of the version of the page.
    number: int = 0


@dataclass(slots=True)
class OlderPage:
    """What a page of an earlier version held beyond its section of today."""

    #: The version of today.
    compiled: CompiledQuestionnaire
    #: Of the version of the page.
    number: int
    #: To be merged, by the path of today; and what was posted for each.
    fields: dict[Path, PostedField] = field(default_factory=dict)
    sources: dict[Path, PostedField] = field(default_factory=dict)
    set_aside: list[OlderAnswer] = field(default_factory=list)
    #: ``NAME:BASE`` for the next save of the same page, which then finds its own answers.
    shown: list[str] = field(default_factory=list)

    def renamed(self, uploads: Mapping[str, UploadedFile]) -> dict[str, UploadedFile]:
        """``uploads`` under the names their questions have now."""
        names = {source.name: name_of(path) for path, source in self.sources.items()}
        return {names.get(name, name): file for name, file in uploads.items()}

    def settle(self, verdict: Verdict) -> list[OlderAnswer]:
        """What became of every answer; those that could not be saved leave the verdict, set aside."""
        settled = list(self.set_aside)
        for path, source in self.sources.items():
            error = verdict.errors.pop(path, "")
            if path in verdict.conflicts:
                del verdict.conflicts[path]
                error = error or _OTHER_ANSWER
            if error:
                settled.append(self._with_reason(source, _kept_value(source), error))
            elif source.question.question.kind is not Kind.FILE or path in verdict.changed:
                section = self.compiled.questions[path[-1]].section
                settled.append(_answer(source, section=section))
        return settled

    def typed_only(self) -> list[OlderAnswer]:
        """Every answer typed, when nothing of the page is saved."""
        return [_answer(source) for source in self.sources.values()] + self.set_aside

    def _with_reason(self, source: PostedField, value: Any, reason: str) -> OlderAnswer:
        return _answer(source, reason=reason, value=value, number=self.number)


def read_older_page(
    *,
    version: Version,
    compiled: CompiledQuestionnaire,
    posted: PostedSection,
    data: PostedData,
    uploads: Mapping[str, UploadedFile],
) -> OlderPage | None:
    """What ``data`` holds beyond ``posted``, by the latest earlier version it can be a page of; else None.

    version, compiled: those answers are saved by.
    """
    is_gone = posted.section not in compiled.sections
    for old in earlier_versions(version):
        old_compiled = compiled_version(old)
        if posted.section not in old_compiled.sections:
            continue
        old_posted = read_section(old_compiled, posted.section, data)
        fields = [item for item in old_posted.fields.values() if item.name in posted.unread]
        if fields or is_gone:
            page = OlderPage(compiled, old.number)
            changes = compare(old_compiled.questionnaire, compiled.questionnaire)
            for item in fields:
                _convert(page, changes, item, taken=posted.fields.keys(), uploads=uploads)
            page.shown = [f"{item.name}:{_next_base(item)}" for item in fields]
            return page
    return None


def earlier_versions(version: Version) -> list[Version]:
    """The versions a page may be of although ``version`` is answered now, the latest first."""
    earlier = Version.objects.filter(questionnaire=version.questionnaire_id, number__lt=version.number)
    return list(earlier.order_by("-number")[:MAX_EARLIER])


def had_section(version: Version, key: str) -> bool:
    """Whether an earlier version had a section of that name."""
    return any(key in compiled_version(old).sections for old in earlier_versions(version))


def rows_set_aside(answers: list[OlderAnswer], response: Response) -> list[ReplacedAnswer]:
    """The rows to keep for what is set aside, without those the same page sent before."""
    rows = [
        answer_set_aside(response, answer.path, answer.value, number=answer.number, reason=answer.reason)
        for answer in answers
        if not answer.section and not is_blank(answer.value)
    ]
    return without_known(rows)


def _convert(
    page: OlderPage,
    changes: Changes,
    item: PostedField,
    *,
    taken: Any,
    uploads: Mapping[str, UploadedFile],
) -> None:
    """Convert one answer: to a field to merge, or set aside; nothing when nothing was typed."""
    question = item.question.question
    if question.kind is Kind.FILE:
        if item.name in uploads:
            _convert_file(page, item, taken, uploads[item.name])
        return
    if not item.is_touched:
        return
    if item.error:
        page.set_aside.append(page._with_reason(item, _kept_value(item), item.error))
        return
    if is_blank(item.value):
        path = _new_path(page.compiled, item)
        if path is not None and path not in taken:
            _add(page, item, path, None)
        return
    answers: dict[str, Any] = {}
    put(answers, item.path, item.value)
    converted, set_aside = convert_answers(changes, answers)
    page.set_aside += [page._with_reason(item, aside.value, aside.reason) for aside in set_aside]
    found = only_answer(converted)
    if found is None:
        return
    path, value = found
    if path in taken:
        page.set_aside.append(page._with_reason(item, item.value, _OTHER_ANSWER))
    else:
        _add(page, item, path, value)


def _convert_file(page: OlderPage, item: PostedField, taken: Any, upload: UploadedFile) -> None:
    path = _new_path(page.compiled, item)
    if path is None or path in taken or page.compiled.questions[path[-1]].question.kind is not Kind.FILE:
        page.set_aside.append(_answer(item, typed=upload.name or "", reason=typeset(_FILE_GONE)))
    else:
        _add(page, item, path, None)


def _add(page: OlderPage, item: PostedField, path: Path, value: Any) -> None:
    question = page.compiled.questions[path[-1]]
    page.fields[path] = PostedField(path, question, item.base, item.raw, value=value, is_elsewhere=True)
    page.sources[path] = item


def _new_path(compiled: CompiledQuestionnaire, item: PostedField) -> Path | None:
    """Where the same question is now, in the same repeated groups; None when it is not."""
    uid, chain = item.question.question.uid, item.question.chain
    found = next((q for q in compiled.questions.values() if q.question.uid == uid), None)
    return (*item.path[:-1], found.key) if found is not None and found.chain == chain else None


def _next_base(item: PostedField) -> str:
    return base_of(item.value) if item.is_touched and not item.error else item.base


def _kept_value(item: PostedField) -> Any:
    """The answer as its question stores it; as typed when it cannot be read."""
    if not item.error:
        return item.value
    raw = [typed[:MAX_LONG_TEXT] for typed in item.raw] or [f"{rank} {value}" for value, rank in item.boxes]
    return raw[0] if len(raw) == 1 else raw


def _answer(item: PostedField, *, typed: str = "", **more: Any) -> OlderAnswer:
    question = item.question.question
    if not typed and (item.error or question.kind is Kind.COMMUNE):
        typed = ", ".join(item.raw)
    typed = typed or format_answer(question, item.value, item.question.choices)
    return OlderAnswer(item.path, question.label, typed, **more)
