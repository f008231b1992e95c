"""One LimeSurvey question -> one question, or a group for arrays and multiple texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engines.questionnaire.files.limesurvey.marks import FILE_TYPES
from engines.questionnaire.files.limesurvey.reader.attributes import Attributes
from engines.questionnaire.files.limesurvey.reader.base import (
    base_question,
    follow_up,
    make_answer_list,
    raw_label,
    with_missing,
)
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Choice, FileOrigin, Group, Kind, Layout, Question

Items = list[Question | Group]

_SIMPLE = {
    "S": Kind.TEXT,
    "T": Kind.LONG_TEXT,
    "U": Kind.LONG_TEXT,
    "N": Kind.DECIMAL,
    "D": Kind.DATE,
    "Y": Kind.YES_NO,
    "X": Kind.NOTE,
    "*": Kind.CALCULATE,
}
_ONE_CHOICE = frozenset("L!OG5")
_ARRAYS = frozenset("FHABCE")
_MULTIPLE_INPUTS = {"Q": Kind.TEXT, "K": Kind.DECIMAL}
_UNSUPPORTED = {
    "I": "le choix de la langue (type I)",
    ";": "un tableau de textes (type ;)",
    ":": "un tableau de nombres (type :)",
}


def build_question(source: SurveyTables, record: Record) -> Items:
    """Build the questions that one becomes; [] with a problem at its row when it is not supported."""
    kind = record.get("type")
    if kind in _UNSUPPORTED:
        source.problems.unsupported(record.table, record.number, record.get("title"), _UNSUPPORTED[kind])
        return []
    builder = _builder(kind)
    if builder is None:
        what = f"le type de question LimeSurvey « {kind[:10]} »"
        source.problems.unsupported(record.table, record.number, record.get("title"), what)
        return []
    attributes = Attributes(source, record)
    items = builder(source, record, attributes)
    attributes.say_the_rest()
    return items


def _builder(kind: str) -> Callable[[SurveyTables, Record, Attributes], Items] | None:
    if kind in _SIMPLE:
        return _simple
    if kind in _ONE_CHOICE:
        return _one
    if kind in _ARRAYS:
        return _array
    if kind in _MULTIPLE_INPUTS:
        return _inputs
    return {"M": _many, "P": _many, "R": _rank, "1": _dual, "|": _file}.get(kind)


def _simple(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    kind = _SIMPLE[record.get("type")]
    if kind is Kind.DECIMAL and attributes.take("num_value_int_only") == "1":
        kind = Kind.INTEGER
    question = base_question(source, record, attributes, kind)
    if kind is Kind.DATE:
        low, high = attributes.day("date_min"), attributes.day("date_max")
        question = replace(question, minimum=low, maximum=high)
    if kind in {Kind.DECIMAL, Kind.INTEGER}:
        low, high = attributes.bound("min_num_value_n"), attributes.bound("max_num_value_n")
        question = _bounded(question, low, high)
    if kind is Kind.CALCULATE:
        attributes.take("hidden")  # a calculation is never shown as a question
        equation = attributes.take("equation") or plain_text(raw_label(source, record))
        formula = Record(record.table, record.number, {"equation": equation})
        question = replace(
            question,
            label="",
            hint="",
            calculation=source.condition(formula, "equation", record.get("title")),
        )
    return [question]


def _bounded(question: Question, low: str, high: str) -> Question:
    """The bounds of a number; a percentage has its own, said again only when they are narrower."""
    if question.kind is Kind.PERCENTAGE:
        low, high = "" if low == "0" else low, "" if high == "100" else high
    return replace(question, minimum=low, maximum=high)


def _one(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    title = record.get("title")
    question = base_question(source, record, attributes, Kind.ONE)
    name = make_answer_list(source, record, title, marks=attributes.marks())
    question = replace(question, choice_list=name, is_random_order=attributes.is_random())
    items: Items = [question]
    if record.get("other") == "Y":
        other = Choice("other", plain_text(attributes.take("other_replace_text")) or "Autre", is_other=True)
        source.lists[name] = (*source.lists[name], other)
        items.append(_specify(question))
    if record.get("type") == "O":
        items.append(replace(follow_up(question, "_comment", "Commentaire"), kind=Kind.LONG_TEXT))
    return items


def _specify(question: Question) -> Question:
    relevant = f"selected(${{{question.key}}}, 'other')"
    return replace(follow_up(question, "_other", "Précisez"), relevant=relevant)


def _many(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    title = record.get("title")
    marks = attributes.marks()
    question = base_question(source, record, attributes, Kind.MANY)
    exclusive = set(attributes.codes("exclude_all_others"))
    choices = [
        Choice(
            child.get("title"),
            source.text("question_l10ns", "qid", child, "question", f"{title}_{child.get('title')}")
            or child.get("title"),
            is_exclusive=child.get("title") in exclusive,
        )
        for child in source.children(record)
    ]
    choices = list(with_missing(choices, marks, is_exclusive=False))
    if not choices:
        message = "cette question n’a pas de réponse à choisir"
        source.problems.error(record.table, record.number, title, message)
    question = replace(question, choice_list=title, is_random_order=attributes.is_random())
    items: Items = [question]
    if record.get("other") == "Y":
        choices.append(
            Choice("other", plain_text(attributes.take("other_replace_text")) or "Autre", is_other=True)
        )
        items.append(_specify(question))
    source.lists[title] = tuple(choices)
    if record.get("type") == "P":
        for choice in choices:
            comment = follow_up(question, f"_{choice.value}comment", f"Commentaire : {choice.label}")
            items.append(replace(comment, relevant=f"selected(${{{title}}}, '{choice.value}')"))
    return items


def _rank(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    question = base_question(source, record, attributes, Kind.RANK)
    name = make_answer_list(source, record, record.get("title"), marks=attributes.marks())
    return [replace(question, choice_list=name, is_random_order=attributes.is_random())]


def _rows(source: SurveyTables, record: Record, attributes: Attributes, question: Question) -> list[Question]:
    """One question per sub-question, with the rules of the whole and its own condition."""
    if attributes.is_random():
        message = "l’ordre aléatoire des lignes est sans effet ici"
        source.problems.warning(record.table, record.number, record.get("title"), message)
    rows = []
    for child in source.children(record):
        key = f"{question.key}_{child.get('title')}"
        label = source.text("question_l10ns", "qid", child, "question", key)
        rows.append(
            replace(
                question,
                key=key,
                uid=key,
                label=label or child.get("title"),
                hint="",
                relevant=source.condition(child, "relevance", key),
                origin=FileOrigin(child.table, child.number),
            )
        )
    if not rows:
        message = "cette question n’a pas de ligne"
        source.problems.error(record.table, record.number, record.get("title"), message)
    return rows


def _group(question: Question, rows: list[Question], layout: Layout) -> Group:
    return Group(
        key=question.key,
        label=question.label,
        items=tuple(rows),
        hint=question.hint,
        relevant=question.relevant,
        layout=layout,
        origin=question.origin,
    )


def _array(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    question = base_question(source, record, attributes, Kind.ONE)
    name = make_answer_list(source, record, record.get("title"), marks=attributes.marks())
    rows = _rows(source, record, attributes, replace(question, choice_list=name))
    return [_group(question, rows, Layout.GRID)] if rows else []


def _dual(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """Two scales become two grids, whose rows end in ``_0`` and ``_1`` as in LimeSurvey's own names."""
    question = base_question(source, record, attributes, Kind.ONE)
    items: Items = []
    for scale in ("0", "1"):
        header = attributes.take(f"dualscale_header{'A' if scale == '0' else 'B'}")
        name = make_answer_list(source, record, f"{question.key}_{scale}", scale)
        rows = _rows(source, record, attributes, replace(question, choice_list=name))
        rows = [replace(row, key=f"{row.key}_{scale}", uid=f"{row.key}_{scale}") for row in rows]
        label = " – ".join(text for text in (question.label, header) if text)
        if rows:
            items.append(
                _group(replace(question, key=f"{question.key}_{scale}", label=label), rows, Layout.GRID)
            )
    return items


def _inputs(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    kind = _MULTIPLE_INPUTS[record.get("type")]
    layout = Layout.PLAIN
    if kind is Kind.DECIMAL and attributes.take("num_value_int_only") == "1":
        kind = Kind.INTEGER
    if kind is Kind.INTEGER and attributes.peek("equals_num_value") == "100":
        attributes.take("equals_num_value")
        kind, layout = Kind.PERCENTAGE, Layout.SPLIT
    question = base_question(source, record, attributes, kind)
    if kind is not Kind.TEXT:
        low, high = attributes.bound("min_num_value_n"), attributes.bound("max_num_value_n")
        question = _bounded(question, low, high)
    rows = _rows(source, record, attributes, question)
    return [_group(question, rows, layout)] if rows else []


def _file(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """A file, or a repeated group of files when LimeSurvey allows several."""
    question = base_question(source, record, attributes, Kind.FILE)
    most = attributes.whole("max_num_of_files", 1)
    least = min(attributes.whole("min_num_of_files", 0), most)
    question = replace(
        question,
        accept=_accept(source, record, attributes),
        max_bytes=attributes.whole("max_filesize", 10_240) * 1024,
    )
    extras = [
        replace(follow_up(question, f"_{name}", label), relevant="")
        for name, label in (("title", "Titre du fichier"), ("comment", "Commentaire"))
        if attributes.take(f"show_{name}") == "1"
    ]
    if most == 1:
        return [question, *(replace(extra, relevant=question.relevant) for extra in extras)]
    key = f"{question.key}_file"
    inner = replace(question, key=key, uid=key, relevant="", required="")
    group = _group(question, [inner, *extras], Layout.PLAIN)
    needed = max(least, 1) if question.required else 0
    if least and not question.required:
        message = "question facultative : le nombre minimal de fichiers n’est pas repris"
        source.problems.warning(record.table, record.number, record.get("title"), message)
    return [replace(group, repeats=True, min_rows=needed, max_rows=most)]


def _accept(source: SurveyTables, record: Record, attributes: Attributes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for extension in attributes.codes("allowed_filetypes"):
        kind = FILE_TYPES.guess_type(f"file.{extension.strip('. ').lower()}", strict=False)[0]
        if kind is None:
            what = f"le type de fichier « {extension[:20]} »"
            source.problems.unsupported(record.table, record.number, record.get("title"), what)
        else:
            found.setdefault(kind)
    return tuple(found)
