"""Calculations that are not of a ``calculate``: on a question or a note, and those with a ``trigger``."""

from __future__ import annotations

import re
from dataclasses import replace

from pyxform.utils import default_is_dynamic

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.cells import decimal, is_stored_default
from engines.questionnaire.files.xlsform.reader.choices import parse_yes_no
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import TreeNode
from engines.questionnaire.files.xlsform.reader.types import NOTE_TYPES, normal_type
from engines.questionnaire.model import NUMBER_KINDS, UNANSWERABLE_KINDS, Kind, Question

_TRIGGERS = re.compile(r"\s*\$\{\s*([^{}\s]+)\s*\}\s*(?:,|$)")
#: In a text, only what can be nothing else: «a - b» is one.
_EXPRESSION = re.compile(r"\$\{|\w\(")
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.COMMUNE, Kind.ORGANISATION, Kind.FILE})
#: What can be shown as words beside a label.
_SHOWABLE = NUMBER_KINDS | {Kind.NOTE, Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.TIME, Kind.DATETIME}


def is_read_only(context: SurveySheet, row: SheetRow) -> bool:
    """Whether the question cannot be answered; a condition counts as one that may hold."""
    readonly = context.expression(row, "readonly")
    return bool(readonly) and parse_yes_no(readonly) is not False


def is_shown_calculation(context: SurveySheet, row: SheetRow, kind: Kind) -> bool:
    """Whether the row shows the result of a calculation that nobody can change."""
    if not context.expression(row, "calculation") or kind not in _SHOWABLE:
        return False
    return kind is Kind.NOTE or (
        is_read_only(context, row) and parse_yes_no(context.expression(row, "readonly")) is True
    )


def is_only_shown(context: SurveySheet, node: TreeNode, kind: Kind) -> bool:
    """Whether the row has a value that nobody gives: a note read elsewhere, or a box nobody can fill."""
    if kind is Kind.NOTE:
        return context.is_referred_to(node.name)
    has_calculation = bool(context.expression(node.row, "calculation"))
    readonly = context.expression(node.row, "readonly")
    return kind in _SHOWABLE and not has_calculation and parse_yes_no(readonly) is True


def only_shown(context: SurveySheet, node: TreeNode) -> list[Question]:
    """The row's default as a value that expressions read, then a note that shows it."""
    row = node.row
    default = context.get(row, "default")
    is_note = normal_type(context.get(row, "type")) in NOTE_TYPES
    if is_note:
        message = f"« {node.name[:60]} » est une note : elle est vide partout où elle est reprise"
    elif default:
        message = "personne ne peut y répondre : sa valeur par défaut est montrée dans une note"
    else:
        message = "personne ne peut y répondre et rien ne la remplit : elle devient une note"
    context.warning(row, "type" if is_note else "readonly", message)
    return shown_calculation(context, node, constant(context, row, "" if is_note else default))


def is_computed_default(kind: Kind, text: str) -> bool:
    """Whether a default is an expression, as pyxform tells them from values."""
    if not text or kind in UNANSWERABLE_KINDS:
        return False
    if is_stored_default(kind, text) or (kind in NUMBER_KINDS and decimal(text) is not None):
        return False
    is_text = kind in _TEXTS
    return bool(_EXPRESSION.search(text) if is_text else default_is_dynamic(text, kind.value))


def with_computed_default(context: SurveySheet, row: SheetRow, question: Question) -> Question:
    """The default as what fills the box once: the person may change it, and nothing computes it again."""
    text = context.expression(row, "default")
    tells_hours = question.kind in (Kind.TIME, Kind.DATETIME) and "now(" in text
    if question.kind is Kind.FILE or tells_hours or question.trigger:
        context.unsupported(row, "default", "cette valeur par défaut calculée")
        return question
    if question.calculation:
        context.warning(row, "default", "sans effet : le calcul (calculation) remplit déjà cette question")
        return question
    message = "valeur calculée une fois, au premier enregistrement : la personne peut la changer"
    context.warning(row, "default", message)
    return replace(question, calculation=f"once({text})")


def constant(context: SurveySheet, row: SheetRow, text: str) -> str:
    """The expression of a default that never changes."""
    if default_is_dynamic(text, "text"):
        context.unsupported(row, "default", "une valeur par défaut calculée ; utilisez calculate")
    if "'" in text and '"' in text:
        context.unsupported(row, "default", "les deux sortes de guillemets dans une valeur fixe")
    mark = '"' if "'" in text else "'"
    return f"{mark}{text}{mark}"


def shown_calculation(context: SurveySheet, node: TreeNode, calculation: str = "") -> list[Question]:
    """The calculation under the row's name, then a note that shows it under the row's label."""
    row, origin = node.row, context.origin(node.row)
    relevant = context.expression(row, "relevant")
    label, hint = context.get(row, "label"), context.get(row, "hint")
    made = Question(
        key=node.name,
        kind=Kind.CALCULATE,
        label=label,
        uid=context.get(row, "uid"),
        relevant=relevant,
        calculation=calculation or context.expression(row, "calculation"),
        trigger=read_trigger(context, row),
        origin=origin,
    )
    shown = f"${{{node.name}}}"
    is_said = shown in label or calculation == "''"
    words = label if is_said else f"{label}\n{shown}".strip()
    note = Question(f"{node.name}_note", Kind.NOTE, words, hint=hint, relevant=relevant, origin=origin)
    return [made, note]


def read_trigger(context: SurveySheet, row: SheetRow) -> str:
    """The names that the calculation waits for, separated by spaces."""
    text = context.expression(row, "trigger")
    if not text:
        return ""
    names = _TRIGGERS.findall(text)
    if not names or _TRIGGERS.sub("", text):
        context.error(
            row,
            "trigger",
            f"« {text[:60]} » : écrivez ${{nom_de_la_question}}, ou plusieurs séparés par des virgules",
        )
        return ""
    if not context.expression(row, "calculation"):
        context.unsupported(row, "trigger", "un déclencheur (trigger) sans calcul")
        return ""
    return " ".join(names)
