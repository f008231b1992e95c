"""The team's screens of readings."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.readings.enums import TextState
from milliard.readings.models import TextReview
from milliard.readings.reports.free_texts import texts_of
from milliard.readings.tests import factories
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.access import response_key
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.views.visits import cookie_name

pytestmark = pytest.mark.django_db


def url(name: str, item: Collection, *more: Any) -> str:
    return reverse(f"readings_staff:{name}", args=[item.slug, *more])


def _page(client: Any, address: str, **typed: Any) -> str:
    return client.post(address, typed).content.decode() if typed else client.get(address).content.decode()


def _bytes(response: Any) -> bytes:
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:  # its own `close` would close the test's connection too
        close()
    return content


def test_the_list_leads_to_a_response_and_finds_one() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(item, resume_email="ada@exemple.org")
    begun = factories.response(item, sent=False)
    page = _page(client, url("responses", item))
    assert url("response", item, row.public_id) in page
    assert url("response", item, begun.public_id) in page
    assert url("response", item, begun.public_id) not in _page(
        client, url("responses", item) + "?state=complete"
    )
    found = client.post(url("responses", item), {"typed": "ada@exemple.org"})
    assert found.status_code == 200
    assert url("response_erase", item, row.public_id) in found.content.decode()
    assert "ada@exemple.org" not in found.request["QUERY_STRING"]
    missed = client.post(url("responses", item), {"typed": "00000000"})
    assert missed.status_code == 422
    assert "Aucune réponse de cette collecte" in missed.content.decode()


@pytest.mark.parametrize("number", ["", "1234", "zzzzzzzz", "00000000", "'; drop table --"])
def test_an_unknown_number_finds_nothing(number: str) -> None:
    item = factories.collection()
    factories.response(item)
    missed = signed_in(Role.ORGANISER).post(url("responses", item), {"typed": number})
    assert missed.status_code == 422
    assert missed.context["found"] is None


def test_the_number_of_another_collection_finds_and_erases_nothing() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(factories.collection())
    assert client.post(url("responses", item), {"typed": str(row.public_id)}).context["found"] is None
    for name in ("response", "response_erase"):
        assert client.get(url(name, item, row.public_id)).status_code == 404
    assert client.post(url("response_erase", item, row.public_id)).status_code == 404
    assert Response.objects.filter(pk=row.pk).exists()


def test_an_analyst_sees_sent_responses_and_no_identity() -> None:
    item, client = factories.collection(), signed_in(Role.ANALYST)
    row = factories.response(
        item, answers={"nom": "Ada Lovelace", "recit": "Le four"}, resume_email="ada@exemple.org"
    )
    begun = factories.response(item, sent=False)
    page = _page(client, url("responses", item))
    assert str(row.public_id) in page
    assert str(begun.public_id) not in page
    read = _page(client, url("response", item, row.public_id))
    assert "Le four" in read
    assert "Lovelace" not in read
    assert "ada@exemple.org" not in read
    assert client.get(url("response", item, begun.public_id)).status_code == 302
    assert client.post(url("responses", item), {"typed": "ada@exemple.org"}).status_code == 302


def test_opening_a_response_is_in_the_journal_and_on_its_receipt() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(item)
    for _ in range(2):
        assert "Le four du village." in _page(client, url("response", item, row.public_id))
    line = ModelLogEntry.objects.get(action="readings.response.opened")
    visitor = Client()
    visitor.cookies[cookie_name(item.slug)] = response_key(row)
    receipt = text_of(visitor.get(reverse("surveys:receipt", args=[item.slug])))
    assert "L’équipe a ouvert votre réponse 1 fois : le" in receipt
    assert "par l’organisation" in receipt
    other = factories.response(item)
    visitor.cookies[cookie_name(item.slug)] = response_key(other)
    assert "L’équipe a ouvert" not in text_of(visitor.get(reverse("surveys:receipt", args=[item.slug])))
    assert (line.object_id, line.data) == (str(row.pk), {"collection": item.slug, "role": "organiser"})


def test_an_anonymous_collection_opens_no_response_but_erases_one_by_its_number() -> None:
    item, client = factories.collection(is_anonymous=True), signed_in(Role.ADMIN)
    row = factories.response(item)
    page = _page(client, url("responses", item))
    assert "Collecte anonyme" in page
    assert str(row.public_id) not in page
    closed = client.get(url("response", item, row.public_id))
    assert closed.status_code == 403
    assert "four du village" not in closed.content.decode()
    refused = client.post(url("responses", item), {"typed": "ada@exemple.org"})
    assert refused.status_code == 422
    assert "rien n’y relie une adresse" in refused.content.decode()
    found = _page(client, url("responses", item), typed=str(row.public_id)[:8])
    assert url("response_erase", item, row.public_id) in found
    assert url("response", item, row.public_id) not in found.replace(
        url("response_erase", item, row.public_id), ""
    )


def test_erasing_asks_first() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(item)
    address = url("response_erase", item, row.public_id)
    asked = _page(client, address)
    assert "Voici ce qui va se passer" in asked
    assert "Ne rien changer" in asked
    assert Response.objects.filter(pk=row.pk).exists()
    page = client.post(address, follow=True).content.decode()
    journal = _page(client, reverse("surveys_staff:collection", args=[item.slug]))
    assert "la plateforme" not in journal.split("Réponse effacée à la demande")[1].split("</tr>")[0]
    assert "Réponse effacée" in page
    assert not Response.objects.filter(pk=row.pk).exists()


def test_a_person_corrects_with_the_link_sent_to_their_own_address(
    django_capture_on_commit_callbacks: Any,
) -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    left, none = factories.response(item, resume_email="ada@exemple.org"), factories.response(item)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("response_correct", item, left.public_id))
    assert [message.to for message in mail.outbox] == [["ada@exemple.org"]]
    refused = client.post(url("response_correct", item, none.public_id), follow=True).content.decode()
    assert "n’a pas laissé d’adresse" in refused
    assert len(mail.outbox) == 1


def test_texts_are_decided_by_the_page() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    for number in range(3):
        factories.response(item, answers={"recit": f"Texte {number}"})
    assert ">3<" in _page(client, url("texts", item)).replace("\n", "")
    marks = [text.mark for text in texts_of(item, factories.question(item)).texts]
    decide = {"text": marks[:2], "state": "refused", "reason": "", "here": "state=to_read"}
    missing = client.post(url("texts_review", item, "recit"), decide, follow=True)
    assert "Dites pourquoi" in missing.content.decode()
    assert not TextReview.objects.exists()
    done = client.post(url("texts_review", item, "recit"), {**decide, "reason": "names"}, follow=True)
    assert done.redirect_chain[0][0].endswith("?state=to_read")
    assert "C’est noté pour 2\u00a0textes." in done.content.decode()
    assert "nomme quelqu’un" in _page(client, url("question_texts", item, "recit") + "?state=refused")


def test_one_text_is_cut_then_taken_away_in_the_file() -> None:
    item, client = factories.collection(title="Vos mots"), signed_in(Role.ORGANISER)
    row = factories.response(item, answers={"recit": "Paul Durand a un four."})
    text = texts_of(item, factories.question(item)).texts[0]
    address = url("text", item, "recit", text.handle)
    typed = {"state": "cut", "quotation": "Paul a un four […]", "reason": "", "mark": text.mark}
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "elle ne se récrit pas" in wrong.content.decode()
    assert client.post(address, {**typed, "quotation": "[…] a un four."}).status_code == 302
    content = _bytes(client.get(url("quotations_export", item))).decode()
    assert "[…] a un four." in content
    assert "Durand" not in content
    assert str(row.public_id)[:8] not in content
    assert str(TextReview.objects.get().public_id) in content


def test_names_are_read_by_the_team_and_never_quoted() -> None:
    item = factories.collection()
    factories.response(item)
    assert "elles ne se citent pas" in _page(signed_in(Role.ORGANISER), url("question_texts", item, "nom"))
    assert signed_in(Role.ANALYST).get(url("question_texts", item, "nom")).status_code == 404
    assert signed_in(Role.ORGANISER).get(url("question_texts", item, "membre")).status_code == 404


def test_texts_of_an_anonymous_collection_say_nothing_of_their_response() -> None:
    item, client = factories.collection(is_anonymous=True), signed_in(Role.ORGANISER)
    rows = [factories.response(item, answers={"recit": f"Texte {number}"}) for number in range(3)]
    with override_settings(DISCLOSURE_THRESHOLD=4):
        assert "Rien ne se lit encore" in _page(client, url("texts", item))
        assert client.get(url("question_texts", item, "recit")).status_code == 302
    with override_settings(DISCLOSURE_THRESHOLD=3):
        page = _page(client, url("question_texts", item, "recit"))
    assert all(f"Texte {number}" in page for number in range(3))
    assert not any(str(row.public_id)[:8] in page for row in rows)
    texts = page.split('class="rd-texts"')[1].split("</ol>")[0]
    # A year, not four digits in the middle of a digest.
    assert not re.search(rf"\b{timezone.localdate().year}\b", texts)


def test_a_file_is_downloaded_typed_and_journaled() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(item)
    made = factories.attachment(row)
    assert "statuts.pdf" in _page(client, url("files", item))
    given = client.get(url("file", item, made.public_id))
    assert _bytes(given) == factories.PDF
    assert given["Content-Type"] == "application/pdf"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in given["Content-Security-Policy"]
    line = ModelLogEntry.objects.get(action="readings.file.downloaded")
    assert line.data["response"] == str(row.public_id)[:8]
    assert "statuts" not in str(line.data)
    other = factories.collection()
    assert client.get(url("file", other, made.public_id)).status_code == 404
    assert signed_in(Role.ANALYST).get(url("file", item, made.public_id)).status_code == 302


def test_a_file_of_an_anonymous_collection_has_no_name_nor_response() -> None:
    item, client = factories.collection(is_anonymous=True), signed_in(Role.ORGANISER)
    row = factories.response(item)
    made = factories.attachment(row, name="cv-ada.pdf")
    with override_settings(DISCLOSURE_THRESHOLD=1):
        page = _page(client, url("files", item))
        given = client.get(url("file", item, made.public_id))
        _bytes(given)
    assert "cv-ada" not in page + given["Content-Disposition"]
    assert str(row.public_id)[:8] not in page
    assert "response" not in ModelLogEntry.objects.get(action="readings.file.downloaded").data


def test_contacts_are_taken_away_with_a_reason() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    factories.response(
        item, agrees={Purpose.CONTACT: True}, answers={"nom": "Ada", "courriel": "ada@exemple.org"}
    )
    factories.response(item, answers={"nom": "Zoé", "courriel": "zoe@exemple.org"})
    export = url("contacts_export", item, "contact")
    refused = client.post(export, {"reason": "non"})
    assert refused.status_code == 422
    assert "ada@exemple.org" in refused.content.decode()
    assert ModelLogEntry.objects.filter(action="readings.contacts.read").count() == 1  # it shows them too
    page = _page(client, url("purpose_contacts", item, "contact"))
    assert "ada@exemple.org" in page
    assert "zoe@exemple.org" not in page
    given = client.post(export, {"reason": "Inviter à la restitution du 12 mars"})
    content = _bytes(given).decode()
    assert "ada@exemple.org" in content
    assert "zoe" not in content
    line = ModelLogEntry.objects.get(action="readings.contacts.exported")
    assert line.data == {"purpose": "contact", "count": 1, "reason": "Inviter à la restitution du 12 mars"}
    assert client.get(url("purpose_contacts", item, "statistics")).status_code == 404


def test_the_journal_of_a_collection_tells_readings_once_a_day() -> None:
    item, client = factories.collection(), signed_in(Role.ORGANISER)
    row = factories.response(item)
    made = factories.attachment(row)
    for _ in range(3):
        _bytes(client.get(url("file", item, made.public_id)))
    page = _page(client, reverse("surveys_staff:collection", args=[item.slug]))
    assert "Fichier reçu téléchargé (3 fois)" in page
    assert page.count("Fichier reçu téléchargé") == 1
    assert url("texts", item) in page
    assert url("contacts", item) in page


def test_somebody_is_found_in_every_collection() -> None:
    item = factories.collection()
    row = factories.response(item, resume_email="ada@exemple.org")
    client = signed_in(Role.ORGANISER)
    page = _page(client, reverse("readings_staff:people"), email="ada@exemple.org")
    assert url("response_erase", item, row.public_id) in page


def test_decisions_last_as_long_as_their_texts() -> None:
    item = factories.collection()
    row = factories.response(item)
    factories.review(row, TextState.QUOTABLE)
    Response.objects.filter(pk=row.pk).update(started_at=timezone.now() - timedelta(days=1))
    Response.objects.filter(pk=row.pk).delete()
    assert not TextReview.objects.exists()
