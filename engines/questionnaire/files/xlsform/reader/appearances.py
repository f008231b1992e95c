"""The ``appearance`` column: ours change the kind of a question, most of XLSForm's change nothing here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.model import Kind, Layout

if TYPE_CHECKING:
    from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet

# appearance -> (kinds it may go with, kind it makes)
KIND_APPEARANCES: dict[str, tuple[frozenset[Kind], Kind]] = {
    "euros": (frozenset({Kind.INTEGER, Kind.DECIMAL}), Kind.AMOUNT),
    "percentage": (frozenset({Kind.INTEGER}), Kind.PERCENTAGE),
    "multiline": (frozenset({Kind.TEXT}), Kind.LONG_TEXT),
    "email": (frozenset({Kind.TEXT}), Kind.EMAIL),
    "commune": (frozenset({Kind.TEXT}), Kind.COMMUNE),
    "organisation": (frozenset({Kind.TEXT}), Kind.ORGANISATION),
}
LAYOUT_APPEARANCES: dict[str, Layout] = {
    "table-list": Layout.GRID,
    "grid": Layout.GRID,
    "split-100": Layout.SPLIT,
}

# What changes the answer itself, not only its look: refused rather than ignored.
_UNSUPPORTED = (
    (re.compile(r"^(ex|printer):"), "l’appel d’une autre application"),
    (re.compile(r"^search\("), "la recherche dans un fichier joint"),
    (re.compile(r"^(map|quick-map|image-map|placement-map)$"), "la réponse sur une carte ou une image"),
    (re.compile(r"^(signature|draw|annotate)$"), "le dessin ou la signature"),
    (re.compile(r"^(month-year|year)$"), "une date réduite au mois ou à l’année"),
    (
        re.compile(r"^(ethiopian|coptic|islamic|bikram-sambat|myanmar|persian|buddhist)$"),
        "un autre calendrier",
    ),
)
# Said by the structure of the form or without any meaning on a web page: not worth a remark.
_SILENT = frozenset({"field-list", "label", "list-nolabel", "list_nolabel", "yes_no"})


def read_appearance(context: SurveySheet, row: SheetRow, kind: Kind) -> Kind:
    """The kind of a question once its appearance is read; remarks go to the context."""
    for word in appearance_words(context, row):
        if word in KIND_APPEARANCES:
            allowed, made = KIND_APPEARANCES[word]
            if kind in allowed:
                kind = made
            elif kind is not made:
                names = " ou ".join(sorted(allowed))
                context.error(row, "appearance", f"« {word} » ne va qu’avec le type {names}")
        elif word in LAYOUT_APPEARANCES:
            context.error(row, "appearance", f"« {word} » ne va qu’avec un groupe")
        else:
            _other_word(context, row, word)
    return kind


def read_layout(context: SurveySheet, row: SheetRow) -> Layout:
    """The layout that the appearance of a group asks for."""
    layout = Layout.PLAIN
    for word in appearance_words(context, row):
        if word in LAYOUT_APPEARANCES:
            layout = LAYOUT_APPEARANCES[word]
        elif word in KIND_APPEARANCES:
            context.error(row, "appearance", f"« {word} » ne va qu’avec une question")
        else:
            _other_word(context, row, word)
    return layout


def appearance_words(context: SurveySheet, row: SheetRow) -> list[str]:
    """The words of the appearance; ``search('a', 'b')`` counts as one."""
    text = context.expression(row, "appearance")
    if text.startswith(("search(", "ex:", "printer:")):
        return [text]
    return text.lower().split()


def _other_word(context: SurveySheet, row: SheetRow, word: str) -> None:
    for pattern, what in _UNSUPPORTED:
        if pattern.match(word):
            context.unsupported(row, "appearance", f"{what} (« {word[:60]} »)")
            return
    if word not in _SILENT and word not in context.seen_appearances:
        context.seen_appearances.add(word)
        context.warning(row, "appearance", f"présentation « {word[:60]} » sans effet ici")
