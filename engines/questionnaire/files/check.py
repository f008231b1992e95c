"""The last check of every file: its expressions, compiled by the engine that will run them."""

from __future__ import annotations

from collections.abc import Callable

from engines.questionnaire.files.unknown_codes import unknown_codes
from engines.questionnaire.model import Definition
from engines.questionnaire.problems import ProblemList


def check_expressions(
    questionnaire: Definition, problems: ProblemList, *, sheet: str, header: Callable[[str], str]
) -> None:
    """Compile the questionnaire; its errors go to ``problems`` under the author's headers, and so do remarks
    on the choices it names and does not have.

    ``sheet`` is where an error without origin is shown.
    """
    # Here, because elementpath takes a tenth of a second to load and reading a list of files may not need it.
    from engines.questionnaire.expressions import InvalidDefinition, compile_questionnaire

    try:
        compile_questionnaire(questionnaire)
    except InvalidDefinition as refusal:
        for error in refusal.errors:
            where = (error.origin.sheet, error.origin.row) if error.origin else (sheet, 1)
            problems.error(*where, header(error.column), error.message_fr)
        return
    for code in unknown_codes(questionnaire):
        where = (code.origin.sheet, code.origin.row) if code.origin else (sheet, 1)
        problems.warning(*where, header(code.column), code.message_fr)
