"""A LimeSurvey dump with its rows joined: what belongs to which question, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engines.questionnaire.files.limesurvey.reader.conditions import old_condition
from engines.questionnaire.files.limesurvey.reader.expressions import translate
from engines.questionnaire.files.limesurvey.reader.names import name_answers
from engines.questionnaire.files.limesurvey.reader.parts import UntranslatableError
from engines.questionnaire.files.limesurvey.reader.texts import has_media, plain_text, with_references
from engines.questionnaire.files.limesurvey.reader.xml import Dump, Record
from engines.questionnaire.model import Choice, Kind, Question, Section, walk
from engines.questionnaire.problems import Problem, ProblemList

#: The texts that a question cannot do without: another language's rather than none.
_NEEDED = frozenset({"question", "answer"})
_GLUED = "les réponses vides comptent pour 0 dans cette somme, comme dans LimeSurvey"


class SurveyTables:
    """The tables of a survey, joined once. ``lists`` receives the choice lists as they are built."""

    def __init__(self, dump: Dump, problems: ProblemList, without: frozenset[str] = frozenset()) -> None:
        self.dump = dump
        self.without = without
        self._titled: dict[str, list[Record]] | None = None
        self._computed: dict[str, str] = {}
        self._waiting: list[Question] = []
        self.owners: dict[Problem, str] = {}  # the question behind each problem
        self.problems = problems
        self.survey = next(iter(dump.rows("surveys")), Record("surveys", 0, {}))
        self.language, self.other_languages = _languages(self.survey, dump)
        self.language_settings = self._language_settings()
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.groups = _in_order(self._once("groups", "gid"), "group_order")
        self._texts = {
            table: _index(dump.rows(table), key)
            for table, key in (("group_l10ns", "gid"), ("question_l10ns", "qid"), ("answer_l10ns", "aid"))
        }
        self._by_group = _index(_in_order(self._once("questions", "qid"), "question_order"), "gid")
        children = [*self._once("questions", "qid"), *self._once("subquestions", "qid")]
        children = _in_order((child for child in children if not is_parent(child)), "question_order")
        self._children = _index(children, "parent_qid")
        self._answers = _index(_in_order(self._answers_once(), "sortorder"), "qid")
        self._attributes = _index(dump.rows("question_attributes"), "qid")
        self._conditions = _index(dump.rows("conditions"), "qid")
        self._defaults = _index(dump.rows("defaultvalues"), "qid")
        self._default_texts = _index(dump.rows("defaultvalue_l10ns"), "dvid")
        self.variables = name_answers(self)

    def questions_of(self, group: Record) -> list[Record]:
        return [row for row in self._by_group.get(group.get("gid"), []) if is_parent(row)]

    def questions(self) -> list[Record]:
        """Every question of every group."""
        return [row for rows in self._by_group.values() for row in rows if is_parent(row)]

    def titled(self, title: str) -> list[Record]:
        """The questions of that code."""
        if self._titled is None:
            self._titled = _index(self.questions(), "title")
        return self._titled.get(title, [])

    def question_texts(self, question: Record) -> list[Record]:
        """The texts of a question, the language kept first."""
        rows = self._texts["question_l10ns"].get(question.get("qid"), [question])
        return sorted(rows, key=lambda row: row.get("language") != self.language)

    def conditions_and_texts(self, question: Record) -> str:
        """All that a question says where another one may be named."""
        children = [*self.children(question), *self.children(question, "1")]
        texts = [text.get("question") for row in (question, *children) for text in self.question_texts(row)]
        piped = re.findall(r"\{[^{}]*\}", " ".join(texts))
        conditions = [row.get("relevance") for row in (question, *children)]
        return " ".join([*piped, *conditions, *self.attributes(question).values()])

    def title_at(self, table: str, number: int) -> str:
        """The code of the question whose row, or a row of whose, this is; "" when it is none."""
        titles = {row.get("qid"): row.get("title") for row in self.questions()}
        rows = self.dump.rows(table)
        row = rows[number - 1] if table in {"questions", "subquestions"} and 0 < number <= len(rows) else None
        if row is None:
            return ""
        return titles.get(row.get("qid") if is_parent(row) else row.get("parent_qid"), "")

    def children(self, question: Record, scale: str = "0") -> list[Record]:
        """The sub-questions of a question, on one of its two scales."""
        rows = self._children.get(question.get("qid"), [])
        return [row for row in rows if (row.get("scale_id") or "0") == scale]

    def answers(self, question: Record, scale: str = "0") -> list[Record]:
        rows = self._answers.get(question.get("qid"), [])
        return [row for row in rows if (row.get("scale_id") or "0") == scale]

    def attributes(self, question: Record) -> dict[str, str]:
        """The attributes that hold something, in the language kept."""
        found: dict[str, str] = {}
        for row in self._attributes.get(question.get("qid"), []):
            if row.get("language") in {"", self.language} and row.get("value"):
                found[row.get("attribute")] = row.get("value")
        return found

    def defaults(self, question: Record) -> list[tuple[Record, str]]:
        """The default values of a question, with their text."""
        found = []
        for row in self._defaults.get(question.get("qid"), []):
            texts = self._default_texts.get(row.get("dvid"), [])
            text = next((t.get("defaultvalue") for t in texts if t.get("language") == self.language), "")
            text = text or row.get("defaultvalue")
            if text:
                found.append((row, text))
        return found

    def text(self, table: str, key: str, record: Record, name: str, place: str) -> str:
        """A text of a row, plain, in the language kept; older files keep it in the row itself."""
        chosen = self._translation(self._texts[table].get(record.get(key), []), name, place) or record
        raw = chosen.get(name)
        if has_media(raw):
            what = "une image, un son ou une vidéo dans un texte"
            self.problems.unsupported(chosen.table, chosen.number, place, what)
        text, unknown = with_references(plain_text(raw), self.variables)
        for found in unknown:
            if table != "answer_l10ns" and (key := self._computed_text(found, place)):
                text = text.replace(found, f"${{{key}}}")
                continue
            what = f"« {found[:60]} » dans un texte"
            self.problems.unsupported(chosen.table, chosen.number, place, what)
        return text

    def take_computed(self) -> list[Question]:
        """The calculations behind the texts read since the last call."""
        taken, self._waiting = self._waiting, []
        return taken

    def _computed_text(self, piped: str, place: str) -> str:
        """The key of the calculation that gives a ``{if(…)}`` of a text; "" when it cannot be one."""
        try:
            formula = translate(piped, self.variables, is_value=True)
        except UntranslatableError:
            return ""
        if formula not in self._computed:
            stem = re.sub(r"\W+", "_", place) + "_texte"
            key = f"{stem}{sum(known.startswith(stem) for known in self._computed.values()) + 1}"
            self._computed[formula] = key
            self._waiting.append(Question(key, Kind.CALCULATE, "", calculation=formula))
        return self._computed[formula]

    def _translation(self, rows: list[Record], name: str, place: str) -> Record | None:
        """The row in the language kept, or where it says nothing the next one that does, with a remark."""
        rank = {language: number for number, language in enumerate((self.language, *self.other_languages))}
        ordered = sorted(rows, key=lambda row: rank.get(row.get("language"), len(rank)))
        spoken = next((row for row in ordered if plain_text(row.get(name))), None)
        if spoken is not None and spoken is not ordered[0] and name in _NEEDED:
            message = f"pas de texte en « {self.language} » : repris de « {spoken.get('language')} »"
            self.problems.warning(spoken.table, spoken.number, place, message)
        if name not in _NEEDED:
            return ordered[0] if ordered else None
        return spoken or next(iter(ordered), None)

    def condition(self, record: Record, name: str, place: str) -> str:
        """A translated condition; refused at its row when it cannot be."""
        try:
            source = record.get(name)
            if name == "relevance" and source.strip() in {"", "1"} and is_parent(record):
                source = old_condition(self._conditions.get(record.get("qid"), [])) or source
            translated = translate(source, self.variables)
            if "coalesce(" in translated:
                self.problems.warning(record.table, record.number, place, _GLUED)
            return translated
        except UntranslatableError as error:
            self.problems.unsupported(record.table, record.number, place, str(error))
            return ""

    def used_lists(self, sections: Iterable[Section]) -> dict[str, tuple[Choice, ...]]:
        used = {question.choice_list for section in sections for question in walk(section.items)}
        return {name: choices for name, choices in self.lists.items() if name in used}

    def _once(self, table: str, key: str) -> list[Record]:
        """Older files repeat each row per language: one is kept, in the language kept if there."""
        kept: dict[str, Record] = {}
        for row in self.dump.rows(table):
            if row.get(key) not in kept or row.get("language") == self.language != "":
                kept[row.get(key)] = row
        return list(kept.values())

    def _answers_once(self) -> list[Record]:
        rows = self.dump.rows("answers")
        if any(row.get("language") for row in rows):
            rows = [row for row in rows if row.get("language") == self.language]
        return rows

    def _language_settings(self) -> Record:
        rows = self.dump.rows("surveys_languagesettings")
        chosen = [row for row in rows if row.get("surveyls_language") == self.language]
        return next(iter([*chosen, *rows]), Record("surveys_languagesettings", 0, {}))


def _languages(survey: Record, dump: Dump) -> tuple[str, list[str]]:
    """The language kept (French if there) and the others."""
    rows = [row.get("surveyls_language") for row in dump.rows("surveys_languagesettings")]
    base = survey.get("language") or next(iter(rows), "")
    every = [base, *survey.get("additional_languages").split(), *rows]
    found = [language for language in dict.fromkeys(every) if language]
    kept = next((language for language in found if language.split("-")[0] == "fr"), base)
    return kept, [language for language in found if language != kept]


def is_parent(row: Record) -> bool:
    """Whether a row is a question, not a row of one."""
    return row.get("parent_qid") in {"", "0"}


def _index(rows: Iterable[Record], key: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row.get(key), []).append(row)
    return found


def _in_order(rows: Iterable[Record], name: str) -> list[Record]:
    return sorted(rows, key=lambda row: int(row.get(name)) if row.get(name).isdecimal() else 0)
