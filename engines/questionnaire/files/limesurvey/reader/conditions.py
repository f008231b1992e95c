"""The conditions table of older surveys -> the expression that LimeSurvey makes of it.

Newer versions write it again as the question's relevance, which is then what is read. Within a scenario,
conditions on one question are alternatives and conditions on several must all hold; any scenario is enough.
"""

from __future__ import annotations

from collections.abc import Iterable

from engines.questionnaire.files.limesurvey.reader.parts import UntranslatableError
from engines.questionnaire.files.limesurvey.reader.xml import Record

_METHODS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def old_condition(rows: Iterable[Record]) -> str:
    """The expression of the conditions of one question; "" when none. Raises `UntranslatableError`."""
    scenarios: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        questions = scenarios.setdefault(row.get("scenario"), {})
        questions.setdefault(row.get("cqid"), []).append(_comparison(row))
    every = [
        " and ".join(f"({' or '.join(alternatives)})" for alternatives in questions.values())
        for questions in scenarios.values()
    ]
    return " or ".join(f"({scenario})" for scenario in every)


def _comparison(row: Record) -> str:
    field, value = row.get("cfieldname"), row.get("value")
    method = row.get("method").strip() or "=="
    is_read = method in _METHODS and not field.startswith("{") and "@" not in value
    if not is_read or not field or '"' in value:
        raise UntranslatableError("une condition de l’ancien format")
    name = f"{field.removeprefix('+')}.NAOK"
    if not value.strip() and method in {"==", "!="}:
        return f"{'' if method == '==' else '!'}is_empty({name})"
    return f'{name} {method} "{"Y" if field.startswith("+") else value}"'
