"""Where a response stands among its sections: progress, minutes left, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.review import Estimate, estimate_minutes
from milliard.surveys.services.access import Holder
from milliard.surveys.views.visits import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """One section among those shown to this respondent. ``current`` counts from 1."""

    key: str
    current: int
    total: int
    minutes_left: int
    previous: str
    next: str

    @property
    def is_single(self) -> bool:
        return self.total == 1

    @property
    def is_last(self) -> bool:
        return not self.next


@lru_cache(maxsize=64)
def estimate(compiled: CompiledQuestionnaire) -> Estimate:
    """Minutes of a whole questionnaire, computed once per version and process."""
    return estimate_minutes(compiled.questionnaire)


def shown_sections(evaluation: Evaluation, holder: Holder | None) -> list[str]:
    """Keys of the sections routing shows, those of the contributor only when there is one in charge."""
    return [
        key
        for key, is_relevant in evaluation.section_relevance.items()
        if is_relevant and (holder is None or holder.may_answer(key))
    ]


def step_of(evaluation: Evaluation, holder: Holder | None, key: str) -> Step:
    """The step of section ``key``; a section hidden since is placed where it would stand."""
    order = list(evaluation.compiled.sections)
    keys = shown_sections(evaluation, holder)
    shown = [*keys] if key in keys else sorted({*keys, key}, key=order.index)
    place = shown.index(key)
    return Step(
        key=key,
        current=place + 1,
        total=len(shown),
        minutes_left=_minutes(evaluation.compiled, shown[place:]),
        previous=shown[place - 1] if place else "",
        next=shown[place + 1] if place + 1 < len(shown) else "",
    )


def _minutes(compiled: CompiledQuestionnaire, keys: Sequence[str]) -> int:
    seconds = {section.key: section.typical for section in estimate(compiled).sections}
    return max(1, round(sum(seconds.get(key, 0) for key in keys) / 60))


def first_section(visit: Visit) -> str:
    """Where a newcomer starts."""
    return next(iter(shown_sections(visit.evaluation, None)), "") or next(iter(visit.compiled.sections))


def section_url(slug: str, key: str) -> str:
    return reverse("surveys:section", args=[slug, key])
