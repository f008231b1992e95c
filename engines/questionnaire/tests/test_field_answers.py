"""Answers as people type them: each was kept once, and could not be used."""

from __future__ import annotations

import pytest

from engines.questionnaire.model import Kind, Question
from engines.questionnaire.parsing.texts import AnswerError, parse_email

ASKED = Question("courriel", Kind.EMAIL, "Votre adresse ?")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("r.o’neil@exemple.org", "r.o'neil@exemple.org"), ("marie@Société.fr", "marie@société.fr")],
)
def test_an_address_is_stored_as_a_mail_can_be_sent_to_it(typed: str, stored: str) -> None:
    assert parse_email(ASKED, typed) == stored


def test_an_accent_before_the_at_sign_is_asked_again() -> None:
    with pytest.raises(AnswerError, match="ni accent ni cédille"):
        parse_email(ASKED, "zoé@exemple.fr")
