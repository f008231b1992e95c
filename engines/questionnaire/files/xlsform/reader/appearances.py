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
    (re.compile(r"^search\("), "la recherche dans un fichier joint"),
    (
        re.compile(r"^hidden$"),
        "un groupe caché, dont rien n’est demandé : retirez-le, ou cachez chaque question",
    ),
    (re.compile(r"^(month-year|year)$"), "une date réduite au mois ou à l’année"),
)
#: Of each, the kinds that can be answered all the same, and how.
_DONE_OTHERWISE = (
    (
        re.compile(r"^(ex|printer):"),
        frozenset(Kind),
        "aucune autre application n’est appelée : la réponse se donne ici",
    ),
    (
        re.compile(r"^(signature|draw|annotate)$"),
        frozenset({Kind.FILE}),
        "rien ne se dessine ici : la personne joint une image",
    ),
    (
        re.compile(r"^(map|quick-map|image-map|placement-map)$"),
        frozenset({Kind.ONE, Kind.MANY}),
        "ni carte ni image ici : les choix sont en liste",
    ),
    (
        re.compile(r"^(ethiopian|coptic|islamic|bikram-sambat|myanmar|persian|buddhist)$"),
        frozenset({Kind.DATE, Kind.DATETIME}),
        "la date se donne dans le calendrier grégorien",
    ),
)
#: Maps on which ODK lets a place be pointed at.
_MAPS = frozenset({"maps", "map", "placement-map", "quick-map"})
# Said by the structure of the form or without any meaning on a web page: not worth a remark.
_SILENT = frozenset({"field-list", "label", "list-nolabel", "list_nolabel", "yes_no"})
HIDDEN = "hidden"
_CALL = re.compile(r"(?:search|ex:[\w.]*|printer:[\w.]*)\s*\(.*\)|(?:ex|printer):\S+")
#: Accepted where they change nothing: a box of several lines has no meaning on a choice.
_ONLY_A_LOOK = frozenset({"multiline"})


def read_appearance(context: SurveySheet, row: SheetRow, kind: Kind) -> Kind:
    """The kind of a question once its appearance is read; remarks go to the context."""
    for word in appearance_words(context, row):
        if word == HIDDEN:
            continue  # `build_question` made it a calculation: nothing of it is shown
        if word in KIND_APPEARANCES:
            allowed, made = KIND_APPEARANCES[word]
            if kind in allowed:
                kind = made
            elif word in _ONLY_A_LOOK and kind is not made:
                _other_word(context, row, word)
            elif kind is not made:
                names = " ou ".join(sorted(allowed))
                context.error(row, "appearance", f"« {word} » ne va qu’avec le type {names}")
        elif word in LAYOUT_APPEARANCES:
            context.error(row, "appearance", f"« {word} » ne va qu’avec un groupe")
        else:
            _other_word(context, row, word, kind)
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
    """The words of the appearance; a call as ``search('a', 'b')`` counts as one, wherever it stands."""
    text = context.expression(row, "appearance")
    calls = [found[0] for found in _CALL.finditer(text)]
    return [*_CALL.sub(" ", text).lower().split(), *calls]


def _other_word(context: SurveySheet, row: SheetRow, word: str, kind: Kind | None = None) -> None:
    if kind is Kind.GEOPOINT and word in _MAPS:
        message = f"« {word} » : pas de carte ici, le lieu vient de l’appareil ou se tape en coordonnées"
        context.warning(row, "appearance", message)
        return
    for pattern, kinds, how in _DONE_OTHERWISE:
        if pattern.match(word) and (kind is None or kind in kinds):
            context.warning(row, "appearance", f"« {word[:60]} » : {how}")
            return
        if pattern.match(word):
            context.unsupported(row, "appearance", f"« {word[:60]} » : {how}")
            return
    for pattern, what in _UNSUPPORTED:
        if pattern.match(word):
            context.unsupported(row, "appearance", f"{what} (« {word[:60]} »)")
            return
    if word not in _SILENT and word not in context.seen_appearances:
        context.seen_appearances.add(word)
        context.warning(row, "appearance", f"présentation « {word[:60]} » sans effet ici")
