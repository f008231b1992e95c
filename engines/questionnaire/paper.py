"""A questionnaire as a sheet of paper: every question in its order, its choices, room to write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engines.questionnaire.conditions import SOMEHOW, condition_in_words
from engines.questionnaire.model import ALWAYS_REQUIRED, Choice, Definition, Group, Kind, Layout, Question

_LINES = {Kind.LONG_TEXT: "long"}
#: What a person with a pen does, where the screen has its own ways.
_HINTS = {
    Kind.COMMUNE: "Écrivez le nom et le code postal.",
    Kind.TIME: "En heures et minutes.",
    Kind.DATETIME: "Le jour, puis l’heure.",
    Kind.GEOPOINT: "Écrivez la latitude et la longitude\u00a0: un téléphone ou une carte en ligne les donne.",
    Kind.FILE: "Joignez-le à ce formulaire.",
}
_ON_SCREEN = re.compile(
    r"[^.!?…]*\b(?:tapez|cliquez|touchez|appuyez|puis choisissez|choisissez[^.!?…]* liste)\b"
    r"[^.!?…]*[.!?…]*\s*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class PaperItem:
    """kind: title, note, choices, ranks, line, long, grid or split.

    number: 0 for a part of the question before. condition: when it is asked, in words; "" for everyone.
    """

    kind: str
    label: str
    number: int = 0
    hint: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    rows: tuple[str, ...] = ()
    condition: str = ""
    is_many: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class PaperSection:
    title: str
    intro: str
    items: tuple[PaperItem, ...]
    condition: str = ""


def paper_sections(questionnaire: Definition) -> list[PaperSection]:
    """All sections; questions are numbered as they are counted, repeated groups offer three rows."""
    sheet = _Sheet(questionnaire)
    return [
        PaperSection(
            _blanked(section.title),
            _blanked(section.intro),
            tuple(sheet.items(section.items, "")),
            sheet.condition(section.relevant, ""),
        )
        for section in questionnaire.sections
    ]


def _blanked(text: str) -> str:
    """Room to write, where the screen would repeat an earlier answer."""
    return _REFERENCE.sub("……", text)


def _hint(question: Question) -> str:
    """The author's, without the sentences that only a screen can keep; then what the kind asks on paper."""
    own = _ON_SCREEN.sub("", question.hint).strip()
    return _blanked(" ".join(filter(None, [own, _HINTS.get(question.kind, "")])))


def numbers_on_paper(questionnaire: Definition) -> dict[str, int]:
    """The number of each question on the sheet; of a grid or a split, under the key of its first row."""
    return {one.keys[0]: number for number, one in enumerate(questionnaire.asked(), start=1)}


class _Sheet:
    """One questionnaire on paper, and the numbers of its questions."""

    def __init__(self, questionnaire: Definition) -> None:
        self.questionnaire = questionnaire
        self.numbers = numbers_on_paper(questionnaire)

    def condition(self, relevant: str, around: str) -> str:
        """In words; around: that of a group which has no title to carry it."""
        own = condition_in_words(relevant, self.questionnaire, self.numbers)
        return SOMEHOW if own and around else own or around

    def items(self, items: tuple[Question | Group, ...], around: str) -> Iterator[PaperItem]:
        for item in items:
            condition = self.condition(item.relevant, around)
            if isinstance(item, Group):
                yield from self._group(item, condition)
            elif item.kind is Kind.NOTE:
                if "${" not in item.label:
                    yield PaperItem("note", item.label)
            elif item.kind is not Kind.CALCULATE:
                yield self._question(item, condition)

    def _group(self, group: Group, condition: str) -> Iterator[PaperItem]:
        asked = tuple(item for item in group.items if isinstance(item, Question) and item.is_answerable)
        if group.layout in (Layout.GRID, Layout.SPLIT) and asked:
            is_grid = group.layout is Layout.GRID
            yield PaperItem(
                "grid" if is_grid else "split",
                _blanked(group.label),
                self.numbers[asked[0].key],
                _blanked(group.hint),
                "" if is_grid else "%",
                self.questionnaire.choices(asked[0]) if is_grid else (),
                tuple(_blanked(question.label) for question in asked),
                condition,
                is_required=all(question.required.strip().lower() in ALWAYS_REQUIRED for question in asked),
            )
            return
        for copy in range(1, 4 if group.repeats else 2):
            title = f"{group.label} {copy}" if group.repeats else group.label
            if title:
                yield PaperItem("title", _blanked(title), hint=_blanked(group.hint), condition=condition)
            yield from self.items(group.items, "" if title else condition)

    def _question(self, question: Question, condition: str) -> PaperItem:
        choices = self.questionnaire.choices(question)
        if question.kind is Kind.RANK:
            kind = "ranks"
        else:
            kind = "choices" if choices else _LINES.get(question.kind, "line")
        return PaperItem(
            kind,
            _blanked(question.label),
            self.numbers.get(question.key, 0),
            _hint(question),
            {Kind.AMOUNT: "€", Kind.PERCENTAGE: "%"}.get(question.kind, ""),
            choices,
            (),
            condition,
            question.kind is Kind.MANY and "lusieurs réponses" not in question.hint,
            question.required.strip().lower() in ALWAYS_REQUIRED,
        )
