"""The words of a reminder: answers wait only for who began some."""

import pytest
from django.template import Engine
from django.template.context import Context

from milliard.surveys.emails import REMINDER


@pytest.mark.parametrize("is_begun", [True, False])
def test_who_never_began_is_not_told_that_answers_wait(is_begun: bool) -> None:
    words = {**REMINDER.example, "is_begun": is_begun, "contact": "qui@exemple.org"}
    text = Engine.get_default().get_template(REMINDER.template).render(Context(words, autoescape=False))
    assert ("là où vous les avez laissées" in text) is is_begun
    assert ("Il est encore temps" in text) is not is_begun
