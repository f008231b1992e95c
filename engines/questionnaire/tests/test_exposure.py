"""What an answer gives away is told by its kind, and for texts by the words of the question."""

import pytest

from engines.questionnaire.exposure import MOST_LABELS, Exposure, exposure_of, sentences
from engines.questionnaire.model import Definition, Kind, Question, Section


@pytest.mark.parametrize(
    ("key", "kind", "label", "exposure"),
    [
        ("nom", Kind.TEXT, "Votre nom", Exposure.IDENTITY),
        ("q4", Kind.TEXT, "Prénom de la personne qui répond", Exposure.IDENTITY),
        ("tel", Kind.INTEGER, "Où vous appeler\u202f?", Exposure.IDENTITY),
        ("q5", Kind.TEXT, "Un E-mail de secours", Exposure.IDENTITY),
        ("q6", Kind.LONG_TEXT, "Quelle est votre adresse postale\u202f?", Exposure.IDENTITY),
        ("q7", Kind.LONG_TEXT, "Vos coordonnées", Exposure.IDENTITY),
        ("q8", Kind.EMAIL, "Pour vous écrire", Exposure.IDENTITY),
        ("q9", Kind.ORGANISATION, "Votre numéro", Exposure.IDENTITY),
        ("statuts", Kind.FILE, "Vos statuts", Exposure.FILE),
        ("recit", Kind.LONG_TEXT, "Racontez votre projet, son nom, son adresse", Exposure.WORDS),
        ("statut_autre", Kind.TEXT, "Lequel\u202f?", Exposure.WORDS),
        ("nombre", Kind.INTEGER, "Nombre de prénoms", Exposure.CODED),
        ("commune", Kind.COMMUNE, "Commune du siège", Exposure.CODED),
    ],
)
def test_what_a_question_gives_away(key: str, kind: Kind, label: str, exposure: Exposure) -> None:
    assert exposure_of(Question(key, kind, label)) is exposure


def test_the_sentences_name_each_question_once_and_count_the_others() -> None:
    texts = tuple(
        Question(f"q{number}", Kind.LONG_TEXT, f"Avis {number}") for number in range(MOST_LABELS + 2)
    )
    note = Question("note", Kind.NOTE, "Bienvenue")
    section = Section("page", "La page", (note, Question("mel", Kind.EMAIL, "Votre e-mail"), *texts))
    told = sentences(Definition("Essai", (section,)))
    assert told[0][1] == "«\u00a0Votre e-mail\u00a0»"
    assert told[1][1].endswith(f"«\u00a0Avis {MOST_LABELS - 1}\u00a0» et 2 de plus")
    assert len(told) == 2
    assert "relus" in told[1][2]
