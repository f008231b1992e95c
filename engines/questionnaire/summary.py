"""A definition as a list to read: sections, their questions, how they are grouped."""

from collections import Counter
from dataclasses import dataclass

from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.model import Definition, Group, Layout, Question


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One line of a section. choices: labels; group: the group around it, in words, or ""."""

    key: str
    label: str
    kind: str
    group: str
    is_required: bool
    is_conditional: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """A section. ``asked``: its questions as a person counts them; a grid is one and has several lines."""

    title: str
    is_conditional: bool
    asked: int
    questions: tuple[QuestionSummary, ...]


def summarise(definition: Definition) -> list[SectionSummary]:
    """Every section with its questions in order."""
    asked = Counter(question.section for question in definition.asked())
    return [
        SectionSummary(
            section.title,
            bool(section.relevant.strip()),
            asked[section.key],
            tuple(
                _shown(definition, groups, question)
                for around, groups, question in definition.placed_questions()
                if around.key == section.key
            ),
        )
        for section in definition.sections
    ]


def labels_of(definition: Definition) -> dict[str, str]:
    """The words of each section, group and question."""
    found: dict[str, str] = {"": definition.title}
    waiting: list[Group | Question] = []
    for section in definition.sections:
        found[section.key] = section.title
        waiting += section.items
    while waiting:
        item = waiting.pop()
        found[item.key] = item.label
        if isinstance(item, Group):
            waiting += item.items
    return found


def _shown(definition: Definition, groups: tuple[Group, ...], question: Question) -> QuestionSummary:
    return QuestionSummary(
        key=question.key,
        label=question.label,
        kind=KIND_LABELS[question.kind],
        group=" › ".join(_group(group) for group in groups),
        is_required=bool(question.required.strip()),
        is_conditional=bool(question.relevant.strip()) or any(group.relevant.strip() for group in groups),
        choices=tuple(choice.label for choice in definition.choices(question)),
    )


def _group(group: Group) -> str:
    marks = []
    if group.repeats:
        marks.append("répété")
    if group.layout is Layout.GRID:
        marks.append("grille")
    if group.layout is Layout.SPLIT:
        marks.append("total 100\u00a0%")
    name = group.label or group.key
    return f"{name} ({', '.join(marks)})" if marks else name
