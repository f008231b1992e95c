"""Wanted chances become a lottery over panels, one panel after the other (Carathéodory's walk).

What is left to share out is a point between panels. A panel is looked for that touches every bound the point
touches; it is given as much probability as leaves the rest within all bounds, so that one more bound is
touched, and the walk goes on from the rest. It ends when nothing is left, or when no whole panel touches what
the rest does: then the wanted chances are not, or not quite, those of a lottery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engines.sortition._constraints import Constraints, FloatArray
from engines.sortition._finding import Bounds, PanelFinder

#: The probability one does without: a ticket of a million.
ENOUGH = 1e-6
#: A bound is touched when it is as near as this.
_TOUCH = 2e-9
#: How much chance may change the weights that choose a panel.
_JITTER = 0.05


@dataclass(eq=False)
class Mixture:
    """Panels, by kinds, each with its probability."""

    panels: list[FloatArray]
    weights: list[float]
    #: The probability that no panel got.
    left: float = 0.0


def decompose(
    rules: Constraints, wanted: FloatArray, finder: PanelFinder, follow: Callable[[float], object] = float
) -> Mixture:
    """A mixture whose average is ``wanted``, but for the probability left.

    ``follow`` is told, panel after panel, the probability shared out.
    """
    rest, mixture = wanted.copy(), Mixture([], [], left=1.0)
    while mixture.left > ENOUGH:
        bounds = _face(rules, rest, mixture.left)
        chances = rest / (rules.most * mixture.left)
        # The likeliest first: less likely kinds would end the step at once.
        panel = finder.near(chances + _JITTER * finder.jitter(), bounds)
        if panel is None:
            break
        step = _longest_step(rules, rest, mixture.left, panel)
        mixture.panels.append(panel)
        mixture.weights.append(step)
        mixture.left -= step
        follow(1.0 - mixture.left)
        rest = np.maximum(rest - step * panel, 0.0)
    return mixture


def _face(rules: Constraints, rest: FloatArray, left: float) -> Bounds:
    """The bounds of the rules, and equality wherever the rest touches one."""
    sums = rules.sums(rest)
    is_low, is_high = sums - rules.low * left <= _TOUCH, rules.high * left - sums <= _TOUCH
    return Bounds(
        low=np.where(rules.most * left - rest <= _TOUCH, rules.most, 0.0),
        high=np.where(rest <= _TOUCH, 0.0, rules.most),
        row_low=np.where(is_high, rules.high, rules.low),
        row_high=np.where(is_low, rules.low, rules.high),
    )


def _longest_step(rules: Constraints, rest: FloatArray, left: float, panel: FloatArray) -> float:
    """The most probability the panel can take and leave the rest within all bounds."""
    sums, held = rules.sums(rest), rules.sums(panel)
    room = np.concatenate((rest, rules.most * left - rest, sums - rules.low * left, rules.high * left - sums))
    used = np.concatenate((panel, rules.most - panel, held - rules.low, rules.high - held))
    steps = room[used > 0.5] / used[used > 0.5]  # whole numbers all
    return float(min(left, max(0.0, steps.min())))
