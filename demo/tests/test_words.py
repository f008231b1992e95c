"""What the demonstration says, held to what it counts: each was wrong when the first users read it.

Numbers in brackets are those of `docs/explanation/findings-of-the-first-users.md`.
"""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from demo import waves
from demo.studies import grand_recueil, savers
from demo.tests.test_country import RECUEIL, SAVERS, rows_of, text_of
from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Kind
from milliard.figures.reports import FigureKind, FigureSpec, compute_figure
from milliard.surveys.duration import duration_of
from milliard.surveys.models import Collection
from milliard.surveys.services.questionnaires import compiled_version
from milliard.website.models import PublishedFigure


def shares(wave: waves.Wave, variable: str, kind: FigureKind = FigureKind.DISTRIBUTION) -> dict[str, float]:
    figure = compute_figure(waves.dataset_of(wave), FigureSpec(kind, variable))
    return {row.key: row.value or 0 for row in figure.rows}


@pytest.fixture
def recueil(demo_country: str) -> CompiledQuestionnaire:
    return compiled_version(Collection.objects.get(slug="grand-recueil").version)


def test_an_organisation_may_be_born_this_year(recueil: CompiledQuestionnaire) -> None:
    """(M1) The bound is of the day one answers, not of the wave."""
    today = dt.date(2026, 11, 30)
    problems = {
        year: ("annee_creation",) in evaluate(recueil, {"annee_creation": year}, today=today).check_all()
        for year in (1799, 2025, 2026, 2027)
    }
    assert problems == {1799: True, 2025: False, 2026: False, 2027: True}


_ASKS = re.compile(
    r"\b((la|le|les)?quel(le)?s?|qui|que|combien|comment|où|pourquoi|quoi)\b|d’où|qu’|-(vous|ils?|elles?|ce|on)\b"
)


def test_a_question_says_what_is_asked(recueil: CompiledQuestionnaire) -> None:
    """(m13) «En une phrase ?», «Quelle part est trouvée ?» in euros, «À quelle adresse vous écrire ?»."""
    for item in recueil.questions.values():
        question = item.question
        if question.label.endswith("?"):
            assert _ASKS.search(question.label.lower()), question.label
        if question.kind is Kind.AMOUNT:
            assert not re.search(r"\bpart\b", question.label), question.label
        if question.kind is Kind.EMAIL:
            assert "e-mail" in question.label, question.label


_JARGON = {
    "droit de reprise": "à rendre un jour",
    "titres associatifs": "un prêt de sept ans au moins",
    "titres participatifs": "un prêt de sept ans au moins",
    "collèges": "part des voix",
    "quasi-fonds propres": "un prêt de sept ans au moins",
    "profitabilité": "ce que l’argent rapporte",
}


@pytest.mark.parametrize("path", sorted(waves.FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_a_word_of_finance_is_explained_where_it_is_asked(path: Path) -> None:
    """(Fr5) «apport avec droit de reprise», «titres associatifs ou participatifs», «collèges pondérés»."""
    for line in path.read_text(encoding="utf-8").lower().splitlines():
        for word, explanation in _JARGON.items():
            assert word not in line or explanation in line, line


def test_the_strip_s_numbers_are_not_drawn_again_together(demo_country: str) -> None:
    """(m27) The same three numbers stood twice in the savers' first screen."""
    for slug in (grand_recueil.SLUG, savers.SLUG):
        figures = PublishedFigure.objects.filter(edition__study__slug=slug).order_by("edition", "position")
        strip, *others = (
            {part.spec.variable for part in figure.shown().parts if part.spec is not None}
            for figure in figures
        )
        assert strip
        assert max(len(strip & other) for other in others) < 2, slug


def test_equity_is_typed_in_euros_and_may_be_negative(recueil: CompiledQuestionnaire) -> None:
    """(M8)"""
    question = recueil.questions["fonds_propres"]
    assert question.question.kind is Kind.AMOUNT
    assert Decimal(question.question.minimum) < 0


def test_the_total_stands_over_its_five_uses(demo_country: str, client: Client) -> None:
    """(M11) Drawn together on the page, and they add up."""
    parts = [
        compute_figure(waves.dataset_of(waves.GRAND_RECUEIL), FigureSpec(FigureKind.TOTAL, f"besoin_{use}"))
        .rows[-1]
        .value
        for use in ("investissement", "fonds_propres", "fonctionnement", "tresorerie", "ingenierie")
    ]
    assert sum(part or 0 for part in parts) == 140_000_000_000
    assert max(parts) * 2 > 140_000_000_000  # «investir pèse plus que tout le reste»
    rows = rows_of(client, RECUEIL)
    for label in ("Investir", "Renforcer les fonds propres", "Fonctionner", "Étudier et préparer un projet"):
        assert "€" in rows[label][0], label


def test_notes_speak_of_what_their_figure_shows(demo_country: str) -> None:
    """(m20) An amount is spoken of under amounts, a share under shares."""
    shares_only = PublishedFigure.objects.filter(
        edition__study__slug=grand_recueil.SLUG, kind__in=("shares", "figure"), title__contains="ont besoin"
    )
    (figure,) = shares_only
    assert "les parts sont inventées" in figure.note
    assert "montant" not in figure.note


def test_half_of_each_seeks_what_the_title_says(demo_country: str, client: Client) -> None:
    """(m24)"""
    title = (
        "La moitié des associations cherche 300 000 euros au plus ; la moitié des coopératives, deux millions"
    )
    assert title in text_of(client, RECUEIL).replace("\u00a0", " ").replace("\u202f", " ")
    figure = compute_figure(
        waves.dataset_of(waves.GRAND_RECUEIL),
        FigureSpec(FigureKind.MEDIAN, "montant_cible", breakdown="statut"),
    )
    medians = {row.group_key: row.value or 0 for row in figure.rows}
    assert medians["association"] <= 30_000_000
    assert medians["cooperative"] >= 200_000_000


def test_nearly_nine_in_ten_are_between_85_and_90(demo_country: str, client: Client) -> None:
    """(m25) It was «presque toutes»."""
    said = "Près de neuf sur dix décident à une personne, une voix, et près de trois sur quatre"
    assert said in text_of(client, RECUEIL).replace("\u00a0", " ")
    assert 0.85 < shares(waves.GRAND_RECUEIL, "regle_vote")["une_voix"] < 0.9
    assert 0.7 < shares(waves.GRAND_RECUEIL, "innovation_sociale")["yes"] < 0.75


def test_what_savers_want_first_is_what_is_drawn_first(demo_country: str, client: Client) -> None:
    """(m22, m25) Transparency, then security, then the others; titles hold to the numbers."""
    words = text_of(client, SAVERS).replace("\u00a0", " ")
    for said in (
        "la transparence, puis la sécurité de l’argent placé",
        "Savoir où va chaque euro passe avant le rendement",
        "À leur banque, deux personnes sur trois ne voient aucune option",
        "De trois à huit ans",
    ):
        assert said in words
    wanted = {
        name: shares(waves.SAVERS, f"imp_{name}")["beaucoup"]
        for name in ("transparence", "securite", "proximite", "disponibilite", "rendement")
    }
    assert sorted(wanted, key=lambda name: -wanted[name])[:2] == ["transparence", "securite"]
    assert wanted["transparence"] > wanted["rendement"]
    assert shares(waves.SAVERS, "offre_banque")["non"] == pytest.approx(2 / 3, abs=0.02)
    lasting = shares(waves.SAVERS, "duree")
    assert max(lasting, key=lambda key: lasting[key]) == "d8"


def test_one_day_is_said_to_be_the_last(demo_country: str, client: Client) -> None:
    """(m30) Closed on the 30th, its last answer of the 29th: it is collected until the 30th."""
    words = text_of(client, SAVERS)
    assert "30 novembre 2024" in words
    assert "29 novembre 2024" not in words


def test_the_banner_says_what_is_invented_and_what_is_not(demo_country: str, client: Client) -> None:
    """(m29)"""
    words = text_of(client, "/")
    assert "les personnes, les organisations et les montants sont inventés" in words
    assert "Les dates du récit et les chiffres d’autres sources, avec leur lien, sont vrais" in words


def test_no_questionnaire_gives_a_duration_of_its_own(demo_country: str, client: Client) -> None:
    """(m11) One estimate is shown wherever a duration is."""
    for path in waves.FOLDER.glob("*.md"):
        assert not re.search(r"\bminutes?\b", path.read_text(encoding="utf-8")), path.name
    item = Collection.objects.get(slug="grand-recueil")
    said = duration_of(item.version)
    for address in ("/questionnaires/", "/questionnaires/grand-recueil/"):
        assert said.replace("\u00a0", " ") in text_of(client, address).lower(), address


def test_the_story_says_it_in_french(demo_country: str, client: Client) -> None:
    """(Fr3)"""
    assert "y répondent en trois à quatre semaines" in text_of(client, "/le-recit/")
    assert "souhaitent de l’aide pour trouver" in text_of(client, RECUEIL)


def test_a_file_bears_the_name_of_what_it_holds(demo_country: str, client: Client) -> None:
    """(P6) It was the beginning of an identifier."""
    figure = PublishedFigure.objects.filter(edition__study__slug=savers.SLUG, kind="shares").first()
    assert figure is not None
    for extension in ("csv", "svg"):
        said = client.get(f"{SAVERS}chiffres/{figure.block_id}.{extension}").headers["Content-Disposition"]
        assert f"{savers.SLUG}-savoir-ou-va-chaque-euro-passe-avant-le-rendement.{extension}" in said
