"""A correction is said: what changed and why, with every edition still there to read."""

import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pypdf import PdfReader
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.website.models import Edition, StudyIndexPage, StudyPage
from milliard.website.services import CorrectionUnsaid, figure_piece
from milliard.website.tests import factories
from milliard.website.tests.reading import text_of

pytestmark = pytest.mark.django_db

WRONG, RIGHT = (
    "Cinq organisations sur dix sont des associations",
    "Six organisations sur dix sont des associations",
)
WHY = "Le titre du graphique disait cinq sur dix : c’était six."


@pytest.fixture
def publish(frozen: Dataset) -> Callable[..., StudyPage]:
    def publish(title: str, **fields: Any) -> StudyPage:
        pieces = [figure_piece(title, FigureSpec(FigureKind.DISTRIBUTION, "statut"))]
        return factories.study(of=frozen, slug="corrigee", with_pieces=pieces, **fields)

    return publish


def read(path: str) -> str:
    return html.unescape(text_of(Client().get(f"/etudes/corrigee/{path}"))).replace("\u00a0", " ")


def paper(path: str) -> str:
    content = Client().get(f"/etudes/corrigee/{path}").content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_change_without_a_word_is_not_published(publish: Callable[..., StudyPage]) -> None:
    publish(WRONG)
    with pytest.raises(CorrectionUnsaid):
        publish(RIGHT)


def test_the_same_words_are_not_said_twice(publish: Callable[..., StudyPage]) -> None:
    publish(WRONG)
    publish(RIGHT, correction=WHY)
    with pytest.raises(CorrectionUnsaid):
        publish(RIGHT, standfirst="Un autre chapeau.", correction=WHY)


def test_the_study_says_what_changed_and_every_edition_stays(publish: Callable[..., StudyPage]) -> None:
    publish(WRONG, standfirst="L’ancien chapeau.")
    assert "Ce qui a changé" not in read("")
    publish(RIGHT, standfirst="Le nouveau chapeau.", correction=WHY)
    page = read("")
    assert WHY in page
    assert RIGHT in page
    assert WRONG not in page
    for address in ("/etudes/corrigee/editions/1/", "/etudes/corrigee/editions/1/etude.pdf"):
        assert f'href="{address}"' in page
    former = read("editions/1/")
    assert "Édition remplacée" in former
    assert "L’ancien chapeau." in former
    assert WRONG in former
    assert RIGHT not in former
    assert "60 %" in former
    assert "/chiffres/" not in former
    assert Client().get("/etudes/corrigee/editions/2/").headers["Location"].endswith("/etudes/corrigee/")
    assert Client().get("/etudes/corrigee/editions/3/").status_code == 404


def test_each_edition_has_its_paper(publish: Callable[..., StudyPage]) -> None:
    publish(WRONG)
    publish(RIGHT, correction=WHY)
    last, former = paper("etude.pdf"), paper("editions/1/etude.pdf")
    assert WHY in last.replace("\u00a0", " ")
    assert RIGHT in last
    assert "remplacée" not in last
    assert WRONG in former
    assert "remplacée par l’édition 2" in former


def test_numbers_that_changed_are_a_correction_too(publish: Callable[..., StudyPage], settings: Any) -> None:
    study = publish(RIGHT)
    settings.DISCLOSURE_THRESHOLD = 12
    with pytest.raises(CorrectionUnsaid):
        study.save_revision().publish()
    study.correction = "Les effectifs de moins de douze ne sont plus publiés."
    study.save_revision().publish()
    assert Edition.objects.latest_of(study.pk).erratum == study.correction


def test_publishing_the_same_again_asks_nothing(publish: Callable[..., StudyPage]) -> None:
    study = publish(RIGHT)
    study.save_revision().publish()
    assert [edition.erratum for edition in Edition.objects.of_study(study.pk)] == ["", ""]


def test_the_editor_is_asked_beside_the_field_and_loses_nothing(frozen: Dataset) -> None:
    person = User.objects.create_superuser("admin@exemple.org")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = signed_in(person)

    def form(standfirst: str, correction: str) -> dict[str, Any]:
        heading = ("heading", {"text": "Une partie"})
        words = {"title": "À la main", "slug": "a-la-main", "kicker": "", "standfirst": standfirst}
        rest = {"sources": "", "correction": correction, "action-publish": "1"}
        body = {"body": streamfield([heading]), "method_text": rich_text("", editor="default")}
        return nested_form_data({**words, **body, **rest})

    parent = StudyIndexPage.objects.get()
    assert (
        client.post(f"/gestion/pages/add/website/studypage/{parent.pk}/", form("Avant.", "")).status_code
        == 302
    )
    study = StudyPage.objects.get()
    url = f"/gestion/pages/{study.pk}/edit/"
    refused = client.post(url, form("Un texte tout neuf.", ""))
    assert refused.status_code == 200
    page = html.unescape(refused.content.decode())
    assert "dites ce qui change" in page
    assert "Un texte tout neuf." in page
    assert Edition.objects.count() == 1
    assert client.post(url, form("Un texte tout neuf.", WHY)).status_code == 302
    assert Edition.objects.latest_of(study.pk).erratum == WHY
    assert WHY not in html.unescape(client.get(url).content.decode())
