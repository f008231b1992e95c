"""Figures: values, bases, words, refusals."""

import json

import numpy as np
import pytest
from django.core.cache import caches

from milliard.core import exports
from milliard.figures import reports
from milliard.figures.datasets import storage
from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.projection import Projected
from milliard.figures.display import DatasetFacts, FigurePart
from milliard.figures.enums import DatasetSource
from milliard.figures.exports import figure_table, method_notes
from milliard.figures.models import Dataset
from milliard.figures.reports import (
    ALL_GROUPS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureSpec,
    InvalidFigure,
    StoredFigure,
    UnknownCode,
    UnknownVariable,
    WrongKind,
    compute_figure,
    list_variables,
    replay,
)
from milliard.figures.reports import computation as computing
from milliard.figures.reports.computation import compute
from milliard.figures.services.freeze import freeze_collection, save_dataset
from milliard.figures.services.imports import import_dataset
from milliard.figures.tests.builders import status_and_staff, the_row
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import repeated, respond

SPACE, NARROW = "\u00a0", "\u202f"


@pytest.fixture
def dataset(db) -> Dataset:
    """100 complete (60 asso, 30 scic, 10 scop), 20 partial."""
    collection = factories.open_collection(status_and_staff(), title="Le recueil", is_simulated=True)
    asso = {"status": "asso", "vote": "yes", "uses": ["cash"], "need": 100_000_00, "staff": 2}
    scic = {"status": "scic", "vote": "yes", "uses": ["cash", "work"], "need": 50_000_50, "staff": 10}
    scop = {"status": "scop", "vote": "no", "uses": ["nsp"], "staff": 20}
    respond(collection, *repeated([(asso, 60), (scic, 30), (scop, 10)]))
    respond(collection, *repeated([({"status": "asso"}, 20)]), complete=False, section=1, question=1)
    return freeze_collection(collection=collection, by=None)


def test_a_handful_of_incomplete_responses_is_not_counted_with_the_others(db):
    collection = factories.open_collection(status_and_staff())
    respond(collection, *repeated([({"status": "asso", "vote": "yes"}, 60)]))
    respond(collection, *repeated([({"status": "asso"}, 4)]), complete=False, section=1, question=1)
    dataset = freeze_collection(collection=collection, by=None)
    begun = FigureSpec(FigureKind.SHARE, "status", category=("asso",), completes_only=False)
    with pytest.raises(InvalidFigure, match="soustraction") as refusal:
        compute_figure(dataset, begun)
    assert refusal.value.field == "completes_only"


def test_a_share_with_everything_beside_it(dataset):
    figure = compute_figure(dataset, FigureSpec(FigureKind.SHARE, "vote", category=("yes",)))
    (row,) = figure.rows
    assert (row.value, row.n, row.base_n, row.unit) == (0.9, 90, 100, "share")
    # Wilson with n = 99, the effective number p(1 − p)/SE² of a sample drawn with replacement.
    assert row.low == pytest.approx(0.82518, abs=5e-5)
    assert row.high == pytest.approx(0.94493, abs=5e-5)
    assert figure.base_n == 100
    assert (figure.rows_begun, figure.rows_complete) == (120, 100)
    assert figure.base_label == "des organisations ayant rempli le questionnaire jusqu’au bout"
    assert figure.missing == {}
    assert figure.status == "simulated"
    assert figure.is_simulated
    assert figure.source_label == "Le recueil, collecte menée sur cette plateforme"
    assert figure.interval_label == f"Intervalle de confiance à 95{SPACE}% (méthode de Wilson)"
    assert figure.weighting_label.startswith("Sans pondération")
    assert len(figure.input_digest) == 64
    assert f"Part{SPACE}: 90 ÷ 100 = 90,0{SPACE}%." in figure.steps
    assert Figure.from_json(json.loads(json.dumps(figure.to_json()))) == figure


def test_partial_responses_only_when_asked(dataset):
    spec = FigureSpec(FigureKind.DISTRIBUTION, "status")
    assert the_row(compute_figure(dataset, spec), "asso").value == 0.6
    wider = compute_figure(dataset, FigureSpec(FigureKind.DISTRIBUTION, "status", completes_only=False))
    assert the_row(wider, "asso").value == pytest.approx(80 / 120)
    missing = compute_figure(dataset, FigureSpec(FigureKind.DISTRIBUTION, "vote", completes_only=False))
    assert missing.missing == {"not_reached": 20}
    assert missing.base_label == "des organisations ayant répondu à cette question"


def test_money_is_exact_and_groups_keep_their_base(dataset):
    total = compute_figure(dataset, FigureSpec(FigureKind.TOTAL, "need", breakdown="status"))
    assert the_row(total, "need").value == 60 * 100_000_00 + 30 * 50_000_50
    assert the_row(total, "need", "asso").value == 60 * 100_000_00
    assert the_row(total, "need", "scic").value == 30 * 50_000_50
    empty = the_row(total, "need", "scop")
    assert (empty.value, empty.base_n, empty.withheld) == (None, 0, "")
    assert {row.unit for row in total.rows if row.value is not None} == {"euros"}
    assert total.missing == {"not_asked": 10}
    assert total.interval_label.startswith("Pas d’intervalle")
    assert total.base_label.endswith(
        "ayant répondu à cette question et rempli le questionnaire jusqu’au bout"
    )
    median = compute_figure(dataset, FigureSpec(FigureKind.MEDIAN, "need"))
    assert the_row(median, "need").value == 100_000_00
    mean = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "need"))
    assert the_row(mean, "need").value == round((60 * 100_000_00 + 30 * 50_000_50) / 90)
    staff = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "staff"))
    assert the_row(staff, "staff").unit == "number"
    assert the_row(staff, "staff").value == pytest.approx((120 + 300 + 200) / 100)


def test_crosstab_multiple_histogram_domain(dataset):
    crossed = compute_figure(dataset, FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="status"))
    assert the_row(crossed, "yes", "asso").value == 1
    assert the_row(crossed, "no", "scop").value == 1
    assert crossed.groups[-1] == (ALL_GROUPS, "Ensemble")
    several = compute_figure(dataset, FigureSpec(FigureKind.MULTIPLE, "uses"))
    assert the_row(several, "cash").value == 1
    assert the_row(several, "work").value == pytest.approx(30 / 90)
    assert several.missing == {"dont_know": 10}
    classes = compute_figure(
        dataset, FigureSpec(FigureKind.HISTOGRAM, "need", bounds=(float("-inf"), 60_000_00, float("inf")))
    )
    assert [(row.label, row.n) for row in classes.rows] == [
        (f"moins de 60{NARROW}000{SPACE}€", 30),
        (f"60{NARROW}000{SPACE}€ et plus", 60),
    ]
    assert json.dumps(classes.to_json(), allow_nan=False)
    assert Figure.from_json(classes.to_json()) == classes
    part = FigureSpec(FigureKind.SHARE, "vote", category=("yes",), domain=(("status", ("scic", "scop")),))
    figure = compute_figure(dataset, part)
    assert figure.rows[0].value == 0.75
    assert figure.base_label.endswith(
        f", parmi les réponses «{SPACE}SCIC{SPACE}» ou «{SPACE}Scop{SPACE}» à «{SPACE}Statut{SPACE}»"
    )


@pytest.mark.parametrize(
    ("spec", "error", "field"),
    [
        (FigureSpec(FigureKind.SHARE, "nothing", category=("yes",)), UnknownVariable, "variable"),
        (FigureSpec(FigureKind.SHARE, "name", category=("yes",)), UnknownVariable, "variable"),
        (FigureSpec(FigureKind.SHARE, "vote"), UnknownCode, "category"),
        (FigureSpec(FigureKind.SHARE, "vote", category=("perhaps",)), UnknownCode, "category"),
        (FigureSpec(FigureKind.SHARE, "vote", category=("yes", "yes")), UnknownCode, "category"),
        (FigureSpec(FigureKind.SHARE, "uses", category=("cash", "work")), InvalidFigure, "category"),
        (FigureSpec(FigureKind.MEAN, "vote"), WrongKind, "kind"),
        (FigureSpec(FigureKind.DISTRIBUTION, "uses"), WrongKind, "kind"),
        (FigureSpec(FigureKind.DISTRIBUTION, "vote", category=("yes",)), InvalidFigure, "category"),
        (FigureSpec(FigureKind.CROSSTAB, "vote"), InvalidFigure, "breakdown"),
        (FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="vote"), InvalidFigure, "breakdown"),
        (FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="uses"), WrongKind, "breakdown"),
        (FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="health"), WrongKind, "breakdown"),
        (FigureSpec(FigureKind.DISTRIBUTION, "vote", breakdown="status"), InvalidFigure, "breakdown"),
        (FigureSpec(FigureKind.HISTOGRAM, "staff"), InvalidFigure, "bounds"),
        (FigureSpec(FigureKind.HISTOGRAM, "staff", bounds=(3, 2)), InvalidFigure, "bounds"),
        (FigureSpec(FigureKind.HISTOGRAM, "staff", bounds=(0, 5)), InvalidFigure, "bounds"),
        (FigureSpec(FigureKind.MEAN, "staff", bounds=(0, 5)), InvalidFigure, "bounds"),
        (FigureSpec(FigureKind.MEAN, "staff", domain=(("health", ("cash",)),)), InvalidFigure, "domain"),
        (FigureSpec(FigureKind.MEAN, "staff", domain=(("status", ("none",)),)), UnknownCode, "domain"),
        (FigureSpec(FigureKind.MEAN, "need", domain=(("status", ("scop",)),)), EmptyBase, "variable"),
    ],
)
def test_what_cannot_be_computed_is_said_in_french(dataset, spec, error, field):
    with pytest.raises(error) as caught:
        compute_figure(dataset, spec)
    assert caught.value.field == field
    assert str(caught.value)[0].isupper() or str(caught.value)[0] == "«"
    assert str(caught.value).endswith(".")


def test_the_chooser_offers_only_what_can_be_shown(dataset):
    options = {option.name: option for option in list_variables(dataset)}
    assert list(options) == ["status", "vote", "uses", "need", "staff", "health"]
    assert options["status"].can_break_down
    assert not options["health"].can_break_down
    assert options["status"].answers[0] == ("asso", "Association")
    for option in options.values():
        for kind in option.kinds:
            spec = FigureSpec(
                kind,
                option.name,
                breakdown=("vote" if option.name == "status" else "status") if kind == "crosstab" else "",
                category=(option.answers[0][0],) if kind == "share" else (),
                bounds=(0, 10**9) if kind == "histogram" else (),
            )
            try:
                assert compute_figure(dataset, spec).rows
            except EmptyBase:
                assert option.name == "health"


def test_the_export_carries_base_date_source_and_label(dataset):
    figure = compute_figure(dataset, FigureSpec(FigureKind.TOTAL, "need", breakdown="status"))
    about = exports.About("Les besoins", figure.is_simulated, method_notes([figure]))
    table = figure_table([FigurePart(figure.spec, figure=figure)], DatasetFacts.of(dataset), about)
    text = b"".join(exports.csv_chunks(table)).decode()
    assert text.splitlines()[1].endswith(";simulees")
    assert "7500015,00" in text
    assert figure.base_label in text
    data = json.loads(b"".join(exports.json_chunks(table)))
    assert data["about"]["Intervalle"] == figure.interval_label
    assert data["simulated"] is True
    assert len(data["rows"]) == len(figure.rows)
    assert all(len(row) == len(data["columns"]) for row in data["rows"])
    natures = {row[data["columns"].index("nature")] for row in data["rows"]}
    assert natures <= {"décompte", ""}


def test_a_declared_total_says_it_is_a_tally_and_nothing_else_does(dataset):
    total = compute_figure(dataset, FigureSpec(FigureKind.TOTAL, "need"))
    assert total.is_tally
    assert reports.TALLY in total.interval_label
    assert any(reports.TALLY in step for step in total.steps)
    for kind in (FigureKind.MEAN, FigureKind.MEDIAN):
        for breakdown in ("", "status"):
            figure = compute_figure(dataset, FigureSpec(kind, "need", breakdown=breakdown))
            assert not figure.is_tally
            shown = [row for row in figure.rows if row.value is not None]
            assert shown
            assert all(row.low is not None and row.low <= row.value <= row.high for row in shown)
            assert "95" in figure.interval_label


def test_replay_proves_and_disproves(dataset):
    figure = compute_figure(dataset, FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="status"))
    kept = Figure.from_json(json.loads(json.dumps(figure.to_json())))
    assert replay(StoredFigure("page", kept)).is_same
    forged = figure.to_json()
    forged["rows"][0]["value"] = 0.5
    result = replay(StoredFigure("page", Figure.from_json(forged)))
    assert not result.is_same
    assert "yes (asso)" in result.differences[0]
    lost = figure.to_json() | {"dataset_slug": "ailleurs"}
    assert replay(StoredFigure("page", Figure.from_json(lost))).differences


def test_a_table_is_read_once_and_a_figure_computed_once(dataset, monkeypatch, django_assert_num_queries):
    caches["process"].clear()
    storage.forget_opened()
    opened, computed = [], []
    monkeypatch.setattr(storage, "read_table", noting(opened, storage.read_table))
    monkeypatch.setattr(computing, "compute", noting(computed, compute))
    shares = FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="status")
    first = compute_figure(dataset, shares)
    with django_assert_num_queries(0):
        assert compute_figure(dataset, shares) == first
        compute_figure(dataset, FigureSpec(FigureKind.MEAN, "staff"))
    assert (len(opened), len(computed)) == (1, 2)


def noting(calls: list[object], real):
    def noted(*arguments):
        calls.append(arguments)
        return real(*arguments)

    return noted


@pytest.mark.django_db
def test_weights_strata_and_clusters_come_from_the_codebook():
    n = 40
    variables = (
        CodebookVariable("y", VariableKind.NUMERIC, "y"),
        CodebookVariable("w", VariableKind.WEIGHT, "w"),
        CodebookVariable("s", VariableKind.STRATUM, "s"),
    )
    arrays = {
        "y": np.arange(n, dtype=np.float64),
        "y/missing": np.zeros(n, np.uint8),
        "w": np.where(np.arange(n) < 20, 1.0, 3.0),
        "s": np.repeat(np.array([0, 1], np.int32), 20),
        COMPLETED: np.ones(n, np.bool_),
    }
    dataset = save_dataset(
        slug="pese",
        title="Pesé",
        projected=Projected(Codebook(variables), arrays),
        by=None,
        code="figures.dataset.imported",
        source=DatasetSource.FILE,
    )
    weighted = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "y"))
    assert weighted.rows[0].value == pytest.approx((9.5 * 20 + 29.5 * 60) / 80)
    assert "pondérées" in weighted.weighting_label
    plain = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "y", weighted=False))
    assert plain.rows[0].value == 19.5
    assert plain.input_digest != weighted.input_digest


@pytest.mark.django_db
def test_where_everybody_answered_nothing_is_estimated_and_it_is_said():
    lines = [f"{'oui' if n % 4 else 'non'},{n},40" for n in range(40)]
    codebook = "name,label,kind,values\navis,Avis,un choix,oui=Oui|non=Non\nage,Age,nombre,\nN,N,population,"
    dataset = import_dataset(
        title="Toute la population",
        csv_bytes="\n".join(["avis,age,N", *lines]).encode(),
        codebook_bytes=codebook.encode(),
        by=None,
    )
    for kind, variable in (("distribution", "avis"), ("mean", "age"), ("total", "age")):
        figure = compute_figure(dataset, FigureSpec(FigureKind(kind), variable))
        part = FigurePart(figure.spec, figure=figure)
        told = figure_table([part], DatasetFacts.of(dataset), exports.About("Essai", False))
        assert {row[told.columns.index("nature")] for row in told.rows} == {"recensement"}
        assert all(row.value is not None and row.low is None for row in figure.rows)
        assert "toute la population visée a répondu" in figure.interval_label
        said = " ".join(figure.steps)
        assert "Toute la population visée a répondu" in said
        assert "Wilson" not in said
        assert "que le hasard" not in said
        assert "n’ont pas répondu" not in said
