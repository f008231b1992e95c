"""JSON as the protocol writes it: compact, in one order, the same bytes when written again."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from engines.ballots._errors import RefusalCode, RefusedError

Json = Any
"""What JSON can hold; every reader narrows it with the functions below."""

MESSAGE_BYTES = 1 << 20
"""Largest message read when its reader knows no better bound."""

LARGEST_INTEGER = 2**31 - 1


def write_json(value: Json) -> bytes:
    """Compact JSON in UTF-8, keys in the order given, U+007F escaped as upstream does."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f").encode()


def read_json(raw: bytes, *, limit: int = MESSAGE_BYTES) -> Json:
    """The value of ``raw``, refused when too long or when writing it again gives other bytes.

    Spaces, another order inside strings' escapes, repeated keys, leading zeros, floats written otherwise:
    all of them change the bytes, hence none passes.
    """
    if len(raw) > limit:
        raise RefusedError(RefusalCode.TOO_LARGE, detail=f"{len(raw)} > {limit}")
    try:
        value = json.loads(raw.decode())
        again = write_json(value)
    except (ValueError, RecursionError):
        raise RefusedError(RefusalCode.NOT_CANONICAL, detail="not JSON") from None
    if again != raw:
        raise RefusedError(RefusalCode.NOT_CANONICAL)
    return value


def fields(value: Json, *names: str) -> dict[str, Json]:
    """An object that has exactly these fields in this order; a name that ends with «?» may be absent."""
    if isinstance(value, dict):
        expected = [name.rstrip("?") for name in names if not name.endswith("?") or name[:-1] in value]
        if list(value) == expected:
            return value
    raise RefusedError(RefusalCode.BAD_SHAPE, detail="fields " + ",".join(names))


def string(value: Json) -> str:
    if not isinstance(value, str):
        raise RefusedError(RefusalCode.BAD_SHAPE, detail="string")
    return value


def integer(value: Json, *, low: int = 0, high: int = LARGEST_INTEGER) -> int:
    # bool is a subclass of int: true is no number.
    if type(value) is not int or not low <= value <= high:
        raise RefusedError(RefusalCode.BAD_SHAPE, detail=f"integer {low}..{high}")
    return value


def items(value: Json, *, count: int | None = None) -> list[Json]:
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise RefusedError(RefusalCode.BAD_SHAPE, detail="list" if count is None else f"list of {count}")
    return value


def digest_hex(raw: bytes) -> str:
    """SHA-256 in hexadecimal: how the archive names what it holds."""
    return hashlib.sha256(raw).hexdigest()


def digest_base64(raw: bytes) -> str:
    """SHA-256 in base64 without padding: fingerprints and trackers."""
    return base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
