"""How many complete responses are hoped for, answer by answer: what the following report measures against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from engines.questionnaire.model import Kind, QuestionRole
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.surveys.models import Collection, Quota, Version
from milliard.surveys.policies import can_manage_questionnaires
from milliard.surveys.services.locks import lock_for_change
from milliard.surveys.services.questionnaires import definition_of

MAX_TARGET = 10_000_000


class UnknownQuota(Refused):
    """The question or the answer is not in the collection's version."""

    message = "Cette réponse n’existe pas dans le questionnaire de la collecte."


@dataclass(frozen=True, slots=True)
class QuotaQuestion:
    """A question that can have quotas, with the answers one may aim at: (stored value, label)."""

    key: str
    label: str
    answers: tuple[tuple[str, str], ...]


def quota_questions(version: Version) -> tuple[QuotaQuestion, ...]:
    """Questions whose answers sort responses: one choice, marked as margin, asked once."""
    definition = definition_of(version)
    return tuple(
        QuotaQuestion(
            question.key,
            question.label,
            tuple((item.value, item.label) for item in definition.choices(question)),
        )
        for _, groups, question in definition.placed_questions()
        if question.role is QuestionRole.MARGIN
        and question.kind in (Kind.ONE, Kind.YES_NO)
        and not any(group.repeats for group in groups)
    )


@transaction.atomic
def set_quotas(*, collection: Collection, targets: Mapping[tuple[str, str], int], by: User | None) -> None:
    """Replace the quotas of a collection; ``targets`` maps (question, answer) to a number, 0 for none.

    Raises :class:`UnknownQuota`, ``ValidationError``, ``NotAllowed``.
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


def _pairs(questions: Iterable[QuotaQuestion]) -> set[tuple[str, str]]:
    return {(question.key, value) for question in questions for value, _ in question.answers}
