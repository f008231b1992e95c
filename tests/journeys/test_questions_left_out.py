"""Somebody brings a file some of whose questions have no place here, and imports the rest."""

import pytest

from engines.questionnaire.tests.test_limesurvey_read import survey
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.tests.staffing import a_file
from milliard.surveys.models import Version
from milliard.surveys.services.questionnaires import definition_of

pytestmark = pytest.mark.django_db

UPLOAD = "/gestion/questionnaires/importer/"


def _with_refused() -> bytes:
    """A LimeSurvey file whose first question has no place here, and whose second one depends on it."""
    return survey(
        {"title": "LANGUE", "type": "?", "text": "Quelle langue ?"},
        {"title": "SUITE", "type": "S", "text": "Et ensuite ?", "relevance": 'LANGUE.NAOK == "fr"'},
        {"title": "NOM", "type": "S", "text": "Votre nom ?"},
    )


def test_what_refuses_a_file_can_be_left_out_question_by_question():
    client = signed_in(Role.ORGANISER)
    first = client.post(UPLOAD, {"file": a_file(_with_refused().decode(), "a.lss")})
    page = first.content.decode()
    assert first.status_code == 422
    assert 'value="LANGUE"' in page
    assert "nommée par SUITE" in page
    # Ticking nothing leaves nothing out; leaving one out offers what cannot be read without it.
    assert client.post(UPLOAD, {"held": first.context["held"]}).status_code == 422
    second = client.post(UPLOAD, {"held": first.context["held"], "without": ["LANGUE"]})
    assert second.status_code == 422
    assert [question.code for question in second.context["result"].refused_questions] == ["SUITE"]
    third = client.post(UPLOAD, {"held": second.context["held"], "without": ["LANGUE", "SUITE"]})
    assert third.status_code == 200
    said = [(problem.column, problem.message_fr) for problem in third.context["result"].warnings]
    assert [place for place, message in said if "laissée de côté" in message] == ["LANGUE", "SUITE"]
    client.post("/gestion/questionnaires/creer/", {"checked": third.context["checked"]})
    assert [question.key for question in definition_of(Version.objects.get()).questions()] == ["NOM"]


def test_a_held_file_that_was_changed_is_asked_again():
    response = signed_in(Role.ORGANISER).post(UPLOAD, {"held": "autre", "without": ["LANGUE"]}, follow=True)
    assert response.status_code == 200
    assert "choisissez le fichier à nouveau" in response.content.decode()
