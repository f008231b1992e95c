"""``array_filter``: rows or answers shown only where another question has an answer with the same code."""

from __future__ import annotations

import re

from engines.questionnaire.files.limesurvey.reader.attributes import Attributes
from engines.questionnaire.files.limesurvey.reader.parts import NamedAnswer, ticked
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables

_FILTERS = ("array_filter", "array_filter_exclude")


def joined(*conditions: str) -> str:
    """All of the conditions, as one."""
    said = [text for text in conditions if text]
    return " and ".join(f"({text})" for text in said) if len(said) > 1 else "".join(said)


def row_conditions(source: SurveyTables, attributes: Attributes) -> dict[str, str]:
    """The condition of each row that a filter names, by its code; a row that no filter names is shown."""
    found: dict[str, str] = {}
    for attribute in _FILTERS:
        for title in attributes.codes(attribute):
            named = _rows_of(source, title)
            if not named:
                attributes.refuse(
                    f"des lignes filtrées par « {title[:40]} », qui n’a pas de lignes ({attribute})"
                )
            for code, answer in named.items():
                if answer.unread:
                    attributes.refuse(f"des lignes filtrées par « {title[:40]} » : {answer.unread}")
                said = ticked(answer) if answer.choice else f"${{{answer.key}}} != ''"
                said = said if attribute == "array_filter" else f"not({said})"
                found[code] = joined(found.get(code, ""), said)
    return found


def choice_filter(source: SurveyTables, attributes: Attributes, codes: list[str]) -> str:
    """The same for answers: our ``choice_filter``, which reads the code of each as ``name``."""
    conditions = row_conditions(source, attributes)
    filtered = [code for code in codes if code in conditions]
    if not filtered:
        return ""
    free = [code for code in codes if code not in conditions]
    parts = [f"name = '{code}'" for code in free]
    parts += [f"(name = '{code}' and {conditions[code]})" for code in filtered]
    return " or ".join(parts)


def _rows_of(source: SurveyTables, title: str) -> dict[str, NamedAnswer]:
    """The rows or boxes of a question, by code."""
    found: dict[str, NamedAnswer] = {}
    for question in source.titled(title):
        for child in source.children(question):
            code = child.get("title")
            named = source.variables.get(f"{title}_{code}")
            if named is not None and re.fullmatch(r"[A-Za-z0-9]+", code):
                found[code] = named
    return found
