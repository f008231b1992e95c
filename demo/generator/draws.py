"""Chance with its seed in the open, and counts that come out exactly."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws(random.Random):
    """A source of chance named by a text: two names never share their draws."""

    def __init__(self, seed: str, name: str) -> None:
        super().__init__(f"{seed} | {name}")

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def pick(self, weights: Mapping[T, float]) -> T:
        """One key, as likely as its weight."""
        keys = list(weights)
        return self.choices(keys, [weights[key] for key in keys])[0]

    def several(self, probabilities: Mapping[str, float], *, at_most: int = 99) -> list[str]:
        """The keys that came out, each on its own probability, in their order; at least one."""
        found = [key for key, probability in probabilities.items() if self.chance(probability)]
        found = found or [self.pick(probabilities)]
        kept = set(self.sample(found, min(at_most, len(found))))
        return [key for key in probabilities if key in kept]

    def lognormal(self, median: float, sigma: float) -> float:
        return self.lognormvariate(math.log(median), sigma)

    def ranking(self, weights: Mapping[str, float]) -> list[str]:
        """All the keys in an order of preference where heavy ones tend to come first."""
        score = {key: self.random() ** (1 / weight) for key, weight in weights.items()}
        return sorted(weights, key=lambda key: -score[key])

    def shares(self, weights: Sequence[float], steps: int = 20) -> list[int]:
        """Percentages that sum to 100, multiples of ``100 / steps``, around ``weights``."""
        drawn = [self.gammavariate(max(weight, 0.01) * 4, 1) for weight in weights]
        return [count * (100 // steps) for count in apportion(steps, drawn)]


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Integers that sum to ``total``, as close as can be to ``weights`` (largest remainders).

    Examples
    --------
    >>> apportion(10, [0.13, 0.33, 0.23, 0.31])
    [1, 4, 2, 3]
    """
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (counts[place] - exact[place], place))
    for place in by_remainder[: total - sum(counts)]:
        counts[place] += 1
    return counts


def top(scores: Sequence[float], count: int) -> set[int]:
    """The places of the ``count`` highest scores."""
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    return set(order[:count])


def banded(scores: Sequence[float], bands: Mapping[T, float]) -> list[T]:
    """The band of each score, highest scores in the first band, with exactly apportioned sizes."""
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    sizes = apportion(len(scores), list(bands.values()))
    names = [band for band, size in zip(bands, sizes, strict=True) for _ in range(size)]
    found: list[T] = list(names)
    for place, name in zip(order, names, strict=True):
        found[place] = name
    return found
