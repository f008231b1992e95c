"""A questionnaire laid out as LimeSurvey's questions: which item becomes which type, before any row.

LimeSurvey has groups of questions and nothing inside them: a grid, a split to 100, a set of texts or numbers
becomes one question with rows; any other group is a text followed by its questions, each with its condition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engines.questionnaire.files.limesurvey.reader.base import BUILT_IN, BUILT_IN_NAMES
from engines.questionnaire.model import ALWAYS_REQUIRED, Choice, Definition, Group, Kind, Layout, Question

#: LimeSurvey's type for each kind; a calculation has none here (see the decision record).
TYPES = {
    Kind.ONE: "L",
    Kind.MANY: "M",
    Kind.RANK: "R",
    Kind.YES_NO: "Y",
    Kind.INTEGER: "N",
    Kind.DECIMAL: "N",
    Kind.AMOUNT: "N",
    Kind.PERCENTAGE: "N",
    Kind.DATE: "D",
    Kind.TIME: "S",
    Kind.DATETIME: "S",
    Kind.GEOPOINT: "S",
    Kind.TEXT: "S",
    Kind.LONG_TEXT: "T",
    Kind.COMMUNE: "S",
    Kind.ORGANISATION: "S",
    Kind.EMAIL: "S",
    Kind.FILE: "|",
    Kind.NOTE: "X",
}
_INPUTS = {Kind.TEXT: "Q", Kind.DECIMAL: "K", Kind.INTEGER: "K"}
_EXTRAS = {"title": "Titre du fichier", "comment": "Commentaire"}

#: Receives the key of a question, and what of it cannot be kept.
Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """One LimeSurvey question to write."""

    #: The item of the questionnaire it comes from.
    item: Question | Group
    type: str
    #: The question that gives its kind and rules (the first row of a table).
    asked: Question
    #: Those of the groups around it, then its own.
    conditions: tuple[str, ...] = ()
    rows: tuple[Question, ...] = ()
    #: The «précisez» that LimeSurvey asks itself.
    other: Question | None = None
    #: The texts asked with a file (``title``, ``comment``).
    extras: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.item.key


def plan(questionnaire: Definition, items: tuple[Question | Group, ...], refuse: Report) -> Iterator[Planned]:
    """The questions under ``items``, in order; ``refuse(key, what)`` receives what has no place."""
    yield from _Planner(questionnaire, refuse).items(items, ())


def other_of(choices: tuple[Choice, ...]) -> Choice | None:
    return next((choice for choice in choices if choice.is_other), None)


class _Planner:
    def __init__(self, questionnaire: Definition, refuse: Report) -> None:
        self.questionnaire = questionnaire
        self.refuse = refuse

    def items(self, items: tuple[Question | Group, ...], around: tuple[str, ...]) -> Iterator[Planned]:
        waiting = list(items)
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, Group):
                yield from self._group(item, around)
            elif item.kind is Kind.CALCULATE:
                self.refuse(item.key, "un calcul")
            else:
                if item.calculation:
                    self.refuse(item.key, "un calcul qui remplit la réponse")
                yield self._question(item, around, waiting)

    def _question(
        self, question: Question, around: tuple[str, ...], waiting: list[Question | Group]
    ) -> Planned:
        conditions = _some(*around, question.relevant)
        other: Question | Group | None = None
        extras: tuple[str, ...] = ()
        if question.kind in {Kind.ONE, Kind.MANY} and waiting and self._is_other_of(question, waiting[0]):
            other = waiting.pop(0)
        if question.kind is Kind.FILE:
            extras = _extras(question.key, waiting, question.relevant)
            del waiting[: len(extras)]
        letter = TYPES[question.kind]
        if question.kind is Kind.ONE:
            letter = self._built_in(question, "5G") or letter
        assert other is None or isinstance(other, Question)
        return Planned(question, letter, question, conditions, (), other, extras)

    def _is_other_of(self, question: Question, item: Question | Group) -> bool:
        """Whether that item is the text that LimeSurvey asks by itself beside «autre»."""
        choice = other_of(self.questionnaire.choices(question))
        if choice is None or not isinstance(item, Question) or item.kind is not Kind.TEXT:
            return False
        shown = re.sub(r"\s", "", item.relevant).replace('"', "'")
        named = f"${{{question.key}}}"
        is_shown = shown in {f"selected({named},'{choice.value}')", f"{named}='{choice.value}'"}
        return is_shown and item.key == f"{question.key}_other" and not (item.constraint or item.default)

    def _built_in(self, question: Question, letters: str) -> str:
        """The type whose answers LimeSurvey supplies, when they are these."""
        choices = [(choice.value, choice.label) for choice in self.questionnaire.choices(question)]
        for letter in letters:
            if question.choice_list == BUILT_IN_NAMES[letter] and choices == list(BUILT_IN[letter]):
                return letter
        return ""

    def _group(self, group: Group, around: tuple[str, ...]) -> Iterator[Planned]:
        conditions = _some(*around, group.relevant)
        if group.repeats:
            files = None if group.row_count else self._files(group, conditions)
            if files is None:
                self.refuse(group.key, "un groupe répété")
            else:
                yield files
            return
        letter = self._table_type(group)
        if letter:
            rows = tuple(item for item in group.items if isinstance(item, Question))
            self._check_rows(group, rows)
            yield Planned(group, letter, rows[0], conditions, rows)
            return
        if group.layout is not Layout.PLAIN:
            self.refuse(group.key, "un tableau qui contient autre chose que ses lignes")
            return
        if group.label or group.hint:
            heading = Question(group.key, Kind.NOTE, group.label or group.hint)
            yield Planned(group, "X", heading, conditions)
        yield from self.items(group.items, conditions)

    def _table_type(self, group: Group) -> str:
        """The type of a question with rows that says the same as the group; "" when there is none."""
        rows = [item for item in group.items if isinstance(item, Question)]
        kinds = {row.kind for row in rows}
        if not rows or len(rows) < len(group.items) or len(kinds) > 1:
            return ""
        if group.layout is Layout.GRID:
            return (self._built_in(rows[0], "ABCE") or "F") if kinds == {Kind.ONE} else ""
        if group.layout is Layout.SPLIT:
            return "K" if kinds == {Kind.PERCENTAGE} else ""
        is_plain = group.label and len({_shared(row) for row in rows}) == 1
        has_own = any(row.hint or row.default for row in rows)
        return _INPUTS.get(rows[0].kind, "") if is_plain and not has_own else ""

    def _check_rows(self, group: Group, rows: tuple[Question, ...]) -> None:
        if not group.label:
            self.refuse(group.key, "un tableau sans intitulé")
        if len({row.required for row in rows}) > 1:
            self.refuse(group.key, "un tableau où certaines lignes seulement sont obligatoires")
        if len({(row.minimum, row.maximum, row.constraint) for row in rows}) > 1:
            self.refuse(group.key, "un tableau dont les lignes n’ont pas les mêmes bornes")
        for row in rows:
            if row.default:
                self.refuse(row.key, "une valeur par défaut sur une ligne")
            if row.kind is Kind.ONE and row.constraint:
                self.refuse(row.key, "une contrainte sur une ligne")

    def _files(self, group: Group, conditions: tuple[str, ...]) -> Planned | None:
        """The one repeated group that LimeSurvey knows: several files for one question."""
        first = group.items[0] if group.items else None
        if not isinstance(first, Question) or first.kind is not Kind.FILE or group.max_rows < 2:
            return None
        extras = _extras(group.key, list(group.items[1:]), "")
        is_bare = first.key == f"{group.key}_file" and not first.relevant and not first.required
        return (
            Planned(group, "|", first, conditions, (), None, extras)
            if (is_bare and len(extras) == len(group.items) - 1 and group.label)
            else None
        )


def _extras(key: str, following: list[Question | Group], relevant: str) -> tuple[str, ...]:
    """The texts right after a file that LimeSurvey asks itself with it."""
    found: list[str] = []
    for name, label in _EXTRAS.items():
        item = following[len(found)] if len(found) < len(following) else None
        if isinstance(item, Question) and item == Question(
            f"{key}_{name}", Kind.TEXT, label, relevant=relevant, origin=item.origin
        ):
            found.append(name)
    return tuple(found)


def _shared(row: Question) -> tuple[str, ...]:
    return (
        *("yes" if is_required(row) else row.required, row.minimum, row.maximum, row.constraint),
        *(row.role.value, str(row.is_sensitive)),
    )


def is_required(question: Question) -> bool:
    return question.required.strip().lower() in ALWAYS_REQUIRED


def _some(*conditions: str) -> tuple[str, ...]:
    return tuple(condition for condition in conditions if condition.strip())
