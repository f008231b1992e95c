"""Expressions that real forms hold, each seen wrong once in the field: what they must give."""

from __future__ import annotations

import datetime

import pytest

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.expressions.patterns import Pattern, PatternError, PatternUnsupported
from engines.questionnaire.files.reader import describe
from engines.questionnaire.tests.test_xlsform_read import form, refusals

TODAY = datetime.date(2026, 11, 29)
SEVERAL = """
| choices |           |      |                  |
|         | list_name | name | label            |
|         | jours     | lun  | lundi            |
|         | jours     | mar  | mardi            |
|         | jours     | 1.b  | un autre, dit-on |
"""


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (r"[\w-\.]+@[\w-]{2,}", "a-b.c@d-e", "a b@cd"),
        (r"[\d-x]+", "1-x", "5-y"),
        (r"[a-\d]+", "a-7", "b"),
        (r"[^\w-.]+", "!?", "a-b"),
        (r"[]\s-]+", "] -", "a"),
        (r"[\p{L} '-]+", "L’Haÿ".replace("’", "'"), "L4"),
        (r"\p{Lu}\p{Ll}*", "Élodie", "élodie"),
        (r"[^\p{L}]*", "12 !", "é"),
        (r"\P{L}+", "12", "a"),
        (r"\pN{2}", "42", "ab"),
        (r"[\p{L}-z]+", "é-z", "5"),
    ],
)
def test_patterns_mean_what_their_authors_mean(pattern: str, right: str, wrong: str) -> None:
    """A hyphen beside a class is a hyphen for Java, JavaScript and PCRE; so is `\\p{L}` a letter."""
    assert Pattern(pattern).matches(right)
    assert not Pattern(pattern).matches(wrong)


@pytest.mark.parametrize("pattern", [r"\p{IsGreek}", r"[\p{Script=Latin}]", "\U000f0001"])
def test_classes_that_are_right_elsewhere_are_not_called_malformed(pattern: str) -> None:
    with pytest.raises(PatternUnsupported):
        Pattern(pattern)


def test_a_hyphen_between_two_characters_stays_a_range() -> None:
    assert Pattern("[a-c]").matches("b")
    assert Pattern(r"[a\-c]").matches("-")
    assert not Pattern(r"[a\-c]").matches("b")
    with pytest.raises(PatternError):
        Pattern("[c-a]")


def test_a_refused_expression_names_its_question() -> None:
    result = form(r"text | ville | Ville ? | regex(., '(?=a)b')", headers="type | name | label | constraint")
    (problem,) = result.refusals
    assert refusals(result) == ["survey:3:constraint"]
    assert problem.message_fr.startswith("«\u00a0ville\u00a0» : regex()".replace(" :", "\u00a0:"))


def evaluated(*rows: str, headers: str, answers: dict[str, object]) -> dict[str, object]:
    result = form(*rows, headers=headers, choices=SEVERAL)
    assert result.questionnaire is not None, describe(result)
    evaluation = evaluate(compile_questionnaire(result.questionnaire), answers, today=TODAY)
    return {path[-1]: value for path, value in evaluation.calculated.items()}


@pytest.mark.parametrize(
    ("ticked", "said"), [(["lun", "1.b"], "lundi, un autre, dit-on"), (["mar"], "mardi"), ([], "")]
)
def test_the_name_of_several_choices_is_their_names(ticked: list[str], said: str) -> None:
    found = evaluated(
        "select_multiple jours | jours | Quels jours ? | ",
        "calculate | dit | | jr:choice-name(${jours}, '${jours}')",
        headers="type | name | label | calculation",
        answers={"jours": ticked},
    )
    assert found == {"dit": said}


@pytest.mark.parametrize("letters", ["%A %d", "%d %B", "%j", "%"])
def test_letters_of_a_date_that_are_not_known_are_refused(letters: str) -> None:
    result = form(
        "date | jour | Quel jour ? | ",
        f"calculate | dit | | format-date(${{jour}}, '{letters}')",
        headers="type | name | label | calculation",
    )
    assert refusals(result) == ["survey:4:calculation"]
    assert "Y, y, m, n" in result.refusals[0].message_fr


def test_known_letters_of_a_date() -> None:
    found = evaluated(
        "date | jour | Quel jour ? | ",
        "calculate | dit | | format-date(${jour}, '%a %e %b %Y, 100 %%')",
        headers="type | name | label | calculation",
        answers={"jour": "2026-03-05"},
    )
    assert found == {"dit": "jeu. 5 mars 2026, 100 %"}
