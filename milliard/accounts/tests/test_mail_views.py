"""The team's list of mails, and each filled with its example."""

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.mail import mail_kinds
from milliard.core.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_every_mail_is_listed_with_when_it_is_sent_and_opens() -> None:
    client = signed_in(Role.ORGANISER)
    text = client.get(reverse("accounts_staff:mails")).content.decode()
    for kind in mail_kinds():
        url = reverse("accounts_staff:mail", args=[kind.code])
        assert url in text
        assert kind.sent_when in text
        assert kind.label in client.get(url).content.decode()


def test_a_preview_shows_subject_and_text_and_sends_nothing(mailoutbox) -> None:
    text = (
        signed_in(Role.ADMIN)
        .get(reverse("accounts_staff:mail", args=["accounts.login_code"]))
        .content.decode()
    )
    assert "Votre code\u00a0: 000000" in text
    assert "Voici votre code pour vous connecter" in text
    assert "données inventées" in text
    assert mailoutbox == []
    assert not OutboxMail.objects.exists()


def test_an_unknown_mail_is_not_found_and_an_analyst_sees_none() -> None:
    assert signed_in(Role.ADMIN).get(reverse("accounts_staff:mail", args=["rien.rien"])).status_code == 404
    analyst = signed_in(Role.ANALYST)
    assert analyst.get(reverse("accounts_staff:mails")).status_code == 302
    assert reverse("accounts_staff:mails") not in analyst.get("/gestion/").content.decode()
    assert reverse("accounts_staff:mails") in signed_in(Role.ORGANISER).get("/gestion/").content.decode()
