"""The team's screens for questionnaires: what a file would do, what a version holds."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from engines.questionnaire.files.reader import read_questionnaire
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.tests.staffing import FORM, a_file
from milliard.surveys.models import Questionnaire, Version
from milliard.surveys.services.questionnaires import definition_of
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db

UPLOAD = "/gestion/questionnaires/importer/"


def checked(response) -> str:
    """What the page of a dry run carries to the creation."""
    return response.context["checked"]


def test_a_dry_run_says_what_it_would_create_and_writes_nothing():
    client = signed_in(Role.ORGANISER)
    response = client.post(UPLOAD, {"file": a_file(FORM)})
    page = response.content.decode()
    assert response.status_code == 200
    assert "nouveau questionnaire" in page
    assert "petit_recueil" in page
    assert "Votre organisation" in page
    assert not Questionnaire.objects.exists()


def test_creating_after_the_dry_run_writes_exactly_what_was_checked():
    client = signed_in(Role.ORGANISER)
    response = client.post(UPLOAD, {"file": a_file(FORM)})
    made = client.post("/gestion/questionnaires/creer/", {"checked": checked(response)}, follow=True)
    version = Version.objects.get()
    assert version.number == 1
    assert version.source_name == "petit.md"
    assert version.created_by is not None
    assert made.redirect_chain[-1][0] == reverse("surveys_staff:version", args=["petit_recueil", 1])
    page = made.content.decode()
    assert "Quel est votre statut" in page
    assert "Version de questionnaire créée" in page
    assert "préparez une collecte" in page
    assert "Quotas possibles sur" in page


def test_a_second_version_shows_its_changes_before_and_after_creation():
    client = signed_in(Role.ORGANISER)
    first = client.post(UPLOAD, {"file": a_file(FORM)})
    client.post("/gestion/questionnaires/creer/", {"checked": checked(first)})
    other = FORM.replace("Un mot pour finir", "Un dernier mot")
    second = client.post(UPLOAD, {"file": a_file(other)})
    assert "version 2" in second.content.decode()
    (change,) = second.context["outcome"].changes
    assert [cell.text for cell in change] == ["mot", "texte changé", "Un mot pour finir", "Un dernier mot"]
    assert "Un mot pour finir" in second.content.decode()
    made = client.post("/gestion/questionnaires/creer/", {"checked": checked(second)}, follow=True)
    page = made.content.decode()
    assert "Un mot pour finir" in page
    assert "Un dernier mot" in page


def test_the_same_file_again_offers_the_version_that_exists():
    client = signed_in(Role.ORGANISER)
    first = client.post(UPLOAD, {"file": a_file(FORM)})
    client.post("/gestion/questionnaires/creer/", {"checked": checked(first)})
    again = client.post(UPLOAD, {"file": a_file(FORM)})
    assert again.context["outcome"].is_same
    assert "Créer la version" not in again.content.decode()


def test_a_wrong_file_is_refused_with_its_places():
    wrong = FORM.replace("select_one statuts", "select_one absents")
    response = signed_in(Role.ORGANISER).post(UPLOAD, {"file": a_file(wrong)})
    assert response.status_code == 422
    page = response.content.decode()
    result = read_questionnaire(wrong.encode(), "petit.md")
    assert result.refusals
    for problem in result.refusals:
        assert f"{problem.sheet}, ligne {problem.row}" in page
    assert not Version.objects.exists()


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"%PDF-1.7 nothing", b"PK\x03\x04broken", b"{}"])
def test_what_is_no_questionnaire_is_refused_kindly(content):
    response = signed_in(Role.ORGANISER).post(UPLOAD, {"file": a_file(content, "quoi.xlsx")})
    assert response.status_code == 422
    assert "ne peut pas être importé" in response.content.decode()


def test_no_file_and_a_huge_file_are_said_beside_the_field():
    client = signed_in(Role.ORGANISER)
    assert client.post(UPLOAD, {}).status_code == 422
    huge = client.post(UPLOAD, {"file": a_file(b"x" * 10_000_001)})
    assert huge.status_code == 422
    assert "dépasse 10" in huge.content.decode()


def test_pasted_html_in_a_form_is_escaped():
    hostile = FORM.replace("Un mot pour finir", "<script>alert(1)</script>")
    client = signed_in(Role.ORGANISER)
    response = client.post(UPLOAD, {"file": a_file(hostile)})
    made = client.post("/gestion/questionnaires/creer/", {"checked": checked(response)}, follow=True)
    assert "<script>alert(1)</script>" not in made.content.decode()
    assert "&lt;script&gt;alert(1)" in made.content.decode()


@pytest.mark.parametrize("held", ["", "inventé", "eyJhIjoxfQ:1:abc"])
def test_a_forged_check_creates_nothing(held):
    response = signed_in(Role.ORGANISER).post("/gestion/questionnaires/creer/", {"checked": held})
    assert response.status_code == 302
    assert not Version.objects.exists()


def test_downloads_give_the_same_questionnaire_back():
    version = factories.version(factories.every_kind(), code="tout")
    client = signed_in(Role.ANALYST)
    workbook = client.get(reverse("surveys_staff:xlsform", args=["tout", 1]))
    read = read_questionnaire(workbook.content)
    assert read.questionnaire is not None
    assert [question.key for question in read.questionnaire.questions()] == [
        question.key for question in factories.every_kind().questions()
    ]
    data = client.get(reverse("surveys_staff:definition", args=["tout", 1]))
    assert json.loads(data.content) == version.definition


def test_a_version_becomes_a_limesurvey_file_once_its_new_codes_are_read():
    version = factories.version(factories.five_questions(), code="cinq")
    client = signed_in(Role.ANALYST)
    assert (
        "Vers LimeSurvey" in client.get(reverse("surveys_staff:version", args=["cinq", 1])).content.decode()
    )
    page = client.get(reverse("surveys_staff:limesurvey", args=["cinq", 1]))
    assert "Télécharger le fichier LimeSurvey" in page.content.decode()
    codes = {change.name: change.code for _, change in page.context["renamed"]}
    assert codes
    assert all(f">{code}</td>" in page.content.decode() for code in codes.values())
    file = client.get(reverse("surveys_staff:limesurvey_file", args=["cinq", 1]))
    assert "cinq-v1.lss" in file["Content-Disposition"]
    read = read_questionnaire(file.content)
    assert read.questionnaire is not None
    assert read.questionnaire.title == definition_of(version).title


def test_what_limesurvey_cannot_hold_is_said_question_by_question():
    factories.version(factories.every_kind(), code="tout")
    client = signed_in(Role.ANALYST)
    page = client.get(reverse("surveys_staff:limesurvey", args=["tout", 1]))
    assert page.status_code == 200
    assert "ne peut pas devenir un fichier LimeSurvey" in page.content.decode()
    assert "un groupe répété" in page.content.decode()
    assert "Télécharger le fichier LimeSurvey" not in page.content.decode()
    assert client.get(reverse("surveys_staff:limesurvey_file", args=["tout", 1])).status_code == 422


def test_a_version_shows_remarks_and_minutes():
    factories.version(factories.every_kind(), code="tout")
    page = signed_in(Role.ANALYST).get(reverse("surveys_staff:version", args=["tout", 1])).content.decode()
    assert "Durée estimée" in page
    assert "répété" in page
    assert "Essayer comme si vous répondiez" in page
    assert "Préparer une collecte" not in page  # an analyst reads


def test_the_real_tutorial_form_goes_through(shared_data: Path):
    content = (shared_data / "surveys" / "xlsform" / "tutorial.xls").read_bytes()
    client = signed_in(Role.ADMIN)
    response = client.post(UPLOAD, {"file": a_file(content, "tutorial.xls")})
    expected = read_questionnaire(content, "tutorial.xls")
    assert (response.status_code == 200) is (expected.questionnaire is not None)


def test_the_blank_workbook_is_offered_beside_the_import_and_goes_through_it():
    client = signed_in(Role.ORGANISER)
    assert reverse("surveys_staff:blank") in client.get(UPLOAD).content.decode()
    file = client.get(reverse("surveys_staff:blank"))
    assert "modele-de-questionnaire.xlsx" in file["Content-Disposition"]
    response = client.post(UPLOAD, {"file": a_file(file.content, "modele.xlsx")})
    assert response.status_code == 200
    assert "Votre projet" in response.content.decode()
    assert "À corriger" not in response.content.decode()


def test_consent_texts_are_written_anew_never_changed():
    client = signed_in(Role.ORGANISER)
    url = reverse("surveys_staff:consents")
    for words in ("J’accepte.", "J’accepte que mes réponses soient comptées."):
        response = client.post(
            url, {"purpose": "statistics", "text": words, "is_required": "on"}, follow=True
        )
        assert "Texte enregistré" in response.content.decode()
    page = client.get(url).content.decode()
    assert "J’accepte." in page
    assert "texte 2, nécessaire" in page
    assert client.post(url, {"purpose": "statistics", "text": " "}).status_code == 422


def test_the_preview_of_a_short_form_says_one_minute():
    version = factories.version()
    address = reverse("surveys:preview", args=[version.questionnaire.code, version.number])
    assert "environ 1&nbsp;minute." in signed_in(Role.ANALYST).get(address).content.decode()
