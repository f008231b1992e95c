"""The last check of every file: its expressions, compiled by the engine that will run them."""

from __future__ import annotations

from collections.abc import Callable

from engines.questionnaire.files.unknown_codes import unknown_codes
from engines.questionnaire.model import Definition
from engines.questionnaire.problems import ProblemList


def check_expressions(
    questionnaire: Definition,
    problems: ProblemList,
    *,
    sheet: str,
    header: Callable[[str, int], str],
    is_by_code: bool = False,
) -> None:
    """Compile the questionnaire; its errors go to ``problems`` under the author's headers, and so do remarks
    on the choices it names and does not have.

    ``sheet`` is where an error without origin is shown. header: of a column, in a row. is_by_code: the place
    is the code of the question, for files that have no columns.
    """
    # Here, because elementpath takes a tenth of a second to load and reading a list of files may not need it.
    from engines.questionnaire.expressions import InvalidDefinition, compile_questionnaire

    try:
        compile_questionnaire(questionnaire)
    except InvalidDefinition as refusal:
        for error in refusal.errors:
            where = (error.origin.sheet, error.origin.row) if error.origin else (sheet, 1)
            if is_by_code and error.key:  # the place of a question is its code, not a column
                problems.error(*where, error.key, error.message_fr)
            else:
                named = f"« {error.key} » : {error.message_fr}" if error.key else error.message_fr
                problems.error(*where, header(error.column, where[1]), named)
        return
    for code in unknown_codes(questionnaire):
        where = (code.origin.sheet, code.origin.row) if code.origin else (sheet, 1)
        problems.warning(*where, header(code.column, where[1]), code.message_fr)
