"""Slices spread over processes, a bounded number of them in memory."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice

from engines.ballots._verification import BallotSlice, SliceMap, SliceReport

_WAITING_EACH = 3
_ALONE = 3
"""Slices under which starting processes costs more than it saves."""


def map_in_processes(workers: int | None = None) -> SliceMap:
    """A `SliceMap` over ``workers`` processes: as many as there are cores by default, none for one.

    Processes are spawned, which is safe under threads and servers alike; each takes 0.3 s to start, so that
    a few hundred ballots are checked without them. A script needs its `if __name__ == "__main__":`.
    """
    count = workers or len(os.sched_getaffinity(0))
    if count == 1:
        return map

    def spread(
        check: Callable[[BallotSlice], SliceReport], slices: Iterable[BallotSlice]
    ) -> Iterator[SliceReport]:
        slices = iter(slices)
        first = list(islice(slices, _ALONE + 1))
        if len(first) <= _ALONE:
            yield from map(check, first)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=context) as pool:
            waiting: deque[Future[SliceReport]] = deque()
            for each in chain(first, slices):
                waiting.append(pool.submit(check, each))
                if len(waiting) > count * _WAITING_EACH:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    return spread
