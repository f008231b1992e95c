"""Carrying responses over to a later version of their questionnaire."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from milliard.core import journal
from milliard.members.models import User
from milliard.surveys.definition.comparison import ChangeKind, Changes, compare, map_answers
from milliard.surveys.definition.evaluation import Evaluation, evaluate
from milliard.surveys.definition.expressions import CompiledQuestion, CompiledQuestionnaire
from milliard.surveys.definition.parsing import AnswerError, parse_answer
from milliard.surveys.models import Collection, ReplacedAnswer, Response, Version
from milliard.surveys.policies import can_manage_questionnaires, ensure
from milliard.surveys.posted import SEPARATOR, base_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.moments import moment
from milliard.surveys.services.questionnaires import compiled_version, definition_of

#: Beside the section keys in ``Response.sections``: keys of the questions (and repeated groups) that a later
#: version added and that this respondent was not shown yet. Without an answer they are «not asked».
UNSEEN = "*unseen"
#: Earlier versions a page still open in somebody's browser may be of.
MAX_EARLIER = 5
PAGE_TOO_OLD = "La page était ouverte avant un changement de version."
#: Responses moved in one transaction: a person who saves meanwhile waits for no more than these.
BATCH = 200

_MOVED_FIELDS = (
    "version",
    "answers",
    "revision",
    "off_path",
    "sections",
    "furthest_section",
    "furthest_question",
)


@transaction.atomic
def move_response_to_version(*, response: Response, version: Version, by: User | None) -> Response:
    """Carry a response over to a later version; what has no place there is kept apart, with the reason.

    A response that follows ``version`` already is given back as it is.
    """
    ensure(by, by is not None and can_manage_questionnaires(by))
    locked = (
        Response.objects.select_for_update(of=("self",))
        .select_related("version", "collection")
        .get(pk=response.pk)
    )
    if locked.version_id == version.pk:
        return locked
    _move([locked], compare(definition_of(locked.version), definition_of(version)), version)
    journal.record("surveys.collection.changed", locked.collection, by=by, data={"moved": 1})
    return locked


def left_behind(collection: Collection) -> QuerySet[Response]:
    """The responses that still follow another version than the one their collection adopted."""
    return Response.objects.filter(collection=collection).exclude(version=collection.version_id)


@transaction.atomic
def move_a_batch(*, collection: Collection, by: User | None = None, size: int = BATCH) -> int:
    """Move at most ``size`` of the responses left behind; how many were. 0: none is left.

    Waits for the saves of those responses, and holds back a change of version until the commit.
    """
    ensure(by, by is not None and can_manage_questionnaires(by))
    lock_for_answer(collection.pk)
    fresh = Collection.objects.select_related("version").get(pk=collection.pk)
    rows = list(
        left_behind(fresh)
        .select_for_update(of=("self",))
        .select_related("version", "collection")
        .order_by("pk")[:size]
    )
    by_version: dict[int, list[Response]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    set_apart = 0
    for same in by_version.values():
        changes = compare(definition_of(same[0].version), definition_of(fresh.version))
        set_apart += _move(same, changes, fresh.version)
    if rows:
        data = {"moved": len(rows), "set_apart": set_apart, "version": fresh.version.number}
        journal.record("surveys.collection.changed", fresh, by=by, data=data)
    return len(rows)


def _move(responses: Sequence[Response], changes: Changes, version: Version) -> int:
    """Move locked responses of one same version; how many answers were kept apart."""
    compiled = compiled_version(version)
    old_order = [section.key for section in changes.old.sections]
    added, renamed = _added(changes), _renamed(changes)
    compiled_keys = compiled.questions.keys() | compiled.groups.keys()
    apart: list[ReplacedAnswer] = []
    for response in responses:
        answers, unmapped = map_answers(changes, response.answers)
        apart += [
            ReplacedAnswer(
                response=response,
                section_key=f"{ReplacedAnswer.MOVED_FROM}{response.version.number}",
                path="/".join(item.path)[:240],
                value=item.value,
                replaced_by=item.reason[:80],
            )
            for item in unmapped
        ]
        evaluation = evaluate(compiled, answers, today=timezone.localdate())
        reached = old_order[: response.furthest_section]
        response.version, response.answers = version, answers
        response.revision += 1
        response.off_path = ["/".join(path) for path in evaluation.off_path_keys]
        response.furthest_question = last_answered(evaluation, compiled)
        response.furthest_section = _furthest_section(response.sections, reached, evaluation, compiled)
        kept = {key: info for key, info in response.sections.items() if key in compiled.sections}
        unseen = {*added, *(renamed.get(key, key) for key in response.sections.get(UNSEEN, ()))}
        response.sections = with_unseen(kept, unseen & compiled_keys)
    Response.objects.bulk_update(responses, _MOVED_FIELDS)
    _keep_apart(apart, responses[0].collection)
    return len(apart)


def keep_unread(response: Response, typed: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
    """Keep apart what was typed on a page of an earlier version, opened before the collection changed.

    typed: as :func:`milliard.surveys.posted.unread_answers` gives it. Names no earlier version knows are
    nobody's answers, and what the page already showed is stored: both are left out.
    """
    if not typed:
        return
    olds = Version.objects.filter(questionnaire=response.version.questionnaire_id)
    for old in olds.exclude(pk=response.version_id).order_by("-number")[:MAX_EARLIER]:
        known = compiled_version(old).questions
        read = {name: known[key] for name in typed if (key := name.rsplit(SEPARATOR, 1)[-1]) in known}
        if read:
            values = {name: _value(question, typed[name][1]) for name, question in read.items()}
            rows = [
                ReplacedAnswer(
                    response=response,
                    section_key=f"{ReplacedAnswer.MOVED_FROM}{old.number}",
                    path=name.replace(SEPARATOR, "/")[:240],
                    value=value,
                    replaced_by=PAGE_TOO_OLD,
                )
                for name, value in values.items()
                if base_of(value) != typed[name][0]
            ]
            _keep_apart(rows, response.collection)
            return


def _value(question: CompiledQuestion, raw: tuple[str, ...]) -> Any:
    """The answer as its question stores it; as typed when it cannot be read."""
    try:
        return parse_answer(question.question, raw, question.choices)
    except AnswerError:
        return raw[0] if len(raw) == 1 else list(raw)


def _keep_apart(rows: list[ReplacedAnswer], collection: Collection) -> None:
    made = ReplacedAnswer.objects.bulk_create(rows)
    if made and collection.is_anonymous:
        day = moment(collection)
        ReplacedAnswer.objects.filter(pk__in=[row.pk for row in made]).update(created_at=day, updated_at=day)


def with_unseen(sections: Mapping[str, Any], unseen: Iterable[str]) -> dict[str, Any]:
    """``sections`` with these keys as those the respondent was not shown."""
    rest = {key: info for key, info in sections.items() if key != UNSEEN}
    return {**rest, UNSEEN: sorted(unseen)} if unseen else rest


def _added(changes: Changes) -> set[str]:
    """Keys of the questions and repeated groups that only the later version has."""
    groups = [
        {group.key for _, around, _ in questionnaire.placed_questions() for group in around if group.repeats}
        for questionnaire in (changes.old, changes.new)
    ]
    return {change.key for change in changes.of_kind(ChangeKind.ADDED)} | (groups[1] - groups[0])


def _renamed(changes: Changes) -> dict[str, str]:
    """Key of each question in the old version -> its key in the later one."""
    return {change.before: change.after for change in changes.of_kind(ChangeKind.RENAMED)}


def last_answered(evaluation: Evaluation, compiled: CompiledQuestionnaire) -> int:
    """1-based position, among all the questions of the version, of the last one answered."""
    answered = {path[-1] for path, place in evaluation.places.items() if place.is_answered}
    positions = [place for place, key in enumerate(compiled.questions, start=1) if key in answered]
    return positions[-1] if positions else 0


def _furthest_section(
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
