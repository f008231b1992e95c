"""The canonical JSON of a questionnaire: what a version stores, and what its digest is computed from.

Same questionnaire, same bytes: keys sorted, no spaces, defaults left out, so that a field added to the
model later does not change the digest of versions that do not use it. ``origin`` (where a question came
from in a file) is not part of what a questionnaire is, and is left out.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engines.questionnaire.model import (
    Choice,
    Definition,
    Group,
    Kind,
    Layout,
    Missing,
    Question,
    QuestionRole,
    Section,
)

SCHEMA = 1


class UnreadableDefinitionError(ValueError):
    """The JSON is not a questionnaire of a known schema (message in French)."""


def to_json(questionnaire: Definition) -> str:
    """Canonical JSON text. ``from_json(to_json(q)) == q``, origins aside."""
    document = {"schema": SCHEMA, **_fields(questionnaire, skip=("choice_lists", "sections"))}
    document["sections"] = [_fields_of_section(section) for section in questionnaire.sections]
    document["choice_lists"] = {
        name: [_fields(choice) for choice in choices] for name, choices in questionnaire.choice_lists.items()
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(questionnaire: Definition) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    # A lone surrogate cannot come from a file or a form; it must not make a digest impossible either.
    return hashlib.sha256(to_json(questionnaire).encode("utf-8", "surrogatepass")).hexdigest()


def from_json(text: str | bytes) -> Definition:
    """The questionnaire written by `to_json`. Raises `UnreadableDefinitionError`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDefinitionError("Ce n’est pas du JSON.") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UnreadableDefinitionError("Ce n’est pas un questionnaire, ou sa version n’est pas connue.")
    try:
        return _questionnaire(document)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableDefinitionError(f"Questionnaire incomplet ou abîmé : {error}") from error


def _fields(item: Any, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a flat dataclass that differ from their defaults."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if field.name in skip or field.name == "origin" or value == field.default:
            continue
        found[field.name] = value.value if isinstance(value, enum.Enum) else value
    return found


def _fields_of_section(section: Section) -> dict[str, Any]:
    return {**_fields(section, skip=("items",)), "items": [_fields_of_item(item) for item in section.items]}


def _fields_of_item(item: Question | Group) -> dict[str, Any]:
    if isinstance(item, Question):
        return _fields(item, skip=("uid",) if item.uid == item.key else ())
    return {**_fields(item, skip=("items",)), "items": [_fields_of_item(inner) for inner in item.items]}


def _questionnaire(document: Mapping[str, Any]) -> Definition:
    fields = {name: value for name, value in document.items() if name != "schema"}
    fields["sections"] = tuple(_section(section) for section in fields["sections"])
    fields["choice_lists"] = {
        _text(name): tuple(_choice(choice) for choice in choices)
        for name, choices in fields["choice_lists"].items()
    }
    return Definition(**_checked(Definition, fields))


def _section(fields: Mapping[str, Any]) -> Section:
    return Section(**_checked(Section, {**fields, "items": tuple(_item(item) for item in fields["items"])}))


def _item(fields: Mapping[str, Any]) -> Question | Group:
    if "items" in fields:
        layout = Layout(fields.get("layout", Layout.PLAIN))
        items = tuple(_item(item) for item in fields["items"])
        return Group(**_checked(Group, {**fields, "items": items, "layout": layout}))
    changed = {
        **fields,
        "kind": Kind(fields["kind"]),
        "role": QuestionRole(fields.get("role", QuestionRole.CONTENT)),
    }
    changed["accept"] = tuple(_text(item) for item in fields.get("accept", ()))
    return Question(**_checked(Question, changed))


def _choice(fields: Mapping[str, Any]) -> Choice:
    changed = dict(fields)
    if "missing" in fields:
        changed["missing"] = Missing(fields["missing"])
    changed["columns"] = _columns(fields.get("columns", ()))
    changed["also"] = tuple(_columns(line) for line in fields.get("also", ()))
    return Choice(**_checked(Choice, changed))


def _columns(cells: Iterable[Sequence[Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(value)) for name, value in cells)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"texte attendu : {value!r}")
    return value


_SCALARS: dict[str, type] = {"str": str, "int": int, "bool": bool}


def _checked(kind: type[Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields, once each plain one is known to have its declared type."""
    declared = {field.name: str(field.type) for field in dataclasses.fields(kind)}
    for name, value in fields.items():
        wanted = _SCALARS.get(declared.get(name, ""))
        if name not in declared or (wanted is not None and type(value) is not wanted):
            raise TypeError(f"« {name} » : {value!r}"[:200])
    return fields
