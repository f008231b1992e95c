"""Answers to one version, converted to a later one; what cannot be is set aside, never dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.model import CHOICE_KINDS, Kind, Question
from engines.questionnaire.parsing.texts import MAX_TEXT
from engines.questionnaire.positions import position_from_text, stored_position
from engines.questionnaire.version_change.choices import codes_now
from engines.questionnaire.version_change.diff import Changes, Located, locate_questions, repeat_chains

#: Why an answer is set aside.
GROUP_GONE = "Le groupe répété n’existe plus à cet endroit."
QUESTION_GONE = "La question n’existe plus."
OTHER_GROUP = "La question a changé de groupe répété."
OTHER_KIND = "La question n’attend plus le même genre de réponse."
CHOICE_GONE = "Ce choix n’existe plus."


@dataclass(frozen=True, slots=True)
class SetAside:
    """An answer that could not be converted: where it was, what it was, and why (French)."""

    path: tuple[str, ...]
    value: Any
    reason: str


class Converter:
    """How answers to the old version of ``changes`` become answers to the new one; prepared once for many."""

    def __init__(self, changes: Changes) -> None:
        self.old = {found.question.key: found for found in locate_questions(changes.old).values()}
        self.new = locate_questions(changes.new)
        self.old_repeats = repeat_chains(changes.old)
        self.new_repeats = repeat_chains(changes.new)
        self.codes = {uid: codes_now(found.choices) for uid, found in self.new.items()}

    def convert(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[SetAside, ...]]:
        """``answers`` as answers of the new version, and those set aside.

        ``answers`` is only read. Every non-blank value is in one of the two results.
        """
        conversion = _Conversion(self)
        conversion.row(answers, conversion.converted, (), ())
        return conversion.converted, tuple(conversion.set_aside)


def convert_answers(
    changes: Changes, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[SetAside, ...]]:
    """`Converter.convert` for one response."""
    return Converter(changes).convert(answers)


def only_answer(
    answers: Mapping[str, Any], around: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], Any] | None:
    """The one answer in ``answers``, with its path; None when there is none."""
    for key, value in answers.items():
        if key == "_id":
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict) and "_id" in value[0]:
            return only_answer(value[0], (*around, key, value[0]["_id"]))
        if not (isinstance(value, list) and not value):
            return (*around, key), value
    return None


_ONE_KINDS = frozenset({Kind.ONE, Kind.YES_NO})
_LIST_KINDS = frozenset({Kind.MANY, Kind.RANK})


@dataclass
class _Conversion:
    known: Converter
    converted: dict[str, Any] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)

    def row(
        self, source: Mapping[str, Any], target: dict[str, Any], chain: tuple[str, ...], path: tuple[str, ...]
    ) -> None:
        """Convert one row (or all the answers) into ``target``."""
        for key, value in source.items():
            if key == "_id" and chain:
                target["_id"] = value
            elif (*chain, key) in self.known.old_repeats and isinstance(value, list):
                self._rows(key, value, target, (*chain, key), path)  # none: the first one was taken away
            elif not is_blank(value):
                self._answer(key, value, target, chain, path)
            elif value is None:
                self._seen(key, target, chain)

    def _keep(
        self,
        before: Located,
        after: Located | None,
        value: Any,
        target: dict[str, Any],
        chain: tuple[str, ...],
    ) -> None:
        """What ``once()`` keeps follows the same calculation; for another it is nobody's words."""
        is_same = after is not None and after.question.calculation == before.question.calculation
        if after is not None and is_same and after.chain == before.chain == chain:
            target[after.question.key] = value

    def _seen(self, key: str, target: dict[str, Any], chain: tuple[str, ...]) -> None:
        """A question seen and left blank is not a new one: its default does not come back."""
        before = self.known.old.get(key)
        after = self.known.new.get(before.question.uid) if before is not None else None
        if after is not None and after.chain == chain:
            target.setdefault(after.question.key, None)

    def _rows(
        self, key: str, rows: list[Any], target: dict[str, Any], chain: tuple[str, ...], path: tuple[str, ...]
    ) -> None:
        exists = chain in self.known.new_repeats
        converted: list[Any] = []
        for position, row in enumerate(rows, start=1):
            row_id = row.get("_id") if isinstance(row, Mapping) else None
            row_path = (*path, key, row_id if isinstance(row_id, str) else f"#{position}")
            if not isinstance(row, Mapping):
                self.set_aside.append(SetAside(row_path, row, "Cette ligne est illisible."))
            elif not exists:
                reason = GROUP_GONE
                self.set_aside.append(SetAside(row_path, dict(row), reason))
            else:
                inner: dict[str, Any] = {}
                self.row(row, inner, chain, row_path)
                converted.append(inner)
        if exists:
            target[key] = converted

    def _answer(
        self,
        key: str,
        value: Any,
        target: dict[str, Any],
        chain: tuple[str, ...],
        path: tuple[str, ...],
    ) -> None:
        before = self.known.old.get(key)
        after = self.known.new.get(before.question.uid) if before is not None else None
        if before is not None and _keeps(before.question):
            self._keep(before, after, value, target, chain)
        elif before is None:
            self._set_aside(path, key, value, "Aucune question ne porte ce nom dans l’ancienne version.")
        elif after is None:
            self._set_aside(path, key, value, QUESTION_GONE)
        elif after.chain != chain or before.chain != chain:
            self._set_aside(path, key, value, OTHER_GROUP)
        elif not is_blank(target.get(after.question.key)):
            self._set_aside(path, key, value, "Une autre réponse occupe déjà cette question.")
        else:
            self._convert(key, value, after, target, path, before)

    def _convert(
        self,
        key: str,
        value: Any,
        after: Located,
        target: dict[str, Any],
        path: tuple[str, ...],
        before: Located,
    ) -> None:
        converted = _converted(before.question.kind, after.question.kind, value)
        if converted is None:
            self._set_aside(path, key, value, OTHER_KIND)
            return
        place = position_from_text(str(converted)) if after.question.kind is Kind.GEOPOINT else None
        if place is not None:  # no finer than the new version promises
            converted = stored_position(place, after.question.decimals)
        if after.question.kind in CHOICE_KINDS or after.question.kind is Kind.YES_NO:
            converted = self._known_choices(key, converted, after, path)
        if not is_blank(converted):
            target[after.question.key] = converted

    def _known_choices(self, key: str, value: Any, after: Located, path: tuple[str, ...]) -> Any:
        now = self.known.codes[after.question.uid]
        ticked = value if isinstance(value, list) else [value]
        gone = [code for code in ticked if not isinstance(code, str) or code not in now]
        if gone:
            self._set_aside(path, key, gone if isinstance(value, list) else value, CHOICE_GONE)
        kept: list[str] = []
        came_from: dict[str, str] = {}
        for code in ticked:
            # Two choices that became one are one answer.
            if code not in gone and came_from.setdefault(now[code], code) == code:
                kept.append(now[code])
        return kept if isinstance(value, list) else (kept[0] if kept else None)

    def _set_aside(self, path: tuple[str, ...], key: str, value: Any, reason: str) -> None:
        self.set_aside.append(SetAside((*path, key), value, reason))


def fit_of(before: Kind, after: Kind) -> Literal["always", "sometimes", "never"]:
    """Whether an answer of one kind fits another: always, for some values only, or never."""
    numbers = (Kind.DECIMAL, Kind.AMOUNT, Kind.INTEGER)
    if (
        before is after
        or {before, after} <= _ONE_KINDS
        or (before in (*_ONE_KINDS, Kind.RANK) and after is Kind.MANY)
        or (before is Kind.TEXT and after is Kind.LONG_TEXT)
        or (before in (Kind.INTEGER, Kind.PERCENTAGE) and after in numbers)
    ):
        return "always"
    if (before in _LIST_KINDS and after in _ONE_KINDS) or (before is Kind.LONG_TEXT and after is Kind.TEXT):
        return "sometimes"
    return "never"


def _keeps(question: Question) -> bool:
    return question.kind is Kind.CALCULATE and "once(" in question.calculation.replace(" ", "")


def _converted(before: Kind, after: Kind, value: Any) -> Any:
    """``value`` in the shape of ``after`` when nothing is lost by it, else None."""
    if before is after or {before, after} <= _ONE_KINDS or (before is Kind.RANK and after is Kind.MANY):
        return value
    if before in _ONE_KINDS and after is Kind.MANY:
        return [value]
    if before in _LIST_KINDS and after in _ONE_KINDS:
        return value[0] if isinstance(value, list) and len(value) == 1 else None
    if before is Kind.TEXT and after is Kind.LONG_TEXT:
        return value
    if before is Kind.LONG_TEXT and after is Kind.TEXT:
        return value if isinstance(value, str) and len(value) <= MAX_TEXT and "\n" not in value else None
    is_plain_integer = isinstance(value, int) and not isinstance(value, bool)
    if before in (Kind.INTEGER, Kind.PERCENTAGE) and is_plain_integer:
        if after is Kind.DECIMAL:
            return str(value)
        if after is Kind.AMOUNT:
            return value * 100
        if after is Kind.INTEGER:
            return value
    return None
