"""How long a questionnaire takes: one estimate, said in the same words on its page, in lists and in mails."""

from functools import lru_cache

from django.db.models import QuerySet

from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.review import DurationEstimate, estimate_minutes
from milliard.surveys.models import Collection, Version
from milliard.surveys.services.questionnaires import compiled_version


@lru_cache(maxsize=64)
def estimate(compiled: CompiledQuestionnaire) -> DurationEstimate:
    """Minutes of a whole questionnaire, computed once per version and process."""
    return estimate_minutes(compiled.questionnaire)


def duration_of(version: Version) -> str:
    """«de 13 à 34 minutes», «environ 1 minute»: after «il faut», or alone."""
    return estimate(compiled_version(version)).words


def with_duration(collections: QuerySet[Collection]) -> list[tuple[Collection, str]]:
    """Each with its duration, for lists: one query, whatever their number."""
    return [
        (collection, duration_of(collection.version)) for collection in collections.select_related("version")
    ]
