"""The frequencies of a collection as it stands, remembered for a few seconds."""

import datetime
from dataclasses import dataclass

import numpy as np
from django.core.cache import caches

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.extracts import policies
from milliard.extracts.enums import RowsBase
from milliard.extracts.reports.frequencies import Frequency, frequencies_of
from milliard.extracts.services.live_rows import LiveRows, is_either, read_live
from milliard.figures.datasets.codebook import COMPLETED
from milliard.surveys.models import Collection

CACHE_SECONDS = 30


@dataclass(frozen=True)
class LiveFrequencies:
    """Every question, over ``rows`` responses, at the moment ``at``."""

    items: tuple[Frequency, ...]
    rows: int
    at: datetime.datetime


def live_frequencies(*, collection: Collection, base: RowsBase, by: User) -> LiveFrequencies:
    """Counts at most ``CACHE_SECONDS`` old, of a collection that is not anonymous.

    Anonymous ones are counted on frozen data alone: two counts a response apart would tell it.
    Raises ``NotAllowed``, ``NothingToFreeze``, ``AnswersDoNotFit``, ``ValueError`` (anonymous).
    """
    authorize(by, policies.can_count)
    if collection.is_anonymous:
        raise ValueError("an anonymous collection is counted once frozen")
    key = f"extracts.frequencies:{collection.pk}"
    known: dict[RowsBase, LiveFrequencies] | None = caches["process"].get(key)
    if known is None:
        known = _counted(read_live(collection, is_kept=is_either))
        caches["process"].set(key, known, timeout=CACHE_SECONDS)
    return known[base]


def _counted(live: LiveRows) -> dict[RowsBase, LiveFrequencies]:
    """The counts of each base, from one reading: only counts are remembered, no answer."""
    completed = np.asarray(live.projected.arrays[COMPLETED], np.bool_)
    written = {item.key: np.array([bool(cell) for cell in item.cells], np.bool_) for item in live.words}
    masks = {
        RowsBase.COMPLETE: completed,
        RowsBase.PARTIAL: ~completed,
        RowsBase.ALL: np.ones(completed.shape[0], np.bool_),
    }
    found = {}
    for base, rows in masks.items():
        texts = {key: int(np.count_nonzero(given & rows)) for key, given in written.items()}
        items = frequencies_of(live.projected.codebook, live.projected.arrays, rows, texts=texts)
        found[base] = LiveFrequencies(tuple(items), int(np.count_nonzero(rows)), live.at)
    return found
