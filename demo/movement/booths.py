"""Ballots of a secret vote as booths make them: by the engine, on every core there is."""

import multiprocessing
import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from engines.ballots import choice_of, make_ballot, read_election, secret_of_code

#: A ballot to make: the code of whoever votes, the place of their answer.
Intended = tuple[str, int]
#: Two and a half milliseconds each: under as many, starting processes takes longer than the work.
_ALONE, _AT_ONCE = 400, 100


def make_ballots(election: bytes, intended: Sequence[Intended]) -> Iterator[bytes]:
    """What so many booths post, in the order asked; ``election`` is the public description of a motion."""
    workers = len(os.sched_getaffinity(0))
    if workers == 1 or len(intended) <= _ALONE:
        yield from _make(election, intended)
        return
    parts = [intended[first : first + _AT_ONCE] for first in range(0, len(intended), _AT_ONCE)]
    # Spawned: a fork would share its parent's connection to the database.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for made in pool.map(_make, [election] * len(parts), parts):
            yield from made


def _make(election: bytes, intended: Sequence[Intended]) -> list[bytes]:
    described = read_election(election)
    (question,) = described.questions
    return [
        make_ballot(
            described,
            secret_of_code(described.group, described.uuid, code),
            [choice_of(question, [place])],
            randomness=secrets.randbelow,
        ).raw
        for code, place in intended
    ]
