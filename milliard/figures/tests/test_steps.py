"""The sentences of each step of a computation, as they are shown."""

from collections.abc import Callable

import numpy as np
import pytest

from engines.statistics import (
    CategoricalColumn,
    Design,
    NumericColumn,
    SampleEstimate,
    distribution,
    mean,
    median,
    quantile,
    share,
    total,
)
from french import NARROW, NBSP
from milliard.figures.reports.steps import step_sentences

VOTES = CategoricalColumn(
    np.repeat(np.array([0, 1, 252, 253], np.uint8), [870, 330, 12, 1]), (("yes", "Oui"), ("no", "Non"))
)
ONE = CategoricalColumn(np.array([0, 1, 1, 1], np.uint8), (("yes", "Oui"), ("no", "Non")))
CENTS = NumericColumn(np.arange(1, 13, dtype=np.int64) * 123_456_789)
DEBTS = NumericColumn(np.arange(-6, 6, dtype=np.int64) * 1_234_50)
HOURS = NumericColumn(np.arange(-20.0, 1180.0) / 4)
WEIGHTS = np.tile([0.5, 1.0, 2.5], 405)
WEIGHTED = "Avec les poids de redressement~: "
CORRECTS = "Un poids corrige le fait que certains groupes ont plus répondu que d’autres."
MEAN = "Somme des réponses, divisée par leur nombre~: "
WEIGHTED_MEAN = "Somme des réponses multipliées par leur poids, divisée par la somme des poids~: "
WEIGHTED_TOTAL = "Chaque réponse est multipliée par son poids, puis tout est additionné~: "
SORTED = "réponses sont rangées par ordre croissant et on s’arrête à ce rang"
WEIGHTED_SORTED = (
    "réponses sont rangées par ordre croissant et on avance jusqu’à cette part du total des poids"
)
INTERVAL = "Intervalle à 95~% "
BY_RANK = "(rangs des réponses triées)~: "


def spaced(text: str) -> str:
    """`_` and `~` as the narrow and the wide no-break spaces they stand for."""
    return text.replace("_", NARROW).replace("~", NBSP)


def error_of(text: str) -> str:
    return f"Erreur type~: {text}, soit ce dont le chiffre bouge d’ordinaire d’un échantillon à l’autre."


def weighted(n: int) -> Design:
    return Design(n, WEIGHTS[:n])


#: name -> how it is computed, and its steps: code, sentence with its spaces marked.
CASES: dict[str, tuple[Callable[[], SampleEstimate], list[tuple[str, str]]]] = {
    "share": (
        lambda: share(Design(1213), VOTES, "yes"),
        [
            ("count", "870 réponses correspondent, sur 1_200."),
            ("share", "Part~: 870 ÷ 1_200 = 72,5~%."),
            ("standard_error", error_of("1,3~point de pourcentage")),
            (
                "interval_wilson",
                f"{INTERVAL}(méthode de Wilson)~: de 69,9~% à 75,0~%.",
            ),
        ],
    ),
    "share of one answer": (
        lambda: share(Design(4), ONE, "yes"),
        [
            ("count", "1 réponse correspond, sur 4."),
            ("share", "Part~: 1 ÷ 4 = 25,0~%."),
            ("standard_error", error_of("25,0~points de pourcentage")),
            (
                "interval_wilson",
                f"{INTERVAL}(méthode de Wilson)~: de 3,7~% à 74,4~%.",
            ),
        ],
    ),
    "weighted share": (
        lambda: share(weighted(1213), VOTES, "yes"),
        [
            ("count", "870 réponses correspondent, sur 1_200."),
            ("weighted_share", f"{WEIGHTED}1_160,0 ÷ 1_600,0 = 72,5~%. {CORRECTS}"),
            ("standard_error", error_of("1,5~point de pourcentage")),
            (
                "interval_wilson",
                f"{INTERVAL}(méthode de Wilson)~: de 69,4~% à 75,4~%.",
            ),
        ],
    ),
    "share of a whole population": (
        lambda: share(Design(4, fpc=np.full(4, 4.0)), ONE, "no"),
        [
            ("count", "3 réponses correspondent, sur 4."),
            ("share", "Part~: 3 ÷ 4 = 75,0~%."),
            ("standard_error", error_of("0,0~point de pourcentage")),
        ],
    ),
    "cell of a table": (
        lambda: distribution(weighted(1213), VOTES).estimate(1),
        [
            ("count", "330 réponses correspondent, sur 1_200."),
            ("weighted_share", f"{WEIGHTED}440,0 ÷ 1_600,0 = 27,5~%. {CORRECTS}"),
            ("standard_error", error_of("1,5~point de pourcentage")),
            (
                "interval_wilson",
                f"{INTERVAL}(méthode de Wilson)~: de 24,6~% à 30,6~%.",
            ),
        ],
    ),
    "mean of money": (
        lambda: mean(Design(12), CENTS),
        [
            ("mean", f"{MEAN}96_296_295,42~€ ÷ 12 = 8_024_691,28~€."),
            ("standard_error", error_of("1_280_000~€")),
            (
                "interval_student",
                f"{INTERVAL}(loi de Student)~: de 5_200_000~€ à 10_900_000~€.",
            ),
        ],
    ),
    "mean of debts": (
        lambda: mean(Design(12), DEBTS),
        [
            ("mean", f"{MEAN}−7_407~€ ÷ 12 = −617,25~€."),
            ("standard_error", error_of("1_280~€")),
            (
                "interval_student",
                f"{INTERVAL}(loi de Student)~: de −3_450~€ à 2_210~€.",
            ),
        ],
    ),
    "mean of numbers": (
        lambda: mean(Design(1200), HOURS),
        [
            ("mean", f"{MEAN}173_850 ÷ 1_200 = 144,88."),
            ("standard_error", error_of("2,50")),
            ("interval_student", f"{INTERVAL}(loi de Student)~: de 139,97 à 149,78."),
        ],
    ),
    "weighted mean of money": (
        lambda: mean(weighted(12), CENTS),
        [
            (
                "weighted_mean",
                f"{WEIGHTED_MEAN}138_271_603,68~€ ÷ 16,0 = 8_641_975,23~€.",
            ),
            ("standard_error", error_of("1_500_000~€")),
            (
                "interval_student",
                f"{INTERVAL}(loi de Student)~: de 5_340_000~€ à 11_900_000~€.",
            ),
        ],
    ),
    "weighted mean of numbers": (
        lambda: mean(weighted(1200), HOURS),
        [
            ("weighted_mean", f"{WEIGHTED_MEAN}232_000 ÷ 1_600,0 = 145."),
            ("standard_error", error_of("2,97")),
            ("interval_student", f"{INTERVAL}(loi de Student)~: de 139,18 à 150,82."),
        ],
    ),
    "total of money": (
        lambda: total(Design(12), CENTS),
        [
            ("tally", "Somme des montants déclarés~: 96_296_295,42~€."),
        ],
    ),
    "total of numbers": (
        lambda: total(Design(1200), HOURS),
        [
            ("tally", "Somme des réponses~: 173_850."),
        ],
    ),
    "weighted total": (
        lambda: total(weighted(12), CENTS),
        [
            (
                "weighted_total",
                f"{WEIGHTED_TOTAL}138_271_603,68~€.",
            ),
            ("standard_error", error_of("38_600_000~€")),
            (
                "interval_student",
                f"{INTERVAL}(loi de Student)~: de 53_200_000~€ à 223_000_000~€.",
            ),
        ],
    ),
    "median of money": (
        lambda: median(Design(12), CENTS),
        [
            ("quantile", f"Médiane~: les 12 {SORTED}~: 8_024_691,28~€."),
            ("standard_error", error_of("1_960_000~€")),
            (
                "interval_order_statistics",
                f"{INTERVAL}{BY_RANK}de 3_700_000~€ à 12_300_000~€.",
            ),
        ],
    ),
    "median of five answers": (
        lambda: median(Design(5), NumericColumn(np.arange(5.0))),
        [
            ("quantile", f"Médiane~: les 5 {SORTED}~: 2."),
        ],
    ),
    "weighted median": (
        lambda: median(weighted(1200), HOURS),
        [
            (
                "weighted_quantile",
                f"Médiane~: les 1_200 {WEIGHTED_SORTED}~: 144,88.",
            ),
            ("standard_error", error_of("5,16")),
            ("interval_woodruff", f"{INTERVAL}(méthode de Woodruff)~: de 135 à 155,25."),
        ],
    ),
    "first decile": (
        lambda: quantile(Design(1200), HOURS, 0.125),
        [
            ("quantile", f"Quantile à 12,5~%~: les 1_200 {SORTED}~: 32,38."),
            ("standard_error", error_of("2,93")),
            (
                "interval_order_statistics",
                f"{INTERVAL}{BY_RANK}de 26,75 à 38,25.",
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_step_has_its_sentence(name: str) -> None:
    compute, expected = CASES[name]
    estimate = compute()
    said = [step.code for step in estimate.steps if step.code not in ("base", "interval_census")]
    written = [(code, spaced(text)) for code, text in expected]
    assert list(zip(said, step_sentences(estimate), strict=True)) == written
