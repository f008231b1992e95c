"""About whom a figure speaks, and by what it compares, in French as a person writes it.

The codebook may give a phrase for a question («le statut») and for an answer («les associations»); where it
gives none, the words of the questionnaire are quoted, and the sentence is still French.
"""

from __future__ import annotations

from collections.abc import Sequence

from french import NBSP
from milliard.figures.datasets.codebook import Codebook, CodebookVariable
from milliard.figures.reports.inputs import Inputs
from milliard.figures.reports.records import FigureKind
from milliard.figures.reports.rows import FigureResult

_WHO = {"organisation": "les organisations", "person": "les personnes", "row": "les lignes du fichier"}
#: What comes between «total», «médiane»… and those it is about; a share is «des» organisations.
_BEFORE = {FigureKind.TOTAL: "déclaré par", FigureKind.MEDIAN: "parmi", FigureKind.MEAN: "parmi"}
_BEFORE[FigureKind.MEAN_RANK] = "parmi"


def base_label(inputs: Inputs, result: FigureResult) -> str:
    """What follows «part» or «médiane»: «des associations ayant répondu à cette question»."""
    book, spec = inputs.table.codebook, inputs.spec
    who, *others = [*_phrases(book, spec.domain), _WHO.get(book.respondents, "les réponses")]
    if book.respondents == "row":
        doing = "où cette variable est renseignée"
    elif spec.completes_only and not result.raw_base.missing_total:
        doing = "ayant rempli le questionnaire jusqu’au bout"
    elif spec.completes_only:
        doing = "ayant répondu à cette question et rempli le questionnaire jusqu’au bout"
    else:
        doing = "ayant répondu à cette question"
    among = [*others[:-1], *_quoted(book, spec.domain)]
    return f"{_introduced(inputs, who)} {doing}" + "".join(f", parmi {phrase}" for phrase in among)


def _introduced(inputs: Inputs, who: str) -> str:
    before = _BEFORE.get(inputs.spec.kind)
    if before is None:
        return of(who)
    is_declared = inputs.is_declared and inputs.table.codebook.respondents != "row"
    return f"{before if is_declared or before == 'parmi' else 'parmi'} {who}"


def of(phrase: str) -> str:
    """«les associations» → «des associations»."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if phrase.startswith(article):
            return contracted + phrase.removeprefix(article)
    return f"de {phrase}"


def breakdown_phrase(variable: CodebookVariable) -> str:
    """What follows «selon»: «le statut»."""
    return variable.phrase or f"la réponse à «{NBSP}{variable.label}{NBSP}»"


def _phrases(book: Codebook, domain: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Those whom a condition of the domain keeps, where every answer has a phrase."""
    kept = [_phrases_of(book[name], codes) for name, codes in domain]
    return [" et ".join(phrases) for phrases in kept if all(phrases)]


def _quoted(book: Codebook, domain: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The other conditions, in the words of the questionnaire."""
    said = []
    for name, codes in domain:
        variable = book[name]
        if all(_phrases_of(variable, codes)):
            continue
        labels = {answer.value: answer.label for answer in variable.answers}
        wanted = " ou ".join(f"«{NBSP}{labels[code]}{NBSP}»" for code in codes)
        said.append(f"les réponses {wanted} à «{NBSP}{variable.label}{NBSP}»")
    return said


def _phrases_of(variable: CodebookVariable, codes: Sequence[str]) -> list[str]:
    phrases = {answer.value: answer.phrase for answer in variable.answers}
    return [phrases[code] for code in codes]
