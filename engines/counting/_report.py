"""A result as JSON: fractions «numerator/denominator», codes as they are stored."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Any

ENGINE_NAME = "engines.counting"
ENGINE_VERSION = "1.0.0"
"""Raised whenever a result could change for the same input."""


def count_json(result: Any, *, source: Any = None) -> dict[str, Any]:
    """All that a result of this engine says, with the engine's name and version.

    Parameters
    ----------
    result : MotionResult, QuorumResult, SchulzeResult and the like
        Any of the frozen dataclasses that this engine gives.
    source : object, optional
        What `decide` was given: its digest is told, so that the result can be proved again.
    """
    found: dict[str, Any] = {"engine": {"name": ENGINE_NAME, "version": ENGINE_VERSION}}
    if source is not None:
        found["input_digest"] = digest_count(source)
    return {**found, "result": _plain(result)}


def digest_count(source: Any) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no space, UTF-8) of what describes a count.

    >>> digest_count({"kind": "motion", "in_favour": 1})[:16]
    '6233f7d5fc436f48'
    """
    text = json.dumps(source, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case IntEnum():
            return value.name.lower().replace("_", "-")
        case Enum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            found = {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
            # What a result answers by a property is what most readers look for.
            answers = [
                name
                for name in ("is_adopted", "winners")
                if isinstance(getattr(type(value), name, None), property)
            ]
            return {**{name: _plain(getattr(value, name)) for name in answers}, **found}
        case _:
            return value
