"""Plain texts of ours -> LimeSurvey's HTML, with ``${key}`` written as LimeSurvey writes it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from engines.questionnaire.files.limesurvey.writer.expressions import UnwritableExpressionError, Variable
from engines.questionnaire.files.workbook import MAX_CELL_CHARACTERS
from engines.questionnaire.files.workbook.grid import FORBIDDEN
from engines.questionnaire.model import Kind

_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_BRACES = re.compile(r"\{[^{}\s]")
_LABELLED = frozenset({Kind.ONE, Kind.YES_NO})
_UNSHOWN = frozenset({Kind.MANY, Kind.RANK, Kind.FILE})


def html_text(text: str, variables: Mapping[str, Variable]) -> str:
    """The HTML that reads as ``text``; raises :class:`UnwritableExpressionError`."""
    found = FORBIDDEN.search(text)
    if found:
        raise UnwritableExpressionError(f"un caractère invisible (U+{ord(found.group()):04X}) dans un texte")
    if _BRACES.search(_REFERENCE.sub("", text)):
        raise UnwritableExpressionError("des accolades dans un texte : LimeSurvey y lit une formule")
    written = html.escape(_REFERENCE.sub(lambda match: _piped(match[1], variables), text), quote=False)
    # HTML holds one space where there are several, and one end of line.
    written = re.sub(r"\s*\n\s*", "<br />", re.sub(r"[ \t\r\f\v]+", " ", written).strip())
    if len(written) > MAX_CELL_CHARACTERS:
        raise UnwritableExpressionError(f"un texte de {len(written)} caractères")
    return written


def _piped(key: str, variables: Mapping[str, Variable]) -> str:
    variable = variables.get(key)
    if variable is None or variable.kind in _UNSHOWN:
        raise UnwritableExpressionError(f"${{{key}}} dans un texte")
    return f"{{{variable.name}.{'shown' if variable.kind in _LABELLED else 'NAOK'}}}"
