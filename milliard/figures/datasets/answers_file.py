"""A file of answers and its codebook, read for one definition: what a process of its own does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from engines.questionnaire import serialisation
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.files.limesurvey.answer_table import (
    in_our_words,
    is_titled_by_texts,
    unfold_responses,
)
from engines.questionnaire.files.limesurvey.answers import is_response_header
from engines.questionnaire.model import Definition
from engines.questionnaire.problems import UnreadableFileError
from milliard.core.delimited_files import (
    MAX_BYTES,
    DelimitedFile,
    ImportProblem,
    ImportRefused,
    read_delimited_answers,
)
from milliard.figures.datasets.answer_columns import COMPLETED
from milliard.figures.datasets.answer_rows import ReadAnswers, read_answers
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.codebook_files import EVERY_OTHER, read_codebook

_TEXTS_AS_TITLES = (
    "Les titres de ce fichier sont les textes des questions, et non leurs codes\u00a0: refaites l’export de"
    " LimeSurvey avec «\u00a0Code de la question\u00a0» pour les titres, et"
    " «\u00a0Codes des réponses\u00a0» pour les réponses."
)


def read_answers_file(
    csv_bytes: bytes, codebook_bytes: bytes, *, definition: str, id_column: str, today: datetime.date
) -> ReadAnswers:
    """Every row as a response. Raises ``ImportRefused``.

    definition: JSON text; codebook_bytes: only its «ignorer» lines are read, b"" for none.
    """
    questionnaire = serialisation.from_json(definition)
    compiled = compile_questionnaire(questionnaire)
    keys = frozenset(compiled.questions) | frozenset(compiled.groups)
    return read_answers(
        _table(csv_bytes, questionnaire, id_column),
        compiled,
        id_column=id_column,
        today=today,
        is_ignored=_ignored(codebook_bytes, keys),
    )


def _table(data: bytes, definition: Definition, id_column: str) -> DelimitedFile:
    """The cells of a file of answers; one of LimeSurvey's is put in our words. Raises `ImportRefused`."""
    try:
        unfolded = unfold_responses(data, definition, most=MAX_BYTES)
    except UnreadableFileError as error:
        problem = error.problem
        raise ImportRefused((ImportProblem(problem.row, problem.column, problem.message_fr),)) from error
    sheet = DelimitedFile(*unfolded, "utf-8", "") if unfolded else read_delimited_answers(data)
    if not is_response_header(sheet.header):
        if is_titled_by_texts(sheet.header, definition):
            raise ImportRefused((ImportProblem(1, "", _TEXTS_AS_TITLES),))
        return sheet
    header, rows = in_our_words(
        sheet.header, sheet.rows, definition, id_column=id_column, completed_column=COMPLETED
    )
    return replace(sheet, header=header, rows=rows)


def _ignored(codebook_bytes: bytes, keys: frozenset[str]) -> Callable[[str], bool]:
    if not codebook_bytes:
        return lambda name: False
    kinds = VariableKind
    names = {item.name for item in read_codebook(codebook_bytes) if item.kind is kinds.LEFT_OUT}
    every_other = EVERY_OTHER in names
    return lambda name: name in names or (every_other and keys.isdisjoint(name.split("/")))
