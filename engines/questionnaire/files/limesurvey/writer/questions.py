"""One planned question -> its rows in LimeSurvey's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from engines.questionnaire.files.limesurvey.marks import FILE_TYPES, HINTS, SUFFIXES, written_marks
from engines.questionnaire.files.limesurvey.writer.expressions import (
    LimeSurveyName,
    UnwritableExpressionError,
    join_scripts,
    to_script,
)
from engines.questionnaire.files.limesurvey.writer.losses import RANDOM, say_losses
from engines.questionnaire.files.limesurvey.writer.names import Coded, plain_choices
from engines.questionnaire.files.limesurvey.writer.rules import make_rules
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, Report, is_required, other_of
from engines.questionnaire.files.limesurvey.writer.tables import Tables
from engines.questionnaire.files.limesurvey.writer.texts import REFERENCE, html_text
from engines.questionnaire.model import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    Definition,
    Group,
    Kind,
    Layout,
)

_THEMES = {
    "5": "5pointchoice",
    "A": "arrays/5point",
    "B": "arrays/10point",
    "C": "arrays/yesnouncertain",
    "D": "date",
    "E": "arrays/increasesamedecrease",
    "F": "arrays/array",
    "G": "gender",
    "K": "multiplenumeric",
    "L": "listradio",
    "M": "multiplechoice",
    "N": "numerical",
    "Q": "multipleshorttext",
    "R": "ranking",
    "S": "shortfreetext",
    "T": "longfreetext",
    "X": "boilerplate",
    "Y": "yesno",
    "|": "file_upload",
}
_WITH_ANSWERS = frozenset("LRF")
_FRACTIONS = frozenset({Kind.DECIMAL, Kind.AMOUNT})
_OPTIONAL = frozenset({"", "no", "false", "false()", "0", "non"})
_YES_NO = {"yes": "Y", "no": "N"}
# What people call these files; for other types, the first extension that reads back as the type.
_USUAL = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "text/plain": ("txt",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
}


class QuestionWriter:
    """Writes planned questions. ``refuse`` and ``lose`` receive, by key, what cannot be kept."""

    def __init__(
        self,
        questionnaire: Definition,
        tables: Tables,
        codes: Mapping[str, Coded],
        variables: Mapping[str, LimeSurveyName],
        refuse: Report,
        lose: Report,
    ) -> None:
        self.questionnaire = questionnaire
        self.tables = tables
        self.codes = codes
        self.variables = variables
        self.refuse = refuse
        self.lose = lose

    @contextmanager
    def _saying(self, key: str) -> Iterator[None]:
        try:
            yield
        except UnwritableExpressionError as error:
            self.refuse(key, str(error))

    def text(self, key: str, text: str) -> str:
        for name in REFERENCE.findall(text):
            if name in self.variables and self.variables[name].kind in _FRACTIONS:
                self.lose(key, f"l’écriture de ${{{name}}} : LimeSurvey montre « 2.50 » pour 2,5")
        with self._saying(key):
            return html_text(text, self.variables)
        return ""

    def script(self, key: str, *conditions: str) -> str:
        with self._saying(key):
            return join_scripts([to_script(condition, self.variables) for condition in conditions])
        return "1"

    def write(self, item: Planned, gid: str, order: int) -> None:
        question, own = item.asked, self.codes[item.key]
        choices = self.questionnaire.choices(question)
        other = other_of(choices) if item.type in "LM" else None
        hint = self.text(item.key, item.item.hint) if item.type != "X" or item.item is question else ""
        if question.kind in HINTS:
            hint = "<br />".join(text for text in (hint, self.text(item.key, HINTS[question.kind])) if text)
        fields = {
            "type": item.type,
            "title": own.code,
            "question_theme_name": _THEMES[item.type],
            "other": "Y" if other else "N",
            "mandatory": "Y" if self._is_mandatory(item) else "N",
            "relevance": self.script(item.key, *item.conditions),
        }
        pattern, attributes = self._rules(item)
        fields["preg"] = pattern
        label = item.item.label if item.item is not question else question.label
        texts = (self.text(item.key, label or question.label), hint)
        qid = self.tables.add_question(gid, "0", texts, fields, order)
        for name, value in sorted(attributes.items()):
            self.tables.add_attribute(qid, name, value, is_text=name == "suffix")
        if other is not None:
            label = self.text(item.key, other.label)
            self.tables.add_attribute(qid, "other_replace_text", label, is_text=True)
        children = self._add_rows(item, gid, qid)
        self._add_defaults(item, qid, children)
        say_losses(item, choices, self.refuse, self.lose)

    def _is_mandatory(self, item: Planned) -> bool:
        if isinstance(item.item, Group) and item.item.repeats:
            return item.item.min_rows > 0
        required = item.asked.required.strip()
        if required.lower() not in _OPTIONAL and not is_required(item.asked):
            self.refuse(item.key, "une réponse obligatoire sous condition")
        return is_required(item.asked)

    def _rules(self, item: Planned) -> tuple[str, dict[str, str]]:
        question, own = item.asked, self.codes[item.key]
        for filtered in (*item.rows, question):
            if filtered.choice_filter.strip():
                self.refuse(filtered.key, "des choix filtrés par une autre réponse (choice_filter)")
        pattern, attributes = "", {}
        with self._saying(item.key):
            rules = make_rules(question)
            pattern, attributes = rules.pattern, rules.attributes
        if question.kind in NUMBER_KINDS and question.kind not in {Kind.DECIMAL, Kind.AMOUNT}:
            attributes["num_value_int_only"] = "1"
        if question.kind in SUFFIXES:
            attributes["suffix"] = SUFFIXES[question.kind]
        if isinstance(item.item, Group) and item.item.layout is Layout.SPLIT:
            attributes |= {"equals_num_value": "100", "value_range_allows_missing": "1"}
        if question.kind is Kind.FILE:
            with self._saying(item.key):
                attributes |= _file_attributes(item)
        if question.is_random_order and item.type in RANDOM:
            attributes[RANDOM[item.type]] = "random" if item.type == "L" else "1"
        if item.type == "M":
            exclusive = [
                own.values[c.value]
                for c in self.questionnaire.choices(question)
                if c.is_exclusive and c.value in own.values
            ]
            if exclusive:
                attributes["exclude_all_others"] = ";".join(exclusive)
        marks = written_marks(question, self.questionnaire.choices(question), own.values)
        if marks:
            attributes["cssclass"] = marks
        return pattern, attributes

    def _add_rows(self, item: Planned, gid: str, qid: str) -> dict[str, str]:
        """The rows, boxes or answers; the qid of each box by value."""
        own, boxes = self.codes[item.key], {}
        for order, row in enumerate(item.rows):
            fields = {
                "type": "T",
                "title": own.rows[row.key],
                "relevance": self.script(row.key, row.relevant),
            }
            self.tables.add_question(gid, qid, (self.text(row.key, row.label), ""), fields, order)
        for order, choice in enumerate(plain_choices(self.questionnaire, item)):
            label = self.text(item.key, choice.label) if item.type in {*_WITH_ANSWERS, "M"} else ""
            code = own.values.get(choice.value, "")
            if item.type == "M":
                fields = {"type": "T", "title": code, "relevance": "1"}
                boxes[choice.value] = self.tables.add_question(gid, qid, (label, ""), fields, order)
            elif item.type in _WITH_ANSWERS:
                self.tables.add_answer(qid, code, label, order)
        return boxes

    def _add_defaults(self, item: Planned, qid: str, boxes: Mapping[str, str]) -> None:
        question, default = item.asked, item.asked.default.strip()
        if not default or item.rows:
            return
        own = self.codes[item.key].values
        values = default.split() if question.kind in {Kind.MANY, Kind.RANK} else [default]
        if question.kind is Kind.RANK or (question.kind in CHOICE_KINDS and not set(values) <= set(own)):
            self.refuse(item.key, "cette valeur par défaut")
        elif question.kind is Kind.MANY:
            for value in values:
                self.tables.add_default(qid, "Y", boxes[value])
        elif question.kind in CHOICE_KINDS:
            self.tables.add_default(qid, own[default])
        elif question.kind is Kind.YES_NO and default in _YES_NO:
            self.tables.add_default(qid, _YES_NO[default])
        elif question.kind is Kind.YES_NO or any(mark in default for mark in "<&{}\n"):
            self.refuse(item.key, "cette valeur par défaut")
        else:
            self.tables.add_default(qid, default)


def _file_attributes(item: Planned) -> dict[str, str]:
    """The attributes of an upload question: number, size (kilobytes, rounded down) and types of files."""
    group = item.item if isinstance(item.item, Group) else None
    question = item.asked
    attributes = {
        "max_num_of_files": str(group.max_rows if group else 1),
        "min_num_of_files": str(group.min_rows if group else 0),
        "max_filesize": str(max(question.max_bytes // 1024, 1)),
        "allowed_filetypes": ", ".join(
            extension for kind in question.accept for extension in _extensions(kind)
        ),
    }
    attributes |= {f"show_{name}": "1" if name in item.extras else "0" for name in ("title", "comment")}
    return {name: value for name, value in attributes.items() if value}


def _extensions(kind: str) -> tuple[str, ...]:
    usual = _USUAL.get(kind, ())
    guessed = FILE_TYPES.guess_all_extensions(kind, strict=False) if not usual else []
    found = (
        usual
        or tuple(
            name.strip(".")
            for name in guessed
            if FILE_TYPES.guess_type(f"file{name}", strict=False)[0] == kind
        )[:1]
    )
    if not found:
        raise UnwritableExpressionError(f"des fichiers de type « {kind[:60]} »")
    return found
