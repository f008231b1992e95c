"""The team’s screens about people: quotas, invitations, reminders, requests about one’s own response."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys.models import Invitation, Quota, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import respond
from milliard.surveys.tests.staffing import a_file
from milliard.surveys.tests.views.test_staff_collections import url, with_status

pytestmark = pytest.mark.django_db
#: Who runs a collection, and what for: asked of every one.
WHO = {"organiser": "la Coopérative", "aim": "Compter les besoins."}


def test_quotas_are_set_changed_and_removed():
    item = with_status()
    client = signed_in(Role.ORGANISER)
    assert client.post(url("quotas", item), {"q0-0": "300", "q0-1": ""}).status_code == 302
    assert list(Quota.objects.values_list("question_key", "value", "target")) == [("statut", "asso", 300)]
    client.post(url("quotas", item), {"q0-0": "", "q0-1": "50"})
    assert list(Quota.objects.values_list("value", "target")) == [("scic", 50)]
    assert client.post(url("quotas", item), {"q0-0": "-1"}).status_code == 422
    assert client.post(url("quotas", item), {"q0-0": "beaucoup"}).status_code == 422
    assert client.post(url("quotas", item), {"q0-0": "12 34"}).status_code == 422
    assert Quota.objects.count() == 1


def test_invitations_from_a_list_and_a_file(django_capture_on_commit_callbacks):
    item = factories.open_collection()
    client = signed_in(Role.ORGANISER)
    values = {
        "emails": "a@exemple.org, b@exemple.org\nA@exemple.org",
        "file": a_file("c@exemple.org\n", "l.csv"),
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("invitations", item), values, follow=True)
    assert "3\u00a0invitations en route" in response.content.decode()
    assert sorted(message.to[0] for message in mail.outbox) == [f"{name}@exemple.org" for name in "abc"]
    page = client.get(url("invitations", item)).content.decode()
    assert "exemple.org" not in page  # counts only, no address


def test_wrong_lines_are_located_and_nobody_is_invited():
    item = factories.open_collection()
    typed = "juste@exemple.org\npas une adresse\n\n@exemple.org"
    response = signed_in(Role.ORGANISER).post(url("invitations", item), {"emails": typed})
    assert response.status_code == 422
    assert [error.line for error in response.context["wrong"]] == [2, 4]
    page = response.content.decode()
    assert "ligne 2" in page
    assert "juste@exemple.org" in page  # what was typed is still there
    assert not Invitation.objects.exists()


def test_a_file_that_is_no_text_is_refused():
    item = factories.open_collection()
    response = signed_in(Role.ORGANISER).post(
        url("invitations", item), {"file": a_file(b"PK\x03\x04\x00\x00")}
    )
    assert response.status_code == 422
    assert "file" in response.context["form"].errors


def test_reminders_reach_only_the_unfinished():
    item = factories.open_collection()
    old = timezone.now() - timedelta(days=5)
    for number, spent in enumerate([False, False, True]):
        Invitation.objects.create(
            collection=item,
            email=f"p{number}@exemple.org",
            token_digest=bytes([number]) * 32,
            sent_at=old,
            is_spent=spent,
        )
    client = signed_in(Role.ORGANISER)
    assert "Relancer 2\u00a0personnes" in client.get(url("invitations", item)).content.decode()
    response = client.post(url("reminders", item), follow=True)
    assert "2\u00a0relances en route" in response.content.decode()
    assert "Il n’y a personne à relancer" in client.post(url("reminders", item), follow=True).content.decode()


def test_what_is_still_to_be_sent_is_said_without_addresses(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    item = factories.open_collection()
    client = signed_in(Role.ORGANISER)
    page = client.post(url("invitations", item), {"emails": "a@exemple.org\nb@exemple.org"}, follow=True)
    assert "Envoyées\u00a0: 0 sur 2." in page.content.decode()
    assert "exemple.org" not in page.content.decode()
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5), is_waiting=False)
    page = client.post(url("reminders", item), follow=True).content.decode()
    assert "il en reste au moins 2." in page
    assert "Envoyées\u00a0:" not in page


def test_a_response_is_found_by_its_number_and_shows_no_answer():
    item = factories.open_collection()
    (row,) = respond(item, {"nom": "Les Sept Marmites"})
    client = signed_in(Role.ORGANISER)
    page = client.get(url("request", item), {"number": str(row.public_id)[:8]}).content.decode()
    assert str(row.public_id)[:8] in page
    assert "Marmites" not in page
    assert client.get(url("request", item), {"number": str(row.public_id)}).status_code == 200


@pytest.mark.parametrize("number", ["", "1234", "zzzzzzzz", "00000000", "'; drop table --"])
def test_an_unknown_number_finds_nothing(number):
    item = factories.open_collection()
    respond(item, {"nom": "x"})
    response = signed_in(Role.ORGANISER).get(url("request", item), {"number": number})
    assert response.status_code == 422
    assert response.context["found"] is None


def test_the_number_of_another_collection_finds_nothing():
    item, other = factories.open_collection(), factories.open_collection()
    (row,) = respond(other, {"nom": "x"})
    response = signed_in(Role.ORGANISER).get(url("request", item), {"number": str(row.public_id)})
    assert response.context["found"] is None
    signed_in(Role.ORGANISER).post(url("request_erase", item), {"number": str(row.public_id)})
    assert Response.objects.filter(pk=row.pk).exists()


def test_erasing_on_request_is_journalled_with_who_did_it():
    item = factories.open_collection()
    kept, gone = respond(item, {"nom": "x"}, {"nom": "y"})
    client = signed_in(Role.ORGANISER)
    response = client.post(url("request_erase", item), {"number": str(gone.public_id)}, follow=True)
    assert list(Response.objects.values_list("pk", flat=True)) == [kept.pk]
    page = response.content.decode()
    assert "Réponse effacée à la demande" in page
    assert "la plateforme" not in page.split("Réponse effacée à la demande")[1].split("</tr>")[0]


def test_the_correction_link_goes_to_the_known_address_only(django_capture_on_commit_callbacks):
    item = factories.open_collection()
    (row,) = respond(item, {"nom": "x"})
    Response.objects.filter(pk=row.pk).update(resume_email="elle@exemple.org")
    values = {"number": str(row.public_id), "email": "autre@exemple.org"}
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(Role.ORGANISER).post(url("request_correct", item), values, follow=True)
    assert [message.to for message in mail.outbox] == [["elle@exemple.org"]]
    assert "Lien de rectification envoyé" in response.content.decode()


def test_without_an_address_the_link_goes_to_none_even_typed_by_the_team():
    item = factories.open_collection()
    (row,) = respond(item, {"nom": "x"})
    typed = {"number": str(row.public_id), "email": "moi@exemple.org"}
    response = signed_in(Role.ORGANISER).post(url("request_correct", item), typed, follow=True)
    assert "n’a pas laissé d’adresse" in response.content.decode()
    assert not mail.outbox


def test_erasing_says_what_will_happen_before_it_does():
    item = factories.open_collection()
    (row,) = respond(item, {"nom": "x"})
    client = signed_in(Role.ORGANISER)
    address = f"{url('request', item)}?number={row.public_id}"
    assert 'action="/gestion/collectes/' in client.get(address).content.decode()
    assert "demande/effacer/" not in client.get(address).content.decode()
    asked = client.get(f"{address}&effacer=1").content.decode()
    assert "voici ce qui va se passer" in asked
    assert "demande/effacer/" in asked
    assert Response.objects.exists()
    client.post(url("request_erase", item), {"number": str(row.public_id)})
    assert not Response.objects.exists()
