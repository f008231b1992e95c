"""What htmx sends after each answer: only what changed comes back, no button is pressed."""

import pytest
from django.test import Client

from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db


def test_saves_in_the_background_send_what_changed_only(client: Client, every: Collection) -> None:
    form = form_of(client.get(url(every, "section/vous/")))
    answer = client.post(
        url(every, "section/vous/"), {**form.values, "statut": "autre"}, headers={"HX-Request": "true"}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="item-statut_autre"' in body
    assert 'id="item-nom"' not in body
    assert 'id="saved-mark"' in body
    assert 'name="shown" value="statut_autre:"' in body
    assert Response.objects.get().answers == {"statut": "autre"}
    wrong = {**form.values, "statut": "autre", "siren": "12"}
    body = client.post(url(every, "section/vous/"), wrong, headers={"HX-Request": "true"}).content.decode()
    assert 'id="item-siren"' in body
    assert 'value="12"' in body
    mended = {**form.values, "statut": "autre", "siren": "", "errored": ["siren"]}
    body = client.post(url(every, "section/vous/"), mended, headers={"HX-Request": "true"}).content.decode()
    assert 'id="item-siren"' in body
    assert "siren_error" not in body


def test_a_save_in_the_background_never_presses_the_button_that_has_the_focus(
    client: Client, every: Collection
) -> None:
    page = client.get(fill(client, client.get(url(every, "section/vous/")), nom="Nous").url)
    form = form_of(page)
    row = form.values["rows__besoins"][0]
    data = {**form.values, f"besoins__{row}__montant": "1500", "remove": f"besoins__{row}", "go": "finish"}
    body = client.post(form.action, data, headers={"HX-Request": "true"}).content.decode()
    response = Response.objects.get()
    assert response.answers["besoins"] == [{"_id": row, "montant": 150_000}]
    assert response.completed_at is None
    assert 'id="item-rappel"' in body
    assert "1\u202f500" in body


def test_a_consent_ticked_after_the_first_save_in_the_background_counts(client: Client) -> None:
    needed = factories.consent_text(is_required=True)
    contact = factories.consent_text(Purpose.CONTACT)
    collection = factories.open_collection(factories.five_questions(), consent_texts=[needed, contact])
    form = form_of(client.get(url(collection, "section/page/")))
    quiet = {"HX-Request": "true"}
    answer = client.post(form.action, {**form.values, "mot": "a"}, headers=quiet)
    assert "besoin de votre accord" in text_of(answer)
    assert not Response.objects.exists()
    ticked = {**form.values, "mot": "a", f"consent_{needed.pk}": "on"}
    client.post(form.action, ticked, headers=quiet)
    assert dict(Response.objects.get().consents.values_list("purpose", "is_given"))["contact"] is False
    client.post(form.action, {**ticked, f"consent_{contact.pk}": "on", "statut": "scic", "go": "finish"})
    decisions = dict(Response.objects.get().consents.values_list("purpose", "is_given"))
    assert decisions == {"statistics": True, "contact": True}
