"""One row of the survey sheet -> one question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.parsing.parameters import parse as parse_parameters
from pyxform.utils import default_is_dynamic

from milliard.surveys.definition.model import NUMBER_KINDS, UNANSWERABLE_KINDS, Kind, Origin, Question, Role
from milliard.surveys.definition.problems import ProblemList
from milliard.surveys.definition.workbook import Row
from milliard.surveys.definition.xlsform_read_appearances import read_appearance
from milliard.surveys.definition.xlsform_read_choices import ChoiceLists, parse_yes_no, read_flag
from milliard.surveys.definition.xlsform_read_columns import Table
from milliard.surveys.definition.xlsform_read_tree import Node
from milliard.surveys.definition.xlsform_read_types import (
    IMAGE_ACCEPT,
    IMAGE_TYPES,
    Place,
    is_acknowledge,
    normal_type,
)

_DYNAMIC_TEXT = re.compile(r"\$\{|\w\(")
_RANGE_DEFAULTS = {"start": "1", "end": "10", "step": "1"}


@dataclass(slots=True)
class Context:
    """What the building of questions shares: the sheet, the lists, the remarks."""

    table: Table
    lists: ChoiceLists
    problems: ProblemList
    seen_appearances: set[str] = field(default_factory=set)

    def error(self, row: Row, column: str, message_fr: str) -> None:
        self.problems.error(self.table.name, row.number, self.table.header_in(row, column), message_fr)

    def unsupported(self, row: Row, column: str, what_fr: str) -> None:
        self.problems.unsupported(self.table.name, row.number, self.table.header_in(row, column), what_fr)

    def warning(self, row: Row, column: str, message_fr: str) -> None:
        self.problems.warning(self.table.name, row.number, self.table.header_in(row, column), message_fr)

    def get(self, row: Row, column: str) -> str:
        return self.table.get(row, column)

    def expression(self, row: Row, column: str) -> str:
        return self.table.expression(row, column)

    def origin(self, row: Row) -> Origin:
        return Origin(sheet=self.table.name, row=row.number)

    def parameters(self, row: Row) -> dict[str, str]:
        """The cell ``parameters`` as a dictionary; a badly formed one is an error and gives none."""
        try:
            return dict(parse_parameters(self.get(row, "parameters"), row.number))
        except PyXFormError:
            self.error(row, "parameters", "écrivez les paramètres sous la forme « clé=valeur clé=valeur »")
            return {}


def build_question(context: Context, node: Node, *, in_grid: bool = False) -> list[Question]:
    """The question of a row, followed by its «Précisez» when the type says ``or_other``; [] if refused."""
    row = node.row
    kind = node.type.kind
    if node.type.place is Place.UNSUPPORTED or kind is None:
        context.unsupported(row, "type", node.type.what_fr)
        return []
    _refuse_columns(context, row, kind)
    kind = read_appearance(context, row, kind)
    label, hint = _texts(context, row, kind)
    question = Question(
        key=node.name,
        kind=kind,
        label=label,
        uid=context.get(row, "uid"),
        hint=hint,
        required=_required(context, row, kind),
        required_message=context.get(row, "required_message"),
        relevant=context.expression(row, "relevant"),
        constraint=_both(node.type.constraint, context.expression(row, "constraint")),
        constraint_message=context.get(row, "constraint_message"),
        calculation=context.expression(row, "calculation") if kind is Kind.CALCULATE else "",
        minimum=_bound(context, row, kind, "minimum"),
        maximum=_bound(context, row, kind, "maximum"),
        accept=_accept(context, row, kind),
        max_bytes=_max_bytes(context, row, kind),
        role=_role(context, row),
        is_sensitive=read_flag(context.table, row, "sensitive", context.problems),
        origin=context.origin(row),
    )
    if kind is Kind.CALCULATE and not question.calculation:
        context.error(row, "calculation", "il manque le calcul")
    question = _with_parameters(context, row, question)
    if node.type.place is Place.SELECT:
        return _with_choices(context, node, question, in_grid=in_grid)
    if is_acknowledge(context.get(row, "type")):
        question = replace(question, choice_list=context.lists.acknowledge())
        context.lists.use(question.choice_list, context.problems)
    elif context.expression(row, "choice_filter"):
        context.warning(row, "choice_filter", "sans effet sur une question sans choix : n’est pas lu")
    return [replace(question, default=_default(context, row, question))]


def _refuse_columns(context: Context, row: Row, kind: Kind) -> None:
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


def _texts(context: Context, row: Row, kind: Kind) -> tuple[str, str]:
    label = context.get(row, "label")
    hints = [text for text in (context.get(row, "hint"), context.get(row, "guidance_hint")) if text]
    if label or kind is Kind.CALCULATE:
        return label, "\n".join(hints)
    if not hints:
        if not context.get(row, "media"):
            context.error(row, "label", "il manque le libellé de cette question")
        return "", ""
    return hints[0], "\n".join(hints[1:])


def _required(context: Context, row: Row, kind: Kind) -> str:
    text = context.expression(row, "required")
    if not text:
        return ""
    flag = parse_yes_no(text)
    if kind in UNANSWERABLE_KINDS:
        if flag is not False:
            context.warning(row, "required", "sans effet : on ne répond pas à cette ligne")
        return ""
    if flag is None:
        return text
    return "yes" if flag else ""


def _bound(context: Context, row: Row, kind: Kind, column: str) -> str:
    text = context.get(row, column)
    if not text:
        return ""
    if kind is Kind.DATE:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            context.error(row, column, f"« {text[:60]} » n’est pas une date comme 2026-11-23")
        return text
    if kind not in NUMBER_KINDS:
        context.error(row, column, "une borne ne va qu’avec un nombre, une date ou une répétition")
        return ""
    if decimal(text) is None:
        context.error(row, column, f"« {text[:60]} » n’est pas un nombre")
    return text


def decimal(text: str) -> Decimal | None:
    """A finite number written with a point, or None."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 30 else None


def _accept(context: Context, row: Row, kind: Kind) -> tuple[str, ...]:
    text = context.get(row, "accept")
    if kind is not Kind.FILE:
        if text:
            context.error(row, "accept", "ne va qu’avec une question de type file ou image")
        return ()
    if text:
        return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    return IMAGE_ACCEPT if normal_type(context.get(row, "type")) in IMAGE_TYPES else ()


def _max_bytes(context: Context, row: Row, kind: Kind) -> int:
    text = context.get(row, "max_bytes")
    usual = Question(key="", kind=Kind.FILE, label="").max_bytes
    if not text:
        return usual
    if kind is not Kind.FILE or not re.fullmatch(r"[1-9]\d{0,8}", text):
        context.error(row, "max_bytes", f"« {text[:60]} » : écrivez un nombre d’octets, pour un fichier")
        return usual
    return int(text)


def _role(context: Context, row: Row) -> Role:
    text = context.get(row, "role")
    if not text:
        return Role.CONTENT
    try:
        return Role(text.lower())
    except ValueError:
        context.error(row, "role", f"« {text[:60]} » n’est pas un de : {', '.join(Role)}")
        return Role.CONTENT


def _default(context: Context, row: Row, question: Question) -> str:
    text = context.get(row, "default")
    if not text or question.kind in UNANSWERABLE_KINDS:
        if text:
            context.warning(row, "default", "sans effet : on ne répond pas à cette ligne")
        return ""
    is_text = question.kind not in NUMBER_KINDS | {Kind.DATE, Kind.ONE, Kind.MANY, Kind.RANK, Kind.YES_NO}
    dynamic: Any = _DYNAMIC_TEXT.search(text) if is_text else default_is_dynamic(text, question.kind.value)
    if dynamic and not (question.kind in NUMBER_KINDS and decimal(text) is not None):
        context.unsupported(row, "default", "une valeur par défaut calculée ; écrivez la valeur elle-même")
    elif question.kind in NUMBER_KINDS and decimal(text) is None:
        context.error(row, "default", f"« {text[:60]} » n’est pas un nombre")
    return text


def _with_parameters(context: Context, row: Row, question: Question) -> Question:
    parameters = context.parameters(row)
    if normal_type(context.get(row, "type")) == "range":
        return _range(context, row, question, _RANGE_DEFAULTS | parameters)
    known: dict[str, Any] = {}
    for key, value in parameters.items():
        if key == "randomize" and question.choice_list == "" and value in {"true", "false"}:
            known["is_random_order"] = value == "true"
        elif key == "rows" and question.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            known["kind"] = Kind.LONG_TEXT
        elif key == "randomize":
            context.error(row, "parameters", "randomize vaut true ou false")
        else:
            context.warning(row, "parameters", f"paramètre « {key[:40]} » sans effet ici")
    if question.kind is Kind.TEXT and context.get(row, "rows") not in {"", "1"}:
        known["kind"] = Kind.LONG_TEXT
    return replace(question, **known)


def _range(context: Context, row: Row, question: Question, parameters: dict[str, str]) -> Question:
    numbers = {key: decimal(parameters[key]) for key in _RANGE_DEFAULTS}
    start, end, step = numbers["start"], numbers["end"], numbers["step"]
    if start is None or end is None or step is None or step == 0:
        context.error(row, "parameters", "start, end et step sont des nombres, et step n’est pas zéro")
        return question
    for key in sorted(set(parameters) - set(_RANGE_DEFAULTS)):
        context.warning(row, "parameters", f"paramètre « {key[:40]} » sans effet ici")
    is_whole = all(number == number.to_integral_value() for number in (start, end, step))
    low, high = sorted((start, end))
    on_step = "" if is_whole and abs(step) == 1 else f"(. - {low}) mod {abs(step)} = 0"
    return replace(
        question,
        kind=Kind.INTEGER if is_whole else Kind.DECIMAL,
        minimum=str(low),
        maximum=str(high),
        constraint=_both(question.constraint, on_step),
    )


def _both(first: str, second: str) -> str:
    """Two conditions as one; an empty one asks nothing."""
    return f"({first}) and ({second})" if first and second else first or second


def _with_choices(context: Context, node: Node, question: Question, *, in_grid: bool) -> list[Question]:
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


def _becomes_yes_no(context: Context, question: Question) -> bool:
    is_plain = not (question.choice_filter or question.is_random_order)
    return question.kind is Kind.ONE and is_plain and context.lists.is_yes_no(question.choice_list)


def _choice_default(context: Context, row: Row, question: Question, values: set[str]) -> str:
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


def _specify(context: Context, node: Node) -> Question:
    return Question(
        key=f"{node.name}_other",
        kind=Kind.TEXT,
        label="Précisez",
        relevant=f"selected(${{{node.name}}}, 'other')",
        origin=context.origin(node.row),
    )
