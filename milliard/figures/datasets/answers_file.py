"""A file of answers and its codebook, read for one definition: what a process of its own does."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from engines.questionnaire import serialisation
from engines.questionnaire.expressions import compile_questionnaire
from milliard.figures.datasets.answer_rows import ReadAnswers, read_answers
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.codebook_files import EVERY_OTHER, read_codebook
from milliard.figures.datasets.delimited_files import read_delimited_answers


def read_answers_file(
    csv_bytes: bytes, codebook_bytes: bytes, *, definition: str, id_column: str, today: datetime.date
) -> ReadAnswers:
    """Every row as a response. Raises ``ImportRefused``.

    definition: JSON text; codebook_bytes: only its «ignorer» lines are read, b"" for none.
    """
    compiled = compile_questionnaire(serialisation.from_json(definition))
    keys = frozenset(compiled.questions) | frozenset(compiled.groups)
    return read_answers(
        read_delimited_answers(csv_bytes),
        compiled,
        id_column=id_column,
        today=today,
        is_ignored=_ignored(codebook_bytes, keys),
    )


def _ignored(codebook_bytes: bytes, keys: frozenset[str]) -> Callable[[str], bool]:
    if not codebook_bytes:
        return lambda name: False
    kinds = VariableKind
    names = {item.name for item in read_codebook(codebook_bytes) if item.kind is kinds.LEFT_OUT}
    every_other = EVERY_OTHER in names
    return lambda name: name in names or (every_other and keys.isdisjoint(name.split("/")))
