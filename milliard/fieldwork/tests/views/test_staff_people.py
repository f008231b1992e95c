"""The team’s screens about people: quotas, invitations, reminders, requests about one’s own response."""

from datetime import timedelta

import pytest
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.tests.views.test_staff_collections import url, with_status
from milliard.fieldwork.tests.views.test_staff_invitations import invited
from milliard.surveys.models import Invitation, Quota
from milliard.surveys.tests import factories

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
    page = invited(client, item, "a@exemple.org\nb@exemple.org")
    assert "Envoyées\u00a0: 0 sur 2." in page.content.decode()
    assert "exemple.org" not in page.content.decode()
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5), is_waiting=False)
    page = client.post(url("reminders", item), follow=True).content.decode()
    assert "il en reste au moins 2." in page
    assert "Envoyées\u00a0:" not in page
