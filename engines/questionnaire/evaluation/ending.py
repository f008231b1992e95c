"""Whether a response may end: what its path still asks for, and what of it was never opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engines.questionnaire.evaluation.run import Path
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledSection

if TYPE_CHECKING:
    from engines.questionnaire.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands between a response and its end.

    errors: one sentence for each place to mend, in document order; missing: those of them where what is
    required is blank (a question, or a row that was never filled); unseen: the sections of the path that hold
    something to answer and that nobody opened.
    """

    errors: Mapping[Path, str]
    missing: frozenset[Path]
    unseen: tuple[str, ...]

    @property
    def wrong(self) -> dict[Path, str]:
        """What was written and does not fit: a sheet of paper answers nothing more."""
        return {path: sentence for path, sentence in self.errors.items() if path not in self.missing}

    @property
    def is_whole(self) -> bool:
        """Everything required is answered, and every section was seen."""
        return not self.errors and not self.unseen


def ending_of(evaluation: Evaluation, seen: Collection[str]) -> Ending:
    """The one verdict on the path of a whole response. ``seen``: the sections somebody opened and saved."""
    errors = {path: messages[0] for path, messages in evaluation.check_all().items()}
    return Ending(
        errors,
        frozenset(path for path in errors if is_missing(evaluation, path)),
        tuple(key for key in sections_to_see(evaluation) if key not in seen),
    )


def sections_to_see(evaluation: Evaluation) -> tuple[str, ...]:
    """The sections of the path where there is something to answer, in order."""
    asking = {p.section for p in evaluation.places.values() if p.is_relevant and p.question.is_answerable}
    asking |= {g.section for g in evaluation.groups.values() if g.is_relevant and g.group.repeats}
    return tuple(key for key, is_shown in evaluation.section_relevance.items() if is_shown and key in asking)


def brought_by_conditions(evaluation: Evaluation, section: str) -> tuple[Path, ...]:
    """What a condition shows in a section and nobody answered: questions, and repeated groups without a row.

    A group whose first row was taken away is not among them.
    """
    asked = (
        place.path
        for place in evaluation.places.values()
        if place.section == section
        and place.is_relevant
        and place.question.is_answerable
        and not place.is_answered
        and _is_conditional(evaluation.compiled.questions[place.path[-1]])
    )
    cards = (
        path
        for path, group in evaluation.groups.items()
        if group.section == section
        and group.is_relevant
        and group.group.repeats
        and not group.rows
        and evaluation.run.root.data.get(path[-1]) != []
        and _is_conditional(evaluation.compiled.groups[path[-1]])
    )
    return (*asked, *cards)


def _is_conditional(node: CompiledSection | CompiledGroup | CompiledQuestion) -> bool:
    """Whether a condition, its own or that of a group around it, decides of it within its section."""
    while not isinstance(node, CompiledSection):
        if node.relevant is not None:
            return True
        node = node.parent
    return False


def is_missing(evaluation: Evaluation, path: Path) -> bool:
    """Whether the error at ``path`` is that of a blank: a required question, rows that are not there yet."""
    place = evaluation.places.get(path)
    if place is not None:
        return not place.is_answered
    group = evaluation.groups[path]
    least = group.group.min_rows if group.expected is None else group.expected
    return group.group.repeats and (not group.rows or len(group.rows) < least)
