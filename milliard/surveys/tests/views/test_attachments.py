"""Files given with an answer: told by their content, kept elsewhere, downloaded by their owner only."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from engines.questionnaire.files.xlsform.reader.types import AUDIO_ACCEPT, VIDEO_ACCEPT
from engines.questionnaire.model import Kind
from milliard.core.received_files import DEFAULT_TYPES, words_of_types
from milliard.core.tests.full_disk import no_file_longer_than
from milliard.surveys.models import Attachment, Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


@pytest.fixture
def kept_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder, where files received with answers go."""
    storage = Attachment._meta.get_field("file").storage
    for name in ("base_location", "location"):
        monkeypatch.setattr(storage, name, str(tmp_path))
    return tmp_path


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


def test_a_plain_table_is_taken_and_the_hint_lists_what_the_refusal_lists(client: Client) -> None:
    question = factories.question("doc", Kind.FILE, hint="Lu par l’équipe seule.")
    collection = factories.open_collection(factories.definition(question))
    listed = text_of(client.get(url(collection, "section/page/")))
    accepted = words_of_types(DEFAULT_TYPES, question.max_bytes)
    assert " ".join(accepted.split()) in " ".join(listed.split())
    assert "CSV" in accepted
    assert "Lu par l’équipe seule." in listed
    form = form_of(client.get(url(collection, "section/page/")))
    for name, content in (("a.csv", b"<script>1</script>"), ("a.csv", b"a;b\x00"), ("a.txt", b"a;b\n1;2\n")):
        back = client.post(
            form.action, {**form.values, "doc": SimpleUploadedFile(name, content), "go": "save"}
        )
        assert back.status_code == 422
        assert " ".join(accepted.split()) in " ".join(text_of(back).split())
    table = SimpleUploadedFile("Plan.CSV", "Année;Dépenses\n2026;12,5\n".encode("cp1252"))
    assert client.post(form.action, {**form.values, "doc": table, "go": "save"}).status_code == 302
    assert Attachment.objects.get().content_type == "text/csv"


def test_a_full_disk_is_said_leaves_no_half_file_and_the_rest_is_saved(
    client: Client, every: Collection, settings: Any, kept_in: Path
) -> None:
    # The disk that is full is that of the files kept.
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    form = form_of(client.get(url(every, "section/avis/")))
    heavy = SimpleUploadedFile("statuts.pdf", PDF + b"0" * 200_000)
    with no_file_longer_than(100_000):
        back = client.post(form.action, {**form.values, "statuts_pdf": heavy, "membre": "yes", "go": "save"})
    assert back.status_code == 422
    assert "la place manque de notre côté. Vos autres réponses sont enregistrées" in text_of(back)
    assert Response.objects.get().answers == {"nom": "Nous", "membre": "yes"}
    assert not Attachment.objects.exists()
    assert not [path for path in kept_in.rglob("*") if path.is_file()]


def test_a_full_temporary_folder_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, every: Collection, kept_in: Path
) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    form = form_of(client.get(url(every, "section/avis/")))
    heavy = SimpleUploadedFile("statuts.pdf", PDF + b"0" * 200_000)
    with no_file_longer_than(100_000):
        back = client.post(form.action, {**form.values, "statuts_pdf": heavy, "membre": "yes", "go": "next"})
    assert back.status_code == 422
    error = back.context["section"].summary
    assert [anchor for anchor, _ in error] == ["id_statuts_pdf"]
    assert "la place manque de notre côté" in error[0][1]
    assert Response.objects.get().answers == {"nom": "Nous", "membre": "yes"}
    assert not Attachment.objects.exists()


def test_a_file_is_on_the_disk_before_it_is_acknowledged(
    client: Client, every: Collection, monkeypatch: Any
) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    form, synced, fsync = form_of(client.get(url(every, "section/avis/"))), [], os.fsync

    def noting(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    client.post(form.action, {**form.values, "statuts_pdf": SimpleUploadedFile("s.pdf", PDF), "go": "save"})
    path = Path(Attachment.objects.get().file.path)
    assert synced == [str(path), str(path.parent), str(path.parent.parent)]


def test_a_file_sent_by_itself_leaves_the_other_answers_alone(client: Client, every: Collection) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    page = client.get(url(every, "section/avis/"))
    fill(client, page, go="save", membre="yes")
    own = {"page": form_of(page).values["page"], "shown": ["statuts_pdf:"]}
    for content, words in ((b"MZ", "n’est pas accepté"), (PDF, "Fichier déjà reçu")):
        file = SimpleUploadedFile("a.pdf", content)
        quiet = {"HX-Request": "true"}
        sent = client.post(page.request["PATH_INFO"], {**own, "statuts_pdf": file}, headers=quiet)
        assert words in text_of(sent)
    answers = Response.objects.get().answers
    assert (answers["membre"], answers["statuts_pdf"]["name"]) == ("yes", "a.pdf")


def test_a_file_that_a_colleague_sent_meanwhile_is_kept_apart(client: Client, every: Collection) -> None:
    fill(client, client.get(url(every, "section/vous/")), nom="Nous")
    other = Client()
    other.cookies = client.cookies.copy()
    forms = [form_of(each.get(url(every, "section/avis/"))) for each in (other, client)]
    for each, form, name in zip((other, client), forms, ("leurs.pdf", "miens.pdf"), strict=True):
        file = SimpleUploadedFile(name, PDF)
        assert each.post(form.action, {**form.values, "statuts_pdf": file, "go": "save"}).status_code == 302
    response = Response.objects.get()
    assert response.answers["statuts_pdf"]["name"] == "miens.pdf"
    lost = response.replaced_answers.get().value
    assert lost["name"] == "leurs.pdf"
    address = url(every, f"fichier/{lost['id']}/")
    assert b"".join(client.get(address).streaming_content) == PDF
    link = f'<a href="{address}" download>leurs.pdf</a>'
    Collection.objects.update(closes_at=timezone.now() + timedelta(days=3))
    for each in (client, other):  # the two of them read it where one reads again, and until when it is kept
        page = each.get(url(every, "relire/"))
        assert link in page.content.decode()
        assert "leurs.pdf Gardé autant que votre réponse, jusqu’au" in text_of(page)
    stranger = Client()
    assert stranger.get(address).status_code == 404
    fill(stranger, stranger.get(url(every, "section/vous/")), nom="Autre")
    assert stranger.get(address).status_code == 404


def _iso(brand: bytes) -> bytes:
    """The first box of an ISO media file, as phones write sounds and films."""
    return b"\x00\x00\x00\x20ftyp" + brand + b"\x00\x00\x02\x00isomiso2mp41" + b"\x00" * 300


@pytest.mark.parametrize(
    ("accept", "name", "content", "kept"),
    [
        (AUDIO_ACCEPT, "voix.m4a", _iso(b"mp42"), "audio/mp4"),
        (AUDIO_ACCEPT, "voix.m4a", _iso(b"M4A "), "audio/mp4"),
        (AUDIO_ACCEPT, "voix.mp3", b"ID3\x04" + b"\x00" * 300, "audio/mpeg"),
        (AUDIO_ACCEPT, "film.mp4", _iso(b"isom"), ""),
        (VIDEO_ACCEPT, "film.mp4", _iso(b"isom"), "video/mp4"),
        (VIDEO_ACCEPT, "voix.mp3", b"ID3\x04" + b"\x00" * 300, ""),
        (VIDEO_ACCEPT, "film.mp4", b"<html><script>alert(1)</script></html>", ""),
    ],
)
def test_a_sound_and_a_film_are_told_by_their_bytes(
    client: Client, accept: tuple[str, ...], name: str, content: bytes, kept: str
) -> None:
    question = factories.question("doc", Kind.FILE, accept=accept)
    collection = factories.open_collection(factories.definition(question))
    form = form_of(client.get(url(collection, "section/page/")))
    back = client.post(form.action, {**form.values, "doc": SimpleUploadedFile(name, content), "go": "save"})
    assert [row.content_type for row in Attachment.objects.all()] == ([kept] if kept else [])
    assert back.status_code == (302 if kept else 422)
    if not kept:
        words = words_of_types(accept, question.max_bytes)
        assert " ".join(words.split()) in " ".join(text_of(back).split())
        assert "/" not in words
