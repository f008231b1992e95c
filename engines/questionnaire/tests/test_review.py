"""Remarks on the wording, and the estimate of minutes."""

from __future__ import annotations

import pytest

from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout, Missing, QuestionRole
from engines.questionnaire.review import RemarkCode, estimate_minutes, review
from engines.questionnaire.tests.builders import choices, question, questionnaire, recueil, section


def codes(label: str, kind: Kind = Kind.TEXT, offered: tuple[str, ...] = (), **fields: object) -> set[str]:
    values = tuple(Choice(str(rank), text) for rank, text in enumerate(offered))
    asked = question("a", kind, label=label, choice_list="list", **fields)
    return {remark.code.value for remark in review(questionnaire(asked, list=values))}


BALANCED = ("Tout à fait d’accord", "Plutôt d’accord", "Plutôt pas d’accord", "Pas du tout d’accord")


@pytest.mark.parametrize(
    ("label", "code"),
    [
        (" ".join(["mot"] * 26), RemarkCode.TOO_LONG),
        ("Pensez-vous que la loi ne devrait pas interdire ce projet\u202f?", RemarkCode.DOUBLE_NEGATION),
        ("N’êtes-vous pas opposé·es à ce que rien ne change\u202f?", RemarkCode.DOUBLE_NEGATION),
        ("Avez-vous des salarié·es et/ou des bénévoles\u202f?", RemarkCode.DOUBLE_QUESTION),
        ("Quel est votre besoin\u202f? Pourquoi\u202f?", RemarkCode.DOUBLE_QUESTION),
        (
            "Quel est votre statut, et comment le vivez-vous\u202f?",
            RemarkCode.DOUBLE_QUESTION,
        ),
        ("Ne pensez-vous pas que c’est juste\u202f?", RemarkCode.LEADING),
        ("Êtes-vous d’accord pour dire que c’est juste\u202f?", RemarkCode.LEADING),
        ("Il est urgent d’agir\u00a0: quel montant\u202f?", RemarkCode.LEADING),
        ("Êtes-vous une SCIC\u202f?", RemarkCode.ACRONYM),
        ("Avez-vous une dette senior\u202f?", RemarkCode.JARGON),
    ],
)
def test_what_is_remarked(label: str, code: RemarkCode) -> None:
    assert code.value in codes(label)


@pytest.mark.parametrize(
    "label",
    [
        "Quel est le nom de votre organisation\u202f?",
        "De combien d’argent avez-vous besoin cette année\u202f?",
        "Êtes-vous une société coopérative d’intérêt collectif (SCIC)\u202f?",
        "Votre projet n’a pas encore commencé\u202f?",
        "Quel est votre SIREN\u202f?",
        "Avez-vous demandé un prêt à votre banque\u202f?",
    ],
)
def test_plain_questions_get_no_remark(label: str) -> None:
    assert codes(label) == set()


def test_an_acronym_explained_once_is_known_everywhere() -> None:
    asked = (
        question("a", label="Connaissez-vous l’économie sociale et solidaire (ESS)\u202f?"),
        question("b", label="Faites-vous partie de l’ESS\u202f?"),
    )
    assert review(questionnaire(*asked)) == []


def test_a_long_hint_counts_with_its_question() -> None:
    assert codes(" ".join(["mot"] * 20), hint=" ".join(["mot"] * 21)) == {"too_long"}
    assert codes(" ".join(["mot"] * 20), hint=" ".join(["mot"] * 20)) == set()


def test_opinions_need_a_way_out_and_facts_do_not() -> None:
    label = "Diriez-vous que vos fonds suffisent\u202f?"
    assert codes(label, Kind.ONE, BALANCED) == {"no_dont_know"}
    assert codes(label, Kind.ONE, (*BALANCED, "Je ne sais pas")) == set()
    assert codes(label, Kind.ONE, BALANCED, role=QuestionRole.MARGIN) == set()
    assert codes("Quelle est votre région\u202f?", Kind.ONE, ("Bretagne", "Corse")) == set()
    coded = (*choices("a", "b"), Choice("z", "Autre cas", missing=Missing.DONT_KNOW))
    asked = question("a", Kind.ONE, label=label, choice_list="list")
    assert review(questionnaire(asked, list=coded)) == []


def test_the_rows_of_a_grid_are_opinions() -> None:
    rows = (question("a", Kind.ONE, label="Le loyer", choice_list="list"),)
    grid = Group("g", "Que pesez-vous\u202f?", rows, layout=Layout.GRID)
    assert [remark.code for remark in review(questionnaire(grid, list=choices("a", "b")))] == [
        RemarkCode.NO_DONT_KNOW
    ]


def test_scales_are_weighed() -> None:
    label = "Votre budget est-il suffisant\u202f?"
    tilted = ("Très satisfaisant", "Plutôt satisfaisant", "Bien", "Pas satisfaisant")
    assert codes(label, Kind.ONE, tilted) == {"unbalanced_scale"}
    assert codes(label, Kind.ONE, (*BALANCED, "Je ne sais pas")) == set()
    assert codes(label, Kind.ONE, ("Rouge", "Vert", "Bleu")) == set()
    # Kinds of «yes» are no degrees of it.
    place = ("Oui, un tiers-lieu", "Oui, une ferme", "Oui, un commerce", "Oui, un autre lieu", "Non")
    assert codes("Votre action a-t-elle un lieu\u202f?", Kind.ONE, place) == set()
    assert codes(label, Kind.ONE, ("Oui, tout à fait", "Oui, plutôt", "Oui, un peu", "Non")) == set()


def test_none_of_these_is_to_be_exclusive() -> None:
    none = Choice("none", "Aucune de ces aides")
    asked = question("a", Kind.MANY, label="Quelles aides avez-vous\u202f?", choice_list="list")
    assert [r.code for r in review(questionnaire(asked, list=(*choices("x"), none)))] == [
        RemarkCode.NO_EXCLUSIVE_NONE
    ]
    alone = Choice("none", "Aucune de ces aides", is_exclusive=True)
    assert review(questionnaire(asked, list=(*choices("x"), alone))) == []


def test_remarks_are_in_french_typography() -> None:
    asked = question("a", label="Avez-vous une dette senior et/ou une SCIC\u202f?")
    for remark in review(questionnaire(asked)):
        assert "« " not in remark.message_fr
        assert " :" not in remark.message_fr


def test_the_estimate_grows_with_what_is_asked() -> None:
    short = estimate_minutes(recueil())
    parts = recueil().sections
    longer = Definition(
        "Plus long",
        (*parts, section("more", *(question(f"q{n}", Kind.LONG_TEXT) for n in range(20)))),
        choice_lists=recueil().choice_lists,
    )
    long = estimate_minutes(longer)
    assert short.low <= short.typical <= short.high
    assert 15 <= long.typical - short.typical <= 17  # twenty long texts, forty-five seconds each
    assert [estimate.key for estimate in long.sections] == [part.key for part in longer.sections]
    for estimate in long.sections:
        assert estimate.low <= estimate.typical <= estimate.high


def test_the_estimate_of_one_question_is_its_arithmetic() -> None:
    words = " ".join(["mot"] * 24)
    asked = Definition("Q", (section("s", question("a", Kind.YES_NO, label=words)),))
    (only,) = estimate_minutes(asked).sections
    # 4 s for the page, its one-word title and 24 words at 240 a minute, 2.5 s to answer
    assert only.typical == pytest.approx(4 + 25 * 60 / 240 + 2.5)


def test_an_empty_questionnaire_takes_a_minute() -> None:
    estimate = estimate_minutes(Definition("Vide", ()))
    assert (estimate.low, estimate.typical, estimate.high) == (1, 1, 1)


def test_a_class_that_holds_another_is_remarked_with_the_fix() -> None:
    label = "Combien de mois votre trésorerie couvre-t-elle\u202f?"
    overlapping = ("Moins d’un mois, ou rien", "Moins de 3 mois", "De 3 à 6 mois")
    asked = question("a", Kind.ONE, label=label, choice_list="list")
    values = tuple(Choice(str(rank), text) for rank, text in enumerate(overlapping))
    (remark,) = review(questionnaire(asked, list=values))
    assert remark.code is RemarkCode.OVERLAPPING_CHOICES
    assert remark.message_fr.endswith("Écrivez «\u00a0D’un à 3 mois\u00a0».")
    mended = ("Moins d’un mois, ou rien", "D’un à trois mois", "De 3 à 6 mois")
    assert codes(label, Kind.ONE, mended) == set()
