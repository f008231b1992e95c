"""XLSForm expressions: read by elementpath, checked with the whole questionnaire, run as closures.

>>> from engines.questionnaire.model import Definition, Kind, Question, Section
>>> question = Question(key="age", kind=Kind.INTEGER, label="Âge", relevant="${nom} != ''")
>>> try:
...     compile_questionnaire(Definition("Essai", (Section("s", "S", (question,)),)))
... except InvalidDefinition as invalid:
...     print(invalid)
age:relevant: ${nom} : aucune question ne s’appelle « nom » (caractère 1)
"""

from __future__ import annotations

from engines.questionnaire.expressions.compiled import (
    CompiledGroup,
    CompiledQuestion,
    CompiledQuestionnaire,
    CompiledSection,
    Node,
)
from engines.questionnaire.expressions.compiler import compile_questionnaire
from engines.questionnaire.expressions.errors import (
    DefinitionError,
    ExpressionError,
    ExpressionSyntaxError,
    InvalidDefinition,
    UnknownNameError,
    UnsupportedExpression,
)
from engines.questionnaire.expressions.grammar import FUNCTIONS
from engines.questionnaire.expressions.values import arithmetic

__all__ = [
    "FUNCTIONS",
    "CompiledGroup",
    "CompiledQuestion",
    "CompiledQuestionnaire",
    "CompiledSection",
    "DefinitionError",
    "ExpressionError",
    "ExpressionSyntaxError",
    "InvalidDefinition",
    "Node",
    "UnknownNameError",
    "UnsupportedExpression",
    "arithmetic",
    "compile_questionnaire",
]
