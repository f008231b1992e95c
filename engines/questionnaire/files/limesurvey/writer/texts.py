"""Our texts -> LimeSurvey's HTML, references included."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from engines.questionnaire.files.limesurvey.writer.expressions import (
    LimeSurveyName,
    UnwritableExpressionError,
)
from engines.questionnaire.files.workbook import MAX_CELL_CHARACTERS
from engines.questionnaire.files.workbook.grid import FORBIDDEN
from engines.questionnaire.model import Kind

REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_BRACES = re.compile(r"\{[^{}\s]")
# A date has its time in ``.NAOK``; a choice, its code.
_SHOWN = frozenset({Kind.ONE, Kind.YES_NO, Kind.DATE})
_UNSHOWN = frozenset({Kind.MANY, Kind.RANK, Kind.FILE})


def html_text(text: str, variables: Mapping[str, LimeSurveyName]) -> str:
    """The HTML that reads as ``text``; raises `UnwritableExpressionError`."""
    found = FORBIDDEN.search(text)
    if found:
        raise UnwritableExpressionError(f"un caractère invisible (U+{ord(found.group()):04X}) dans un texte")
    if _BRACES.search(REFERENCE.sub("", text)):
        raise UnwritableExpressionError("des accolades dans un texte : LimeSurvey y lit une formule")
    written = html.escape(REFERENCE.sub(lambda match: _piped(match[1], variables), text), quote=False)
    # HTML holds one space where there are several, and one end of line.
    written = re.sub(r"\s*\n\s*", "<br />", re.sub(r"[ \t\r\f\v]+", " ", written).strip())
    if len(written) > MAX_CELL_CHARACTERS:
        raise UnwritableExpressionError(f"un texte de {len(written)} caractères")
    return written


def _piped(key: str, variables: Mapping[str, LimeSurveyName]) -> str:
    variable = variables.get(key)
    if variable is None or variable.kind in _UNSHOWN:
        raise UnwritableExpressionError(f"${{{key}}} dans un texte")
    name = variable.name
    if variable.other and variable.kind is Kind.ONE:
        # The text shown for «autre» would be its code, «-oth-».
        return f'{{if({name}.NAOK == "-oth-", {name}_other.NAOK, {name}.shown)}}'
    return f"{{{name}.{'shown' if variable.kind in _SHOWN else 'NAOK'}}}"
