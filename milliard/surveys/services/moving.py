"""Carrying responses over to a later version of their questionnaire."""

from django.db import transaction
from django.utils import timezone

from milliard.core import journal
from milliard.members.models import User
from milliard.surveys.definition.comparison import compare, map_answers
from milliard.surveys.definition.evaluation import evaluate
from milliard.surveys.models import ReplacedAnswer, Response, Version
from milliard.surveys.policies import can_manage_questionnaires, ensure
from milliard.surveys.services.questionnaires import compiled_version, definition_of


@transaction.atomic
def move_response_to_version(*, response: Response, version: Version, by: User | None) -> Response:
    """Carry a response over to a later version; what has no place there is kept apart, with the reason."""
    ensure(by, by is not None and can_manage_questionnaires(by))
    locked = (
        Response.objects.select_for_update(of=("self",))
        .select_related("version", "collection")
        .get(pk=response.pk)
    )
    changes = compare(definition_of(locked.version), definition_of(version))
    answers, unmapped = map_answers(changes, locked.answers)
    ReplacedAnswer.objects.bulk_create(
        ReplacedAnswer(
            response=locked,
            section_key=f"version {locked.version.number}",
            path="/".join(item.path)[:240],
            value=item.value,
            replaced_by=item.reason[:80],
        )
        for item in unmapped
    )
    locked.version, locked.answers = version, answers
    locked.revision += 1
    evaluation = evaluate(compiled_version(version), answers, today=timezone.localdate())
    locked.off_path = ["/".join(path) for path in evaluation.off_path_keys]
    locked.save(update_fields=["version", "answers", "revision", "off_path"])
    journal.record("surveys.collection.changed", locked.collection, by=by, data={"moved": 1})
    return locked
