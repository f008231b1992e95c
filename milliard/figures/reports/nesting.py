"""Questions nested in one another: departments in regions, a detailed answer in a coarse one.

Where each answer to a question goes with one answer of another, the published counts of the two are sums of
one another: what is hidden in one must be hidden in the other. Which questions are nested is read off the
data, so that files imported from elsewhere are protected too.
"""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engines import statistics
from engines.statistics import CategoricalColumn
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.table import FrozenTable

Mask = NDArray[np.bool_]
#: A coarse question, and its answer each fine answer goes with; −1 where nobody gave it.
Coarser = tuple[str, NDArray[np.int64]]
#: By fine question.
Nesting = Mapping[str, tuple[Coarser, ...]]
#: More answers than any list of places people choose from.
_MOST_ANSWERS = 250
_known: WeakKeyDictionary[FrozenTable, Nesting] = WeakKeyDictionary()


def nesting_of(table: FrozenTable) -> Nesting:
    """Which published questions of one choice are nested in which, found once per table."""
    if table not in _known:
        columns = {
            item.name: table.column(item.name)
            for item in table.codebook
            if item.is_published
            and item.kind is VariableKind.CATEGORICAL
            and len(item.answers) <= _MOST_ANSWERS
        }
        kept = {name: item for name, item in columns.items() if isinstance(item, CategoricalColumn)}
        found = {name: _coarser(name, kept) for name in kept}
        _known[table] = {name: coarse for name, coarse in found.items() if coarse}
    return _known[table]


def _coarser(
    fine: str, columns: Mapping[str, CategoricalColumn]
) -> tuple[tuple[str, NDArray[np.int64]], ...]:
    column, found = columns[fine], []
    rows = column.observed
    for name, other in columns.items():
        if name == fine or not rows.any() or not other.observed[rows].all():
            continue
        width = len(other.categories)
        joint = np.bincount(
            column.dense[rows].astype(np.int64) * width + other.dense[rows],
            minlength=len(column.categories) * width,
        ).reshape(-1, width)
        together = np.count_nonzero(joint, axis=1)
        given = np.count_nonzero(joint.any(axis=0))
        if together.max() == 1 and 1 < given < np.count_nonzero(together):
            found.append((name, np.where(together > 0, joint.argmax(axis=1), -1)))
    return tuple(found)


def hidden_answers(table: FrozenTable, name: str, domain: Mask | None, threshold: int) -> Mask | None:
    """Answers to a question that are hidden wherever it is counted alone; None when it is nested in nothing.

    All questions nested with it are settled together, whichever is asked for.
    """
    family = _family(nesting_of(table), name)
    if not family:
        return None
    counts: dict[str, NDArray[np.int64]] = {}
    for member in family:
        column = table.column(member)
        assert isinstance(column, CategoricalColumn)
        rows = column.observed if domain is None else column.observed & domain
        counts[member] = np.bincount(column.dense[rows], minlength=len(column.categories)).astype(np.int64)
    links = [
        (fine, coarse, parts) for fine in sorted(family) for coarse, parts in nesting_of(table).get(fine, ())
    ]
    return _settle(counts, links, threshold)[name]


def _family(nesting: Nesting, name: str) -> set[str]:
    """The questions joined to ``name`` by nesting, itself included; none if it is nested in nothing."""
    links = {(fine, coarse) for fine, all_of_it in nesting.items() for coarse, _ in all_of_it}
    family: set[str] = set()
    todo = [name] if any(name in link for link in links) else []
    while todo:
        member = todo.pop()
        family.add(member)
        todo += [other for link in links if member in link for other in link if other not in family]
    return family


def _settle(
    counts: Mapping[str, NDArray[np.int64]],
    links: list[tuple[str, str, NDArray[np.int64]]],
    threshold: int,
) -> dict[str, Mask]:
    """Hide until every line of known total is protected: whole questions, parts of each coarse answer."""
    hidden = {
        name: _in_line(line, threshold, np.zeros(line.shape, np.bool_)) for name, line in counts.items()
    }
    while True:
        before = {name: flags.copy() for name, flags in hidden.items()}
        for fine, coarse, parts in links:
            _settle_parts(counts, hidden, fine, coarse, parts, threshold)
        for name, line in counts.items():
            hidden[name] |= _in_line(line, threshold, hidden[name])
        if all((before[name] == hidden[name]).all() for name in counts):
            return hidden


def _settle_parts(
    counts: Mapping[str, NDArray[np.int64]],
    hidden: dict[str, Mask],
    fine: str,
    coarse: str,
    parts: NDArray[np.int64],
    threshold: int,
) -> None:
    for part in np.flatnonzero(counts[coarse] > 0).tolist():
        inside = parts == part
        if not hidden[coarse][part]:
            shown = _in_line(counts[fine][inside], threshold, hidden[fine][inside])
            hidden[fine][inside] |= shown
            # All of them hidden and still told by the total: it is hidden too.
            held = counts[fine][inside & hidden[fine]]
            held = held[held > 0]
            hidden[coarse][part] = bool(
                held.shape[0] and (held.shape[0] < 2 or held.sum() < held.shape[0] + threshold - 2)
            )
        if hidden[coarse][part]:
            hidden[fine][inside & (counts[fine] > 0)] = True
    gone = np.isin(parts, np.flatnonzero(hidden[coarse])) & (counts[fine] > 0)
    held = counts[fine][gone]
    others = np.flatnonzero(~hidden[coarse] & (counts[coarse] > 0))
    if held.shape[0] and others.shape[0] and held.sum() < held.shape[0] + threshold - 2:
        hidden[coarse][others[np.argmin(counts[coarse][others])]] = True


def _in_line(counts: NDArray[np.int64], threshold: int, start: Mask) -> Mask:
    """Hidden counts of a line of known total; all of them when nothing less protects it."""
    try:
        return statistics.hide_in_line(counts, threshold, start)
    except statistics.CannotProtectError:
        return np.asarray(start | (counts > 0), np.bool_)
