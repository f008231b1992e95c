"""What a sheet of paper says of a question that is not asked of everyone."""

import pytest

from engines.questionnaire.conditions import SOMEHOW, condition_in_words
from engines.questionnaire.model import Choice, Definition, Kind, Question, Section

LIST = {"a": (Choice("x", "Prêt"), Choice("y", "Don"))}
ITEMS = (
    Question("nom", Kind.TEXT, "Nom\u202f?", required="yes"),
    Question("aide", Kind.MANY, "Quelle aide\u202f?", choice_list="a"),
    Question("besoin", Kind.YES_NO, "Un besoin pour ${nom}\u202f?"),
)
FORM = Definition("Essai", (Section("s", "S", ITEMS),), LIST)
NUMBERS = {"nom": 1, "aide": 2, "besoin": 3}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", ""),
        ("${besoin} = 'yes'", "si vous avez répondu «\u00a0Oui\u00a0» à la question\u00a03"),
        (
            "selected(${aide}, 'x') or ${aide}=\"y\"",
            "si vous avez répondu «\u00a0Prêt\u00a0» ou «\u00a0Don\u00a0» à la question\u00a02",
        ),
        (
            "selected( ${aide} , 'x') and ${besoin} = 'no'",
            "si vous avez répondu «\u00a0Prêt\u00a0» à la question\u00a02 "
            "et «\u00a0Non\u00a0» à la question\u00a03",
        ),
        ("${besoin} = 'yes' or selected(${aide}, 'x') and ${besoin} = 'no'", SOMEHOW),
        ("${besoin} != 'yes'", SOMEHOW),
        ("${nom} = 'x'", SOMEHOW),
        ("${aide} = 'inconnu'", SOMEHOW),
        ("not(${besoin} = 'yes')", SOMEHOW),
    ],
)
def test_answers_ticked_are_named_and_anything_else_is_left_to_the_person(expression, words):
    assert condition_in_words(expression, FORM, NUMBERS) == words
