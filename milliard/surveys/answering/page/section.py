"""From an evaluation to a page: each place becomes what its template shows."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engines.questionnaire.answers import look_up
from engines.questionnaire.evaluation import Evaluation, GroupPlace, QuestionPlace
from engines.questionnaire.model import CHOICE_KINDS, Group, Kind, Layout, Question, walk
from engines.questionnaire.model import Choice as AnswerChoice
from engines.questionnaire.parsing import format_answer, raw_from_answer
from engines.questionnaire.positions import NEARNESS
from french import format_number
from milliard.surveys.answering.form import Path, PostedField, base_of, name_of, rank_name
from milliard.surveys.answering.page.communes import communes_shown, proposals
from milliard.surveys.answering.page.items import (
    ShownConflict,
    ShownGroup,
    ShownItem,
    ShownQuestion,
    ShownRow,
    ShownSection,
)
from milliard.surveys.answering.page.record import SectionPage
from milliard.surveys.services.attachments import accepted_types, accepted_words
from milliard.territories.proposals import Proposals
from milliard.ui.component_records import Option, SplitRow

#: The most choices shown as buttons; the regions of France are more.
LONG_LIST = 12
#: What a box of the browser's own can show of a day, a time, or both.
_SHAPES = {
    Kind.DATE: re.compile(r".{4}-.{5}"),
    Kind.TIME: re.compile(r"[0-9]{2}:[0-9]{2}"),
    Kind.DATETIME: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"),
}
_COORDINATES = (
    "La latitude puis la longitude, par exemple 48,853\u00a0; 2,349\u00a0: une carte en ligne les donne."
)
_NOTHING = "Rien à choisir ici, au vu de vos autres réponses."


def show_section(evaluation: Evaluation, page: SectionPage) -> ShownSection:
    """The whole section, hidden questions as empty places to be filled later.

    evaluation: of the answers that `with_blank_rows` gives.
    """
    section, text = evaluation.compiled.sections[page.section].section, evaluation.text
    shown = _Shown(evaluation, page, communes_shown(evaluation, page))
    items = tuple(shown.items(section.items, ()))
    return ShownSection(section.key, text(section.title), text(section.intro), items, tuple(_summary(items)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """Makes the items of one page."""

    evaluation: Evaluation
    page: SectionPage
    #: Labels by INSEE code.
    communes: Mapping[str, str]

    def items(self, items: Sequence[Question | Group], around: Path) -> Iterator[ShownItem]:
        for item in items:
            if isinstance(item, Group):
                yield self._group(item, around)
            elif item.kind is not Kind.CALCULATE:
                yield self._question(self.evaluation.places[(*around, item.key)])

    def _group(self, group: Group, around: Path) -> ShownGroup:
        place = self.evaluation.groups[(*around, group.key)]
        if not place.is_relevant:
            return ShownGroup(place.path, "plain", is_hidden=True)
        words, path = self.evaluation.text, place.path
        shown = ShownGroup(
            path, "plain", words(group.label, path), words(group.hint, path), self.page.errors.get(path, "")
        )
        if group.repeats:
            return self._repeat(shown, place)
        if group.layout is Layout.PLAIN:
            return replace(shown, items=tuple(self.items(group.items, around)))
        return self._table(shown, group, around)

    def _repeat(self, shown: ShownGroup, place: GroupPlace) -> ShownGroup:
        rows = tuple(self._row(place, number) for number in range(len(place.rows)))
        if place.expected is not None:
            return replace(
                shown, layout="repeat", rows=rows, is_counted=True, has_too_many=len(rows) > place.expected
            )
        return replace(shown, layout="repeat", rows=rows, can_add=len(rows) < place.group.max_rows)

    def _row(self, place: GroupPlace, number: int) -> ShownRow:
        path = (*place.path, place.rows[number])
        title = f"{place.group.label or 'Ligne'} {number + 1}"
        return ShownRow(path, title, tuple(self.items(place.group.items, path)))

    def _table(self, shown: ShownGroup, group: Group, around: Path) -> ShownGroup:
        """A grid or a split: one control for all its questions."""
        every = [
            self._question(self.evaluation.places[(*around, question.key)], in_table=True)
            for question in walk(group.items)
            if question.is_answerable
        ]
        inner = tuple(question for question in every if not question.is_hidden)
        errors = {q.name: q.error or _conflict_words(q) for q in inner if q.error or q.conflict}
        first = next((question.key for question in walk(group.items) if question.is_answerable), "")
        table = replace(
            shown,
            label=self._numbered(first, shown.label),
            layout=str(group.layout),
            grid_rows=tuple(SplitRow(q.name, q.label, q.value, q.hint) for q in inner),
            inner=inner,
            required=True if inner and all(q.required for q in inner) else None,
            is_hidden=not inner,
        )
        if group.layout is Layout.GRID:
            return replace(table, errors=errors, columns=inner[0].choices if inner else ())
        inside = [f"{q.label}\u00a0: {errors[q.name]}" for q in inner if q.name in errors]
        return replace(table, error=" ".join(filter(None, [shown.error, *inside])))

    def _numbered(self, key: str, label: str) -> str:
        """The label, after the number it has on the sheet that is typed in."""
        number = self.page.numbers.get(key)
        return f"{number}.\u00a0{label}" if number else label

    def _question(self, place: QuestionPlace, *, in_table: bool = False) -> ShownQuestion:
        question, path, page = place.question, place.path, self.page
        if not place.is_relevant:
            return ShownQuestion(path, str(question.kind), is_hidden=True)
        words, posted = self.evaluation.text, page.typed.get(path)
        proposed = proposals(posted) if question.kind is Kind.COMMUNE else Proposals()
        choices = proposed.options or self._choices(place)
        is_empty = question.kind in CHOICE_KINDS and not choices
        raw = self._raw(place, posted)
        kept = place.answer if question.kind is Kind.FILE and isinstance(place.answer, dict) else {}
        return ShownQuestion(
            path=path,
            kind=_component(question, choices, raw),
            label=words(question.label, path)
            if in_table
            else self._numbered(question.key, words(question.label, path)),
            hint=_NOTHING if is_empty else _hint(question, words(question.hint, path)),
            error="" if proposed.options and page.searched == name_of(path) else page.errors.get(path, ""),
            required=True if place.is_required else None,
            value=raw[0] if raw else "",
            values=tuple(raw),
            choices=choices,
            said=proposed.said if proposed.options else "",
            rows=_rank_rows(place, choices, raw, posted) if question.kind is Kind.RANK else (),
            base=self._base(place, posted),
            accept=",".join(accepted_types(question)) if question.kind is Kind.FILE else "",
            kept_name=str(kept.get("name", "")),
            kept_id=str(kept.get("id", "")),
            kept_detail=_size(kept),
            decimals=question.decimals,
            conflict=self._conflict(place, posted),
        )

    def _base(self, place: QuestionPlace, posted: PostedField | None) -> str:
        """Of what the page has shown: what it shows as typed still stands beside what was stored then."""
        if posted is not None and place.path not in self.page.conflicts:
            return posted.base
        stored = self.page.answers if self.page.stored is None else self.page.stored
        return base_of(look_up(stored, place.path))

    def _choices(self, place: QuestionPlace) -> tuple[Option, ...]:
        """Those offered, in a random order that stays the same."""
        choices = list(place.choices)
        if place.question.is_random_order:
            free = [choice for choice in choices if not _is_anchored(choice)]
            random.Random(f"{self.page.seed}{place.question.key}").shuffle(free)  # noqa: S311 (no secret)
            choices = free + [choice for choice in choices if _is_anchored(choice)]
        return tuple(Option(c.value, c.label, is_exclusive=c.is_exclusive) for c in choices)

    def _raw(self, place: QuestionPlace, posted: PostedField | None) -> list[str]:
        """What the boxes hold: what was typed when it just came back, else what is stored."""
        if posted is not None and place.question.kind is not Kind.FILE:
            return list(posted.raw)
        if place.question.kind is Kind.COMMUNE and place.is_answered:
            return [self.communes.get(str(place.answer), str(place.answer))]
        return raw_from_answer(place.question, place.answer)

    def _conflict(self, place: QuestionPlace, posted: PostedField | None) -> ShownConflict | None:
        if posted is None or place.path not in self.page.conflicts:
            return None
        question, choices, stored = place.question, place.choices, self.page.conflicts[place.path]
        theirs = format_answer(question, stored, choices) or "rien"
        mine = format_answer(question, posted.value, choices) or "rien"
        if question.kind is Kind.COMMUNE:
            theirs = self.communes.get(str(stored), theirs)
            mine = posted.raw[0] if posted.raw else mine
        return ShownConflict(self.page.other_author, theirs, mine)


def _component(question: Question, choices: Sequence[Option], raw: Sequence[str]) -> str:
    """The component a question is shown by: that of its kind, but for a long list and a date in words."""
    if question.kind is Kind.ONE and len(choices) > LONG_LIST:
        return "long_list"  # too many for a screen of buttons: a drop-down list, quick to type into
    shape = _SHAPES.get(question.kind)
    if shape is not None and raw and not shape.fullmatch(raw[0]):
        return "typed_date"  # a calendar or clock box would drop it
    return str(question.kind)


def _conflict_words(question: ShownQuestion) -> str:
    conflict = question.conflict
    return f"{conflict.who} a répondu «\u00a0{conflict.theirs}\u00a0»." if conflict else ""


def _hint(question: Question, own: str) -> str:
    """The author's, or what answering this kind asks; what a file must be is always said."""
    if question.kind is Kind.FILE:
        told = f"{accepted_words(question)}. Il part dès que vous le choisissez, ou avec la page."
        return f"{told} {own}".rstrip()
    if question.kind is Kind.GEOPOINT:
        near = f"Enregistré à environ {NEARNESS[question.decimals]} près."
        return f"{own} {near}" if own else f"{_COORDINATES} {near}"
    if own or question.kind is Kind.MANY:
        return own or "Plusieurs réponses possibles."
    if question.kind is Kind.ORGANISATION:
        return "Neuf chiffres, ou W suivi de neuf chiffres pour une association."
    if question.kind is Kind.RANK:
        return "1 pour ce qui compte le plus\u00a0; laissez vide ce qui ne compte pas."
    is_commune = question.kind is Kind.COMMUNE
    return "Tapez les premières lettres ou le code postal, puis choisissez." if is_commune else ""


def _is_anchored(choice: AnswerChoice) -> bool:
    """«Autre», «aucun» and «ne sait pas» stay last in a random order."""
    return choice.is_other or choice.is_exclusive or choice.missing is not None


def _rank_rows(
    place: QuestionPlace, choices: Sequence[Option], raw: Sequence[str], posted: PostedField | None
) -> tuple[SplitRow, ...]:
    boxes = dict(posted.boxes) if posted is not None else {v: str(n) for n, v in enumerate(raw, start=1)}
    order = {value: number for number, value in enumerate(raw)}
    name = name_of(place.path)
    ranked = sorted(choices, key=lambda choice: order.get(choice.value, len(order)))
    return tuple(SplitRow(rank_name(name, c.value), c.label, boxes.get(c.value, "")) for c in ranked)


def _size(kept: Mapping[str, Any]) -> str:
    size = kept.get("size")
    return f"{format_number(max(size // 1000, 1))}\u00a0ko" if isinstance(size, int) else ""


def _summary(items: Sequence[ShownItem]) -> Iterator[tuple[str, str]]:
    """Every error and conflict with its place on the page."""
    for item in items:
        if isinstance(item, ShownGroup):
            if item.error:
                yield item.anchor, f"{item.label}\u00a0: {item.error}"
            for question in item.inner if item.layout == "grid" else ():
                if question.name in item.errors:
                    yield question.anchor, f"{question.label}\u00a0: {item.errors[question.name]}"
            inside = (*item.items, *(inner for row in item.rows for inner in row.items))
            yield from _summary(inside)
        elif item.error:
            yield item.anchor, f"{item.label}\u00a0: {item.error}"
        elif item.conflict:
            yield item.anchor, f"{item.label}\u00a0: {item.conflict.who} a répondu autre chose."
