"""Pages and files of a published study, as anyone reads them: no account, no computation, no surprise."""

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image
from wagtail.models import PageViewRestriction

from milliard.accounts.tests.factories import UserFactory
from milliard.figures import display, reports
from milliard.figures.display import ShownFigure, pictures, wording
from milliard.figures.enums import ShownKind
from milliard.figures.models import Dataset
from milliard.surveys.services.collections import close_collection
from milliard.surveys.tests import factories as survey_factories
from milliard.ui.typography import bind_spaces
from milliard.website.models import Edition, StudyPage
from milliard.website.studies import figure_url
from milliard.website.tests import factories
from milliard.website.views import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(published_study: StudyPage) -> list[ShownFigure]:
    return Edition.objects.latest_of(published_study.pk).shown_figures()


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def download(client: Client, shown: ShownFigure, extension: str) -> Any:
    return client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}.{extension}")


def titled(figures: list[ShownFigure], start: str) -> ShownFigure:
    return next(shown for shown in figures if shown.title.startswith(start))


def test_the_study_shows_every_number_with_its_base_date_source_and_status(
    client: Client, figures: list[ShownFigure]
) -> None:
    page = text_of(client.get("/etudes/etude-lue/")).replace("1<sup>er</sup>", "1er")
    for shown in figures:
        assert f'id="{shown.anchor}"' in page
        for _, row in shown.rows:
            assert wording.row_text(row) in page
        if shown.kind != ShownKind.NUMBERS:
            assert f"{wording.KIND_WORDS[shown.figures[0].spec.kind]} des organisations" in page
            assert bind_spaces(shown.line) in page
    assert page.count("données simulées") >= len(figures)
    assert "n\u00a0=\u00a0100" in page


def test_nothing_is_computed_when_a_page_or_a_file_is_read(
    client: Client, figures: list[ShownFigure]
) -> None:
    with patch.object(reports, "compute_figure", side_effect=AssertionError("computed")):
        assert client.get("/").status_code == 200
        assert client.get("/etudes/etude-lue/").status_code == 200
        assert client.get(f"/etudes/etude-lue/chiffres/{figures[0].block_id}/").status_code == 200
        assert download(client, figures[1], "csv").status_code == 200
        assert client.get("/etudes/etude-lue/etude.pdf").status_code == 200


def test_one_figure_has_an_address_of_its_own(
    client: Client, figures: list[ShownFigure], published_study: StudyPage
) -> None:
    for shown in figures:
        address = figure_url(published_study, shown)
        page = text_of(client.get(address))
        assert '<h1 class="chart__title">' in page
        assert f'content="http://127.0.0.1:8000{address}carte.png"' in page
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in page


def test_the_csv_holds_the_numbers_of_the_page(client: Client, figures: list[ShownFigure]) -> None:
    shown = titled(figures, "Six organisations")
    content = text_of(download(client, shown, "csv"))
    assert content.startswith("\ufeff# Attention")
    lines = [line for line in content.lstrip("\ufeff").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter=";"))
    page = text_of(client.get("/etudes/etude-lue/"))
    assert [row["reponse"] for row in rows] == [row.label for row in shown.figures[0].rows]
    for row, pinned in zip(rows, shown.figures[0].rows, strict=True):
        assert float(row["valeur"].replace(",", ".")) == pinned.value
        assert int(row["n"]) == pinned.n
        assert wording.value_text(float(row["valeur"].replace(",", ".")), "share") in page


def test_json_and_xlsx_hold_the_same_numbers_and_say_what_they_are(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "Le besoin total")
    (row,) = shown.figures[0].rows
    data = json.loads(text_of(download(client, shown, "json")))
    assert data["simulated"] is True
    assert data["rows"][0][data["columns"].index("valeur")] == row.value / 100
    assert data["about"]["Base"] == shown.base
    book = load_workbook(io.BytesIO(b"".join(download(client, shown, "xlsx").streaming_content)))
    assert book.sheetnames == ["Données simulées", "À propos"]
    assert book["Données simulées"]["C2"].value == row.value / 100


def test_every_file_says_that_the_data_are_simulated(client: Client, figures: list[ShownFigure]) -> None:
    for shown in figures:
        assert "Données simulées" in text_of(download(client, shown, "csv"))
        assert "Données simulées" in text_of(download(client, shown, "json"))
        if display.has_picture(shown):
            assert "Données simulées" in text_of(download(client, shown, "svg"))


def test_pictures_are_pictures_and_hold_no_code(client: Client, figures: list[ShownFigure]) -> None:
    shown = titled(figures, "Trois organisations")
    svg = text_of(download(client, shown, "svg"))
    assert "<script" not in svg
    assert " style=" not in svg
    assert wording.row_text(shown.figures[1].rows[0]) in svg
    png = Image.open(io.BytesIO(download(client, shown, "png").content))
    assert png.width == 1360
    card = Image.open(io.BytesIO(client.get("/etudes/etude-lue/carte.png").content))
    assert card.size == (1200, 630)
    one = Image.open(io.BytesIO(client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}/carte.png").content))
    assert one.size == (1200, 630)


def test_every_block_can_be_taken_away_as_a_picture(client: Client, figures: list[ShownFigure]) -> None:
    for shown in figures:
        page = text_of(client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}/"))
        for extension in ("csv", "svg", "png"):
            assert f"{shown.block_id}.{extension}" in page
            assert download(client, shown, extension).status_code == 200


def test_the_picture_of_a_strip_says_each_number_with_its_base(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "L’essentiel")
    picture = text_of(download(client, shown, "svg"))
    head, drawn = picture.split("</desc>")
    for number in display.numbers_of(shown):
        assert f">{number.value}</text>" in drawn
        assert f"{number.value} {number.label} ({number.base})." in head


def test_a_declared_total_says_that_it_is_a_tally_wherever_it_is(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "Le besoin total")
    page = text_of(client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}/"))
    assert f'<p class="figure__interval">{reports.TALLY}</p>' in page
    assert f"<dd>{shown.figures[0].interval_label}</dd>" in page
    rows = text_of(download(client, shown, "csv")).splitlines()
    assert ";décompte;;;" in rows[-1]
    assert reports.TALLY in text_of(download(client, shown, "svg"))


def test_each_group_of_a_crossing_has_its_interval_in_the_table(figures: list[ShownFigure]) -> None:
    crossed = [shown for shown in figures if shown.is_crossed]
    assert crossed
    for shown in crossed:
        _, rows = display.table_of(shown)
        texts = " ".join(cell.text for row in rows for cell in row)
        for row in shown.figures[0].rows:
            assert wording.bracket_text(row) in texts
            assert bool(wording.bracket_text(row)) == (not row.is_withheld and row.value is not None)


def test_public_files_do_not_depend_on_who_asks(client: Client, figures: list[ShownFigure]) -> None:
    files = [f"chiffres/{figures[1].block_id}.{name}" for name in ("csv", "svg", "png")]
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    for path in (*files, "etude.pdf", "carte.png", f"chiffres/{figures[1].block_id}/carte.png"):
        for reader in (Client(), client):
            response = reader.get(f"/etudes/etude-lue/{path}")
            assert response.status_code == 200
            assert "Vary" not in response.headers
            assert "public" in response.headers["Cache-Control"]
            again = reader.get(f"/etudes/etude-lue/{path}", HTTP_IF_NONE_MATCH=response.headers["ETag"])
            assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/etudes/inconnue/etude.pdf",
        "/etudes/inconnue/carte.png",
        "/etudes/inconnue/dictionnaire.csv",
        "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000/",
        "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000.csv",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, published_study: StudyPage, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_address_of_a_removed_figure_leads_to_the_study_if_anyone_may_read_it(
    client: Client, published_study: StudyPage
) -> None:
    gone = "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000/"
    page = client.get(gone)
    assert page.status_code == 404
    assert 'href="/etudes/etude-lue/"' in page.content.decode()
    PageViewRestriction.objects.create(page=published_study, restriction_type="login")
    assert "etude-lue" not in client.get(gone).content.decode()


def test_an_unknown_format_is_not_found(client: Client, figures: list[ShownFigure]) -> None:
    assert download(client, figures[1], "exe").status_code == 404


def test_a_private_study_gives_nothing_away(
    client: Client, figures: list[ShownFigure], published_study: StudyPage
) -> None:
    PageViewRestriction.objects.create(page=published_study, restriction_type="login")
    assert client.get("/etudes/etude-lue/").status_code == 302
    for path in ("etude.pdf", "carte.png", "dictionnaire.csv", f"chiffres/{figures[0].block_id}/"):
        assert client.get(f"/etudes/etude-lue/{path}").status_code == 404
    for page in ("/", "/etudes/", "/sitemap.xml", "/recherche/?q=organisations"):
        assert "etude-lue" not in text_of(client.get(page))


def test_an_unpublished_study_is_gone_with_its_files(client: Client, published_study: StudyPage) -> None:
    published_study.unpublish()
    for path in ("", "etude.pdf", "carte.png"):
        assert client.get(f"/etudes/etude-lue/{path}").status_code == 404
    published_study.refresh_from_db()


def test_files_are_kept_by_browsers_and_asked_again_cheaply(
    client: Client, figures: list[ShownFigure]
) -> None:
    for path in ("etude.pdf", "carte.png", "dictionnaire.csv", f"chiffres/{figures[1].block_id}.csv"):
        first = client.get(f"/etudes/etude-lue/{path}")
        assert first.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(f"/etudes/etude-lue/{path}", headers={"if-none-match": first.headers["ETag"]})
        assert again.status_code == 304


def test_a_file_written_otherwise_replaces_the_one_that_was_kept(
    client: Client, figures: list[ShownFigure]
) -> None:
    path = f"/etudes/etude-lue/chiffres/{figures[1].block_id}.csv"
    with patch.object(published, "DRAWING", published.DRAWING - 1):
        former = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": former}).status_code == 200


def test_the_sharing_tags_name_the_card_and_its_words(client: Client, published_study: StudyPage) -> None:
    page = text_of(client.get("/etudes/etude-lue/"))
    assert '<meta property="og:image" content="http://127.0.0.1:8000/etudes/etude-lue/carte.png">' in page
    assert '<meta property="og:image:alt" content="Données simulées.' in page
    assert '<meta property="og:type" content="article">' in page


def test_the_contents_lead_to_the_parts(client: Client, published_study: StudyPage) -> None:
    page = text_of(client.get("/etudes/etude-lue/"))
    targets = re.findall(r'<li><a href="#([^"]+)"', page)
    assert targets == ["qui-a-repondu", "ce-qui-manque", "ce-qui-freine", "methode"]
    assert all(f'id="{target}"' in page for target in targets)


def test_the_home_page_shows_the_bars_of_the_last_study(client: Client, figures: list[ShownFigure]) -> None:
    page = text_of(client.get("/"))
    shown = titled(figures, "Trois organisations")
    assert shown.title in page
    assert shown.base in page
    assert "données simulées" in page
    for bar in display.bars_of(shown):
        assert bar.text in page


def test_the_dictionary_explains_the_codes(client: Client, published_study: StudyPage) -> None:
    content = text_of(client.get("/etudes/etude-lue/dictionnaire.csv"))
    assert "association;Association" in content
    assert "besoin" in content
    assert "mot" not in [line.split(";")[1] for line in content.splitlines() if line.count(";") > 4]


def test_search_finds_a_study_by_its_words(client: Client, published_study: StudyPage) -> None:
    page = text_of(client.get("/recherche/", {"q": "organisation manquer"}))
    assert "/etudes/etude-lue/" in page
    assert "Rien trouvé" in text_of(client.get("/recherche/", {"q": "zzzz"}))
    assert "Rien trouvé" not in text_of(client.get("/recherche/"))


@pytest.mark.parametrize(
    "query", ["' OR 1=1 --", "<script>alert(1)</script>", "\x00", "a" * 5_000, "!:*&|()"]
)
def test_search_takes_any_words(client: Client, published_study: StudyPage, query: str) -> None:
    response = client.get("/recherche/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


def test_robots_are_told_where_the_pages_are(client: Client, published_study: StudyPage) -> None:
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text_of(client.get("/robots.txt"))
    listed = re.findall(r"<loc>([^<]+)</loc>", text_of(client.get("/sitemap.xml")))
    assert "http://127.0.0.1:8000/etudes/etude-lue/" in listed
    assert all(
        client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200 for address in listed
    )


def test_a_demonstration_is_not_for_robots(client: Client, settings: Any) -> None:
    settings.IS_DEMONSTRATION = True
    assert text_of(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n\n"


def test_a_study_costs_the_same_queries_with_one_figure_or_eight(
    client: Client, published_study: StudyPage, django_assert_max_num_queries: Any
) -> None:
    client.get("/etudes/etude-lue/")  # the first reader pays for the drawing
    with django_assert_max_num_queries(18):
        client.get("/etudes/etude-lue/")
    with django_assert_max_num_queries(18):
        client.get("/")


def test_only_reading_is_possible(client: Client, figures: list[ShownFigure]) -> None:
    for name, kwargs in (
        ("search", {}),
        ("study_pdf", {"slug": "etude-lue"}),
        ("figure", {"slug": "etude-lue", "block_id": figures[0].block_id}),
    ):
        assert client.post(reverse(f"website:{name}", kwargs=kwargs)).status_code == 405


def test_a_page_behind_a_shared_password_asks_for_it_kindly(
    client: Client, published_study: StudyPage
) -> None:
    restriction = PageViewRestriction.objects.create(
        page=published_study, restriction_type="password", password="tournesol"
    )
    response = client.get("/etudes/etude-lue/")
    page = text_of(response)
    assert "Cette page est réservée" in page
    assert "manquent de fonds propres" not in page
    action = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, published_study.pk])
    wrong = client.post(action, {"password": "rose", "return_url": "/etudes/etude-lue/"})
    assert "Cette page est réservée" in text_of(wrong)
    right = client.post(action, {"password": "tournesol", "return_url": "/etudes/etude-lue/"})
    assert right.status_code == 302
    assert "manquent de fonds propres" in text_of(client.get("/etudes/etude-lue/"))


def test_a_group_too_small_is_withheld_everywhere_with_the_reason(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "Les sociétés")
    hidden = [row for row in shown.figures[0].rows if row.is_withheld]
    assert hidden
    assert all(row.value is None and row.n is None for row in hidden)
    page = text_of(client.get("/etudes/etude-lue/"))
    assert "non publié (trop peu de réponses)" in page
    assert "moins de 5 réponses dans la case" in page
    content = text_of(download(client, shown, "csv"))
    assert content.count("effectif trop petit") == sum(row.withheld == "primary" for row in hidden)
    assert "non publié" in text_of(download(client, shown, "svg"))


def test_the_page_of_an_ended_collection_leads_to_its_study(client: Client) -> None:
    frozen = factories.dataset(title="Enquête terminée")
    other = factories.dataset(title="Une autre")
    study = factories.study(of=frozen, slug="etude-terminee", with_pieces=factories.few_pieces())
    for item in (frozen, other):
        close_collection(collection=item.collection, by=None)

    def page(item: Dataset) -> str:
        return text_of(client.get(f"/questionnaires/{item.collection.slug}/"))

    assert f'<a href="{study.url}">' in page(frozen)
    assert study.url not in page(other)
    PageViewRestriction.objects.create(page=study, restriction_type=PageViewRestriction.LOGIN)
    assert study.url not in page(frozen)
    PageViewRestriction.objects.all().delete()
    study.unpublish()
    assert study.url not in page(frozen)


def test_a_figure_shown_as_a_number_is_a_picture_to_take_away(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "Le besoin total")
    svg = text_of(download(client, shown, "svg"))
    assert wording.row_text(shown.figures[0].rows[0]) in svg
    assert "données simulées" in svg.lower()
    png = Image.open(io.BytesIO(download(client, shown, "png").content))
    assert png.width == 1360
    page = text_of(client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}/"))
    assert f"{shown.block_id}.svg" in page


@pytest.mark.django_db
def test_the_home_page_says_the_day_a_collection_closes_as_people_count_days(client: Client) -> None:
    closes_at = dt.datetime(2099, 11, 30, 23, 30, tzinfo=dt.UTC)
    survey_factories.open_collection(title="Veille", closes_at=closes_at)
    items = re.findall(r'<li class="open-list__item">(.*?)</li>', text_of(client.get("/")), re.S)
    (item,) = [item for item in items if "Veille" in item]  # a study of this module has its own
    assert "Ouvert jusqu’au 1er\u00a0décembre\u00a02099" in item


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (dt.date(2024, 7, 1), dt.date(2024, 10, 31), "juillet–octobre 2024"),
        (dt.date(2024, 7, 1), dt.date(2024, 7, 31), "juillet 2024"),
        (dt.date(2023, 11, 1), dt.date(2024, 2, 1), "novembre 2023–février 2024"),
        (None, dt.date(2024, 2, 1), "février 2024"),
        (None, None, "données figées en mars 2025"),
    ],
)
def test_a_card_keeps_its_whole_date(
    figures: list[ShownFigure], start: dt.date | None, end: dt.date | None, said: str
) -> None:
    frozen_at = dt.datetime(2025, 2, 28, 23, 30, tzinfo=dt.UTC)  # in France it is March already
    shown = titled(figures, "Le besoin total")
    long = "Une shown dont le nom est si long qu’il ne tiendrait jamais à côté d’une date, même courte"
    figure = replace(
        shown.figures[0], collected_from=start, collected_to=end, frozen_at=frozen_at, source_label=long
    )
    assert wording.dates_short(figure).replace("\u00a0", " ") == said
    dated = replace(shown, parts=(replace(shown.parts[0], figure=figure),))
    lines = re.findall(r">([^<]*)</text>", pictures.card_svg(dated))
    assert lines[-1].replace("\u00a0", " ").endswith(f"… · {said}")
    assert len(lines[-1]) <= 84
