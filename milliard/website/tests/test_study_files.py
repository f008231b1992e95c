"""Files of a published study, as anyone takes them away: the numbers of the page, and what they are."""

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.figures import display
from milliard.figures.display import ShownFigure, pictures, wording
from milliard.website.models import StudyPage
from milliard.website.tests.reading import download, text_of, titled
from milliard.website.views import published

pytestmark = pytest.mark.django_db


def test_the_csv_holds_the_numbers_of_the_page(client: Client, figures: list[ShownFigure]) -> None:
    shown = titled(figures, "Six organisations")
    content = text_of(download(client, shown, "csv"))
    rows = list(csv.DictReader(io.StringIO(content.lstrip("\ufeff"), newline=""), delimiter=";"))
    assert {row["donnees"] for row in rows} == {"simulees"}
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
        assert "données simulées" in text_of(download(client, shown, "csv"))
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


def test_public_files_do_not_depend_on_who_asks(client: Client, figures: list[ShownFigure]) -> None:
    files = [f"chiffres/{figures[1].block_id}.{name}" for name in ("csv", "svg", "png")]
    client = signed_in(make_person())
    for path in (*files, "etude.pdf", "carte.png", f"chiffres/{figures[1].block_id}/carte.png"):
        for reader in (Client(), client):
            response = reader.get(f"/etudes/etude-lue/{path}")
            assert response.status_code == 200
            assert response.headers.get("Vary") in (None, "Accept-Encoding")
            assert "public" in response.headers["Cache-Control"]
            again = reader.get(f"/etudes/etude-lue/{path}", HTTP_IF_NONE_MATCH=response.headers["ETag"])
            assert again.status_code == 304


def test_an_unknown_format_is_not_found(client: Client, figures: list[ShownFigure]) -> None:
    assert download(client, figures[1], "exe").status_code == 404


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


def test_the_dictionary_explains_the_codes(client: Client, published_study: StudyPage) -> None:
    content = text_of(client.get("/etudes/etude-lue/dictionnaire.csv"))
    assert "association;Association" in content
    assert "besoin" in content
    assert "mot" not in [line.split(";")[1] for line in content.splitlines() if line.count(";") > 4]


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
