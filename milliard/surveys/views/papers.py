"""The questionnaire as a sheet of paper: every question, its choices, room to write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from milliard.surveys.definition.model import Choice, Group, Kind, Layout, Question, Questionnaire

_LINES = {Kind.LONG_TEXT: "long"}


@dataclass(frozen=True, slots=True)
class PaperItem:
    """kind: title, note, choices, ranks, line, long, grid or split.

    number: 0 for a part of the question before. is_conditional: not asked of everyone.
    """

    kind: str
    label: str
    number: int = 0
    hint: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    rows: tuple[str, ...] = ()
    is_conditional: bool = False
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class PaperSection:
    title: str
    intro: str
    items: tuple[PaperItem, ...]


def paper_sections(questionnaire: Questionnaire) -> list[PaperSection]:
    """All sections; questions are numbered as they are counted, repeated groups offer three rows."""
    asked = enumerate(questionnaire.asked(), start=1)
    numbers = {one.keys[0]: number for number, one in asked}
    return [
        PaperSection(
            section.title, section.intro, tuple(_items(questionnaire, section.items, numbers, False))
        )
        for section in questionnaire.sections
    ]


def _items(
    questionnaire: Questionnaire,
    items: tuple[Question | Group, ...],
    numbers: Mapping[str, int],
    is_conditional: bool,
) -> Iterator[PaperItem]:
    for item in items:
        conditional = is_conditional or bool(item.relevant.strip())
        if isinstance(item, Group):
            yield from _group(questionnaire, item, numbers, conditional)
        elif item.kind is Kind.NOTE:
            if "${" not in item.label:
                yield PaperItem("note", item.label)
        elif item.kind is not Kind.CALCULATE:
            yield _question(questionnaire, item, numbers.get(item.key, 0), conditional)


def _group(
    questionnaire: Questionnaire, group: Group, numbers: Mapping[str, int], conditional: bool
) -> Iterator[PaperItem]:
    asked = tuple(item for item in group.items if isinstance(item, Question) and item.is_answerable)
    if group.layout is Layout.GRID and asked:
        rows = tuple(question.label for question in asked)
        choices = questionnaire.choices(asked[0])
        yield PaperItem(
            "grid", group.label, numbers[asked[0].key], group.hint, "", choices, rows, conditional
        )
        return
    if group.layout is Layout.SPLIT and asked:
        rows = tuple(question.label for question in asked)
        yield PaperItem("split", group.label, numbers[asked[0].key], group.hint, "%", (), rows, conditional)
        return
    for copy in range(1, 4 if group.repeats else 2):
        title = f"{group.label} {copy}" if group.repeats else group.label
        if title:
            yield PaperItem("title", title, hint=group.hint, is_conditional=conditional)
        yield from _items(questionnaire, group.items, numbers, conditional)


def _question(questionnaire: Questionnaire, question: Question, number: int, conditional: bool) -> PaperItem:
    choices = questionnaire.choices(question)
    unit = {Kind.AMOUNT: "€", Kind.PERCENTAGE: "%"}.get(question.kind, "")
    if question.kind is Kind.RANK:
        kind = "ranks"
    else:
        kind = "choices" if choices else _LINES.get(question.kind, "line")
    return PaperItem(
        kind,
        question.label,
        number,
        question.hint,
        unit,
        choices,
        (),
        conditional,
        question.kind is Kind.MANY,
    )
