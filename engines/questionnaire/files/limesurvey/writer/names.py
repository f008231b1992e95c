"""Names of ours -> codes that LimeSurvey accepts; and how expressions name each planned question with them.

One code for each name, always the same, never two for one. A name that is a code already stays as it is.
The others lose what is not a letter or a digit, are cut, and take a number when they would be another's.
Limits: LimeSurvey's own checks (20 characters for a question or a row, 5 for an answer; letters and digits;
words that its expressions keep for themselves).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from engines.questionnaire.files.limesurvey.writer.expressions import LimeSurveyName
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, other_of
from engines.questionnaire.model import CHOICE_KINDS, Choice, Definition, Kind

QUESTION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
ROW = re.compile(r"[A-Za-z0-9]{1,20}")
ANSWER = re.compile(r"[A-Za-z0-9]{1,5}")
_LENGTHS = {QUESTION: 20, ROW: 20, ANSWER: 5}
_RESERVED = frozenset(
    ["lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "time", "other"]
)
_NUMBER = re.compile(r"[0-9]+(?:e[0-9]{1,3})?")


@dataclass(slots=True)
class Coded:
    """The codes of one planned question: its own, of its rows by key, of its answers or boxes by value."""

    code: str
    rows: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


def make_all_codes(questionnaire: Definition, planned: list[Planned]) -> dict[str, Coded]:
    """The codes of every planned question, by its key."""
    titles = make_codes((item.key for item in planned), QUESTION)
    return {item.key: _coded(questionnaire, item, titles[item.key]) for item in planned}


def _coded(questionnaire: Definition, item: Planned, code: str) -> Coded:
    prefix = f"{item.key}_"
    short = {row.key: row.key.removeprefix(prefix) for row in item.rows}
    if len(set(short.values())) < len(short):  # «a» and «TABLE_a» in one table
        short = {row.key: row.key for row in item.rows}
    by_short = make_codes(short.values(), ROW)
    values = [choice.value for choice in plain_choices(questionnaire, item)]
    shape = ROW if item.type == "M" else ANSWER
    coded = make_codes(values, shape) if item.asked.kind in CHOICE_KINDS else {}
    if item.type in "5ABCEG":
        coded = {value: value for value in values}
    return Coded(code, {key: by_short[name] for key, name in short.items()}, coded)


def name_variables(
    questionnaire: Definition, planned: list[Planned], codes: Mapping[str, Coded]
) -> dict[str, LimeSurveyName]:
    """Give each question with a value its names in expressions and texts."""
    found: dict[str, LimeSurveyName] = {}
    for item in planned:
        own = codes[item.key]
        choice = other_of(questionnaire.choices(item.asked)) if item.type in "LM" else None
        values = dict(own.values)
        if choice is not None:
            values[choice.value] = "-oth-"
        if item.rows:
            for row in item.rows:
                found[row.key] = LimeSurveyName(f"{own.code}_{own.rows[row.key]}", row.kind, values)
            continue
        boxes = (
            {value: f"{own.code}_{code}" for value, code in own.values.items()} if item.type == "M" else {}
        )
        if choice is not None and item.type == "M":
            boxes[choice.value] = f"{own.code}_other"
        other = choice.value if choice is not None else ""
        is_positive = _is_more_than_nought(item.asked.minimum)
        found[item.asked.key] = LimeSurveyName(
            own.code, item.asked.kind, values, boxes, other, is_positive=is_positive
        )
        if item.other is not None:
            found[item.other.key] = LimeSurveyName(f"{own.code}_other", Kind.TEXT)
    return found


def _is_more_than_nought(minimum: str) -> bool:
    try:
        return Decimal(minimum or "0") > 0
    except InvalidOperation:  # a day
        return False


def plain_choices(questionnaire: Definition, item: Planned) -> list[Choice]:
    """The choices that are answers or boxes of their own: not the «autre» that LimeSurvey supplies."""
    choices = questionnaire.choices(item.asked)
    other = other_of(choices) if item.type in "LM" else None
    return [choice for choice in choices if choice is not other]


def make_codes(names: Iterable[str], shape: re.Pattern[str]) -> dict[str, str]:
    """A code of that ``shape`` for each name, all different, even to what takes «01» for «1»."""
    wanted = list(dict.fromkeys(names))
    codes: dict[str, str] = {}
    taken: set[str | Decimal] = set()
    for name in wanted:  # first those that can keep their name, whatever their order
        if shape.fullmatch(name) and name.lower() not in _RESERVED and _same(name) not in taken:
            codes[name] = name
            taken.add(_same(name))
    for name in wanted:
        if name not in codes:
            codes[name] = _free(_plain(name, shape), _LENGTHS[shape], taken)
            taken.add(_same(codes[name]))
    return {name: codes[name] for name in wanted}


def _same(code: str) -> str | Decimal:
    """The same value for two codes that LimeSurvey or its database may take for one another."""
    text = code.lower()
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _plain(name: str, shape: re.Pattern[str]) -> str:
    """Letters and digits alone; what followed another mark begins with a capital."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    first, *others = re.split(r"[^A-Za-z0-9]+", ascii_only.strip("_-.")) or [""]
    plain = first + "".join(word[:1].upper() + word[1:] for word in others)
    if shape is QUESTION and not plain[:1].isalpha():
        plain = f"Q{plain}"
    return plain or "A"


def _free(plain: str, length: int, taken: set[str | Decimal]) -> str:
    code, number = plain[:length], 1
    while _same(code) in taken or code.lower() in _RESERVED:
        number += 1
        tail = str(number)
        code = plain[: length - len(tail)] + tail
    return code
