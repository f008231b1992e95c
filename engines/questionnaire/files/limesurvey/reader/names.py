"""Every name that a LimeSurvey expression may use, and the answer that it refers to here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.questionnaire.files.limesurvey.reader.parts import NamedAnswer

if TYPE_CHECKING:
    from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
    from engines.questionnaire.files.limesurvey.reader.xml import Record

_MULTIPLE_CHOICE = frozenset("MP")
_DUAL = "1"
_CELLS = frozenset(":;")
_TYPED_NUMBERS = frozenset("NK:")
_NUMBERS = _TYPED_NUMBERS | frozenset("5AB")
_LISTS = frozenset("L!OFH")
_LEFT_OUT = "vous avez choisi de ne pas reprendre cette question"


def name_answers(source: SurveyTables) -> dict[str, NamedAnswer]:
    """By LimeSurvey's names (``Q1``, ``Q1_S1``) and by the SGQA codes of older conditions (``7X1X1S1``)."""
    found: dict[str, NamedAnswer] = {}
    sid = source.survey.get("sid")
    for row in source.questions():
        code = f"{sid}X{row.get('gid')}X{row.get('qid')}"
        for name, named in _names(source, row).items():
            found.setdefault(f"{row.get('title')}{name}", named)
            # An SGQA code has no mark between the question and its row.
            found.setdefault(code + name.replace("_", "", 1), named)
    return found


def _names(source: SurveyTables, row: Record) -> dict[str, NamedAnswer]:
    """The names of one question, by what follows its code."""
    title, kind = row.get("title"), row.get("type")
    unread = _LEFT_OUT if title in source.without else ""
    codes = [answer.get("code") for answer in source.answers(row)]
    is_number = kind in _NUMBERS or (kind in _LISTS and bool(codes) and all(map(str.isdecimal, codes)))

    def named(key: str, choice: str = "") -> NamedAnswer:
        number = is_number and not choice
        is_code = number and kind not in _TYPED_NUMBERS
        return NamedAnswer(
            *(key, choice, kind == "Y", number, is_code, kind in _LISTS | frozenset("5GABCE"), unread)
        )

    found = {"": named(title)} if kind not in _MULTIPLE_CHOICE else {}
    if row.get("other") == "Y":
        found["_other"] = NamedAnswer(f"{title}_other", unread=unread)
    if kind == "O":
        found["_comment"] = NamedAnswer(f"{title}_comment", unread=unread)
    for child in source.children(row):
        name = f"_{child.get('title')}"
        if kind in _MULTIPLE_CHOICE:
            found[name] = named(title, child.get("title"))
            found[f"{name}comment"] = NamedAnswer(f"{title}{name}comment", unread=unread)
        elif kind == _DUAL:
            for scale in "01":
                found[f"{name}_{scale}"] = found[f"{name}#{scale}"] = NamedAnswer(
                    f"{title}{name}_{scale}", unread=unread
                )
        elif kind in _CELLS:
            is_boxes = source.attributes(row).get("multiflexible_checkbox") == "1"
            for column in (column.get("title") for column in source.children(row, "1")):
                key = f"{title}{name}"
                found[f"{name}_{column}"] = named(key, column) if is_boxes else named(f"{key}_{column}")
        else:
            found[name] = named(f"{title}{name}")
    return found
