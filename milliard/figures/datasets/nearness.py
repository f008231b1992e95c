"""How many people two freezes do not share: were they few, a subtraction would single them out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milliard.figures.datasets.table import Array


def people_between(before: Mapping[str, Array], after: Mapping[str, Array]) -> int:
    """People who came, left or changed an answer between two freezes, at least.

    Rows bear no identifier, so they are compared as a bag of answers, on the columns both hold. Somebody who
    changed an answer leaves and comes back: counted once.
    """
    shared = sorted(name for name in before.keys() & after.keys() if before[name].dtype == after[name].dtype)
    rows = [_rows([side[name] for name in shared]) for side in (before, after)]
    _, place = np.unique(np.concatenate(rows), return_inverse=True)
    first, second = place[: rows[0].shape[0]], place[rows[0].shape[0] :]
    counts = [np.bincount(part, minlength=int(place.max()) + 1) for part in (first, second)]
    came = counts[1] - counts[0]
    return max(int(came[came > 0].sum()), int(-came[came < 0].sum()))


def _rows(columns: list[Array]) -> NDArray[np.void]:
    """Each row as one value that can be compared: its bytes."""
    packed = np.rec.fromarrays(columns)
    return np.ascontiguousarray(packed).view(np.dtype((np.void, packed.dtype.itemsize)))
