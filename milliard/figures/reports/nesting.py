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
from milliard.figures.reports.periods import period_columns

Mask = NDArray[np.bool_]
#: A coarse question, and its answer each fine answer goes with; −1 where nobody gave it.
Coarser = tuple[str, NDArray[np.int64]]
#: By fine question.
Nesting = Mapping[str, tuple[Coarser, ...]]
#: By fine and coarse question: the coarse answer of each fine one.
Links = Mapping[tuple[str, str], NDArray[np.int64]]
#: More answers than any list of places people choose from.
_MOST_ANSWERS = 250
#: The lines that may be counted alone, and which are nested in which.
_Found = tuple[Mapping[str, CategoricalColumn], Nesting]
_known: WeakKeyDictionary[FrozenTable, _Found] = WeakKeyDictionary()


def nesting_of(table: FrozenTable) -> Nesting:
    """Which published questions of one choice, and periods of dates, are nested in which: found once."""
    return _found(table)[1]


def _found(table: FrozenTable) -> _Found:
    if table not in _known:
        columns = {**_plain_columns(table), **period_columns(table)}
        found = {name: _coarser(name, columns) for name in columns}
        _known[table] = columns, {name: coarse for name, coarse in found.items() if coarse}
    return _known[table]


def _plain_columns(table: FrozenTable) -> dict[str, CategoricalColumn]:
    columns = {
        item.name: table.column(item.name)
        for item in table.codebook
        if item.is_published and item.kind is VariableKind.CATEGORICAL and len(item.answers) <= _MOST_ANSWERS
    }
    return {name: item for name, item in columns.items() if isinstance(item, CategoricalColumn)}


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
    columns, nesting = _found(table)
    family = _family(nesting, name)
    if not family:
        return None
    counts: dict[str, NDArray[np.int64]] = {}
    for member in family:
        column = columns[member]
        rows = column.observed if domain is None else column.observed & domain
        counts[member] = np.bincount(column.dense[rows], minlength=len(column.categories)).astype(np.int64)
    links = {(fine, coarse): parts for fine in sorted(family) for coarse, parts in nesting.get(fine, ())}
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
    links: Links,
    threshold: int,
) -> dict[str, Mask]:
    """Hide until every line of known total is protected: whole questions, parts of each coarse answer."""
    hidden = {
        name: _in_line(line, threshold, np.zeros(line.shape, np.bool_)) for name, line in counts.items()
    }
    while True:
        before = {name: flags.copy() for name, flags in hidden.items()}
        for place in links:
            _settle_parts(counts, hidden, links, place, threshold)
        for name, line in counts.items():
            hidden[name] |= _in_line(line, threshold, hidden[name])
        if all((before[name] == hidden[name]).all() for name in counts):
            return hidden


def _settle_parts(
    counts: Mapping[str, NDArray[np.int64]],
    hidden: dict[str, Mask],
    links: Links,
    place: tuple[str, str],
    threshold: int,
) -> None:
    fine, coarse = place
    parts = links[place]
    between = [name for name in counts if (fine, name) in links and (name, coarse) in links]
    for part in np.flatnonzero(counts[coarse] > 0).tolist():
        inside = parts == part
        if not hidden[coarse][part]:
            hidden[fine][inside] |= _in_line(counts[fine][inside], threshold, hidden[fine][inside])
            # What no shown answer between the two tells apart, and still told by the total: more is hidden.
            loose = inside & hidden[fine]
            for name in between:
                loose &= hidden[name][links[fine, name]]
            held = counts[fine][loose]
            if _is_held_too_little(held, threshold):
                inner = [(name, links[name, coarse] == part) for name in between]
                hidden[coarse][part] = not _hide_smallest(counts, hidden, inner)
        if hidden[coarse][part]:
            hidden[fine][inside & (counts[fine] > 0)] = True
    gone = np.isin(parts, np.flatnonzero(hidden[coarse])) & (counts[fine] > 0)
    held = counts[fine][gone]
    if held.shape[0] and held.sum() < held.shape[0] + threshold - 2:
        _hide_smallest(counts, hidden, [(coarse, np.ones(counts[coarse].shape, np.bool_))])


def _is_held_too_little(held: NDArray[np.int64], threshold: int) -> bool:
    """Whether these hidden counts, of a known sum, leave no room for each to be any small number."""
    people = held[held > 0]
    return bool(people.shape[0]) and (people.shape[0] < 2 or people.sum() < people.shape[0] + threshold - 2)


def _hide_smallest(
    counts: Mapping[str, NDArray[np.int64]], hidden: dict[str, Mask], among: list[tuple[str, Mask]]
) -> bool:
    """Hide the smallest shown answer among these; False when none is shown."""
    shown = [
        (int(counts[name][place]), name, place)
        for name, kept in among
        for place in np.flatnonzero(kept & ~hidden[name] & (counts[name] > 0)).tolist()
    ]
    if shown:
        _, name, place = min(shown)
        hidden[name][place] = True
    return bool(shown)


def _in_line(counts: NDArray[np.int64], threshold: int, start: Mask) -> Mask:
    """Hidden counts of a line of known total; all of them when nothing less protects it."""
    try:
        return statistics.hide_in_line(counts, threshold, start)
    except statistics.CannotProtectError:
        return np.asarray(start | (counts > 0), np.bool_)
