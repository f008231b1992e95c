"""Who sits: panels by kinds become panels of people, everybody of a kind with the same number of tickets.

Tickets are a line of a million points. A kind needs so many seats along it, and each of its people must have
an equal length, never two seats at once. This is how jobs are shared among machines that stop one after the
other (Schmidt, 1984): a person takes a whole seat and the end of a longer one, so that each of them cuts the
line once at most. A lottery over N kinds of M people thus has at most M - N panels more than it had.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.sortition._constraints import Constraints, FloatArray

Span = tuple[int, int]
Blocks = NDArray[np.int64]


def people_of(
    rules: Constraints, panels: Sequence[FloatArray], tickets: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Tickets of each panel and the ranks of its people, in the order of the tickets."""
    starts = np.concatenate(([0], np.cumsum(tickets)))
    cuts = [starts]
    seated: list[tuple[int, NDArray[np.int64], list[Span]]] = []
    for kind, members in enumerate(rules.members):
        held = np.array([int(panel[kind]) for panel in panels])
        # The kind's own line: panels with the most of its people first, so that seats end one by one.
        order = np.argsort(-held, kind="stable")
        order = order[held[order] > 0]
        lengths = np.array(tickets)[order]
        ends = np.cumsum(lengths)
        seats = [int(lengths[held[order] > number].sum()) for number in range(len(members))]
        moved = np.full(len(panels), -1, np.int64)  # where each panel begins on that line
        moved[order] = ends - lengths
        for rank, spans in zip(members, share(seats), strict=True):
            seated.append((rank, moved, spans))
            cuts += [_back(order, ends, lengths, starts, span) for span in spans]
    points = np.unique(np.concatenate(cuts))
    block_starts, block_lengths = points[:-1], np.diff(points)
    panel_of = np.searchsorted(starts, block_starts, side="right") - 1
    is_in = np.zeros((block_starts.size, sum(len(members) for members in rules.members)), np.bool_)
    for rank, moved, spans in seated:
        places = moved[panel_of] + block_starts - starts[panel_of]
        for start, end in spans:
            is_in[:, rank] |= (moved[panel_of] >= 0) & (places >= start) & (places < end)
    for length, row in zip(block_lengths.tolist(), is_in, strict=True):
        yield length, tuple(np.flatnonzero(row).tolist())


def _back(order: Blocks, ends: Blocks, lengths: Blocks, starts: Blocks, span: Span) -> Blocks:
    """Both ends of a span of the kind's line, as points of the line of tickets; none where a panel ends."""
    points = np.array([point for point in span if 0 < point < int(ends[-1])], np.int64)
    at = np.searchsorted(ends, points, side="right")
    found: Blocks = starts[order[at]] + points - (ends - lengths)[at]
    return found


def share(seats: Sequence[int]) -> list[list[Span]]:
    """Spans of as many people as ``seats``, each seat lasting from 0 to its length (0 for none).

    Lengths of people differ by one at most, those of the first being longer; nobody's spans meet.

    >>> share([5, 3, 0])
    [[(0, 3)], [(2, 5)], [(0, 2)]]
    """
    waiting = sorted(seats)
    total, count = sum(seats), len(seats)
    found: list[list[Span]] = []
    for number in range(count):
        length = total // count + (number < total % count)
        # The longest of the seats that are not longer, all of it, and the end of the next one. There always
        # are both: the mean length of those left is that of the people left.
        at = bisect_right(waiting, length) - 1
        whole = waiting.pop(at)
        spans = [(0, whole)] if whole else []
        missing = length - whole
        if missing:
            longer = waiting.pop(at)
            spans.append((longer - missing, longer))
            insort(waiting, longer - missing)
        found.append(spans)
    return found
