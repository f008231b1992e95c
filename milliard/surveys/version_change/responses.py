"""Converting the stored responses to a later version of their questionnaire."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.version_change import Converter, compare
from engines.questionnaire.version_change.reached import added_keys, furthest_section, renamed_keys
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys.models import Collection, ReplacedAnswer, Response, Version
from milliard.surveys.policies import can_manage_questionnaires
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.services.replaced_answers import answer_set_aside, store_replaced
from milliard.territories.days import days_in_france

#: Beside the section keys in ``Response.sections``: keys of the questions (and repeated groups) that a later
#: version added and that this respondent was not shown yet. Without an answer they are «not asked».
UNSEEN = "*unseen"
#: Responses converted in one transaction: a person who saves meanwhile waits for no more than these.
BATCH = 200

#: One statement whatever the number of rows: Django's own ``bulk_update`` takes longer to write its own than
#: PostgreSQL to run it.
_STORE = """
UPDATE surveys_response AS response SET
    version_id = %s, revision = revision + 1, answers = converted.answers, off_path = converted.off_path,
    sections = converted.sections, furthest_section = converted.section,
    furthest_question = converted.question
FROM jsonb_to_recordset(%s::jsonb)
    AS converted (id bigint, answers jsonb, off_path jsonb, sections jsonb, section int, question int)
WHERE response.id = converted.id
"""


@transaction.atomic
def convert_response(*, response: Response, version: Version, by: User | None) -> Response:
    """Convert a response to a later version; what does not fit there is set aside, with the reason.

    A response that follows ``version`` already is given back as it is.
    """
    authorize(by, can_manage_questionnaires)
    locked = (
        Response.objects.select_for_update(of=("self",))
        .select_related("version", "collection")
        .get(pk=response.pk)
    )
    if locked.version_id == version.pk:
        return locked
    _convert([locked], locked.version, version)
    journal.record("surveys.responses.converted", locked.collection, by=by, data={"moved": 1})
    return locked


def responses_to_convert(collection: Collection) -> QuerySet[Response]:
    """The responses that still follow another version than the one their collection adopted.

    Asked for by version, of which there are few: an index finds them among a million of others at once.
    """
    others = Version.objects.filter(questionnaire__versions=collection.version_id).exclude(
        pk=collection.version_id
    )
    return Response.objects.filter(collection=collection, version__in=others)


@transaction.atomic
def convert_batch(*, collection: Collection, by: User | None = None, size: int = BATCH) -> int:
    """Convert at most ``size`` of these responses; how many were. 0: none is left.

    Waits for the saves of those responses, and holds back a change of version until the commit.
    """
    authorize(by, can_manage_questionnaires)
    lock_for_answer(collection.pk)
    fresh = Collection.objects.select_related("version").get(pk=collection.pk)
    rows = list(responses_to_convert(fresh).select_for_update(of=("self",)).order_by("pk")[:size])
    by_version: dict[int, list[Response]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    set_aside = 0
    for version in Version.objects.filter(pk__in=by_version):
        set_aside += _convert(by_version[version.pk], version, fresh.version)
    if rows:
        data = {"moved": len(rows), "set_apart": set_aside, "version": fresh.version.number}
        journal.record("surveys.responses.converted", fresh, by=by, data=data)
    return len(rows)


def _convert(responses: Sequence[Response], old: Version, new: Version) -> int:
    """Convert locked responses from one version to another; how many answers were set aside."""
    compiled = compiled_version(new)
    changes = compare(compiled_version(old).questionnaire, compiled.questionnaire)
    converter = Converter(changes)
    old_order = [section.key for section in changes.old.sections]
    added, renamed = added_keys(changes), renamed_keys(changes)
    compiled_keys = compiled.questions.keys() | compiled.groups.keys()
    aside: list[ReplacedAnswer] = []
    today = days_in_france()
    for response in responses:
        answers, set_aside = converter.convert(response.answers)
        aside += [
            answer_set_aside(response, item.path, item.value, number=old.number, reason=item.reason)
            for item in set_aside
        ]
        evaluation = evaluate(compiled, answers, today=today)
        reached = old_order[: response.furthest_section]
        response.version, response.answers = new, answers
        response.revision += 1
        response.off_path = ["/".join(path) for path in evaluation.off_path_keys]
        response.furthest_question = evaluation.last_answered
        response.furthest_section = furthest_section(response.sections, reached, evaluation, compiled)
        kept = {key: info for key, info in response.sections.items() if key in compiled.sections}
        unseen = {*added, *(renamed.get(key, key) for key in response.sections.get(UNSEEN, ()))}
        response.sections = with_unseen(kept, unseen & compiled_keys)
    _store(responses, new)
    store_replaced(aside, responses[0].collection)
    return len(aside)


def _store(responses: Sequence[Response], version: Version) -> None:
    rows = [
        {
            "id": row.pk,
            "answers": row.answers,
            "off_path": row.off_path,
            "sections": row.sections,
            "section": row.furthest_section,
            "question": row.furthest_question,
        }
        for row in responses
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [version.pk, json.dumps(rows)])


def with_unseen(sections: Mapping[str, Any], unseen: Iterable[str]) -> dict[str, Any]:
    """``sections`` with these keys as those the respondent was not shown."""
    rest = {key: info for key, info in sections.items() if key != UNSEEN}
    return {**rest, UNSEEN: sorted(unseen)} if unseen else rest
