"""Frequencies of every question, in the order of the questionnaire: what an analyst reads before any study.

Counts of rows, without weights nor intervals: for the team, never published. With a ``threshold`` (anonymous
collections), small counts are hidden, and others with them, so that no subtraction gives them back; numbers
then lose their mean and quartiles, and values that few gave are not named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.statistics import (
    MISSING_CODES,
    UINT16_OFFSET,
    CannotProtectError,
    hide_in_line,
)
from milliard.extracts.reports.spread import classes_of, periods_of, summary_of
from milliard.figures.datasets.codebook import (
    DESIGN_KINDS,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.codebook_table import REASON_NAMES
from milliard.figures.datasets.readers import is_wide
from milliard.figures.datasets.table import Array

OTHER_VALUES = "autres valeurs"
#: Whose lines the questionnaire names, whatever is answered.
_NAMED_BEFORE = (VariableKind.CATEGORICAL, VariableKind.MULTIPLE, VariableKind.RANK)


@dataclass(frozen=True, slots=True)
class FrequencyLine:
    """How many gave an answer, or none and why (``is_missing``).

    ``share``: of those who answered. ``count`` None: hidden, or not known. ``mean_rank``: of a ranking, over
    those who ranked this choice.
    """

    code: str
    label: str
    count: int | None
    share: float | None = None
    is_missing: bool = False
    mean_rank: float | None = None

    @property
    def part(self) -> int:
        """Whole percent, 0 to 100, for a bar."""
        return round(100 * (self.share or 0))


@dataclass(frozen=True, slots=True)
class Frequency:
    """One question. ``answered``: rows with an answer, None when hidden; ``rows``: all rows counted.

    ``facts``: (what, text) of a number. ``heading``: the question above a row of a grid, or "".
    """

    variable: CodebookVariable
    rows: int
    answered: int | None
    lines: tuple[FrequencyLine, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def heading(self) -> str:
        head, mark, _ = self.variable.question_text.rpartition(f" — {self.variable.label}")
        return head if mark else ""

    @property
    def answers(self) -> tuple[FrequencyLine, ...]:
        return tuple(line for line in self.lines if not line.is_missing)

    @property
    def missing(self) -> tuple[FrequencyLine, ...]:
        return tuple(line for line in self.lines if line.is_missing)

    @property
    def is_hidden(self) -> bool:
        return any(line.count is None for line in self.lines)


def frequencies_of(
    book: Codebook,
    arrays: Mapping[str, Array],
    rows: NDArray[np.bool_],
    *,
    texts: Mapping[str, int] | None = None,
    threshold: int = 0,
) -> list[Frequency]:
    """One `Frequency` a question that can be counted, over ``rows`` (a mask).

    ``texts``: how many of these rows answered each question kept out of the table, when it is known.
    ``threshold``: smallest count shown; 0 shows all.
    """
    found = []
    for variable in book:
        made = _frequency(variable, arrays, rows, texts or {})
        if made is not None:
            found.append(_protected(made, threshold) if threshold else made)
    return found


def _frequency(
    variable: CodebookVariable, arrays: Mapping[str, Array], rows: NDArray[np.bool_], texts: Mapping[str, int]
) -> Frequency | None:
    total = int(np.count_nonzero(rows))
    if variable.kind in DESIGN_KINDS:
        return None
    if not variable.is_stored:
        return Frequency(variable, total, texts[variable.name]) if variable.name in texts else None
    if variable.kind is VariableKind.CATEGORICAL:
        return _of_one(variable, arrays[variable.name][rows])
    status = arrays[f"{variable.name}/missing"][rows]
    if variable.kind in (VariableKind.MULTIPLE, VariableKind.RANK):
        lines = [arrays[f"{variable.name}/{answer.value}"][rows] for answer in variable.answers]
        return _of_many(variable, lines, status)
    values = arrays[variable.name][rows][status == 0]
    if variable.kind is VariableKind.DATE:
        classes = periods_of(values)
        facts: tuple[tuple[str, str], ...] = ()
    else:
        classes = classes_of(values, variable)
        facts = summary_of(values, variable)
    answered = int(values.shape[0])
    lines_ = [FrequencyLine("", label, count, _share(count, answered)) for label, count in classes]
    return Frequency(variable, total, answered, (*lines_, *_missing(variable, status)), facts)


def _of_one(variable: CodebookVariable, codes: Array) -> Frequency:
    size = len(variable.answers)
    counts = np.bincount(codes[codes < size], minlength=size)
    answered = int(counts.sum())
    lines = [
        FrequencyLine(answer.value, answer.label, int(count), _share(int(count), answered))
        for answer, count in zip(variable.answers, counts, strict=True)
    ]
    shift = UINT16_OFFSET if is_wide(variable) else 0
    reasons = np.where(codes < size, 0, codes.astype(np.int32) - shift)
    return Frequency(variable, int(codes.shape[0]), answered, (*lines, *_missing(variable, reasons)))


def _of_many(variable: CodebookVariable, lines: Sequence[Array], status: Array) -> Frequency:
    """Several answers: each counted apart. A ranking: first choices, and the mean rank of each."""
    answered = int(np.count_nonzero(status == 0))
    is_rank = variable.kind is VariableKind.RANK
    made = []
    for answer, values in zip(variable.answers, lines, strict=True):
        count = int(np.count_nonzero(values == 1 if is_rank else values > 0))
        ranks = values[values > 0] if is_rank else values[:0]
        mean = float(ranks.mean()) if ranks.shape[0] else None
        made.append(FrequencyLine(answer.value, answer.label, count, _share(count, answered), mean_rank=mean))
    return Frequency(variable, int(status.shape[0]), answered, (*made, *_missing(variable, status)))


def _missing(variable: CodebookVariable, reasons: Array) -> Iterator[FrequencyLine]:
    for code in MISSING_CODES:
        count = int(np.count_nonzero(reasons == code))
        if count:
            reason = code.name.lower()
            said = [answer for answer in variable.categories if answer.missing == reason]
            answer = said[0] if len(said) == 1 else CodebookAnswer(0, reason, REASON_NAMES[reason])
            yield FrequencyLine(answer.value, answer.label, count, is_missing=True)


def _share(count: int, base: int) -> float | None:
    return count / base if base else None


def _protected(made: Frequency, threshold: int) -> Frequency:
    """The same without the counts that tell on somebody."""
    made = replace(made, facts=())
    if made.answered is None or not made.lines:
        is_small = made.answered is not None and 0 < min(made.answered, made.rows - made.answered) < threshold
        return replace(made, answered=None) if is_small else made
    if made.variable.kind is VariableKind.MULTIPLE:
        return _protected_ticks(made, threshold)
    counts = np.array([line.count or 0 for line in made.lines])
    try:
        hidden = hide_in_line(counts, threshold)
    except CannotProtectError:
        hidden = np.ones(counts.shape[0], np.bool_)
    is_safe = not hidden.any()
    lines = tuple(
        line if is_safe else _hidden(line) if is_hidden else replace(line, mean_rank=None)
        for line, is_hidden in zip(made.lines, hidden.tolist(), strict=True)
    )
    if not is_safe and made.variable.kind not in _NAMED_BEFORE:
        lines = tuple(_without_rare_values(lines))
    # The number of answers is the sum of their lines: hidden with one of them, unless every reason shows.
    is_base_known = not any(line.count is None for line in lines if line.is_missing)
    return replace(made, lines=lines, answered=made.answered if is_base_known else None)


def _protected_ticks(made: Frequency, threshold: int) -> Frequency:
    """Answers that do not exclude one another: each is hidden when few gave it, or few did not."""
    answered = made.answered or 0
    base = np.array([answered, *(line.count or 0 for line in made.missing)])
    try:
        hidden = hide_in_line(base, threshold)
    except CannotProtectError:
        hidden = np.ones(base.shape[0], np.bool_)
    if hidden.any():
        return replace(made, answered=None, lines=tuple(map(_hidden, made.lines)))
    return replace(
        made,
        lines=tuple(
            _hidden(line)
            if not line.is_missing
            and any(0 < few < threshold for few in (line.count or 0, answered - (line.count or 0)))
            else line
            for line in made.lines
        ),
    )


def _without_rare_values(lines: Sequence[FrequencyLine]) -> Iterator[FrequencyLine]:
    """Numbers and days are named after what was given: a hidden one would tell what few people gave."""
    answers = [line for line in lines if not line.is_missing]
    yield from (line for line in answers if line.count)
    if any(line.count is None for line in answers):
        yield FrequencyLine("", OTHER_VALUES, None)
    yield from (line for line in lines if line.is_missing)


def _hidden(line: FrequencyLine) -> FrequencyLine:
    return replace(line, count=None, share=None, mean_rank=None)
