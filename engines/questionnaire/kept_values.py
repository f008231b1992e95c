"""What ``once()`` keeps among the answers of a response: the value of a calculation as it was at first.

A text or a truth is kept as it is; what JSON has no shape for says its kind: ``{"date": "2026-11-20"}``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from engines.questionnaire.expressions.values import Single, to_string

_READERS: dict[str, Callable[[str], Single]] = {
    "number": Decimal,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "moment": datetime.datetime.fromisoformat,
}


def kept_from_value(value: Single) -> Any:
    """What is stored of a value; None for a blank, which is not kept.

    >>> kept_from_value(datetime.date(2026, 11, 20))
    {'date': '2026-11-20'}
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return {"number": to_string(value)} if value.is_finite() else None
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"time": value.isoformat()}
    return value or None


def value_from_kept(kept: Any) -> Single:
    """The value stored; a blank for anything that is not one. Never fails."""
    if isinstance(kept, bool | str):
        return kept
    if isinstance(kept, Mapping) and len(kept) == 1:
        ((name, text),) = kept.items()
        if name in _READERS and isinstance(text, str):
            try:
                return _READERS[name](text)
            except (ValueError, InvalidOperation):
                return ""
    return ""
