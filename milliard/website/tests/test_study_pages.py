"""The page of a published study, and of one of its figures, as anyone reads them: nothing is computed."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from french import typeset
from milliard.figures import display, reports
from milliard.figures.display import ShownFigure, wording
from milliard.figures.enums import ShownKind
from milliard.website.blocks.streams import is_headless
from milliard.website.models import StudyPage
from milliard.website.studies import figure_url
from milliard.website.tests.reading import download, text_of, titled

pytestmark = pytest.mark.django_db


def test_the_study_shows_every_number_with_its_base_date_source_and_status(
    client: Client, figures: list[ShownFigure]
) -> None:
    page = text_of(client.get("/etudes/etude-lue/")).replace("1<sup>er</sup>", "1er")
    for shown in figures:
        assert f'id="{shown.anchor}"' in page
        for _, row in shown.rows:
            assert wording.row_text(row) in page
        if shown.kind != ShownKind.NUMBERS:
            figure = shown.figures[0]
            assert f"{wording.KIND_WORDS[figure.spec.kind]} {figure.base_label}" in page
            assert typeset(shown.line) in page
    assert page.count("données simulées") >= len(figures)
    assert "n\u00a0=\u00a0100" in page


def test_the_day_of_an_edition_is_one_element_of_its_line(client: Client, figures: list[ShownFigure]) -> None:
    """What stands in a line is spaced: «le 1», «er» and «décembre» were three."""
    page = text_of(client.get("/etudes/etude-lue/"))
    assert re.search(r'<p class="study__line">\s*<span>Édition 1, publiée le [^\n]+</span>', page)


def test_a_number_of_a_strip_is_no_link(client: Client, figures: list[ShownFigure]) -> None:
    """Links named «75 %», «510», all to one address, say nothing to who goes from link to link."""
    strip = next(shown for shown in figures if shown.is_strip)
    page = text_of(client.get("/etudes/etude-lue/"))
    values = re.findall(r'<span class="key-figures__value">(.*?)</span>', page)
    assert len(values) >= len(strip.parts)
    assert not any("<a" in value for value in values)


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


def test_the_address_of_a_removed_figure_leads_to_the_study_if_anyone_may_read_it(
    client: Client, published_study: StudyPage
) -> None:
    gone = "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000/"
    page = client.get(gone)
    assert page.status_code == 404
    assert 'href="/etudes/etude-lue/"' in page.content.decode()
    PageViewRestriction.objects.create(page=published_study, restriction_type="login")
    # The page repeats the address asked for, in the form of the theme, and says nothing of the study.
    assert "etude-lue" not in client.get(gone).content.decode().replace(gone, "")


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


def test_a_study_costs_the_same_queries_with_one_figure_or_eight(
    client: Client, published_study: StudyPage, django_assert_max_num_queries: Any
) -> None:
    client.get("/etudes/etude-lue/")  # the first reader pays for the drawing
    with django_assert_max_num_queries(18):
        client.get("/etudes/etude-lue/")
    with django_assert_max_num_queries(18):
        client.get("/")


def test_a_group_too_small_is_withheld_everywhere_with_the_reason(
    client: Client, figures: list[ShownFigure]
) -> None:
    shown = titled(figures, "Les sociétés")
    hidden = [row for row in shown.figures[0].rows if row.is_withheld]
    assert hidden
    assert all(row.value is None and row.n is None for row in hidden)
    page = text_of(client.get("/etudes/etude-lue/"))
    assert "de 1 à 4 réponses, ou un groupe trop petit pour être décrit" in page
    content = text_of(download(client, shown, "csv"))
    assert content.count(wording.WITHHELD_REASON) == len(hidden)
    for told in ("trop peu de réponses", "protège une autre case"):
        assert told not in page + content
    assert "non publié" in text_of(download(client, shown, "svg"))


def test_a_study_is_light_and_folds_what_is_looked_up(client: Client, figures: list[ShownFigure]) -> None:
    page = text_of(client.get("/etudes/etude-lue/"))
    assert page.count('class="disclosure disclosure--small figure__fold"') == len(figures)
    assert "Comment ce chiffre est calculé" not in page  # on the figure's own page
    drawn = [shown for shown in figures if display.has_picture(shown)]
    assert sum(map(len, re.findall(r'<svg class="chart-svg.*?</svg>', page))) < 7_000 * len(drawn)
    assert page.count('aria-label="L’essentiel"') == 1  # one landmark of that name: the strip, not its table


def test_what_is_looked_up_is_folded_and_base_and_status_never_are(
    client: Client, figures: list[ShownFigure]
) -> None:
    page = text_of(client.get("/etudes/etude-lue/"))
    unfolded = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    drawn = [shown for shown in figures if shown.kind != "numbers"]
    assert unfolded.count('class="chart__base"') == len(drawn)
    assert unfolded.count('<div class="figure__foot">') == len(drawn)
    assert page.count('class="figure__note"') >= 1
    for folded in ("figure__note", "share-card", "archive_command"):
        assert folded not in unfolded
    for told in ("Comment ces chiffres ont été faits", "Vérifier ces chiffres", "Partager cette étude"):
        assert told in page


def test_a_comparison_gives_its_subject_with_its_number() -> None:
    block = StudyPage.body.field.stream_block.child_blocks["comparison"]
    value = {
        "value": "69 %",
        "label": "ont des fonds propres fragiles",
        "base": "des associations",
        "date": "2025",
    }
    value |= {"source": "Une enquête", "source_url": "", "caution": "Autre question."}
    drawn = block.render(block.to_python(value))
    assert "<span>des associations ont des fonds propres fragiles</span>" in drawn
    whole = block.render(
        block.to_python({**value, "label": "des associations ont des fonds propres fragiles"})
    )
    assert "<span>des associations ont des fonds propres fragiles</span>" in whole


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("figure", True),
        ("text figure", True),
        ("heading figure", False),
        ("numbers text", False),
        ("", False),
    ],
)
def test_a_study_without_a_part_has_a_title_above_its_figures(kinds: str, expected: bool) -> None:
    assert is_headless({"type": kind} for kind in kinds.split()) is expected
