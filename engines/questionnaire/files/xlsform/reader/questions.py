"""One row of the survey sheet -> one question."""

from __future__ import annotations

from dataclasses import replace

from pyxform.utils import default_is_dynamic

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.bounds import bounds_condition, without_bounds
from engines.questionnaire.files.xlsform.reader.appearances import read_appearance
from engines.questionnaire.files.xlsform.reader.cells import (
    both,
    read_accept,
    read_bound,
    read_default,
    read_max_bytes,
    read_required,
    read_role,
    with_parameters,
)
from engines.questionnaire.files.xlsform.reader.choices import parse_yes_no, read_flag
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import TreeNode
from engines.questionnaire.files.xlsform.reader.types import RowMeaning, is_acknowledge
from engines.questionnaire.model import UNANSWERABLE_KINDS, Kind, Question


def build_question(context: SurveySheet, node: TreeNode, *, in_grid: bool = False) -> list[Question]:
    """The question of a row, followed by its «Précisez» when the type says ``or_other``; [] if refused."""
    row = node.row
    kind = node.type.kind
    if node.type.meaning is RowMeaning.UNSUPPORTED or kind is None:
        context.unsupported(row, "type", node.type.what_fr)
        return []
    _refuse_columns(context, row, kind)
    kind = read_appearance(context, row, kind)
    label, hint = _texts(context, row, kind)
    minimum = read_bound(context, row, kind, "minimum")
    maximum = read_bound(context, row, kind, "maximum")
    bounds = bounds_condition(kind, minimum, maximum)
    question = Question(
        key=node.name,
        kind=kind,
        label=label,
        uid=context.get(row, "uid"),
        hint=hint,
        required=read_required(context, row, kind),
        required_message=context.get(row, "required_message"),
        relevant=context.expression(row, "relevant"),
        constraint=both(node.type.constraint, without_bounds(context.expression(row, "constraint"), bounds)),
        constraint_message=context.get(row, "constraint_message"),
        calculation=context.expression(row, "calculation") if kind is Kind.CALCULATE else "",
        minimum=minimum,
        maximum=maximum,
        accept=read_accept(context, row, kind),
        max_bytes=read_max_bytes(context, row, kind),
        role=read_role(context, row),
        is_sensitive=read_flag(context.table, row, "sensitive", context.problems),
        phrase=context.get(row, "phrase"),
        is_ordered=read_flag(context.table, row, "ordered", context.problems),
        origin=context.origin(row),
    )
    if kind is Kind.CALCULATE and not question.calculation:
        context.error(row, "calculation", "il manque le calcul")
    question = with_parameters(context, row, question)
    if node.type.meaning is RowMeaning.SELECT:
        return _with_choices(context, node, question, in_grid=in_grid)
    if is_acknowledge(context.get(row, "type")):
        question = replace(question, choice_list=context.lists.acknowledge())
        context.lists.use(question.choice_list, context.problems)
    elif context.expression(row, "choice_filter"):
        context.warning(row, "choice_filter", "sans effet sur une question sans choix : n’est pas lu")
    return [replace(question, default=read_default(context, row, question))]


def _refuse_columns(context: SurveySheet, row: SheetRow, kind: Kind) -> None:
    for column, what in (
        ("media", "une image, un son ou une vidéo dans une question"),
        ("trigger", "un calcul déclenché par une autre question (colonne trigger)"),
        ("save_to", "l’enregistrement dans une entité (colonne save_to)"),
        ("intent", "l’appel d’une autre application"),
    ):
        if context.get(row, column):
            context.unsupported(row, column, what)
    if context.expression(row, "calculation") and kind is not Kind.CALCULATE:
        context.unsupported(
            row, "calculation", "un calcul sur une question à laquelle on répond ; utilisez calculate"
        )
    readonly = context.expression(row, "readonly")
    if readonly and parse_yes_no(readonly) is not False and kind not in UNANSWERABLE_KINDS:
        context.unsupported(row, "readonly", "une question en lecture seule ; utilisez note")


def _texts(context: SurveySheet, row: SheetRow, kind: Kind) -> tuple[str, str]:
    label = context.get(row, "label")
    hints = [text for text in (context.get(row, "hint"), context.get(row, "guidance_hint")) if text]
    if label or kind is Kind.CALCULATE:
        return label, "\n".join(hints)
    if not hints:
        if not context.get(row, "media"):
            context.error(row, "label", "il manque le libellé de cette question")
        return "", ""
    return hints[0], "\n".join(hints[1:])


def _with_choices(
    context: SurveySheet, node: TreeNode, question: Question, *, in_grid: bool
) -> list[Question]:
    row, name = node.row, node.type.list_name
    if name not in context.lists.lists:
        context.error(row, "type", f"la liste « {name[:60]} » n’est pas dans la feuille choices")
        return []
    choice_filter = context.expression(row, "choice_filter")
    if node.type.has_other and choice_filter:
        context.error(row, "choice_filter", "or_other et choice_filter ne vont pas ensemble")
    used = context.lists.with_other(name) if node.type.has_other else name
    choices = context.lists.use(used, context.problems)
    values = {choice.value for choice in choices}
    question = replace(question, choice_list=used, choice_filter=choice_filter)
    question = replace(question, default=_choice_default(context, row, question, values))
    if _becomes_yes_no(context, question) and not in_grid:
        question = replace(question, kind=Kind.YES_NO, choice_list="")
    return [question, *([_specify(context, node)] if node.type.has_other else [])]


def _becomes_yes_no(context: SurveySheet, question: Question) -> bool:
    is_plain = not (question.choice_filter or question.is_random_order)
    return question.kind is Kind.ONE and is_plain and context.lists.is_yes_no(question.choice_list)


def _choice_default(context: SurveySheet, row: SheetRow, question: Question, values: set[str]) -> str:
    text = context.get(row, "default")
    chosen = [text] if question.kind is Kind.ONE else text.split()
    if not text or all(value in values for value in chosen):
        return text
    if default_is_dynamic(text, "select one"):
        context.unsupported(row, "default", "une valeur par défaut calculée ; écrivez la valeur elle-même")
    else:
        context.error(
            row, "default", f"« {text[:60]} » n’est pas un code de la liste « {question.choice_list} »"
        )
    return text


def _specify(context: SurveySheet, node: TreeNode) -> Question:
    return Question(
        key=f"{node.name}_other",
        kind=Kind.TEXT,
        label="Précisez",
        relevant=f"selected(${{{node.name}}}, 'other')",
        origin=context.origin(node.row),
    )
