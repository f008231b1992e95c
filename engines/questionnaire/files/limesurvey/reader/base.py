"""The parts that all LimeSurvey questions share: texts, rules, defaults, lists of answers."""

from __future__ import annotations

from dataclasses import replace

from engines.questionnaire.files.limesurvey.marks import HINTS, NO_MARKS, Marks
from engines.questionnaire.files.limesurvey.reader.attributes import Attributes
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.reader.xml import Record
from engines.questionnaire.model import Choice, FileOrigin, Kind, Question

# Types whose choices LimeSurvey itself supplies.
BUILT_IN: dict[str, tuple[tuple[str, str], ...]] = {
    "5": tuple((str(n), str(n)) for n in range(1, 6)),
    "A": tuple((str(n), str(n)) for n in range(1, 6)),
    "B": tuple((str(n), str(n)) for n in range(1, 11)),
    "C": (("Y", "Oui"), ("U", "Incertain"), ("N", "Non")),
    "E": (("I", "Augmente"), ("S", "Stable"), ("D", "Diminue")),
    "G": (("F", "Femme"), ("M", "Homme")),
}
BUILT_IN_NAMES = {"5": "points_5", "A": "points_5", "B": "points_10", "C": "oui_incertain_non"} | {
    "E": "augmente_stable_diminue",
    "G": "femme_homme",
}


def base_question(source: SurveyTables, record: Record, attributes: Attributes, kind: Kind) -> Question:
    """The fields that all kinds share."""
    title = record.get("title")
    marks = attributes.marks()
    if marks.kind is not None and kind in {Kind.TEXT, Kind.INTEGER, Kind.DECIMAL}:
        kind = marks.kind
    hint = source.text("question_l10ns", "qid", record, "help", title)
    label = source.text("question_l10ns", "qid", record, "question", title)
    if not label and kind is not Kind.CALCULATE:
        label = title
        message = "question sans libellé : son code en tient lieu"
        source.problems.warning(record.table, record.number, title, message)
    if record.get("mandatory") == "S":
        message = "réponse conseillée : reprise comme facultative"
        source.problems.warning(record.table, record.number, title, message)
    is_asked = kind not in {Kind.NOTE, Kind.CALCULATE}
    return Question(
        key=title,
        kind=kind,
        label=label,
        hint=hint.removesuffix(HINTS.get(kind, "")).rstrip("\n"),
        required="yes" if record.get("mandatory") == "Y" and is_asked else "",
        relevant=source.condition(record, "relevance", title),
        constraint=attributes.constraint(kind),
        default=read_default(source, record, kind),
        role=marks.role,
        is_sensitive=marks.is_sensitive,
        origin=FileOrigin(record.table, record.number),
    )


def raw_label(source: SurveyTables, record: Record) -> str:
    """The label before it becomes plain text: an equation lives there."""
    own = [row for row in source.question_texts(record) if row.get("language") == source.language]
    return next((row.get("question") for row in own), record.get("question"))


def read_default(source: SurveyTables, record: Record, kind: Kind) -> str:
    """The default value in the form the kind stores it; a computed one is refused."""
    values = []
    for row, text in source.defaults(record):
        if "{" in text:
            what = "une valeur par défaut calculée"
            source.problems.unsupported(row.table, row.number, record.get("title"), what)
        elif kind is Kind.MANY:
            by_qid = {child.get("qid"): child.get("title") for child in source.children(record)}
            if text == "Y" and row.get("sqid") in by_qid:
                values.append(by_qid[row.get("sqid")])
        elif kind is Kind.YES_NO:
            values.append({"Y": "yes", "N": "no"}.get(text, ""))
        elif row.get("specialtype") == "" and row.get("sqid") in {"", "0"}:
            values.append(plain_text(text))
        else:
            what = "une valeur par défaut sur une ligne ou sur « autre »"
            source.problems.unsupported(row.table, row.number, record.get("title"), what)
    return " ".join(values)


def with_missing(choices: list[Choice], marks: Marks, *, is_exclusive: bool) -> tuple[Choice, ...]:
    """The choices, those that our own writer marked being no opinions. In a list, they exclude the others."""
    return tuple(
        replace(choice, missing=marks.missing[choice.value], is_exclusive=is_exclusive or choice.is_exclusive)
        if choice.value in marks.missing
        else choice
        for choice in choices
    )


def make_answer_list(
    source: SurveyTables, record: Record, name: str, scale: str = "0", marks: Marks = NO_MARKS
) -> str:
    """Make the choice list of a question, from its answers or from its type; returns its name."""
    kind = record.get("type")
    if kind in BUILT_IN:
        name = BUILT_IN_NAMES[kind]
        source.lists[name] = tuple(Choice(value, label) for value, label in BUILT_IN[kind])
        return name
    choices = []
    for answer in source.answers(record, scale):
        place = f"{record.get('title')} {answer.get('code')}"
        label = source.text("answer_l10ns", "aid", answer, "answer", place)
        choices.append(Choice(answer.get("code"), label or answer.get("code")))
    source.lists[name] = with_missing(choices, marks, is_exclusive=True)
    if not choices:
        message = "cette question n’a pas de réponse à choisir"
        source.problems.error(record.table, record.number, record.get("title"), message)
    return name


def follow_up(question: Question, suffix: str, label: str) -> Question:
    """A text question asked together with another one."""
    return Question(
        key=question.key + suffix,
        kind=Kind.TEXT,
        label=label,
        relevant=question.relevant,
        origin=question.origin,
    )
