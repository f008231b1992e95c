"""From a questionnaire to the variables of its dataset, and to what reads each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledGroup, CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.model import Choice, Kind, Layout
from engines.statistics import UINT16_OFFSET
from milliard.figures.datasets import derived as derivations
from milliard.figures.datasets.codebook import Codebook, CodebookAnswer, CodebookVariable, VariableKind
from milliard.figures.datasets.derived import Derived
from milliard.figures.datasets.errors import UnknownDerivation
from milliard.figures.datasets.readers import (
    MISSING_OF,
    CalculationReader,
    CategoricalReader,
    MultipleReader,
    NumberReader,
    PlaceReader,
    VariableReader,
    is_wide,
)
from milliard.figures.datasets.repeats import AnyRowReader, RepeatedRows, RowCountReader, RowSumReader

UNKNOWN_PLACE = "unknown"
_KINDS = {
    Kind.ONE: VariableKind.CATEGORICAL,
    Kind.YES_NO: VariableKind.CATEGORICAL,
    Kind.MANY: VariableKind.MULTIPLE,
    Kind.RANK: VariableKind.RANK,
    Kind.INTEGER: VariableKind.NUMERIC,
    Kind.DECIMAL: VariableKind.NUMERIC,
    Kind.PERCENTAGE: VariableKind.NUMERIC,
    Kind.CALCULATE: VariableKind.NUMERIC,
    Kind.AMOUNT: VariableKind.AMOUNT,
    Kind.DATE: VariableKind.DATE,
    Kind.DATETIME: VariableKind.DATE,
    Kind.TIME: VariableKind.NUMERIC,
    Kind.GEOPOINT: VariableKind.IDENTIFIER,
    Kind.TEXT: VariableKind.TEXT,
    Kind.LONG_TEXT: VariableKind.TEXT,
    Kind.FILE: VariableKind.LEFT_OUT,
    Kind.COMMUNE: VariableKind.IDENTIFIER,
    Kind.ORGANISATION: VariableKind.IDENTIFIER,
    Kind.EMAIL: VariableKind.IDENTIFIER,
}
#: What is said of a variable that keeps less than its question was given.
_NARROWED = {Kind.DATETIME: "Le jour seulement\u00a0: l’heure reste avec les réponses."}
_UNITS = {Kind.AMOUNT: "euros", Kind.PERCENTAGE: "%", Kind.TIME: "heures"}
_NOTES = {
    VariableKind.TEXT: "Texte libre\u00a0: relu avant toute publication, il reste avec les réponses.",
    VariableKind.IDENTIFIER: "Permettrait de reconnaître qui répond\u00a0: reste avec les réponses.",
    VariableKind.LEFT_OUT: "Ne se résume pas en une valeur par réponse\u00a0: reste avec les réponses.",
}


@dataclass(frozen=True)
class Places:
    """Communes, for those who answered with one. ``area_of``: commune -> (department, region)."""

    departments: Sequence[tuple[str, str]]
    regions: Sequence[tuple[str, str]]
    area_of: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Plan:
    """The codebook, and the readers of its stored variables for one version."""

    codebook: Codebook
    fields: tuple[VariableReader, ...]


def plan_dataset(
    compiled: CompiledQuestionnaire,
    *,
    respondents: str,
    derived: Sequence[Derived] = (),
    places: Places | None = None,
) -> Plan:
    """What is kept of a questionnaire, and how. Raises ``UnknownDerivation``."""
    variables: list[CodebookVariable] = []
    fields: list[VariableReader] = []
    for item in _planned(compiled, places):
        variables.append(item if isinstance(item, CodebookVariable) else item.variable)
        if not isinstance(item, CodebookVariable):
            fields.append(item)
    for wanted in derived:
        derivations.check(compiled.questionnaire, wanted)
        if any(variable.name == wanted.name for variable in variables):
            raise UnknownDerivation(f"Deux variables porteraient le nom «\u00a0{wanted.name}\u00a0».")
        made = _derived_field(compiled, wanted)
        variables.append(made.variable)
        fields.append(made)
    notes = ("Les réponses que le parcours a cachées ne sont pas comptées.",)
    return Plan(Codebook(tuple(variables), respondents, notes), tuple(fields))


def _planned(
    compiled: CompiledQuestionnaire, places: Places | None
) -> Iterator[VariableReader | CodebookVariable]:
    announced: set[str] = set()
    for members in compiled.members.values():
        for member in members:
            if isinstance(member, CompiledGroup):
                if member.group.repeats and not member.chain:
                    announced.add(member.key)
                    yield _row_count(compiled, member)
                continue
            if member.question.kind is not Kind.NOTE:
                yield from _question(compiled, member, places)


def _question(
    compiled: CompiledQuestionnaire, question: CompiledQuestion, places: Places | None
) -> Iterator[VariableReader | CodebookVariable]:
    variable = describe_question(compiled, question)
    if question.chain:
        yield _repeated(compiled, question, variable)
        return
    maker = _READERS.get(variable.kind)
    if question.question.kind is Kind.CALCULATE:
        yield CalculationReader(variable, question)
    elif maker is not None:
        yield maker(variable, question)
    else:
        yield variable
    if question.question.kind is Kind.COMMUNE and places is not None:
        yield _place(variable, question, places, 0)
        yield _place(variable, question, places, 1)


_READERS: dict[VariableKind, Callable[[CodebookVariable, CompiledQuestion], VariableReader]] = {
    VariableKind.CATEGORICAL: CategoricalReader,
    VariableKind.MULTIPLE: MultipleReader,
    VariableKind.RANK: MultipleReader,
    VariableKind.NUMERIC: NumberReader,
    VariableKind.AMOUNT: NumberReader,
    VariableKind.DATE: NumberReader,
}


def describe_question(compiled: CompiledQuestionnaire, question: CompiledQuestion) -> CodebookVariable:
    """The variable of a question, as it would be outside any repeated group."""
    definition = question.question
    kind = _KINDS[definition.kind]
    if kind is VariableKind.NUMERIC and exposure_of(definition) is Exposure.IDENTITY:
        kind = VariableKind.IDENTIFIER  # a telephone or a SIRET asked as a number
    variable = CodebookVariable(
        name=question.key,
        kind=kind,
        label=definition.label or question.key,
        uid=definition.uid,
        question_text=_full_text(question),
        section=compiled.sections[question.section].section.title,
        role=definition.role.value,
        unit=_UNITS.get(definition.kind, ""),
        is_sensitive=definition.is_sensitive,
        is_published=kind not in _NOTES,
        source_question=question.key,
        note=_NOTES.get(kind, "") or _NARROWED.get(definition.kind, ""),
        phrase=definition.phrase,
        is_ordered=_is_ordered(question),
    )
    return with_choices(variable, question.choices) if question.choices else variable


def _is_ordered(question: CompiledQuestion) -> bool:
    """Said by the questionnaire, or seen: the columns of a grid are a scale."""
    parent = question.parent
    is_row_of_grid = isinstance(parent, CompiledGroup) and parent.group.layout is Layout.GRID
    return question.question.is_ordered or is_row_of_grid


def _full_text(question: CompiledQuestion) -> str:
    """A row of a grid or of a split makes no sense without the question above it."""
    parent = question.parent
    if isinstance(parent, CompiledGroup) and parent.group.layout in (Layout.GRID, Layout.SPLIT):
        return f"{parent.group.label} — {question.question.label}"
    return question.question.label


def with_choices(variable: CodebookVariable, choices: Sequence[Choice]) -> CodebookVariable:
    """Number the choices: those that are opinions from 0, the others with their missing code."""
    real = [choice for choice in choices if choice.missing is None]
    code_of = {choice.value: number for number, choice in enumerate(real)}
    answers = tuple(
        CodebookAnswer(
            code=code_of[choice.value] if choice.missing is None else int(MISSING_OF[choice.missing.value]),
            value=choice.value,
            label=choice.label,
            phrase=choice.phrase,
            missing="" if choice.missing is None else MISSING_OF[choice.missing.value].name.lower(),
        )
        for choice in choices
    )
    result = replace(variable, categories=answers)
    if result.kind is VariableKind.CATEGORICAL and is_wide(result):
        wide = tuple(
            replace(answer, code=answer.code + UINT16_OFFSET) if answer.missing else answer
            for answer in answers
        )
        result = replace(result, categories=wide)
    return result


def _place(variable: CodebookVariable, question: CompiledQuestion, places: Places, level: int) -> PlaceReader:
    suffix, label = (("department", "département"), ("region", "région"))[level]
    areas = (places.departments, places.regions)[level]
    answers = [CodebookAnswer(number, code, name) for number, (code, name) in enumerate(areas)]
    unknown = len(answers)
    answers.append(CodebookAnswer(unknown, UNKNOWN_PLACE, "Commune non reconnue"))
    numbers = {answer.value: answer.code for answer in answers}
    code_of = {commune: numbers.get(area[level], unknown) for commune, area in places.area_of.items()}
    made = replace(
        variable,
        name=f"{variable.name}__{suffix}",
        kind=VariableKind.CATEGORICAL,
        label=f"{variable.label}\u00a0: {label}",
        uid=f"{variable.uid}__{suffix}",
        role="breakdown",
        categories=tuple(answers),
        is_published=True,
        note="Déduit de la commune, qui n’est pas gardée avec les chiffres.",
    )
    return PlaceReader(made, question, code_of, unknown)


def _rows(compiled: CompiledQuestionnaire, group: CompiledGroup) -> RepeatedRows:
    positions = question_positions(compiled)
    inside = [
        positions[key]
        for key, item in compiled.questions.items()
        if group.key in item.chain and key in positions
    ]
    return RepeatedRows(group, min(inside, default=len(positions)))


def _row_count(compiled: CompiledQuestionnaire, group: CompiledGroup) -> RowCountReader:
    variable = CodebookVariable(
        name=f"{group.key}__count",
        kind=VariableKind.NUMERIC,
        label=f"{group.group.label or group.key}\u00a0: nombre",
        uid=f"{group.key}__count",
        section=compiled.sections[group.section].section.title,
        note="Nombre de lignes remplies.",
    )
    return RowCountReader(variable, _rows(compiled, group))


def _repeated(
    compiled: CompiledQuestionnaire, question: CompiledQuestion, variable: CodebookVariable
) -> VariableReader | CodebookVariable:
    group = compiled.groups[question.chain[0]]
    kind = question.question.kind
    if len(question.chain) == 1 and derivations.is_summable(question.question):
        summed = replace(variable, note="Somme sur toutes les lignes de la réponse.")
        return RowSumReader(summed, _rows(compiled, group), question)
    if len(question.chain) == 1 and kind in (Kind.ONE, Kind.YES_NO, Kind.MANY):
        ticked = replace(variable, kind=VariableKind.MULTIPLE, note="Choix cités dans au moins une ligne.")
        narrow = with_choices(ticked, question.choices)
        return AnyRowReader(narrow, _rows(compiled, group), question)
    if variable.is_stored:
        note = _NOTES[VariableKind.LEFT_OUT]
        return replace(variable, kind=VariableKind.LEFT_OUT, categories=(), is_published=False, note=note)
    return variable


def _derived_field(compiled: CompiledQuestionnaire, item: Derived) -> VariableReader:
    rows = _rows(compiled, compiled.groups[item.group])
    rows_of = compiled.questions[item.where_question] if item.where_question else None
    where = derivations.where_of(item, compiled.questionnaire)
    values = frozenset(item.where_values)
    is_sum = item.kind == "sum_of_rows"
    question = compiled.questions[item.question] if is_sum else None
    is_money = question is not None and question.question.kind is Kind.AMOUNT
    variable = CodebookVariable(
        name=item.name,
        kind=VariableKind.AMOUNT if is_money else VariableKind.NUMERIC,
        label=item.label,
        uid=item.name,
        question_text=derivations.text_of(question.question.label, where) if question is not None else "",
        section=compiled.sections[rows.group.section].section.title,
        unit="euros" if is_money else "",
        source_question=item.question,
        note=derivations.note_of(item, where),
    )
    if question is not None:
        return RowSumReader(variable, rows, question, rows_of, values)
    return RowCountReader(variable, rows, rows_of, values)


def question_positions(compiled: CompiledQuestionnaire) -> dict[str, int]:
    """1-based position of each question in document order, as ``Response.furthest_question`` counts them."""
    return {
        question.key: number for number, question in enumerate(compiled.questionnaire.questions(), start=1)
    }
