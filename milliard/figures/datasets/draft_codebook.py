"""A first codebook proposed from the cells of a CSV, for somebody to correct."""

from dataclasses import replace

from milliard.figures.datasets.cells import NOT_AVAILABLE, day_of, float_of
from milliard.figures.datasets.codebook import CodebookAnswer, CodebookVariable, VariableKind
from milliard.figures.datasets.delimited_files import DelimitedFile, read_delimited_answers


def guess_codebook(csv_bytes: bytes) -> tuple[CodebookVariable, ...]:
    """`infer_codebook` of a file. Raises `ImportRefused`."""
    return infer_codebook(read_delimited_answers(csv_bytes))


def infer_codebook(sheet: DelimitedFile) -> tuple[CodebookVariable, ...]:
    """A first codebook proposed from the cells, for somebody to correct. Guesses nothing when importing."""
    made = []
    for place, name in enumerate(sheet.header):
        values = [row[place].strip() for row in sheet.rows]
        filled = [value for value in values if value not in NOT_AVAILABLE]
        distinct = sorted(set(filled))
        made.append(_guess(name, filled, distinct))
    return tuple(made)


def _guess(name: str, filled: list[str], distinct: list[str]) -> CodebookVariable:
    base = CodebookVariable(name, VariableKind.TEXT, name, uid=name, source_question=name)
    if not filled:
        return replace(base, kind=VariableKind.LEFT_OUT)
    if len(distinct) == len(filled) > 20 and not all(float_of(value) is not None for value in filled):
        return replace(base, kind=VariableKind.IDENTIFIER)
    if all(day_of(value) is not None for value in filled):
        return replace(base, kind=VariableKind.DATE)
    if len(distinct) <= 12 and len(filled) > len(distinct):
        answers = tuple(CodebookAnswer(number, value, value) for number, value in enumerate(distinct))
        return replace(base, kind=VariableKind.CATEGORICAL, categories=answers)
    if all(float_of(value) is not None for value in filled):
        return replace(base, kind=VariableKind.NUMERIC)
    return base
