"""An estimate of how long a questionnaire takes, shown as an estimate.

Method. Reading: 240 words a minute for French silent reading on a screen, over labels, hints, section
introductions, and choices (each list once per question, a long list scanned rather than read). Answering:
a time per kind of question, in seconds, below. A question behind a condition counts for the share of
people assumed to see it: 60 % in the typical case, 30 % in the low one, all in the high one. A repeated
group counts for its least number of rows (at least one), two, and four rows. The low and high cases
also read at 300 and 180 words a minute. The times per kind are our own reckoning from filling forms by
hand; replace them by the measured times per section as soon as a collection has some.
"""

from __future__ import annotations

from dataclasses import dataclass

from engines.questionnaire.model import CHOICE_KINDS, Definition, Group, Kind, Layout, Question
from engines.questionnaire.review.wording import count_words
from french import plural

WORDS_PER_MINUTE = {"low": 300, "typical": 240, "high": 180}
SEEN_WHEN_CONDITIONAL = {"low": 0.3, "typical": 0.6, "high": 1.0}
SCANNED_CHOICES = 12
_ANSWER_SECONDS: dict[Kind, float] = {
    Kind.ONE: 4,
    Kind.YES_NO: 2.5,
    Kind.MANY: 8,
    Kind.RANK: 20,
    Kind.INTEGER: 8,
    Kind.DECIMAL: 9,
    Kind.AMOUNT: 15,
    Kind.PERCENTAGE: 8,
    Kind.DATE: 8,
    Kind.TIME: 6,
    Kind.DATETIME: 12,
    Kind.GEOPOINT: 15,
    Kind.TEXT: 10,
    Kind.LONG_TEXT: 45,
    Kind.COMMUNE: 7,
    Kind.ORGANISATION: 15,
    Kind.EMAIL: 10,
    Kind.FILE: 45,
    Kind.NOTE: 0,
    Kind.CALCULATE: 0,
}
_GRID_ROW_SECONDS = 3.0  # the scale is already read
_SECTION_SECONDS = 4.0  # turning the page
_REPEATED_ROWS = {"low": 1, "typical": 2, "high": 4}


@dataclass(frozen=True, slots=True)
class SectionEstimate:
    """Seconds for one section in the three cases."""

    key: str
    low: float
    typical: float
    high: float


@dataclass(frozen=True, slots=True)
class DurationEstimate:
    """Whole minutes (at least one) to say to people, and the seconds behind, section by section."""

    low: int
    typical: int
    high: int
    sections: tuple[SectionEstimate, ...]

    @property
    def words(self) -> str:
        """«de 13 à 34 minutes», «environ 1 minute»."""
        if self.low == self.high:
            return f"environ {plural(self.typical, 'minute')}"
        return f"de {self.low} à {plural(self.high, 'minute')}"


def estimate_minutes(questionnaire: Definition) -> DurationEstimate:
    """Estimate the time to answer; see the module for the method."""
    sections = []
    for section in questionnaire.sections:
        seconds = {}
        for case in WORDS_PER_MINUTE:
            share = SEEN_WHEN_CONDITIONAL[case] if section.relevant.strip() else 1.0
            inner = sum(_item_seconds(questionnaire, item, case, False) for item in section.items)
            opening = _SECTION_SECONDS + _reading(f"{section.title} {section.intro}", case)
            seconds[case] = share * (opening + inner)
        sections.append(SectionEstimate(section.key, seconds["low"], seconds["typical"], seconds["high"]))
    return DurationEstimate(
        _minutes(sum(section.low for section in sections)),
        _minutes(sum(section.typical for section in sections)),
        _minutes(sum(section.high for section in sections)),
        tuple(sections),
    )


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _reading(text: str, case: str) -> float:
    return 60 * count_words(text) / WORDS_PER_MINUTE[case]


def _item_seconds(questionnaire: Definition, item: Question | Group, case: str, in_grid: bool) -> float:
    share = SEEN_WHEN_CONDITIONAL[case] if item.relevant.strip() else 1.0
    if isinstance(item, Question):
        return share * _question_seconds(questionnaire, item, case, in_grid)
    is_grid = item.layout is Layout.GRID
    inner = sum(_item_seconds(questionnaire, each, case, is_grid) for each in item.items)
    if item.repeats:
        inner *= min(max(item.min_rows, _REPEATED_ROWS[case]), max(item.max_rows, 1))
    return share * (_reading(f"{item.label} {item.hint}", case) + inner)


def _question_seconds(questionnaire: Definition, question: Question, case: str, in_grid: bool) -> float:
    if question.kind is Kind.CALCULATE:
        return 0.0
    text = f"{question.label} {question.hint}"
    if in_grid:
        return _reading(text, case) + _GRID_ROW_SECONDS
    if question.kind in CHOICE_KINDS:
        shown = questionnaire.choices(question)[:SCANNED_CHOICES]
        text = " ".join([text, *(choice.label for choice in shown)])
    return _reading(text, case) + _ANSWER_SECONDS[question.kind]
