"""From an evaluation to a page: each place becomes what its template shows."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.evaluation import Evaluation, GroupPlace, Place
from engines.questionnaire.french import format_number
from engines.questionnaire.model import CHOICE_KINDS, Group, Kind, Layout, Question, walk
from engines.questionnaire.model import Choice as AnswerChoice
from engines.questionnaire.parsing import format_answer, raw_from_answer
from milliard.surveys.answering.form import Path, PostedField, base_of, rank_name
from milliard.surveys.answering.page.items import (
    ShownConflict,
    ShownGroup,
    ShownItem,
    ShownQuestion,
    ShownRow,
    ShownSection,
)
from milliard.surveys.answering.verdict import look_up
from milliard.surveys.services.attachments import accepted_types, accepted_words
from milliard.ui.component_records import Choice, SplitRow

_NOTHING = "Rien à choisir ici, au vu de vos autres réponses."
_INPUTMODES = {Kind.EMAIL: "email", Kind.ORGANISATION: "text"}


@dataclass(frozen=True, slots=True)
class Showing:
    """All a section is shown from.

    typed: what was just posted, shown again as it is. errors, conflicts: by path. communes: labels by
    INSEE code. proposals: communes a typed text may mean. seed: keeps a random order of choices the same
    from page to page. stored: what the database holds, when the answers evaluated are not stored yet.
    """

    evaluation: Evaluation
    section: str
    typed: Mapping[Path, PostedField] = field(default_factory=dict)
    errors: Mapping[Path, str] = field(default_factory=dict)
    conflicts: Mapping[Path, Any] = field(default_factory=dict)
    other_author: str = ""
    communes: Mapping[str, str] = field(default_factory=dict)
    proposals: Mapping[Path, tuple[Choice, ...]] = field(default_factory=dict)
    stored: Mapping[str, Any] | None = None
    seed: str = ""


def show_section(showing: Showing) -> ShownSection:
    """The whole section, hidden questions as empty places to be filled later."""
    section = showing.evaluation.compiled.sections[showing.section].section
    items = tuple(_items(showing, section.items, ()))
    text = showing.evaluation.text
    return ShownSection(
        section.key, text(section.title), text(section.intro), items, tuple(_summary(showing, items))
    )


def _items(showing: Showing, items: Sequence[Question | Group], around: Path) -> Iterator[ShownItem]:
    for item in items:
        if isinstance(item, Group):
            yield _group(showing, item, around)
        elif item.kind is not Kind.CALCULATE:
            yield _question(showing, showing.evaluation.places[(*around, item.key)])


def _group(showing: Showing, group: Group, around: Path) -> ShownGroup:
    place = showing.evaluation.groups[(*around, group.key)]
    if not place.is_relevant:
        return ShownGroup(place.path, "plain", is_hidden=True)
    words = showing.evaluation.text
    label, hint = words(group.label, place.path), words(group.hint, place.path)
    error = showing.errors.get(place.path, "")
    if group.repeats:
        rows = tuple(_row(showing, place, number) for number in range(len(place.rows)))
        return ShownGroup(
            place.path, "repeat", label, hint, error, rows=rows, can_add=len(rows) < group.max_rows
        )
    if group.layout is Layout.PLAIN:
        items = tuple(_items(showing, group.items, around))
        return ShownGroup(place.path, "plain", label, hint, error, items=items)
    return _table(showing, group, place, label, hint, around)


def _row(showing: Showing, place: GroupPlace, number: int) -> ShownRow:
    path = (*place.path, place.rows[number])
    title = f"{number + 1}. {place.group.label}" if place.group.label else f"Ligne {number + 1}"
    return ShownRow(path, title, tuple(_items(showing, place.group.items, path)))


def _table(
    showing: Showing, group: Group, place: GroupPlace, label: str, hint: str, around: Path
) -> ShownGroup:
    """A grid or a split: one control for all its questions."""
    inner = [
        _question(showing, showing.evaluation.places[(*around, question.key)])
        for question in walk(group.items)
        if question.is_answerable
    ]
    shown = tuple(question for question in inner if not question.is_hidden)
    rows = tuple(SplitRow(q.name, q.label, q.value, q.hint) for q in shown)
    errors = {q.name: q.error or _conflict_words(q) for q in shown if q.error or q.conflict}
    error = showing.errors.get(place.path, "")
    if group.layout is Layout.SPLIT:
        said = [f"{q.label}\u00a0: {errors[q.name]}" for q in shown if q.name in errors]
        error = " ".join(filter(None, [error, *said]))
    columns = shown[0].choices if shown and group.layout is Layout.GRID else ()
    return ShownGroup(
        place.path,
        str(group.layout),
        label,
        hint,
        error,
        grid_rows=rows,
        errors=errors if group.layout is Layout.GRID else {},
        columns=columns,
        inner=shown,
        required=True if shown and all(q.required for q in shown) else None,
        is_hidden=not shown,
    )


def _conflict_words(question: ShownQuestion) -> str:
    conflict = question.conflict
    return f"{conflict.who} a répondu «\u00a0{conflict.theirs}\u00a0»." if conflict else ""


def _question(showing: Showing, place: Place) -> ShownQuestion:
    question = place.question
    if not place.is_relevant:
        return ShownQuestion(place.path, str(question.kind), is_hidden=True)
    words = showing.evaluation.text
    posted = showing.typed.get(place.path)
    choices = _ordered(showing, place) or tuple(showing.proposals.get(place.path, ()))
    is_empty = question.kind in CHOICE_KINDS and not choices
    raw = _raw(showing, place, posted)
    kept = place.answer if question.kind is Kind.FILE and isinstance(place.answer, dict) else {}
    return ShownQuestion(
        path=place.path,
        kind=_template_kind(question, raw),
        label=words(question.label, place.path),
        hint=_NOTHING if is_empty else words(question.hint, place.path) or _default_hint(question),
        error=showing.errors.get(place.path, ""),
        required=True if place.is_required else None,
        value=raw[0] if raw else "",
        values=tuple(raw),
        choices=choices,
        rows=_rank_rows(place, choices, raw, posted) if question.kind is Kind.RANK else (),
        base=base_of(place.answer if showing.stored is None else look_up(showing.stored, place.path)),
        accept=",".join(accepted_types(question)) if question.kind is Kind.FILE else "",
        kept_name=str(kept.get("name", "")),
        kept_id=str(kept.get("id", "")),
        kept_detail=_size(kept),
        inputmode=_INPUTMODES.get(question.kind, ""),
        conflict=_conflict(showing, place, posted),
    )


def _raw(showing: Showing, place: Place, posted: PostedField | None) -> list[str]:
    """What the boxes hold: what was typed when it just came back, else what is stored."""
    if posted is not None and place.question.kind is not Kind.FILE:
        return list(posted.raw)
    if place.question.kind is Kind.COMMUNE and place.is_answered:
        return [showing.communes.get(str(place.answer), str(place.answer))]
    return raw_from_answer(place.question, place.answer)


def _template_kind(question: Question, raw: Sequence[str]) -> str:
    """A date that is no ISO date is shown in a plain box, since a calendar box would drop it."""
    is_iso = not raw or (len(raw[0]) == 10 and raw[0][4:5] == "-")
    return "typed_date" if question.kind is Kind.DATE and not is_iso else str(question.kind)


def _default_hint(question: Question) -> str:
    if question.kind is Kind.FILE:
        return f"{accepted_words(question)}. Il part quand vous enregistrez la page."
    if question.kind is Kind.ORGANISATION:
        return "Neuf chiffres, ou W suivi de neuf chiffres pour une association."
    if question.kind is Kind.RANK:
        return "1 pour ce qui compte le plus\u00a0; laissez vide ce qui ne compte pas."
    return "Plusieurs réponses possibles." if question.kind is Kind.MANY else ""


def _ordered(showing: Showing, place: Place) -> tuple[Choice, ...]:
    choices = list(place.choices)
    if place.question.is_random_order:
        free = [choice for choice in choices if not _is_anchored(choice)]
        random.Random(f"{showing.seed}{place.question.key}").shuffle(free)  # noqa: S311 (an order, no secret)
        choices = free + [choice for choice in choices if _is_anchored(choice)]
    return tuple(Choice(c.value, c.label, is_exclusive=c.is_exclusive) for c in choices)


def _is_anchored(choice: AnswerChoice) -> bool:
    """«Autre», «aucun» and «ne sait pas» stay last in a random order."""
    return choice.is_other or choice.is_exclusive or choice.missing is not None


def _rank_rows(
    place: Place, choices: Sequence[Choice], raw: Sequence[str], posted: PostedField | None
) -> tuple[SplitRow, ...]:
    boxes = dict(posted.boxes) if posted is not None else {v: str(n) for n, v in enumerate(raw, start=1)}
    order = {value: number for number, value in enumerate(raw)}
    name = "__".join(place.path)
    ranked = sorted(choices, key=lambda choice: order.get(choice.value, len(order)))
    return tuple(SplitRow(rank_name(name, c.value), c.label, boxes.get(c.value, "")) for c in ranked)


def _conflict(showing: Showing, place: Place, posted: PostedField | None) -> ShownConflict | None:
    if place.path not in showing.conflicts or posted is None:
        return None
    stored = showing.conflicts[place.path]
    question, choices = place.question, place.choices
    theirs = format_answer(question, stored, choices) or "rien"
    mine = format_answer(question, posted.value, choices) or "rien"
    if question.kind is Kind.COMMUNE:
        theirs = showing.communes.get(str(stored), theirs)
        mine = posted.raw[0] if posted.raw else mine
    return ShownConflict(showing.other_author, theirs, mine)


def _size(kept: Mapping[str, Any]) -> str:
    size = kept.get("size")
    return f"{format_number(max(size // 1000, 1))}\u00a0ko" if isinstance(size, int) else ""


def _summary(showing: Showing, items: Sequence[ShownItem]) -> Iterator[tuple[str, str]]:
    """Every error and conflict with its place on the page."""
    for item in items:
        if isinstance(item, ShownGroup):
            if item.error:
                yield item.anchor, f"{item.label}\u00a0: {item.error}"
            for question in item.inner if item.layout == "grid" else ():
                if question.name in item.errors:
                    yield question.anchor, f"{question.label}\u00a0: {item.errors[question.name]}"
            inside = (*item.items, *(inner for row in item.rows for inner in row.items))
            yield from _summary(showing, inside)
        elif item.error:
            yield item.anchor, f"{item.label}\u00a0: {item.error}"
        elif item.conflict:
            yield item.anchor, f"{item.label}\u00a0: {item.conflict.who} a répondu autre chose."
