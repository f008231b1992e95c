"""How many complete responses are hoped for, answer by answer: what the following report measures against."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from engines.questionnaire.expressions import CompiledQuestion
from engines.questionnaire.model import Kind, QuestionRole
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.surveys.models import Collection, Quota, Version
from milliard.surveys.policies import can_manage_questionnaires
from milliard.surveys.services.locks import lock_for_change
from milliard.surveys.services.questionnaires import compiled_version

MAX_TARGET = 10_000_000


class UnknownQuota(Refused):
    """The question or the answer is not in the collection's version."""

    message = "Cette réponse n’existe pas dans le questionnaire de la collecte."


def quota_questions(version: Version) -> tuple[CompiledQuestion, ...]:
    """Questions whose answers sort responses: one choice, marked as margin, asked once."""
    return tuple(
        question
        for question in compiled_version(version).questions.values()
        if question.question.role is QuestionRole.MARGIN
        and question.question.kind in (Kind.ONE, Kind.YES_NO)
        and not question.chain
    )


@transaction.atomic
def set_quotas(*, collection: Collection, targets: Mapping[tuple[str, str], int], by: User | None) -> None:
    """Replace the quotas of a collection; ``targets`` maps (question, answer) to a number, 0 for none.

    Raises `UnknownQuota`, `ValidationError`, `NotAllowed`.
    """
    authorize(by, can_manage_questionnaires)
    lock_for_change(collection.pk)
    locked = Collection.objects.select_for_update(of=("self",), no_key=True).get(pk=collection.pk)
    wanted = {pair: target for pair, target in targets.items() if target}
    known = _pairs(quota_questions(locked.version))
    if not wanted.keys() <= known or any(not 0 < target <= MAX_TARGET for target in wanted.values()):
        raise UnknownQuota
    locked.quotas.all().delete()
    rows = [
        Quota(collection=locked, question_key=key, value=value, target=target)
        for (key, value), target in wanted.items()
    ]
    for row in rows:
        row.clean_fields()
    Quota.objects.bulk_create(rows)
    journal.record("surveys.quotas.set", locked, by=by, data={"count": len(rows)})


def _pairs(questions: Iterable[CompiledQuestion]) -> set[tuple[str, str]]:
    return {(question.key, choice.value) for question in questions for choice in question.choices}
