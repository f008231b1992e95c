"""The chain: canonical JSON, and what ties each line to the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any


def canonical(content: Any) -> str:
    """JSON that two machines write alike: keys sorted, no space, accents as they are.

    >>> canonical({"b": [1, 2], "a": "é"})
    '{"a":"é","b":[1,2]}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One act: ``content`` is canonical JSON as text, ``digest`` ties it to the line before."""

    position: int
    code: str
    content: str
    digest: str

    @property
    def told(self) -> Any:
        return json.loads(self.content)


def line_digest(former: str, code: str, content: str) -> str:
    """SHA-256 of the former digest ("" for the first line), the code and the content, a line feed between."""
    return digest_of(f"{former}\n{code}\n{content}")
