"""Captions as a person writes them, and the order of the numbers: an example of every kind of figure."""

from dataclasses import replace

import pytest

from engines.questionnaire.model import Choice, Definition, Kind
from milliard.figures.display import wording
from milliard.figures.models import Dataset
from milliard.figures.reports import ALL_GROUPS, Figure, FigureKind, FigureSpec, compute_figure
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question as asked
from milliard.surveys.tests.responses import repeated, respond

pytestmark = pytest.mark.django_db
WHOLE = "ayant rempli le questionnaire jusqu’au bout"


def definition() -> Definition:
    """A status with phrases; months, classes; a region without phrases; uses, an amount, a number."""
    return factories.definition(
        asked("statut", Kind.ONE, choice_list="statut", label="Quel est son statut ?", phrase="le statut"),
        asked("mois", Kind.ONE, choice_list="mois", label="Combien de mois ?"),
        asked("region", Kind.ONE, choice_list="region", label="Où est son siège ?"),
        asked("usages", Kind.MANY, choice_list="usages", label="Pour quoi faire ?"),
        asked("besoin", Kind.AMOUNT, label="Combien ?"),
        asked("salaries", Kind.INTEGER, label="Salarié·es"),
        choice_lists={
            "statut": (
                Choice("scic", "SCIC", phrase="les SCIC"),
                Choice("asso", "Association", phrase="les associations"),
            ),
            "mois": (
                Choice("m1", "Moins d’un mois"),
                Choice("m3", "D’un à trois mois"),
                Choice("plus", "Plus de trois mois"),
            ),
            "region": (Choice("corse", "Corse"), Choice("bre", "Bretagne")),
            "usages": (Choice("travaux", "Travaux"), Choice("salaires", "Salaires")),
        },
    )


@pytest.fixture
def dataset(db: None) -> Dataset:
    """60 associations in Brittany, 40 SCIC in Corsica."""
    collection = factories.open_collection(definition())
    asso = {"statut": "asso", "mois": "m3", "region": "bre", "usages": ["salaires"], "besoin": 1_234_567_00}
    scic = {"statut": "scic", "mois": "m1", "region": "corse", "usages": ["travaux", "salaires"]}
    scic |= {"besoin": 9_876_543_00, "salaries": 3}
    respond(collection, *repeated([(asso | {"salaries": 2}, 60), (scic, 40)]))
    return freeze_collection(collection=collection, by=None)


def computed(dataset: Dataset, kind: FigureKind, variable: str, **options: object) -> Figure:
    return compute_figure(dataset, FigureSpec(kind, variable, **options))  # type: ignore[arg-type]


ASSOCIATIONS = (("statut", ("asso",)),)
BRITTANY = (("region", ("bre",)),)
CAPTIONS = [
    (FigureKind.SHARE, "statut", {"category": ("asso",)}, f"Part des organisations {WHOLE} · n = 100"),
    (FigureKind.DISTRIBUTION, "mois", {}, f"Part des organisations {WHOLE} · n = 100"),
    (FigureKind.MULTIPLE, "usages", {"domain": ASSOCIATIONS}, f"Part des associations {WHOLE} · n = 60"),
    (
        FigureKind.CROSSTAB,
        "mois",
        {"breakdown": "statut"},
        f"Part des organisations {WHOLE}, selon le statut · n = 100",
    ),
    (
        FigureKind.HISTOGRAM,
        "besoin",
        {"bounds": (0, 500_000_000, float("inf"))},
        f"Part des organisations {WHOLE} · n = 100",
    ),
    (
        FigureKind.MEAN,
        "salaries",
        {"domain": ASSOCIATIONS},
        f"Moyenne parmi les associations {WHOLE} · n = 60",
    ),
    (
        FigureKind.MEDIAN,
        "besoin",
        {"breakdown": "statut"},
        f"Médiane parmi les organisations {WHOLE}, selon le statut · n = 100",
    ),
    (FigureKind.TOTAL, "besoin", {}, f"Total déclaré par les organisations {WHOLE} · n = 100"),
    (
        FigureKind.TOTAL,
        "besoin",
        {"breakdown": "region", "domain": ASSOCIATIONS},
        f"Total déclaré par les associations {WHOLE}, selon la réponse à « Où est son siège ? » · n = 60",
    ),
    (
        FigureKind.SHARE,
        "statut",
        {"category": ("asso",), "domain": BRITTANY},
        f"Part des organisations {WHOLE}, parmi les réponses « Bretagne » à « Où est son siège ? » · n = 60",
    ),
]


def test_captions_are_written_as_a_person_writes(dataset: Dataset) -> None:
    for kind, variable, options, said in CAPTIONS:
        text = wording.base_text(computed(dataset, kind, variable, **options))
        assert text.replace("\u00a0", " ") == said


def test_a_caption_without_a_phrase_for_every_answer_quotes_the_words(dataset: Dataset) -> None:
    both = computed(dataset, FigureKind.MEDIAN, "besoin", domain=(("statut", ("asso", "scic")),))
    assert both.base_label == f"parmi les associations et les SCIC {WHOLE}"
    old = replace(computed(dataset, FigureKind.MEDIAN, "besoin", breakdown="statut"), breakdown_phrase="")
    assert "selon la réponse à «\u00a0Quel est son statut ?\u00a0»" in wording.base_text(old)


def test_answers_go_from_the_most_frequent_to_the_least_unless_their_order_has_a_meaning(
    dataset: Dataset,
) -> None:
    status = computed(dataset, FigureKind.DISTRIBUTION, "statut")
    assert ([row.key for row in status.rows], status.order) == (["asso", "scic"], "size")
    uses = computed(dataset, FigureKind.MULTIPLE, "usages")
    assert ([row.key for row in uses.rows], uses.order) == (["salaires", "travaux"], "size")
    months = computed(dataset, FigureKind.DISTRIBUTION, "mois")
    assert ([row.key for row in months.rows], months.order) == (["m1", "m3", "plus"], "questionnaire")
    crossed = computed(dataset, FigureKind.CROSSTAB, "statut", breakdown="mois")
    for group, _ in crossed.groups:
        assert [row.key for row in crossed.rows_of(group)] == ["asso", "scic"]


def test_groups_go_by_size_and_everybody_stays_last(dataset: Dataset) -> None:
    total = computed(dataset, FigureKind.TOTAL, "besoin", breakdown="region")
    assert [row.group_key for row in total.rows] == ["corse", "bre", ALL_GROUPS]
    median = computed(dataset, FigureKind.MEDIAN, "besoin", breakdown="mois")
    assert [row.group_key for row in median.rows][:2] == ["m1", "m3"]
    assert (total.order, median.order) == ("size", "questionnaire")
