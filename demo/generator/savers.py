"""The 1,130 simulated responses to the savers' survey.

Published: the three shares, exactly, and the qualitative order (transparency, control and security first,
return not first for everyone). Everything else is assumed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from demo.generator import published, words
from demo.generator.calendar import last_save, minutes_on, moments
from demo.generator.draws import Draws, top
from demo.generator.places import REGIONS
from demo.generator.responses import Answers, SimulatedResponse, furthest_question, section_keys
from engines.questionnaire.model import Definition

FIRST_DAY, LAST_DAY = date(2024, 9, 2), date(2024, 11, 30)
_PEAKS = {date(2024, 9, 9): 3.0, date(2024, 10, 7): 2.0, date(2024, 11, 12): 2.0}
_SECONDS = (50, 130, 210, 60)
_AGES = {"a18_24": 6, "a25_34": 20, "a35_49": 32, "a50_64": 25, "a65": 17}
_LEVELS: Mapping[str, Mapping[str, float]] = {
    "imp_rendement": {"beaucoup": 14, "assez": 41, "peu": 34, "pas": 9, "nsp": 2},
    "imp_securite": {"beaucoup": 46, "assez": 38, "peu": 12, "pas": 3, "nsp": 1},
    "imp_disponibilite": {"beaucoup": 27, "assez": 41, "peu": 25, "pas": 6, "nsp": 1},
    "imp_transparence": {"beaucoup": 71, "assez": 23, "peu": 4, "pas": 1, "nsp": 1},
    "imp_proximite": {"beaucoup": 34, "assez": 40, "peu": 20, "pas": 5, "nsp": 1},
}


def savers(questionnaire: Definition, seed: str) -> list[SimulatedResponse]:
    """All the responses, every one complete, in the order they began."""
    draws = Draws(seed, "épargnants")
    keen = [draws.gauss(0, 1) for _ in range(published.SAVERS)]

    def chosen(count: int, weight: float) -> set[int]:
        return top([weight * value + draws.gauss(0, 1) for value in keen], count)

    tried = chosen(published.HAVE_TRIED, 0.8)
    no_offer = chosen(published.NO_CLEAR_OFFER, 0.4)
    democrats = chosen(published.WANT_DEMOCRACY, 0.6)
    made = []
    for place in range(published.SAVERS):
        answers: Answers = {
            **_person(draws),
            **_savings(draws, tried=place in tried, no_offer=place in no_offer),
            **_wishes(draws, keen[place], wants_democracy=place in democrats),
            **_part_taken(draws, keen[place]),
        }
        made.append((moments(draws, FIRST_DAY, LAST_DAY, _PEAKS), answers))
    made.sort(key=lambda item: item[0])
    return [
        _response(draws, questionnaire, number, started, answers)
        for number, (started, answers) in enumerate(made, start=1)
    ]


def _response(
    draws: Draws, questionnaire: Definition, number: int, started: Any, answers: Answers
) -> SimulatedResponse:
    keys = section_keys(questionnaire)
    seconds = {key: minutes_on(draws, usual) for key, usual in zip(keys, _SECONDS, strict=True)}
    return SimulatedResponse(
        number=number,
        answers=answers,
        started_at=started,
        saved_at=last_save(draws, started, sum(seconds.values()), LAST_DAY),
        is_complete=True,
        seconds=seconds,
        furthest_section=len(keys),
        furthest_question=furthest_question(questionnaire, answers),
    )


def _person(draws: Draws) -> Answers:
    age = draws.pick(_AGES)
    situation = {
        "a18_24": {"etudes": 6, "emploi": 3, "recherche": 1},
        "a65": {"retraite": 19, "emploi": 1},
    }.get(age, {"emploi": 84, "recherche": 7, "autre_situation": 6, "retraite": 12 if age == "a50_64" else 0})
    return {
        "age": age,
        "genre": draws.pick({"femme": 52, "homme": 44, "autre_genre": 2, "refus": 2}),
        "region": draws.pick({**REGIONS, "etranger": 0.01}),
        "situation": draws.pick(situation),
    }


def _savings(draws: Draws, *, tried: bool, no_offer: bool) -> Answers:
    answers: Answers = {
        "supports": draws.several(
            {"livret": 0.86, "vie": 0.48, "salariale": 0.24, "bourse": 0.19,
             "solidaire": 0.42 if tried else 0.1}
        ),
        "montant": draws.pick({"m0": 5, "m1": 24, "m2": 37, "m3": 21, "m4": 8, "refus": 5}),
        "demarche": "yes" if tried else "no",
        "freins": ["aucun"]
        if draws.chance(0.06)
        else draws.several(
            {"information": 0.5, "offre": 0.55 if no_offer else 0.2, "confiance": 0.3, "rendement": 0.14,
             "risque": 0.22, "temps": 0.28, "other": 0.05}
        ),
        # Nobody «ne sait pas»: the published 65 % is of everybody.
        "offre_banque": "non" if no_offer else draws.pick({"un_peu": 68, "oui": 32}),
        "conseil": "yes" if draws.chance(0.15) else "no",
    }  # fmt: skip
    if "other" in answers["freins"]:
        answers["freins_other"] = draws.choice(words.OTHER_BRAKES)
    return answers


def _wishes(draws: Draws, keen: float, *, wants_democracy: bool) -> Answers:
    gift, loan, low, usual = draws.shares((0.14, 0.22, 0.44, 0.20))
    return {
        **{key: draws.pick(levels) for key, levels in _LEVELS.items()},
        "gouvernance": "oui" if wants_democracy else draws.pick({"indifferent": 80, "non": 20}),
        "priorites": draws.ranking(
            {"alimentation": 4, "habitat": 3.4, "energie": 2.4, "soin": 2.8, "nature": 3.2}
        ),
        "rendement": draws.pick({"r0": 18 + 8 * max(keen, 0), "r1": 26, "r2": 27, "r3": 21, "nsp": 8}),
        "duree": draws.pick({"d3": 20, "d8": 46, "d8p": 27, "nsp": 7}),
        "perte": draws.pick({"p0": 34, "p10": 39, "p50": 12, "p100": 8, "nsp": 7}),
        "part_don": gift,
        "part_pret": loan,
        "part_placement": low,
        "part_classique": usual,
    }


def _part_taken(draws: Draws, keen: float) -> Answers:
    answers: Answers = {
        "participation": ["aucune"]
        if draws.chance(0.1)
        else draws.several({"voter": 0.62, "analyser": 0.24, "suivre": 0.66, "lieu": 0.33}),
        "temps": draws.pick({"t0": 18, "t1": 52, "t2": 16 + 6 * max(keen, 0), "t3": 3, "nsp": 11}),
    }
    if draws.chance(0.3):
        answers["reve"] = draws.choice(words.DREAMS)
    return answers
