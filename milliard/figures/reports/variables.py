"""What can be asked of a dataset: its variables, and which figures each allows. Reads the codebook only."""

from __future__ import annotations

from dataclasses import dataclass

from milliard.figures.datasets.codebook import KIND_LABELS, Codebook, CodebookVariable, VariableKind
from milliard.figures.models import Dataset
from milliard.figures.reports.records import (
    FIGURE_KIND_LABELS,
    FigureKind,
    UnknownCode,
    UnknownVariable,
    WrongKind,
)

#: Kinds of figure each kind of variable allows, the most usual first.
ALLOWED: dict[VariableKind, tuple[FigureKind, ...]] = {
    VariableKind.CATEGORICAL: (FigureKind.DISTRIBUTION, FigureKind.SHARE, FigureKind.CROSSTAB),
    VariableKind.MULTIPLE: (FigureKind.MULTIPLE, FigureKind.SHARE),
    #: Of a ranking, answers are first choices: everybody ranks everything, and «100 %» says nothing.
    VariableKind.RANK: (
        FigureKind.DISTRIBUTION,
        FigureKind.MEAN_RANK,
        FigureKind.RANKS,
        FigureKind.SHARE,
        FigureKind.CROSSTAB,
    ),
    VariableKind.NUMERIC: (FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL, FigureKind.HISTOGRAM),
    VariableKind.DATE: (FigureKind.BY_MONTH, FigureKind.BY_QUARTER, FigureKind.BY_YEAR),
    VariableKind.AMOUNT: (FigureKind.TOTAL, FigureKind.MEDIAN, FigureKind.MEAN, FigureKind.HISTOGRAM),
}
BREAKDOWN_ALLOWED = frozenset(
    {
        FigureKind.CROSSTAB,
        FigureKind.MULTIPLE,
        FigureKind.SHARE,
        FigureKind.MEAN,
        FigureKind.MEDIAN,
        FigureKind.TOTAL,
    }
)
#: More groups than this make a table nobody reads, and small cells everywhere.
MAX_GROUPS = 30
#: Codes named to whoever typed one that does not exist.
_SHOWN_CODES = 8


@dataclass(frozen=True, slots=True)
class VariableOption:
    """A variable as a chooser offers it."""

    name: str
    label: str
    question_text: str
    section: str
    kind: str
    kind_label: str
    #: Figures it allows; empty: it can only serve as a breakdown or domain.
    kinds: tuple[FigureKind, ...]
    #: (code, label).
    answers: tuple[tuple[str, str], ...]
    can_break_down: bool
    role: str
    unit: str


def list_variables(dataset: Dataset) -> tuple[VariableOption, ...]:
    """The published variables a figure can show, in the order of the questionnaire."""
    book = Codebook.from_json(dataset.codebook)
    return tuple(
        VariableOption(
            name=variable.name,
            label=variable.label,
            question_text=variable.question_text or variable.label,
            section=variable.section,
            kind=variable.kind.value,
            kind_label=KIND_LABELS[variable.kind],
            kinds=ALLOWED[variable.kind],
            answers=tuple((answer.value, answer.label) for answer in variable.answers),
            can_break_down=can_break_down(variable),
            role=variable.role,
            unit=variable.unit,
        )
        for variable in book
        if variable.is_published and variable.kind in ALLOWED
    )


def can_break_down(variable: CodebookVariable) -> bool:
    """Whether other questions may be crossed with this one: few groups, nothing sensitive."""
    return (
        variable.kind is VariableKind.CATEGORICAL
        and variable.is_published
        and not variable.is_sensitive
        and 0 < len(variable.answers) <= MAX_GROUPS
    )


def region_of(book: Codebook, name: str) -> str:
    """The variable of the regions that those departments make up; "" if it is not about departments."""
    commune, is_department, _ = name.partition("__department")
    region = f"{commune}__region"
    return region if is_department and region in book else ""


def find(book: Codebook, name: str, field: str) -> CodebookVariable:
    """The published variable ``name``; raises `UnknownVariable` about ``field``."""
    if name not in book or not book[name].is_published:
        raise UnknownVariable(field, f"Ce jeu de données n’a pas de variable publiée «\u00a0{name}\u00a0».")
    return book[name]


def find_for(book: Codebook, name: str, kind: FigureKind) -> CodebookVariable:
    """The variable a figure of this kind shows; raises `UnknownVariable`, `WrongKind`."""
    variable = find(book, name, "variable")
    allowed = ALLOWED.get(variable.kind, ())
    if kind not in allowed:
        raise WrongKind("kind", _wrong_kind(variable, allowed))
    return variable


def _wrong_kind(variable: CodebookVariable, allowed: tuple[FigureKind, ...]) -> str:
    what = f"«\u00a0{variable.label}\u00a0» ({KIND_LABELS[variable.kind]})"
    if not allowed:
        return f"Aucun chiffre ne peut être tiré de {what}."
    names = ", ".join(FIGURE_KIND_LABELS[item].lower() for item in allowed)
    return f"Ce genre de chiffre ne convient pas à {what}. Choisissez parmi\u00a0: {names}."


def find_breakdown(book: Codebook, name: str) -> CodebookVariable:
    """The variable whose groups are compared; raises `UnknownVariable`, `WrongKind`."""
    variable = find(book, name, "breakdown")
    if not can_break_down(variable):
        raise WrongKind(
            "breakdown",
            f"On ne peut pas comparer selon «\u00a0{variable.label}\u00a0»\u00a0: il faut une question à un "
            f"choix, de {MAX_GROUPS} réponses au plus, qui ne touche pas à un sujet sensible.",
        )
    return variable


def _possible(variable: CodebookVariable) -> str:
    shown = [f"{answer.value} ({answer.label})" for answer in variable.answers[:_SHOWN_CODES]]
    more = "…" if len(variable.answers) > _SHOWN_CODES else "."
    return f"Codes possibles\u00a0: {', '.join(shown)}{more}" if shown else "Elle n’a pas de choix."


def check_codes(variable: CodebookVariable, codes: tuple[str, ...], field: str) -> None:
    """Raise `UnknownCode` unless every code is an answer of the variable, each once."""
    known = {answer.value for answer in variable.answers}
    unknown = [code for code in codes if code not in known]
    if unknown:
        wrong = ", ".join(sorted(set(unknown)))
        raise UnknownCode(
            field,
            f"«\u00a0{variable.label}\u00a0» n’a pas de réponse «\u00a0{wrong}\u00a0». {_possible(variable)}",
        )
    if len(set(codes)) < len(codes):
        raise UnknownCode(field, "Une même réponse est choisie deux fois.")
    if not codes:
        raise UnknownCode(field, f"Choisissez au moins une réponse à «\u00a0{variable.label}\u00a0».")
