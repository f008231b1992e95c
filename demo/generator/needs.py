"""What organisations need, in amounts that sum to exactly what was published.

Published: the total, and that SCIC, property companies and companies need investment first, associations
operating money. Assumed: the lognormal shape, its heavy tail among those who invest, the number of needs.
"""

from dataclasses import dataclass

from demo.generator.draws import Draws, apportion
from demo.generator.profiles import Profile

STEP = 50_000  # 500 euros in cents: every amount is a multiple of it
#: Median of an organisation's needs in euros and spread of its logarithm, before scaling.
_SIZES = {
    "fonciere": (9_000_000, 0.9), "scic": (2_600_000, 1.1), "commerciale": (2_000_000, 1.1),
    "scop": (600_000, 0.9), "cae": (350_000, 0.7), "autre_coop": (500_000, 0.9),
    "association": (210_000, 0.85), "fondation": (700_000, 0.9), "autre_statut": (250_000, 0.8),
}  # fmt: skip
_FIRST_USE = {
    True: {"investissement": 0.95, "fonds_propres": 0.05},
    False: {"fonctionnement": 0.64, "investissement": 0.15, "tresorerie": 0.11, "fonds_propres": 0.06,
            "ingenierie": 0.04},
}  # fmt: skip
_OTHER_USES = {
    True: {"fonds_propres": 0.30, "fonctionnement": 0.28, "ingenierie": 0.22, "tresorerie": 0.20},
    False: {"tresorerie": 0.28, "investissement": 0.26, "ingenierie": 0.18, "fonds_propres": 0.16,
            "fonctionnement": 0.12},
}  # fmt: skip
_ROWS = {1: 0.42, 2: 0.36, 3: 0.17, 4: 0.05}


@dataclass(slots=True)
class Need:
    """One row. ``cents`` is the amount aimed at."""

    usage: str
    cents: int


def needs_of(draws: Draws, profile: Profile) -> list[Need]:
    """The needs of one organisation, before the whole is scaled."""
    median, sigma = _SIZES[profile.form or profile.status]
    total = draws.lognormal(median, sigma)
    uses = [draws.pick(_FIRST_USE[profile.invests])]
    for _ in range(draws.pick(_ROWS) - 1):
        left = {key: weight for key, weight in _OTHER_USES[profile.invests].items() if key not in uses}
        uses.append(draws.pick(left))
    rest = (0.02, 0.15) if profile.invests else (0.08, 0.45)
    weights = [1.0] + [draws.uniform(*rest) for _ in uses[1:]]
    return [
        Need(usage, round(100 * total * weight / sum(weights)))
        for usage, weight in zip(uses, weights, strict=True)
    ]


def scale(needs: list[Need], total_cents: int) -> None:
    """Bring all ``needs`` to sum to exactly ``total_cents``, in amounts a person would write."""
    ratio = total_cents / sum(need.cents for need in needs)
    for need in needs:
        need.cents = _as_written(need.cents * ratio)
    missing = (total_cents - sum(need.cents for need in needs)) // STEP
    largest = sorted(needs, key=lambda need: -need.cents)[:40]
    parts = apportion(abs(missing), [need.cents for need in largest])
    for need, steps in zip(largest, parts, strict=True):
        need.cents += STEP * (steps if missing >= 0 else -steps)


def _as_written(cents: float) -> int:
    step = STEP if cents < 2_000_000 else 100_000 if cents < 20_000_000 else 500_000
    if cents >= 200_000_000:
        step = 5_000_000
    return max(STEP, round(cents / step) * step)
