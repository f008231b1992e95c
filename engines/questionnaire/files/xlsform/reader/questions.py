"""One row of the survey sheet -> one question."""

from __future__ import annotations

from dataclasses import replace

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.bounds import bounds_condition, without_bounds
from engines.questionnaire.files.xlsform.reader.appearances import HIDDEN, appearance_words, read_appearance
from engines.questionnaire.files.xlsform.reader.attached_lists import attached_list
from engines.questionnaire.files.xlsform.reader.calculations import (
    constant,
    is_computed_default,
    is_only_shown,
    is_read_only,
    is_shown_calculation,
    only_shown,
    read_trigger,
    shown_calculation,
    with_computed_default,
)
from engines.questionnaire.files.xlsform.reader.cells import (
    both,
    read_accept,
    read_bound,
    read_decimals,
    read_default,
    read_max_bytes,
    read_required,
    read_role,
    with_parameters,
)
from engines.questionnaire.files.xlsform.reader.choices import read_flag
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import TreeNode
from engines.questionnaire.files.xlsform.reader.types import (
    BARCODE_TYPES,
    RowMeaning,
    is_acknowledge,
    normal_type,
)
from engines.questionnaire.model import UNANSWERABLE_KINDS, Kind, Question


def is_hidden(context: SurveySheet, row: SheetRow) -> bool:
    """Whether a row is kept from those who answer: by its type or by its appearance."""
    return normal_type(context.get(row, "type")) == HIDDEN or HIDDEN in appearance_words(context, row)


def warn_media(context: SurveySheet, row: SheetRow) -> None:
    """Name the picture, sound or video of a text: it is not in the file, and is not shown."""
    name = context.get(row, "media")
    if name:
        message = (
            f"« {name[:60]} » n’est pas montré : seul le texte est repris ; dites-y ce que l’image montre"
        )
        context.warning(row, "media", message)


def build_question(context: SurveySheet, node: TreeNode, *, in_grid: bool = False) -> list[Question]:
    """The question of a row, followed by its «Précisez» when the type says ``or_other``; [] if refused."""
    row = node.row
    kind = node.type.kind
    if node.type.meaning is RowMeaning.UNSUPPORTED or kind is None:
        context.unsupported(row, "type", node.type.what_fr)
        return []
    if is_hidden(context, row):
        return _hidden(context, node)
    if normal_type(context.get(row, "type")) in BARCODE_TYPES:
        context.warning(row, "type", "le code-barres se tape au clavier : aucun appareil ne le lit ici")
    _refuse_columns(context, node, kind)
    kind = read_appearance(context, row, kind)
    if is_shown_calculation(context, row, kind):
        return shown_calculation(context, node)
    if is_only_shown(context, node, kind):
        return only_shown(context, node)
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
        calculation=context.expression(row, "calculation"),
        trigger=read_trigger(context, row),
        minimum=minimum,
        maximum=maximum,
        accept=read_accept(context, row, kind),
        max_bytes=read_max_bytes(context, row, kind),
        decimals=read_decimals(context, row, kind),
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
        context.lists.use(question.choice_list)
    elif context.expression(row, "choice_filter"):
        context.warning(row, "choice_filter", "sans effet sur une question sans choix : n’est pas lu")
    return [_with_default(context, row, question)]


def _with_default(context: SurveySheet, row: SheetRow, question: Question) -> Question:
    if is_computed_default(question.kind, context.expression(row, "default")):
        return with_computed_default(context, row, question)
    return replace(question, default=read_default(context, row, question))


def _hidden(context: SurveySheet, node: TreeNode) -> list[Question]:
    """A field nobody sees: the value of its calculation or of its default, which expressions may read."""
    row = node.row
    calculation, default = context.expression(row, "calculation"), context.get(row, "default")
    if not calculation:
        calculation = constant(context, row, default)
        message = "champ caché : il vaut toujours sa valeur par défaut, et n’est montré à personne"
        if not default:
            message = "champ caché que rien ne remplit ici : il restera vide"
        context.warning(row, "type", message)
    return [
        Question(
            key=node.name,
            kind=Kind.CALCULATE,
            label=context.get(row, "label"),
            calculation=calculation,
            relevant=context.expression(row, "relevant"),
            role=read_role(context, row),
            origin=context.origin(row),
        )
    ]


def _refuse_columns(context: SurveySheet, node: TreeNode, kind: Kind) -> None:
    row = node.row
    if context.get(row, "save_to"):
        context.warning(row, "save_to", "aucune entité n’est créée ici : c’est une réponse comme les autres")
    if context.get(row, "intent"):
        message = "aucune autre application n’est appelée : la réponse se donne ici"
        context.warning(row, "intent", message)
    warn_media(context, row)
    if is_shown_calculation(context, row, kind) or is_only_shown(context, node, kind):
        return
    if context.expression(row, "calculation") and kind is Kind.FILE:
        context.unsupported(row, "calculation", "un calcul sur un fichier")
    if is_read_only(context, row) and kind not in UNANSWERABLE_KINDS:
        context.unsupported(row, "readonly", "une question en lecture seule sans calcul ; utilisez note")


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
    if node.type.is_from_file:
        name = attached_list(context, row, name)
        if not name:
            return []
    if name not in context.lists.lists:
        written = normal_type(context.get(row, "type")).split(" ")[-1]
        sheet = "choices" if name == written or node.type.has_other else "external_choices"
        context.error(row, "type", f"la liste « {written[:60]} » n’est pas dans la feuille {sheet}")
        return []
    choice_filter = context.expression(row, "choice_filter")
    if node.type.has_other and choice_filter:
        context.error(row, "choice_filter", "or_other et choice_filter ne vont pas ensemble")
    used = context.lists.with_other(name) if node.type.has_other else name
    choices = context.lists.use(used)
    if question.kind is not Kind.ONE:
        context.lists.refuse_spaces(name, context.problems)
    values = {choice.value for choice in choices}
    question = replace(question, choice_list=used, choice_filter=choice_filter)
    text = context.expression(row, "default")
    if is_computed_default(question.kind, text) and text not in values:
        question = with_computed_default(context, row, question)
    else:
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
    message = f"« {text[:60]} » n’est pas un code de la liste « {question.choice_list} »"
    context.error(row, "default", message)
    return text


def _specify(context: SurveySheet, node: TreeNode) -> Question:
    return Question(
        key=f"{node.name}_other",
        kind=Kind.TEXT,
        label="Précisez",
        relevant=f"selected(${{{node.name}}}, 'other')",
        origin=context.origin(node.row),
    )
