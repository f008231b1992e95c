"""How LimeSurvey names each planned question, its rows, its answers; and how expressions name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.questionnaire.files.limesurvey.writer.codes import ANSWER, QUESTION, ROW, make_codes
from engines.questionnaire.files.limesurvey.writer.expressions import Variable
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, other_of
from engines.questionnaire.model import CHOICE_KINDS, Choice, Kind, Questionnaire


@dataclass(slots=True)
class Coded:
    """The codes of one planned question: its own, of its rows by key, of its answers or boxes by value."""

    code: str
    rows: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


def make_all_codes(questionnaire: Questionnaire, planned: list[Planned]) -> dict[str, Coded]:
    """The codes of every planned question, by its key."""
    titles = make_codes((item.key for item in planned), QUESTION)
    return {item.key: _coded(questionnaire, item, titles[item.key]) for item in planned}


def _coded(questionnaire: Questionnaire, item: Planned, code: str) -> Coded:
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


def variables_of(
    questionnaire: Questionnaire, planned: list[Planned], codes: Mapping[str, Coded]
) -> dict[str, Variable]:
    """How expressions and texts name each question that has a value."""
    found: dict[str, Variable] = {}
    for item in planned:
        own = codes[item.key]
        choice = other_of(questionnaire.choices(item.asked)) if item.type in "LM" else None
        values = dict(own.values)
        if choice is not None:
            values[choice.value] = "-oth-"
        if item.rows:
            for row in item.rows:
                found[row.key] = Variable(f"{own.code}_{own.rows[row.key]}", row.kind, values)
            continue
        boxes = (
            {value: f"{own.code}_{code}" for value, code in own.values.items()} if item.type == "M" else {}
        )
        if choice is not None and item.type == "M":
            boxes[choice.value] = f"{own.code}_other"
        other = choice.value if choice is not None else ""
        found[item.asked.key] = Variable(own.code, item.asked.kind, values, boxes, other)
        if item.other is not None:
            found[item.other.key] = Variable(f"{own.code}_other", Kind.TEXT)
    return found


def plain_choices(questionnaire: Questionnaire, item: Planned) -> list[Choice]:
    """The choices that are answers or boxes of their own: not the «autre» that LimeSurvey supplies."""
    choices = questionnaire.choices(item.asked)
    other = other_of(choices) if item.type in "LM" else None
    return [choice for choice in choices if choice is not other]
