"""The invented answers against what was published, and against the questionnaire's own rules."""

import json
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from demo.generator import SimulatedResponse, digest_of, grand_recueil, published, savers, words
from demo.generator.draws import Draws, apportion, banded, top
from demo.generator.places import COMMUNES, REGIONS
from demo.generator.responses import cut
from demo.seed import SEED
from demo.waves import read_definition
from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Kind

MAKERS = {"grand_recueil": grand_recueil, "epargnants": savers}
REGION_CODES = {
    "ara": {"84"}, "bfc": {"27"}, "bre": {"53"}, "cvl": {"24"}, "cor": {"94"}, "ges": {"44"}, "hdf": {"32"},
    "idf": {"11"}, "nor": {"28"}, "naq": {"75"}, "occ": {"76"}, "pdl": {"52"}, "pac": {"93"},
    "om": {"01", "02", "03", "04", "06"},
}  # fmt: skip


@cache
def made(name: str, seed: str = SEED) -> tuple[SimulatedResponse, ...]:
    return tuple(MAKERS[name](read_definition(name), seed))


def complete() -> list[dict[str, Any]]:
    return [response.answers for response in made("grand_recueil") if response.is_complete]


def counted(key: str, value: str) -> int:
    return sum(answers[key] == value for answers in complete())


def kind_of(answers: dict[str, Any]) -> str:
    return str(answers.get("forme_cooperative") or answers["statut"])


def needs_by_use() -> dict[str, Counter[str]]:
    """Cents per use, per status or form of cooperative."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for answers in complete():
        for need in answers["besoins"]:
            found[kind_of(answers)][need["usage"]] += need["montant_cible"]
    return found


def test_as_many_begun_and_complete_as_published() -> None:
    assert len(made("grand_recueil")) == 836
    assert len(complete()) == 510
    assert len(made("epargnants")) == 1130


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [
        ("statut", "association", 306),
        ("statut", "cooperative", 122),
        ("statut", "commerciale", 56),
        ("regle_vote", "une_voix", 444),
        ("innovation_sociale", "yes", 367),
        ("fonds_propres_jugement", "insuffisants", 383),
        ("tension_tresorerie", "yes", 367),
        ("tresorerie_jugement", "preoccupante", 163),
    ],
)
def test_published_counts_are_exact(key: str, value: str, count: int) -> None:
    assert counted(key, value) == count
    # Nobody hides behind «ne sait pas»: the base of each share is all 510.
    assert counted(key, "nsp") == 0


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [("demarche", "yes", 723), ("offre_banque", "non", 735), ("gouvernance", "oui", 904)],
)
def test_published_counts_of_savers_are_exact(key: str, value: str, count: int) -> None:
    answers = [response.answers for response in made("epargnants")]
    assert sum(item[key] == value for item in answers) == count
    assert sum(item[key] == "nsp" for item in answers) == 0


def test_needs_sum_to_the_published_total() -> None:
    assert (
        sum(need["montant_cible"] for answers in complete() for need in answers["besoins"]) == 140_000_000_000
    )


def test_worrying_cash_comes_with_tensions() -> None:
    worried = [answers for answers in complete() if answers["tresorerie_jugement"] == "preoccupante"]
    assert {answers["tension_tresorerie"] for answers in worried} == {"yes"}


def test_associations_operate_and_the_others_invest_first() -> None:
    uses = needs_by_use()
    assert uses["association"]["fonctionnement"] > uses["association"]["investissement"]
    assert uses["association"].most_common(1)[0][0] == "fonctionnement"
    for name in ("scic", "fonciere", "commerciale"):
        assert uses[name].most_common(1)[0][0] == "investissement"


def test_the_largest_needs_are_held_by_those_who_invest() -> None:
    totals = sorted(
        (sum(need["montant_cible"] for need in answers["besoins"]), kind_of(answers))
        for answers in complete()
    )
    largest = Counter(name for _, name in totals[-51:])
    assert largest["scic"] + largest["fonciere"] + largest["commerciale"] > 0.9 * 51
    # A heavy tail: the mean is several times the median.
    assert totals[255][0] * 3 < 140_000_000_000 / 510


def test_proxies_are_recognised() -> None:
    employers = [answers for answers in complete() if float(answers["salaries_etp"]) > 0]
    months = Counter(answers["mois_tresorerie"] for answers in employers)
    for band, share in published.CASH_MONTHS_EMPLOYERS.items():
        assert months[band] / len(employers) == pytest.approx(share, abs=0.005)
    budgets = [answers["budget"] / 100 for answers in complete() if answers["statut"] == "association"]
    for (low, high), share in published.BUDGETS.items():
        assert sum(low <= budget < high for budget in budgets) / len(budgets) == pytest.approx(
            share, abs=0.01
        )


@pytest.mark.parametrize("name", MAKERS)
def test_every_complete_response_obeys_its_questionnaire(name: str) -> None:
    compiled = compile_questionnaire(read_definition(name))
    for response in made(name):
        evaluation = evaluate(compiled, response.answers, today=response.saved_at.date())
        assert evaluation.off_path_keys == (), response.number
        errors = evaluation.check_all()
        if not response.is_complete:
            # What is missing is missing; what is there is right.
            errors = {path: text for path, text in errors.items() if _is_answered(evaluation, path)}
        assert errors == {}, response.number


def _is_answered(evaluation: Any, path: Any) -> bool:
    return path in evaluation.places and evaluation.places[path].is_answered


def test_a_complete_response_answers_every_question_it_is_asked() -> None:
    definition = read_definition("grand_recueil")
    optional = {
        "identifiant",
        "plan",
        "courriel",
        "commentaire",
        "benevoles",
        "innovation_exemple",
        "sans_financement",
    }
    optional |= {"secteur_other", "montant_min", "montant_max", "date_besoin", "motifs_refus_other"}
    compiled = compile_questionnaire(definition)
    for response in made("grand_recueil"):
        if response.is_complete:
            evaluation = evaluate(compiled, response.answers, today=response.saved_at.date())
            blank = {
                place.question.key
                for place in evaluation.places.values()
                if place.is_relevant
                and not place.is_answered
                and place.question.kind not in (Kind.NOTE, Kind.CALCULATE)
            }
            assert blank <= optional, response.number


def test_answers_came_in_when_they_could() -> None:
    for name, first, last in (
        ("grand_recueil", date(2024, 7, 1), date(2024, 10, 31)),
        ("epargnants", date(2024, 9, 2), date(2024, 11, 30)),
    ):
        for response in made(name):
            assert first <= response.started_at.date() <= response.saved_at.date() <= last
        assert all(one.started_at <= other.started_at for one, other in pairwise(made(name)))


def test_partial_responses_stop_in_every_section() -> None:
    reached = Counter(
        response.furthest_section for response in made("grand_recueil") if not response.is_complete
    )
    assert set(reached) == {1, 2, 3, 4, 5, 6}
    assert sum(reached.values()) == 326


def test_nobody_real_is_in_it() -> None:
    names = [response.answers["nom"] for response in made("grand_recueil") if "nom" in response.answers]
    assert all(name.endswith(words.MARK) for name in names)
    assert len(set(names)) == len(names)
    for response in made("grand_recueil"):
        assert "identifiant" not in response.answers
        assert response.answers.get("courriel", "x@y.example").endswith(".example")


def test_communes_exist_in_their_region() -> None:
    file = settings.NODE_MODULES / "@etalab/decoupage-administratif/data/communes.json"
    region_of = {
        row["code"]: row["region"]
        for row in json.loads(file.read_text())
        if row["type"] == "commune-actuelle"
    }
    assert set(COMMUNES) == set(REGIONS) == set(REGION_CODES)
    for region, communes in COMMUNES.items():
        assert {region_of[code] for code in communes} <= REGION_CODES[region]


@pytest.mark.parametrize("name", MAKERS)
def test_the_seed_decides_everything(name: str) -> None:
    again = MAKERS[name](read_definition(name), SEED)
    assert digest_of(again) == digest_of(made(name))
    assert digest_of(MAKERS[name](read_definition(name), "another")) != digest_of(made(name))


@given(st.integers(0, 3_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_apportion_sums_and_stays_close(total: int, weights: list[float]) -> None:
    counts = apportion(total, weights)
    assert sum(counts) == total
    for count, weight in zip(counts, weights, strict=True):
        assert abs(count - total * weight / sum(weights)) < 1 + 1e-6


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=60), st.data())
def test_the_highest_scores_are_taken(scores: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(scores)))
    taken = top(scores, count)
    assert len(taken) == count
    left = [score for place, score in enumerate(scores) if place not in taken]
    assert not taken or not left or min(scores[place] for place in taken) >= max(left)


def test_bands_follow_scores() -> None:
    assert banded([0.1, 0.9, 0.5, 0.2], {"high": 1, "low": 3}) == ["low", "high", "low", "low"]


@given(st.text(max_size=20))
def test_percentages_sum_to_a_hundred(seed: str) -> None:
    shares = Draws(seed, "shares").shares((0.5, 0.3, 0.1, 0.05, 0.05))
    assert sum(shares) == 100
    assert min(shares) >= 0


def test_a_cut_response_keeps_groups_whole() -> None:
    definition = read_definition("grand_recueil")
    answers = next(item for item in complete())
    kept = cut(definition, answers, section=2, share=0.4)
    parts = [key for key in kept if key.startswith("res_")]
    assert len(parts) in (0, 5)
    assert "besoins" not in kept
    assert kept.items() <= answers.items()


@pytest.mark.parametrize(
    ("region", "commune", "is_said"),
    [
        ("bre", "45234", True),
        ("bre", "29019", False),
        ("cor", "2A004", False),
        ("cor", "20004", True),
        ("om", "97411", False),
        ("idf", "75056", False),
        ("bre", "", False),
        ("bre", "un hameau", False),
    ],
)
def test_a_commune_out_of_its_region_is_asked_about(region: str, commune: str, is_said: bool) -> None:
    """Finding m9 of the public side: nothing is refused, and a contradiction is said."""
    assert _notes({"region": region, "commune": commune}, "commune_ailleurs") == [is_said]


def test_the_question_knows_the_region_of_every_department() -> None:
    file = settings.NODE_MODULES / "@etalab/decoupage-administratif/data/communes.json"
    one_of = {
        row["departement"]: row
        for row in json.loads(file.read_text())
        if row["type"] == "commune-actuelle" and row["zone"] in {"metro", "drom"}
    }
    assert len(one_of) == 101
    for row in one_of.values():
        right = {
            region
            for region in REGIONS
            if _notes({"region": region, "commune": row["code"]}, "commune_ailleurs") == [False]
        }
        assert right == {region for region, codes in REGION_CODES.items() if row["region"] in codes}, row


@pytest.mark.parametrize(("day", "is_said"), [("2020-01-01", True), ("2028-01-01", False)])
def test_a_day_gone_by_is_asked_about(day: str, is_said: bool) -> None:
    answers = {"besoin_existe": "yes", "besoins": [{"_id": "a", "date_besoin": day}]}
    assert _notes(answers, "date_passee") == [is_said]


def _notes(answers: dict[str, Any], key: str) -> list[bool]:
    """Whether each note of this key is shown."""
    evaluation = evaluate(_grand_recueil(), answers, today=date(2026, 11, 30))
    return [place.is_relevant for place in evaluation.places.values() if place.question.key == key]


@cache
def _grand_recueil() -> Any:
    return compile_questionnaire(read_definition("grand_recueil"))
