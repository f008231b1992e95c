"""The study on paper: tagged, in French, with the numbers of the page."""

import io
import re

import pytest
from pypdf import PdfReader

from milliard.figures import display
from milliard.figures.enums import ShownKind
from milliard.ui.documents import FontsMissing
from milliard.website.models import Edition, StudyPage
from milliard.website.pdf import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(published_study: StudyPage) -> Edition:
    return Edition.objects.get(study=published_study)


@pytest.fixture
def reader(edition: Edition) -> PdfReader:
    return PdfReader(io.BytesIO(document.render_edition(edition)))


def words(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


def test_it_is_tagged_titled_and_in_french(reader: PdfReader, published_study: StudyPage) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("fr")
    assert reader.metadata.title == published_study.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_it_holds_every_number_of_the_page(reader: PdfReader, edition: Edition) -> None:
    text = words(reader)
    for shown in edition.shown_figures():
        _, rows = display.table_of(shown)
        for row in rows:
            for cell in row:
                assert re.sub(r"\s+", " ", cell.text) in text


def test_every_page_says_that_the_data_are_simulated(reader: PdfReader) -> None:
    assert all("Données simulées" in page.extract_text() for page in reader.pages)


def test_pictures_have_words_and_tables_have_headers(reader: PdfReader, edition: Edition) -> None:
    found: dict[str, list[str]] = {"/Figure": [], "/TH": []}

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            kind = node.get("/S")
            if kind in found:
                found[kind].append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    drawn = [shown for shown in edition.shown_figures() if display.has_picture(shown)]
    assert sorted(found["/Figure"]) == sorted(display.alternative_of(shown) for shown in drawn)
    assert len(found["/TH"]) >= 4 * len(drawn)


def test_the_same_edition_gives_the_same_file(edition: Edition) -> None:
    assert document.render_edition(edition) == document.render_edition(edition) == bytes(edition.pdf)


def test_missing_fonts_are_named_with_the_remedy(edition: Edition, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(FontsMissing, match="build_fonts"):
        document.render_edition(edition)


def test_a_strip_says_the_base_of_each_number(edition: Edition) -> None:
    shown = next(item for item in edition.shown_figures() if item.kind == ShownKind.NUMBERS)
    data = document.figure_data(shown, edition)
    assert data["base"] == ""
    begun, complete, share = [number["base"] for number in data["numbers"]]
    assert begun == "Réponses commencées, complètes ou non"
    assert complete == "Réponses complètes, sur 120 commencées"
    assert share.startswith(
        "Part des organisations ayant répondu à cette question et rempli le questionnaire jusqu’au bout · "
        "n\u00a0=\u00a098 · intervalle à 95\u00a0%\u00a0: entre "
    )
