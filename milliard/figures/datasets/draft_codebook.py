"""A first codebook proposed from the cells of a CSV, for somebody to correct."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engines.questionnaire.files.limesurvey.boxes import find_boxes
from engines.questionnaire.model import Kind
from milliard.core.cells import NOT_AVAILABLE, day_of, float_of, has_too_many_digits
from milliard.core.delimited_files import DelimitedFile, read_delimited_answers
from milliard.figures.datasets.codebook import CodebookAnswer, CodebookVariable, VariableKind

_RANKS = frozenset(str(rank) for rank in range(100))


def guess_codebook(csv_bytes: bytes) -> tuple[CodebookVariable, ...]:
    """`infer_codebook` of a file. Raises `ImportRefused`."""
    return infer_codebook(read_delimited_answers(csv_bytes))


def infer_codebook(sheet: DelimitedFile) -> tuple[CodebookVariable, ...]:
    """A first codebook proposed from the cells, for somebody to correct. Guesses nothing when importing."""
    grouped = {name: boxes for boxes in _boxes(sheet) for name in boxes[0]}
    made = []
    for place, name in enumerate(sheet.header):
        if name in grouped:
            names, variable = grouped[name]
            made += [variable] if name == names[0] else []
            continue
        values = [row[place].strip() for row in sheet.rows]
        filled = [value for value in values if value not in NOT_AVAILABLE]
        distinct = sorted(set(filled))
        made.append(_guess(name, filled, distinct))
    return tuple(made)


def _boxes(sheet: DelimitedFile) -> Iterator[tuple[Sequence[str], CodebookVariable]]:
    """Columns that make one variable: «freins[temps]» as LimeSurvey names them, «freins/temps» as we do."""
    for boxes in find_boxes(sheet.header, sheet.rows):
        kind = VariableKind.RANK if boxes.kind is Kind.RANK else VariableKind.MULTIPLE
        yield boxes.names, _variable(boxes.stem, kind, boxes.codes)
    stems: dict[str, list[str]] = {}
    for name in sheet.header:
        stem, _, code = name.partition("/")
        if stem and code and "/" not in code:
            stems.setdefault(stem, []).append(code)
    for stem, codes in stems.items():
        places = [sheet.header.index(f"{stem}/{code}") for code in codes]
        rows = [[row[place].strip() for place in places] for row in sheet.rows]
        cells = {cell for row in rows for cell in row} - NOT_AVAILABLE
        if stem in sheet.header or not cells or not cells <= _RANKS:
            continue
        kind = VariableKind.MULTIPLE if cells <= {"0", "1"} else VariableKind.RANK
        yield [f"{stem}/{code}" for code in codes], _variable(stem, kind, tuple(codes))


def _variable(name: str, kind: VariableKind, codes: tuple[str, ...]) -> CodebookVariable:
    answers = tuple(CodebookAnswer(number, code, code) for number, code in enumerate(codes))
    return CodebookVariable(name, kind, name, uid=name, source_question=name, categories=answers)


def _guess(name: str, filled: list[str], distinct: list[str]) -> CodebookVariable:
    base = CodebookVariable(name, VariableKind.TEXT, name, uid=name, source_question=name)
    if not filled:
        return replace(base, kind=VariableKind.LEFT_OUT)
    is_number = all(float_of(value) is not None for value in filled) and not any(map(_is_a_name, filled))
    if len(distinct) == len(filled) > 20 and not is_number:
        return replace(base, kind=VariableKind.IDENTIFIER)
    if all(day_of(value) is not None for value in filled):
        return replace(base, kind=VariableKind.DATE)
    if is_number and not all(map(_is_whole, distinct)):
        return replace(base, kind=VariableKind.NUMERIC)  # a weight of few values is no choice
    if len(distinct) <= 12 and len(filled) > len(distinct):
        answers = tuple(CodebookAnswer(number, value, value) for number, value in enumerate(distinct))
        return replace(base, kind=VariableKind.CATEGORICAL, categories=answers)
    if is_number:
        return replace(base, kind=VariableKind.NUMERIC)
    # Postal codes, telephones, cards: digits that name something, and must keep each of them.
    return replace(base, kind=VariableKind.IDENTIFIER) if all(map(_is_digits, filled)) else base


def _is_a_name(value: str) -> bool:
    """Digits that no number writes: 06000, +33612345678, or more than a number keeps."""
    has_zero = re.match(r"0\d", value) is not None
    return has_zero or re.match(r"\+\d{8}", value) is not None or has_too_many_digits(value)


def _is_whole(value: str) -> bool:
    number = float_of(value)
    return number is not None and number.is_integer()


def _is_digits(value: str) -> bool:
    return re.fullmatch(r"\+?[\d .-]+", value) is not None
