"""Where a respondent is among the sections: how many there are, what comes before and after, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.surveys.duration import estimate
from milliard.surveys.services.access import Holder
from milliard.surveys.views.visits import shown_sections


@dataclass(frozen=True, slots=True)
class SectionStep:
    """One section among those shown to this respondent."""

    key: str
    #: Counted from 1.
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


def step_of(evaluation: Evaluation, holder: Holder | None, key: str) -> SectionStep:
    """The step of section ``key``; a section hidden since has its place of the order."""
    order = list(evaluation.compiled.sections)
    keys = shown_sections(evaluation, holder)
    shown = [*keys] if key in keys else sorted({*keys, key}, key=order.index)
    place = shown.index(key)
    return SectionStep(
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
