"""Variables made from the rows of a repeated group, named one by one when freezing: no expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.model import CHOICE_KINDS, Definition, Group, Kind, Question
from milliard.figures.datasets.errors import UnknownDerivation

_SUMMABLE = frozenset({Kind.AMOUNT, Kind.INTEGER, Kind.DECIMAL})


def is_summable(question: Question) -> bool:
    """Whether its rows add up: a number, and not one that tells who answers (a telephone, a SIRET)."""
    return question.kind in _SUMMABLE and exposure_of(question) is not Exposure.IDENTITY


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived variable.

    kind: ``sum_of_rows`` adds up ``question`` (an amount or a number), ``count_of_rows`` counts rows.
    where_question, where_values: only the rows where this choice question holds one of these values.

    A response without such a row has no value: «not asked», never zero. So a figure's base counts those
    who are concerned, and the disclosure rules protect them.
    """

    name: str
    label: str
    group: str
    kind: Literal["sum_of_rows", "count_of_rows"] = "sum_of_rows"
    question: str = ""
    where_question: str = ""
    where_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """The rows that count, in words: the question, and its answers kept."""

    question: str
    answers: Sequence[str]

    @property
    def kept(self) -> str:
        return " ou ".join(self.answers)


def where_of(item: Derived, questionnaire: Definition) -> Where | None:
    """Which rows ``item`` keeps; None for all of them."""
    if not item.where_question:
        return None
    question = _question(questionnaire, item.group, item.where_question)
    labels = {choice.value: choice.label for choice in questionnaire.choices(question)}
    return Where(question.label, [labels[value] for value in item.where_values])


def text_of(question: str, where: Where | None) -> str:
    """The question asked, and for which rows: «Quel montant visez-vous ? (À quoi… ? Investir)»."""
    return question if where is None else f"{question} ({where.question} {where.kept})"


def note_of(item: Derived, where: Where | None) -> str:
    """How it was made."""
    start = "Somme des lignes" if item.kind == "sum_of_rows" else "Nombre de lignes"
    if where is None:
        return f"{start} de la réponse."
    return f"{start} où «\u00a0{where.question}\u00a0» vaut {where.kept}\u202f; sans objet ailleurs."


def derive(
    questionnaire: Definition,
    *,
    group: str,
    by: str,
    question: str = "",
    values: Sequence[str] = (),
    label: str = "",
) -> tuple[Derived, ...]:
    """Variables from the rows of ``group`` sorted by choice question ``by``, named and labelled.

    Sums of ``question``, or counts of rows without it. One variable for the rows that hold one of ``values``;
    without values, one per choice (amounts of needs by use). ``label`` takes the place of the words of the
    questionnaire. Raises `UnknownDerivation`.
    """
    choices = {
        choice.value: choice.label for choice in questionnaire.choices(_question(questionnaire, group, by))
    }
    base = _question(questionnaire, group, question).label if question else _group_label(questionnaire, group)
    sets = [tuple(values)] if values else [(value,) for value in choices]
    return tuple(
        Derived(
            name=f"{question or f'{group}__count'}__{'_'.join(held)}"[:120],
            label=label or f"{base} — {' ou '.join(choices.get(value, value) for value in held)}",
            group=group,
            kind="sum_of_rows" if question else "count_of_rows",
            question=question,
            where_question=by,
            where_values=held,
        )
        for held in sets
    )


def check(questionnaire: Definition, derived: Derived) -> None:
    """Raise `UnknownDerivation` when ``derived`` makes no sense for this questionnaire."""
    if derived.kind == "sum_of_rows" and not is_summable(
        _question(questionnaire, derived.group, derived.question)
    ):
        raise UnknownDerivation(
            f"«\u00a0{derived.question}\u00a0» n’est pas une quantité\u00a0: on ne peut pas l’additionner."
        )
    if not derived.where_question:
        if derived.where_values:
            raise UnknownDerivation("Des valeurs sont demandées sans dire de quelle question.")
        return
    where = _question(questionnaire, derived.group, derived.where_question)
    if where.kind not in CHOICE_KINDS | {Kind.YES_NO}:
        raise UnknownDerivation(f"«\u00a0{where.key}\u00a0» n’est pas une question à choix.")
    unknown = set(derived.where_values) - {choice.value for choice in questionnaire.choices(where)}
    if unknown or not derived.where_values:
        raise UnknownDerivation(
            f"«\u00a0{where.key}\u00a0» n’a pas de choix {', '.join(sorted(unknown)) or 'vide'}."
        )


def _question(questionnaire: Definition, group: str, key: str) -> Question:
    for _, around, question in questionnaire.placed_questions():
        if question.key == key and _repeats_in(around, group):
            return question
    raise UnknownDerivation(
        f"Le groupe répété «\u00a0{group}\u00a0» n’a pas de question «\u00a0{key}\u00a0»."
    )


def _repeats_in(around: tuple[Group, ...], group: str) -> bool:
    return tuple(item.key for item in around if item.repeats) == (group,)


def _group_label(questionnaire: Definition, group: str) -> str:
    for _, around, _ in questionnaire.placed_questions():
        for item in around:
            if item.key == group:
                return f"{item.label or group}\u00a0: nombre"
    return group
