"""From a profile and its needs to the answers of the Grand Recueil, section by section.

Unless a comment says otherwise, the odds below are assumed: they make the answers plausible, they are
nobody's result.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from demo.generator import words
from demo.generator.draws import Draws
from demo.generator.money import economic_situation
from demo.generator.needs import STEP, Need
from demo.generator.places import place
from demo.generator.profiles import Profile

Answers = dict[str, Any]

_SECTORS = {
    "alimentation": 14, "energie": 7, "habitat": 9, "mobilite": 6, "reemploi": 11, "sante": 6, "education": 9,
    "culture": 9, "insertion": 11, "solidarite": 11, "nature": 4, "numerique": 3,
}  # fmt: skip
_LENDING = {"pret", "quasi_fonds_propres", "avance"}
_WANTED: dict[str, dict[str, float]] = {
    "investissement": {"subvention": 0.5, "don": 0.2, "avance": 0.2, "pret": 0.5, "quasi_fonds_propres": 0.35,
                       "capital": 0.2, "garantie": 0.25},
    "fonctionnement": {"subvention": 0.88, "don": 0.45, "avance": 0.1, "pret": 0.06},
    "tresorerie": {"subvention": 0.2, "avance": 0.5, "pret": 0.45, "garantie": 0.2},
    "fonds_propres": {"subvention": 0.3, "don": 0.2, "avance": 0.3, "quasi_fonds_propres": 0.5,
                      "capital": 0.4},
    "ingenierie": {"subvention": 0.9, "don": 0.35},
}  # fmt: skip


def all_answers(
    draws: Draws, profile: Profile, needs: list[Need], names: words.Names, number: int
) -> Answers:
    """Everything one organisation would answer to the end."""
    name = names.draw(draws, profile.status)
    identity = _identity(draws, profile, name)
    return {
        **identity,
        **_governance(draws, profile, is_overseas=identity["region"] == "om"),
        **economic_situation(draws, profile),
        **_needs(draws, profile, needs, number),
        **_experience(draws, profile, number),
        **_wishes(draws, name),
    }


def _identity(draws: Draws, profile: Profile, name: str) -> Answers:
    region, commune = place(draws)
    # No SIREN nor RNA: any well-formed one is, or will be, somebody's.
    answers: Answers = {"nom": name, "statut": profile.status}
    if profile.form:
        answers["forme_cooperative"] = profile.form
    full_time = round(profile.budget * draws.uniform(0.4, 0.75) / 48_000, 1) if profile.is_employer else 0
    answers |= {
        "annee_creation": min(2024, 2024 - int(draws.expovariate(1 / 13))),
        "region": region,
        "commune": commune,
        "echelle": draws.pick(
            {"commune": 27, "bassin": 28, "departement": 19, "region": 14, "france": 11, "monde": 1}
        ),
        "secteur": draws.pick(_SECTORS),
        "salaries_etp": f"{max(full_time, 0.2) if profile.is_employer else 0:g}",
    }
    if profile.status == "association" or draws.chance(0.5):
        answers["benevoles"] = round(draws.lognormal(28 if profile.status == "association" else 9, 0.9))
    return answers


def _governance(draws: Draws, profile: Profile, *, is_overseas: bool) -> Answers:
    other_rule = {"commerciale": {"capital": 8, "colleges": 1, "autre_regle": 1}}.get(
        profile.status, {"colleges": 7, "autre_regle": 3}
    )
    answers: Answers = {
        "regle_vote": "une_voix" if profile.one_voice else draws.pick(other_rule),
        "parties_prenantes": draws.several(
            {"salaries": 0.7 if profile.is_employer else 0.05, "benevoles": 0.55, "usageres": 0.5,
             "habitantes": 0.35, "collectivites": 0.25, "financeurs": 0.1}
        ),
        "lucrativite": draws.pick(
            {"libre": 2, "limitee": 5, "reserves": 2, "aucun": 1} if profile.status == "commerciale"
            else {"reserves": 80, "limitee": 9, "aucun": 9, "nsp": 2}
        ),
        "innovation_sociale": "yes" if profile.innovates else "no",
    }  # fmt: skip
    if profile.innovates and draws.chance(0.7):
        answers["innovation_exemple"] = draws.choice(words.INNOVATIONS)
    levels = {"forte": 62, "moyenne": 26, "faible": 8, "nulle": 2, "nsp": 2}
    for dimension in ("dim_sociale", "dim_ecologique", "dim_democratique"):
        answers[dimension] = draws.pick(levels)
    answers["reseaux"] = (
        ["aucun"]
        if draws.chance(0.16)
        else draws.several({"secteur": 0.55, "ess": 0.4, "territoire": 0.5, "lieux": 0.2})
    )
    answers["lieu"] = draws.pick(
        {"tiers_lieu": 20, "ferme": 8, "centre": 9, "commerce": 16, "autre_lieu": 12, "non": 35}
    )
    answers["territoires"] = (
        ["outre_mer"]
        if is_overseas
        else draws.several({"rural": 0.45, "qpv": 0.3})
        if draws.chance(0.7)
        else [draws.pick({"aucun": 9, "nsp": 1})]
    )
    return answers


def _needs(draws: Draws, profile: Profile, needs: list[Need], number: int) -> Answers:
    answers: Answers = {"besoin_existe": "yes" if needs else "no"}
    if needs:
        answers["besoins"] = [
            {"_id": f"b{number}-{rank}", **_need(draws, need)} for rank, need in enumerate(needs, start=1)
        ]
    answers["postes_fonctionnement"] = draws.several(
        {"salaires": 0.62, "loyers": 0.38, "formation": 0.2, "coordination": 0.41, "evaluation": 0.18},
        at_most=3,
    )
    answers["ouverture_gouvernance"] = draws.pick({"oui": 34, "conditions": 38, "non": 15, "nsp": 13})
    return answers


def _need(draws: Draws, need: Need) -> Answers:
    wanted = draws.several(_WANTED[need.usage], at_most=4)
    horizon = draws.pick(
        {"court": 6, "moyen": 4} if need.usage != "investissement" else {"court": 3, "moyen": 7}
    )
    first_day = date(2024, 11, 1) if horizon == "court" else date(2025, 9, 1)
    row: Answers = {
        "usage": need.usage,
        "objet": draws.choice(words.PURPOSES[need.usage]),
        "horizon": horizon,
        "montant_cible": need.cents,
        "certitude": draws.pick({"certain": 45, "probable": 40, "possible": 15}),
        "instruments_souhaites": wanted,
    }
    _sometimes(draws, 0.8, row, "montant_min", lambda: _part(need.cents, draws.uniform(0.35, 0.9)))
    _sometimes(
        draws, 0.7, row, "montant_max", lambda: need.cents + _part(need.cents, draws.uniform(0.05, 0.8))
    )
    _sometimes(draws, 0.5, row, "date_besoin", lambda: _day(draws, first_day))
    if draws.chance(0.45):
        refusable = [
            key for key in ("don", "avance", "pret", "quasi_fonds_propres", "capital") if key not in wanted
        ]
        row["instruments_refuses"] = draws.several(dict.fromkeys(refusable, 0.35)) if refusable else ["aucun"]
    else:
        row["instruments_refuses"] = [draws.pick({"aucun": 8, "nsp": 2})]
    row["cofinancement"] = _part(need.cents, draws.uniform(0.05, 0.6)) if draws.chance(0.4) else 0
    if _LENDING & set(wanted):
        row["remboursement"] = draws.pick(
            {"activite": 60, "subventions": 18, "economies": 8, "collecte": 4, "nsp": 10}
        )
        row["duree"] = draws.choice((2, 3, 5, 5, 7, 7, 10, 10, 12, 15, 20))
    if "pret" in wanted:
        row["garantie"] = "yes" if draws.chance(0.72) else "no"
    return row


def _experience(draws: Draws, profile: Profile, number: int) -> Answers:
    answers: Answers = {"recherche_faite": "yes" if draws.chance(0.86) else "no"}
    if answers["recherche_faite"] == "yes":
        count = draws.pick({1: 30, 2: 35, 3: 22, 4: 9, 5: 4})
        answers["demarches"] = [
            {"_id": f"d{number}-{rank}", **_attempt(draws, profile)} for rank in range(1, count + 1)
        ]
    answers["temps_recherche"] = draws.choice((5, 10, 10, 15, 20, 20, 25, 30, 30, 40, 50))
    answers["obstacles"] = draws.several(
        {"temps": 0.6, "complexite": 0.5, "inadaptes": 0.38, "montants": 0.16, "fonctionnement": 0.45,
         "delais": 0.4, "garanties": 0.2, "connaissance": 0.28, "other": 0.06}, at_most=4
    )  # fmt: skip
    if "other" in answers["obstacles"]:
        answers["obstacles_other"] = draws.choice(words.OTHER_OBSTACLES)
    answers["accompagnement"] = (
        ["personne"]
        if draws.chance(0.38)
        else draws.several(
            {"dla": 0.25, "reseau": 0.4, "financeur_solidaire": 0.2, "cabinet": 0.15, "benevole": 0.3}
        )
    )
    _sometimes(draws, 0.3, answers, "sans_financement", lambda: draws.choice(words.WITHOUT))
    return answers


def _attempt(draws: Draws, profile: Profile) -> Answers:
    asked = max(STEP, round(draws.lognormal(max(profile.budget * 0.15, 4_000), 0.9) * 100 / STEP) * STEP)
    outcome = draws.pick({"accorde": 38, "partiel": 22, "refuse": 27, "cours": 10, "abandon": 3})
    obtained = {"accorde": asked, "partiel": _part(asked, draws.uniform(0.2, 0.8))}.get(outcome, 0)
    row: Answers = {
        "financeur": draws.pick(
            {"commune": 16, "departement": 12, "region": 18, "etat": 15, "europe": 5, "banque": 12,
             "solidaire": 7, "fondation": 12, "citoyens": 3}
        ),
        "montant_demande": asked,
        "montant_obtenu": obtained,
        "delai_mois": min(36, round(draws.lognormal(5, 0.6))),
        "issue": outcome,
    }  # fmt: skip
    if outcome in ("refuse", "partiel"):
        row["motifs_refus"] = (
            ["aucun_motif"]
            if draws.chance(0.3)
            else draws.several(
                {
                    "montant": 0.2,
                    "rendement": 0.2,
                    "fonds_propres": 0.3,
                    "statut": 0.2,
                    "avancement": 0.25,
                    "territoire": 0.1,
                    "usage": 0.3,
                    "dossier": 0.1,
                },
                at_most=3,
            )
        )
    return row


def _wishes(draws: Draws, name: str) -> Answers:
    answers: Answers = {
        "appuis": ["aucun"]
        if draws.chance(0.07)
        else draws.several(
            {
                "connaitre": 0.5,
                "dossier": 0.42,
                "comptes": 0.15,
                "rencontre": 0.5,
                "fonds_propres": 0.35,
                "pairs": 0.4,
            },
            at_most=4,
        ),
        "format_appui": draws.pick({"individuel": 46, "groupe": 27, "ligne": 12, "guide": 9, "nsp": 6}),
        "partage_dossier": "yes" if draws.chance(0.84) else "no",
    }
    _sometimes(draws, 0.55, answers, "courriel", lambda: words.mail_of(name))
    _sometimes(draws, 0.15, answers, "commentaire", lambda: draws.choice(words.COMMENTS))
    return answers


def _sometimes(
    draws: Draws, probability: float, answers: Answers, key: str, value: Callable[[], Any]
) -> None:
    if draws.chance(probability):
        answers[key] = value()


def _part(cents: int, share: float) -> int:
    """A round part of an amount, at least one step, never more than the whole."""
    return min(cents, max(STEP, round(cents * share / STEP) * STEP))


def _day(draws: Draws, first: date) -> str:
    return (first + timedelta(days=draws.randrange(30, 400))).isoformat()
