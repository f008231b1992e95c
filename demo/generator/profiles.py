"""Who answers, before any question: what ties the answers of one organisation together, in exact counts."""

from dataclasses import dataclass

from demo.generator import published
from demo.generator.draws import Draws, apportion, banded, top

#: How far each status is from these answers; assumed, the counts themselves are published.
_VOICE = {"association": 2.2, "cooperative": 2.4, "commerciale": 0.0, "fondation": 0.3, "autre_statut": 0.9}
_INNOVATION = {
    "association": 0.3,
    "cooperative": 0.5,
    "commerciale": 0.2,
    "fondation": 0.0,
    "autre_statut": 0,
}
_EMPLOYING = {"cooperative": 0.92, "commerciale": 0.90, "fondation": 0.60, "autre_statut": 0.55}


@dataclass(slots=True)
class Profile:
    """One organisation. ``budget``: euros a year. ``fragility``: hidden, links the answers about money."""

    status: str
    form: str
    budget: int
    is_employer: bool
    fragility: float
    one_voice: bool = False
    innovates: bool = False
    own_funds_insufficient: bool = False
    cash_tension: bool = False
    cash_worrying: bool = False
    cash_months: str = ""

    @property
    def invests(self) -> bool:
        """Whether its needs are of the investing kind: SCIC, property companies, commercial companies."""
        return self.status == "commerciale" or self.form in ("scic", "fonciere")


_MARKS = {
    "one_voice": published.ONE_VOICE,
    "innovates": published.SOCIAL_INNOVATION,
    "own_funds_insufficient": published.OWN_FUNDS_INSUFFICIENT,
    "cash_tension": published.CASH_TENSION,
    "cash_worrying": published.CASH_WORRYING,
}


def complete_profiles(draws: Draws) -> list[Profile]:
    """Those who answered to the end: every published share is exact among them."""
    profiles = _profiles(draws, published.STATUSES, published.COOPERATIVE_FORMS)
    _mark(draws, profiles, _MARKS)
    return profiles


def partial_profiles(draws: Draws) -> list[Profile]:
    """Those who stopped on the way: the same shares, to the nearest organisation (assumed)."""
    count = published.BEGUN - published.COMPLETE
    statuses = _shared(published.STATUSES, count)
    profiles = _profiles(draws, statuses, _shared(published.COOPERATIVE_FORMS, statuses["cooperative"]))
    ratio = count / published.COMPLETE
    _mark(draws, profiles, {name: round(number * ratio) for name, number in _MARKS.items()})
    return profiles


def _shared(counts: dict[str, int], total: int) -> dict[str, int]:
    return dict(zip(counts, apportion(total, list(counts.values())), strict=True))


def _profiles(draws: Draws, statuses: dict[str, int], forms: dict[str, int]) -> list[Profile]:
    profiles = []
    remaining_forms = [form for form, count in forms.items() for _ in range(count)]
    for status, count in statuses.items():
        budgets = _budgets(draws, status, count)
        employing = _EMPLOYING.get(status, published.ASSOCIATIONS_EMPLOYING)
        employers = top([budget * draws.lognormal(1, 0.8) for budget in budgets], round(count * employing))
        for place, budget in enumerate(budgets):
            form = remaining_forms.pop() if status == "cooperative" else ""
            profiles.append(Profile(status, form, budget, place in employers, draws.gauss(0, 1)))
    draws.shuffle(profiles)
    return profiles


def _budgets(draws: Draws, status: str, count: int) -> list[int]:
    """Associations: the bands of the proxy, exactly. Others: larger (assumed)."""
    if status != "association":
        median = {"cooperative": 480_000, "commerciale": 420_000, "fondation": 350_000}.get(status, 220_000)
        return [_rounded(min(max(draws.lognormal(median, 1.1), 5_000), 4e7)) for _ in range(count)]
    sizes = apportion(count, list(published.BUDGETS.values()))
    return [
        _rounded(low * (high / low) ** draws.betavariate(1.1, 1.4 if high > 1e6 else 1.1))
        for (low, high), size in zip(published.BUDGETS, sizes, strict=True)
        for _ in range(size)
    ]


def _rounded(value: float) -> int:
    step = 500 if value < 50_000 else 1_000 if value < 500_000 else 5_000
    return max(step, int(value // step) * step)


def _mark(draws: Draws, profiles: list[Profile], counts: dict[str, int]) -> None:
    """Give each published answer to exactly as many organisations as it takes."""

    def scores(weight: float, noise: float) -> list[float]:
        return [weight * profile.fragility + draws.gauss(0, noise) for profile in profiles]

    voices = top([_VOICE[item.status] + draws.gauss(0, 0.8) for item in profiles], counts["one_voice"])
    novel = top([_INNOVATION[item.status] + draws.gauss(0, 1) for item in profiles], counts["innovates"])
    poor = top(scores(1, 0.9), counts["own_funds_insufficient"])
    tension = scores(1, 0.7)
    tense = top(tension, counts["cash_tension"])
    worry = [
        score if place in tense else float("-inf")
        for place, score in enumerate(scores(1, 0.6))
    ]  # fmt: skip
    worried = top(worry, counts["cash_worrying"])
    for place, profile in enumerate(profiles):
        profile.one_voice = place in voices
        profile.innovates = place in novel
        profile.own_funds_insufficient = place in poor
        profile.cash_tension = place in tense
        profile.cash_worrying = place in worried
    for is_employer, bands in (
        (True, published.CASH_MONTHS_EMPLOYERS),
        (False, published.CASH_MONTHS_OTHERS),
    ):
        concerned = [profile for profile in profiles if profile.is_employer == is_employer]
        ranks = [
            profile.fragility + (0.9 if profile.cash_worrying else 0) + draws.gauss(0, 0.6)
            for profile in concerned
        ]
        for profile, months in zip(concerned, banded(ranks, bands), strict=True):
            profile.cash_months = months
