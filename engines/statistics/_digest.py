"""A fingerprint of everything a figure was computed from, so that it can be proved again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engines.statistics._columns import AnyColumn, BoolArray, CategoricalColumn, MultipleColumn
from engines.statistics._design import Design

ENGINE_NAME = "engines.statistics"
ENGINE_VERSION = "1.0.0"
"""Raised whenever a result could change for the same input."""

Parameter = str | int | float | bool | None | Sequence["Parameter"]


def digest_input(
    figure: str,
    design: Design,
    columns: Sequence[AnyColumn],
    *,
    domain: BoolArray | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> str:
    """SHA-256 (hexadecimal) of the canonical bytes of a computation's input.

    Parameters
    ----------
    figure : str
        Name of the function called, for example ``"crosstab"``.
    design, columns, domain
        As given to the function, in its order.
    parameters : mapping, optional
        Its other arguments, JSON-like; key order does not matter.

    Notes
    -----
    Engine name and version come first; each array is preceded by a header (name, type, shape) and written
    little-endian, so the digest is the same on every machine and two different inputs never share their
    bytes.

    Examples
    --------
    >>> column = CategoricalColumn(np.array([0, 1], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> first = digest_input("share", Design(2), [column], parameters={"categories": ["y"]})
    >>> first == digest_input("share", Design(2), [column], parameters={"categories": ["n"]}), len(first)
    (False, 64)
    """
    digest = hashlib.sha256()
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


def _add_text(digest: "hashlib._Hash", *parts: object) -> None:
    line = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=True)
    digest.update(line.encode() + b"\n")


def _add_array(digest: "hashlib._Hash", name: str, values: NDArray[np.generic] | None) -> None:
    if values is None:
        _add_text(digest, name, None)
    elif values.dtype.kind not in "biuf":
        _add_text(digest, name, values.dtype.kind, [str(value) for value in values.tolist()])
    else:
        little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        _add_text(digest, name, little.dtype.str, list(little.shape))
        digest.update(little.tobytes())
