"""One LimeSurvey question -> one question, or a group for arrays and multiple texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engines.questionnaire.files.limesurvey.marks import FILE_TYPES
from engines.questionnaire.files.limesurvey.reader.arrays import (
    Items,
    build_array,
    build_cells,
    build_dual,
    build_inputs,
    make_group,
    with_limits,
)
from engines.questionnaire.files.limesurvey.reader.attributes import DAY, Attributes
from engines.questionnaire.files.limesurvey.reader.base import (
    base_question,
    follow_up,
    make_answer_list,
    raw_label,
    with_missing,
)
from engines.questionnaire.files.limesurvey.reader.filters import choice_filter, joined
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Choice, FileOrigin, Kind, Layout, Question

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


def build_question(source: SurveyTables, record: Record) -> Items:
    """Build the questions that one becomes; [] with a problem at its row when it is not supported."""
    kind = record.get("type")
    builder = _builder(kind)
    if builder is None:
        what = f"le type de question LimeSurvey « {kind[:10]} »"
        source.problems.unsupported(record.table, record.number, record.get("title"), what)
        return []
    attributes = Attributes(source, record)
    if kind != "*" and attributes.peek("hidden") == "1" and source.defaults(record):
        return _hidden(source, record, attributes)
    unit = attributes.unit()
    items = builder(source, record, attributes)
    attributes.say_the_rest()
    if unit and items and attributes.marks().kind is None:
        asked = items[0]
        items[0] = replace(asked, hint="\n".join(text for text in (asked.hint, f"Réponse : {unit}") if text))
    return items


def _builder(kind: str) -> Callable[[SurveyTables, Record, Attributes], Items] | None:
    if kind in _SIMPLE:
        return _simple
    if kind in _ONE_CHOICE:
        return _one
    if kind in _ARRAYS:
        return build_array
    if kind in "QK":
        return build_inputs
    if kind in ":;":
        return build_cells
    return {"I": _language, "M": _many, "P": _many, "R": _rank, "1": build_dual, "|": _file}.get(kind)


def _simple(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    kind = _SIMPLE[record.get("type")]
    if kind is Kind.DATE:
        kind = _KINDS_OF_FORMATS[attributes.take_moment()]
    elif kind is Kind.TEXT and attributes.take_map():
        kind = Kind.GEOPOINT
    if kind in {Kind.TEXT, Kind.LONG_TEXT} and attributes.takes_only_numbers():
        kind = Kind.DECIMAL
    if kind is Kind.DECIMAL and attributes.take("num_value_int_only") == "1":
        kind = Kind.INTEGER
    question = with_limits(base_question(source, record, attributes, kind), attributes)
    if kind is Kind.DATE:
        low, high, rule = attributes.limits("date_min", "date_max", DAY)
        question = replace(question, minimum=low, maximum=high, constraint=joined(question.constraint, rule))
    elif kind in (Kind.DATETIME, Kind.TIME):
        question = _with_hours(question, attributes)
    if kind is Kind.CALCULATE:
        attributes.take("hidden")  # a calculation is never shown as a question
        equation = attributes.take("equation") or plain_text(raw_label(source, record))
        formula = attributes.expression(equation, "equation")
        question = replace(question, label="", hint="", calculation=formula)
    return [question]


_KINDS_OF_FORMATS = {"day": Kind.DATE, "both": Kind.DATETIME, "hour": Kind.TIME}


def _with_hours(question: Question, attributes: Attributes) -> Question:
    """The default as it is stored here; bounds that are days become a constraint."""
    day, _, hour = question.default.partition(" ")
    default = hour[:5] if question.kind is Kind.TIME else f"{day}T{hour[:5]}" if hour else ""
    rules = [question.constraint]
    if question.kind is Kind.DATETIME:
        low, high, rule = attributes.limits("date_min", "date_max", DAY)
        rules += [rule, low and f". >= date('{low}')", high and f". < date('{high}') + 1"]
    constraint = ""
    for rule in filter(None, rules):
        constraint = joined(constraint, rule)
    return replace(question, default=default, constraint=constraint)


def _language(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """The choice of a language: the one that is kept, for what reads it; nobody is asked."""
    title = record.get("title")
    message = f"la langue ne se choisit pas ici : elle vaut « {source.language} » partout où elle est reprise"
    source.problems.warning(record.table, record.number, title, message)
    relevant = source.condition(record, "relevance", title)
    origin = FileOrigin(record.table, record.number)
    language = f"'{source.language}'"
    attributes.left.clear()
    return [Question(title, Kind.CALCULATE, "", relevant=relevant, calculation=language, origin=origin)]


def _hidden(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    """A hidden question with a default value is that value: a calculation."""
    title = record.get("title")
    (row, text), *others = source.defaults(record)
    if others or record.get("type") in {"M", "P", "R", "|"}:
        attributes.refuse("une question cachée")
        return []
    if "{" in text:
        formula = attributes.expression(text, "valeur par défaut")
    elif record.get("type") in {"N", "K"}:
        formula = text
    else:
        code = {"Y": "yes", "N": "no"}.get(text, text) if record.get("type") == "Y" else plain_text(text)
        formula = f"'{code}'" if "'" not in code else f'"{code}"'
    relevant = source.condition(record, "relevance", title)
    origin = FileOrigin(record.table, record.number)
    message = "question cachée : reprise comme un calcul, jamais montré"
    source.problems.warning(row.table, row.number, title, message)
    return [Question(title, Kind.CALCULATE, "", relevant=relevant, calculation=formula, origin=origin)]


def _one(source: SurveyTables, record: Record, attributes: Attributes) -> Items:
    title = record.get("title")
    question = base_question(source, record, attributes, Kind.ONE)
    name = make_answer_list(source, record, title, marks=attributes.marks())
    codes = [choice.value for choice in source.lists[name]]
    offered = [*codes, *(["other"] if record.get("other") == "Y" else [])]
    question = replace(
        question,
        choice_list=name,
        is_random_order=attributes.is_random(),
        choice_filter=choice_filter(source, attributes, offered),
    )
    items: Items = [question]
    if record.get("other") == "Y":
        _check_other(source, record, codes)
        other = Choice("other", plain_text(attributes.take("other_replace_text")) or "Autre", is_other=True)
        source.lists[name] = (*source.lists[name], other)
        items.append(_specify(question))
    if record.get("type") == "O":
        items.append(replace(follow_up(question, "_comment", "Commentaire"), kind=Kind.LONG_TEXT))
    return items


def _check_other(source: SurveyTables, record: Record, codes: list[str]) -> None:
    if "other" in codes:
        message = "une réponse a pour code « other », qui est ici celui d’« Autre » : changez ce code"
        source.problems.error(record.table, record.number, record.get("title"), message)


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
    codes = [choice.value for choice in choices]
    filtered = choice_filter(source, attributes, [*codes, *(["other"] if record.get("other") == "Y" else [])])
    question = replace(
        question, choice_list=title, is_random_order=attributes.is_random(), choice_filter=filtered
    )
    items: Items = [question]
    if record.get("other") == "Y":
        _check_other(source, record, codes)
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
    codes = [choice.value for choice in source.lists[name]]
    # Activating a survey writes the number of its answers here: no limit.
    most = attributes.peek("max_subquestions")
    if most.isdecimal() and int(most) >= len(codes):
        attributes.take("max_subquestions")
    elif most.isdecimal() and int(most):
        attributes.take("max_subquestions")
        rule = f"count-selected(.) <= {int(most)}"
        question = replace(question, constraint=joined(question.constraint, rule))
    filtered = choice_filter(source, attributes, codes)
    is_random = attributes.is_random()
    return [replace(question, choice_list=name, is_random_order=is_random, choice_filter=filtered)]


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
    group = make_group(question, [inner, *extras], Layout.PLAIN)
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
