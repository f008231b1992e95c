"""The rules of a version in words, so that its path can be proofread."""

from typing import Any

import pytest

from engines.questionnaire.model import Choice, Definition, Kind, Question, Section
from engines.questionnaire.rules import proofread, rule_in_words


def question(key: str, kind: Kind = Kind.TEXT, **fields: Any) -> Question:
    return Question(key=key, kind=kind, label=fields.pop("label", key), **fields)


_FORM = Definition(
    "Essai",
    (
        Section(
            "a",
            "Première",
            (
                question("emprunt", Kind.YES_NO, label="Un emprunt\u202f?"),
                question("usages", Kind.MANY, choice_list="usages", label="Vos usages"),
                question(
                    "montant",
                    Kind.AMOUNT,
                    label="Montant",
                    relevant="${emprunt} = 'yes' and selected(${usages}, 'immo')",
                    constraint=". >= 10 and . <= 500",
                    required="${emprunt} = 'yes'",
                ),
                question("total", Kind.CALCULATE, label="Total", calculation="${montant} * 2"),
            ),
        ),
        Section("b", "Deuxième", (question("mot"),), relevant="${montant} != ''"),
    ),
    choice_lists={"usages": (Choice("immo", "Immobilier"), Choice("tres", "Trésorerie"))},
)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("${emprunt} = 'yes'", "« Un emprunt ? » est « Oui »"),
        ("not(selected(${usages}, 'tres'))", "non(« Vos usages » comprend « Trésorerie »)"),
        ("${montant} != '' or ${inconnu} > 3", "« Montant » n’est pas vide ou « inconnu » > 3"),
        (". > 0.5 and . < 10", "la réponse > 0.5 et la réponse < 10"),
        ("regex(., 'a and b')", "regex(la réponse, 'a and b')"),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: str, words: str) -> None:
    assert rule_in_words(rule, _FORM).replace("\u00a0", " ").replace("\u202f", " ") == words


def test_every_rule_of_a_question_and_of_a_section_is_listed_with_what_was_written() -> None:
    first, second = proofread(_FORM)
    amount = next(line for line in first.lines if line.of.key == "montant")
    assert [rule.what for rule in amount.rules] == ["Montrée si", "Obligatoire si", "Acceptée si"]
    assert amount.rules[0].written == "${emprunt} = 'yes' and selected(${usages}, 'immo')"
    total = next((line for line in first.lines if line.of.key == "total"), None)
    assert total is None or [rule.what for rule in total.rules] == ["Calculée"]
    assert [rule.what for rule in second.rules] == ["Montrée si"]
