"""LimeSurvey's questions with rows -> groups: arrays, double scales, several texts or numbers, cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from engines.questionnaire.files.limesurvey.reader.attributes import NUMBER, Attributes
from engines.questionnaire.files.limesurvey.reader.base import base_question, make_answer_list
from engines.questionnaire.files.limesurvey.reader.filters import joined, row_conditions
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Choice, FileOrigin, Group, Kind, Layout, Question

Items = list[Question | Group]

_MULTIPLE_INPUTS = {"Q": Kind.TEXT, "K": Kind.DECIMAL}


def make_rows(
    source: SurveyTables, record: Record, attributes: Attributes, question: Question
) -> list[Question]:
    """One question per sub-question, with the rules of the whole and its own condition."""
    if attributes.is_random():
        message = "l’ordre aléatoire des lignes est sans effet ici"
        source.problems.warning(record.table, record.number, record.get("title"), message)
    rows = []
    conditions = row_conditions(source, attributes)
    for child in source.children(record):
        key = f"{question.key}_{child.get('title')}"
        own = source.condition(child, "relevance", key)
        label = source.text("question_l10ns", "qid", child, "question", key)
        rows.append(
            replace(
                question,
                key=key,
                uid=key,
                label=label or child.get("title"),
                hint="",
                relevant=joined(own, conditions.get(child.get("title"), "")),
                origin=FileOrigin(child.table, child.number),
            )
        )
    if not rows:
        message = "cette question n’a pas de ligne"
        source.problems.error(record.table, record.number, record.get("title"), message)
    return rows


def make_group(question: Question, rows: list[Question], layout: Layout) -> Group:
    """The rows under the label of the question."""
    return Group(
        key=question.key,
        label=question.label,
        items=tuple(rows),
        hint=question.hint,
        relevant=question.relevant,
        layout=layout,
        origin=question.origin,
    )


def build_array(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """A scale asked of each row."""
    question = base_question(source, record, attributes, Kind.ONE)
    name = make_answer_list(source, record, record.get("title"), marks=attributes.marks())
    rows = make_rows(source, record, attributes, replace(question, choice_list=name))
    return [make_group(question, rows, Layout.GRID)] if rows else []


def build_dual(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """Two scales become two grids, whose rows end in ``_0`` and ``_1`` as in LimeSurvey's own names."""
    question = base_question(source, record, attributes, Kind.ONE)
    items: Items = []
    for scale in ("0", "1"):
        header = attributes.take(f"dualscale_header{'A' if scale == '0' else 'B'}")
        name = make_answer_list(source, record, f"{question.key}_{scale}", scale)
        rows = make_rows(source, record, attributes, replace(question, choice_list=name))
        rows = [replace(row, key=f"{row.key}_{scale}", uid=f"{row.key}_{scale}") for row in rows]
        label = " – ".join(text for text in (question.label, header) if text)
        if rows:
            items.append(
                make_group(replace(question, key=f"{question.key}_{scale}", label=label), rows, Layout.GRID)
            )
    return items


def build_inputs(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """Several texts or numbers; whole numbers that must equal 100 are a split."""
    kind, layout = _MULTIPLE_INPUTS[record.get("type")], Layout.PLAIN
    if kind is Kind.TEXT and attributes.takes_only_numbers():
        kind = Kind.DECIMAL
    if kind is Kind.DECIMAL and attributes.take("num_value_int_only") == "1":
        kind = Kind.INTEGER
    if kind is Kind.INTEGER and attributes.peek("equals_num_value") == "100":
        attributes.take("equals_num_value")
        kind, layout = Kind.PERCENTAGE, Layout.SPLIT
    question = base_question(source, record, attributes, kind)
    question = with_limits(question, attributes)
    rows = make_rows(source, record, attributes, question)
    rows = _with_sum(rows, attributes) if kind is not Kind.TEXT else rows
    return [make_group(question, rows, layout)] if rows else []


def _with_sum(rows: list[Question], attributes: Attributes) -> list[Question]:
    """The rule on the sum, asked of each row that is answered."""
    total = f"sum({', '.join(f'${{{row.key}}}' for row in rows)})"
    parts = []
    for name, sign in (("equals_num_value", "="), ("min_num_value", ">="), ("max_num_value", "<=")):
        text = attributes.take(name).strip()
        bound = text if not text or re.fullmatch(NUMBER, text) else attributes.expression(text, name)
        if bound and not (name == "min_num_value" and bound == "0"):
            parts.append(f"{total} {sign} {bound}")
    rule = " and ".join(parts)
    return [replace(row, constraint=joined(row.constraint, rule)) for row in rows] if rule else rows


def build_cells(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """An array of numbers or of texts: a group with one question for each cell, or for each row of boxes."""
    kind = Kind.TEXT if record.get("type") == ";" else Kind.INTEGER
    is_boxes = attributes.take("multiflexible_checkbox") == "1"
    is_typed = attributes.take("input_boxes") == "1"
    step = attributes.take("multiflexible_step")
    if (kind is Kind.TEXT and attributes.takes_only_numbers()) or (
        kind is Kind.INTEGER and ((is_typed and not step) or "." in step)
    ):
        kind = Kind.DECIMAL
    low, high = attributes.take("multiflexible_min"), attributes.take("multiflexible_max")
    question = base_question(source, record, attributes, Kind.MANY if is_boxes else kind)
    columns = source.children(record, "1")
    if not columns:
        message = "ce tableau n’a pas de colonne"
        source.problems.error(record.table, record.number, record.get("title"), message)
        return []
    if record.get("type") == ":" and not is_boxes:
        low, high = (low, high) if is_typed else (low or "1", high or "10")
        question = replace(question, minimum=_constant(low, attributes), maximum=_constant(high, attributes))
    labels = [
        (column.get("title"), source.text("question_l10ns", "qid", column, "question", question.key))
        for column in columns
    ]
    rows = make_rows(source, record, attributes, question)
    if is_boxes:
        source.lists[question.key] = tuple(Choice(code, label or code) for code, label in labels)
        cells = [replace(row, choice_list=question.key) for row in rows]
    else:
        cells = [
            replace(
                row, key=f"{row.key}_{code}", uid=f"{row.key}_{code}", label=f"{row.label} – {label or code}"
            )
            for row in rows
            for code, label in labels
        ]
    return [make_group(question, cells, Layout.PLAIN)] if cells else []


def _constant(text: str, attributes: Attributes) -> str:
    if not text or re.fullmatch(NUMBER, text):
        return text
    attributes.refuse("une borne calculée dans un tableau de nombres")
    return ""


def with_limits(question: Question, attributes: Attributes) -> Question:
    """The bounds of a number; those of its slider too."""
    if question.kind not in {Kind.DECIMAL, Kind.INTEGER, Kind.PERCENTAGE, Kind.AMOUNT}:
        return question
    low, high, rule = attributes.limits("min_num_value_n", "max_num_value_n")
    if attributes.take("slider_layout") == "1":
        least, most, narrower = attributes.limits("slider_min", "slider_max")
        low, high = narrowest(low, least, max), narrowest(high, most, min)
        rule = joined(rule, narrower)
    if question.kind is Kind.PERCENTAGE:  # it has its own, said again only when they are narrower
        low, high = "" if low == "0" else low, "" if high == "100" else high
    constraint = joined(question.constraint, rule)
    return replace(question, minimum=low, maximum=high, constraint=constraint)


def narrowest(first: str, second: str, choose: Callable[[Decimal, Decimal], Decimal]) -> str:
    """Of two bounds, either of which may be missing, the one that decides."""
    if not first or not second:
        return first or second
    return first if choose(Decimal(first), Decimal(second)) == Decimal(first) else second
