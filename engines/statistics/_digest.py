"""A keyed fingerprint of everything a figure was computed from, so that it can be proved again."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engines.statistics._columns import AnyColumn, BoolArray, CategoricalColumn, MultipleColumn
from engines.statistics._design import Design

ENGINE_NAME = "engines.statistics"
ENGINE_VERSION = "1.1.0"
"""Raised whenever a result could change for the same input."""

SHORTEST_KEY = 16
"""Bytes: a shorter key could be guessed, and the answers with it."""

Parameter = str | int | float | bool | None | Sequence["Parameter"]


def digest_input(
    figure: str,
    design: Design,
    columns: Sequence[AnyColumn],
    *,
    key: bytes,
    domain: BoolArray | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> str:
    """HMAC-SHA256 (hexadecimal) of the canonical bytes of a computation's input.

    Parameters
    ----------
    figure : str
        Name of the function called, for example ``"crosstab"``.
    design, columns, domain
        As given to the function, in its order.
    key : bytes
        At least 16 random bytes, kept secret: answers have few possible values, and could be tried.
    parameters : mapping, optional
        Its other arguments, JSON-like; the order of their names does not matter.

    Notes
    -----
    Engine name and version come first; each array is preceded by a header (name, type, shape) and written
    little-endian, so the digest is the same on every machine and two different inputs never share their
    bytes. ``ValueError`` when the key is too short.

    Examples
    --------
    >>> column = CategoricalColumn(np.array([0, 1], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> first = digest_input("share", Design(2), [column], key=b"0123456789abcdef")
    >>> first == digest_input("share", Design(2), [column], key=b"another secret !"), len(first)
    (False, 64)
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"a key of {len(key)} bytes can be guessed: give {SHORTEST_KEY} at least")
    digest = hmac.new(key, digestmod=hashlib.sha256)
    text, array = partial(_add_text, digest), partial(_add_array, digest)
    text(ENGINE_NAME, ENGINE_VERSION, figure, dict(parameters or {}))
    text("design", design.n)
    for name in ("weights", "strata", "clusters", "fpc"):
        array(name, getattr(design, name))
    array("domain", domain)
    for column in columns:
        text(type(column).__name__)
        if isinstance(column, CategoricalColumn):
            text("categories", [list(category) for category in column.categories])
            array("codes", column.codes)
        elif isinstance(column, MultipleColumn):
            text("choices", [list(choice) for choice in column.choices])
            array("ticks", column.ticks)
            array("status", column.status)
        else:
            array("values", column.values)
            array("status", column.status)
    return digest.hexdigest()


def _add_text(digest: hmac.HMAC, *parts: object) -> None:
    line = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=True)
    digest.update(line.encode() + b"\n")


def _add_array(digest: hmac.HMAC, name: str, values: NDArray[np.generic] | None) -> None:
    if values is None:
        _add_text(digest, name, None)
    elif values.dtype.kind not in "biuf":
        _add_text(digest, name, values.dtype.kind, [str(value) for value in values.tolist()])
    else:
        little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        _add_text(digest, name, little.dtype.str, list(little.shape))
        digest.update(little.tobytes())
