"""A LimeSurvey dump with its rows joined: what belongs to which question, in one language."""

from __future__ import annotations

from collections.abc import Iterable

from engines.questionnaire.files.limesurvey.reader.expressions import (
    NamedAnswer,
    UntranslatableError,
    translate,
)
from engines.questionnaire.files.limesurvey.reader.texts import has_media, plain_text, with_references
from engines.questionnaire.files.limesurvey.reader.xml import Dump, Record
from engines.questionnaire.model import Choice, Section, walk
from engines.questionnaire.problems import ProblemList

_MULTIPLE_CHOICE = frozenset("MP")
_DUAL = "1"


class SurveyTables:
    """The tables of a survey, joined once. ``lists`` receives the choice lists as they are built."""

    def __init__(self, dump: Dump, problems: ProblemList) -> None:
        self.dump = dump
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
        children = _in_order((child for child in children if not _is_parent(child)), "question_order")
        self._children = _index(children, "parent_qid")
        self._answers = _index(_in_order(self._answers_once(), "sortorder"), "qid")
        self._attributes = _index(dump.rows("question_attributes"), "qid")
        self._defaults = _index(dump.rows("defaultvalues"), "qid")
        self._default_texts = _index(dump.rows("defaultvalue_l10ns"), "dvid")
        self.variables = self._variables()

    def questions_of(self, group: Record) -> list[Record]:
        return [row for row in self._by_group.get(group.get("gid"), []) if _is_parent(row)]

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
        rows = self._texts[table].get(record.get(key), [])
        own = [row for row in rows if row.get("language") == self.language]
        chosen = next(iter([*own, *rows]), record)
        raw = chosen.get(name)
        if has_media(raw):
            what = "une image, un son ou une vidéo dans un texte"
            self.problems.unsupported(chosen.table, chosen.number, place, what)
        text, unknown = with_references(plain_text(raw), self.variables)
        for found in unknown:
            what = f"« {found[:60]} » dans un texte"
            self.problems.unsupported(chosen.table, chosen.number, place, what)
        return text

    def condition(self, record: Record, name: str, place: str) -> str:
        """A translated condition; refused at its row when it cannot be."""
        try:
            return translate(record.get(name), self.variables)
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

    def _variables(self) -> dict[str, NamedAnswer]:
        """Every name that a condition may use, and the SGQA codes of older conditions."""
        found: dict[str, NamedAnswer] = {}
        sid = self.survey.get("sid")
        for row in (row for rows in self._by_group.values() for row in rows if _is_parent(row)):
            title, kind = row.get("title"), row.get("type")
            code = f"{sid}X{row.get('gid')}X{row.get('qid')}"
            own = NamedAnswer(title, is_yes_no=kind == "Y")
            if kind not in _MULTIPLE_CHOICE:
                found[title] = found[code] = own
            if row.get("other") == "Y":
                found[f"{title}_other"] = found[f"{code}other"] = NamedAnswer(f"{title}_other")
            for child in self.children(row):
                name, child_code = f"{title}_{child.get('title')}", f"{code}{child.get('title')}"
                if kind in _MULTIPLE_CHOICE:
                    found[name] = found[child_code] = NamedAnswer(title, choice=child.get("title"))
                elif kind == _DUAL:
                    for scale in "01":
                        variable = NamedAnswer(f"{name}_{scale}")
                        found[variable.key] = found[f"{child_code}#{scale}"] = variable
                else:
                    found[name] = found[child_code] = NamedAnswer(name)
        return found


def _languages(survey: Record, dump: Dump) -> tuple[str, list[str]]:
    """The language kept (French if there) and the others."""
    rows = [row.get("surveyls_language") for row in dump.rows("surveys_languagesettings")]
    base = survey.get("language") or next(iter(rows), "")
    every = [base, *survey.get("additional_languages").split(), *rows]
    found = [language for language in dict.fromkeys(every) if language]
    kept = next((language for language in found if language.split("-")[0] == "fr"), base)
    return kept, [language for language in found if language != kept]


def _is_parent(row: Record) -> bool:
    return row.get("parent_qid") in {"", "0"}


def _index(rows: Iterable[Record], key: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(row.get(key), []).append(row)
    return found


def _in_order(rows: Iterable[Record], name: str) -> list[Record]:
    return sorted(rows, key=lambda row: int(row.get(name)) if row.get(name).isdecimal() else 0)
