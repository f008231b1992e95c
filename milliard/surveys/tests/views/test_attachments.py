"""Files given with an answer: told by their content, kept elsewhere, downloaded by their owner only."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engines.questionnaire.model import Kind
from milliard.surveys.models import Attachment, Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


def test_files_are_typed_by_content_kept_apart_downloaded_and_taken_away(
    client: Client, every: Collection, settings: Any, tmp_path: Any
) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    page = client.get(url(every, "section/avis/"))
    fake = SimpleUploadedFile("statuts.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    form = form_of(page)
    back = client.post(form.action, {**form.values, "statuts_pdf": fake, "go": "save"})
    assert back.status_code == 422
    assert "n’est pas accepté" in text_of(back)
    assert not Attachment.objects.exists()
    good = SimpleUploadedFile('../../é"vil<.pdf', PDF, "text/html")
    saved = client.post(form.action, {**form.values, "statuts_pdf": good, "go": "save"})
    assert saved.status_code == 302
    row = Attachment.objects.get()
    assert row.content_type == "application/pdf"
    assert row.file.name.startswith("attachments/")
    assert "vil" not in row.file.name
    file_url = url(every, f"fichier/{row.public_id}/")
    got = client.get(file_url)
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert Client().get(file_url).status_code == 404
    page = client.get(url(every, "section/avis/"))
    assert "Fichier déjà reçu" in text_of(page)
    fill(client, page, go="save", forget__statuts_pdf="on")
    assert not Attachment.objects.exists()
    assert "statuts_pdf" not in Response.objects.get().answers


def test_a_file_too_heavy_or_empty(client: Client) -> None:
    question = factories.question("doc", Kind.FILE, max_bytes=1_000_000)
    collection = factories.open_collection(factories.definition(question))
    for content, words in ((PDF + b"0" * 1_000_001, "trop lourd"), (b"", "vide")):
        form = form_of(client.get(url(collection, "section/page/")))
        upload = SimpleUploadedFile("doc.pdf", content, "application/pdf")
        back = client.post(form.action, {**form.values, "doc": upload, "go": "save"})
        assert words in text_of(back)
