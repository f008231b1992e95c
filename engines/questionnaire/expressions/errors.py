"""Errors of an expression or of a whole definition, in French for its author."""

from __future__ import annotations

from dataclasses import dataclass

from engines.questionnaire.model import FileOrigin
from french import typeset


class ExpressionError(ValueError):
    """An expression that cannot be used. ``position`` is the 1-based character in the expression."""

    def __init__(self, message_fr: str, position: int = 1) -> None:
        self.message_fr = typeset(message_fr)
        super().__init__(f"{self.message_fr} (caractère {position})")
        self.position = position


class ExpressionSyntaxError(ExpressionError):
    """The expression is not well formed, or is too long or too deep."""


class UnknownNameError(ExpressionError):
    """``${name}`` names nothing in the questionnaire, or a bare name is no column of the choices."""


class UnsupportedExpression(ExpressionError):
    """Valid in some XLSForm tool, but outside the subset supported here."""

    def __init__(self, function: str, position: int, message_fr: str = "") -> None:
        super().__init__(message_fr or f"« {function} » n’est pas pris en charge", position)
        self.function = function


@dataclass(frozen=True, slots=True)
class DefinitionError:
    """One error in a definition."""

    #: Its place in the author's file, when known.
    origin: FileOrigin | None
    #: The XLSForm column (``"relevant"``).
    column: str
    message_fr: str
    #: The question, group or section.
    key: str = ""
    #: 1-based character in the expression, or 0.
    position: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "message_fr", typeset(self.message_fr))

    def __str__(self) -> str:
        where = f"{self.origin.sheet}:{self.origin.row}:" if self.origin else f"{self.key}:"
        return f"{where}{self.column}: {self.message_fr}"


class InvalidDefinition(ValueError):
    """A questionnaire that cannot run; ``errors`` holds every reason, in document order."""

    def __init__(self, errors: tuple[DefinitionError, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
