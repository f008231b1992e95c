"""The economic situation: own funds, cash, resources, all moved by the same hidden fragility."""

from typing import Any

from demo.generator import published
from demo.generator.draws import Draws
from demo.generator.profiles import Profile

Answers = dict[str, Any]

#: Subsidies, sales, gifts, fees, others: where money comes from, by status (assumed).
_RESOURCES = {
    "association": (0.46, 0.24, 0.14, 0.09, 0.07), "cooperative": (0.14, 0.70, 0.03, 0.09, 0.04),
    "commerciale": (0.06, 0.88, 0.01, 0.01, 0.04), "fondation": (0.12, 0.12, 0.62, 0.02, 0.12),
    "autre_statut": (0.35, 0.35, 0.10, 0.10, 0.10),
}  # fmt: skip
_NAMES = ("res_subventions", "res_ventes", "res_dons", "res_cotisations", "res_autres")


def economic_situation(draws: Draws, profile: Profile) -> Answers:
    """The answers of the third section."""
    parts = draws.shares(_RESOURCES[profile.status])
    answers: Answers = {
        "budget": profile.budget * 100,
        "resultat": _result(draws, profile),
        **dict(zip(_NAMES, parts, strict=True)),
        "subventions_evolution": draws.pick(published.SUBSIDIES) if parts[0] else "sans",
        "fonds_propres": _own_funds(draws, profile) * 100,
        "fonds_propres_jugement": "insuffisants" if profile.own_funds_insufficient else "suffisants",
        "dettes": _hundreds(profile.budget * draws.uniform(0.02, 0.9)) * 100 if draws.chance(0.62) else 0,
        "mois_tresorerie": profile.cash_months,
        "tension_tresorerie": "yes" if profile.cash_tension else "no",
        "tresorerie_jugement": _judgement(draws, profile),
    }
    if profile.cash_tension:
        answers |= _tension(draws, profile)
    answers["solutions"] = draws.ranking({"depenses": 5, "banque": 4, "reseau": 2, "activite": 2})
    outlook = (
        {"meilleure": 18, "pareille": 34, "pire": 38, "nsp": 10}
        if profile.fragility > 0
        else {"meilleure": 34, "pareille": 42, "pire": 16, "nsp": 8}
    )
    answers["tendance"] = draws.pick(outlook)
    return answers


def _result(draws: Draws, profile: Profile) -> str:
    if profile.fragility > 0.5:
        return draws.pick({"deficit": 58, "equilibre": 27, "excedent": 12, "nsp": 3})
    return draws.pick({"deficit": 27, "equilibre": 33, "excedent": 37, "nsp": 3})


def _own_funds(draws: Draws, profile: Profile) -> int:
    """Euros, negative for some."""
    share = draws.uniform(-0.12, 0.14) if profile.own_funds_insufficient else draws.uniform(0.15, 0.7)
    sign = -1 if share < 0 else 1
    return sign * _hundreds(profile.budget * abs(share))


def _judgement(draws: Draws, profile: Profile) -> str:
    if profile.cash_worrying:
        return "preoccupante"
    if profile.cash_tension:
        return draws.pick({"fragile": 68, "correcte": 27, "confortable": 5})
    return draws.pick({"fragile": 15, "correcte": 55, "confortable": 30})


def _tension(draws: Draws, profile: Profile) -> Answers:
    often = (
        {"occasionnelles": 20, "recurrentes": 52, "permanentes": 28}
        if profile.cash_worrying
        else {"occasionnelles": 66, "recurrentes": 30, "permanentes": 4}
    )
    causes = {
        "retards": 0.2 if profile.status == "commerciale" else 0.5, "baisse": 0.45, "clients": 0.25,
        "investissement": 0.3 if profile.invests else 0.12, "saison": 0.2, "salaires": 0.3,
    }  # fmt: skip
    return {"tension_frequence": draws.pick(often), "tension_causes": draws.several(causes, at_most=3)}


def _hundreds(euros: float) -> int:
    return max(100, round(euros / 100) * 100)
