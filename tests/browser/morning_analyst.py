"""What an analyst does of a first morning: counts, freezes, takes the rows, publishes, corrects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import ModelLogEntry

from milliard.figures.datasets.codebook import Codebook
from milliard.figures.models import Dataset
from milliard.website.models import StudyIndexPage, StudyPage
from tests.browser.first_morning import ANSWERS, HERE, Looker
from tests.browser.morning_files import csv_agrees_with, r_reads_the_same, spss_agrees_with

WRONG, RIGHT = "Sept lieux sur dix sont des associations", "Près de six lieux sur dix sont des associations"
WHY = "Le titre du graphique disait sept lieux sur dix : c’est un peu moins de six."


def questions_are_counted_then_frozen(page: Any, looker: Looker) -> None:
    page.goto(HERE)
    page.get_by_role("link", name="Tri à plat").click()
    assert f"{ANSWERS}\u00a0réponses\u00a0:" in page.locator(".sv").inner_text()
    looker.at(page, "live-frequencies")
    page.goto(HERE)
    page.get_by_role("link", name="Figer les données").click()
    looker.at(page, "freeze")
    page.get_by_role("button", name="Figer les données").click()
    page.get_by_text("Données figées.").wait_for()
    looker.at(page, "dataset")
    page.get_by_role("link", name="Tri à plat").click()
    looker.at(page, "frequencies")


def rows_are_taken(page: Any, looker: Looker, folder: Path) -> None:
    """SPSS, a French CSV and the folder of R hold the same answers, under the labels of the codebook."""
    dataset = Dataset.objects.get()
    page.goto(f"/gestion/jeux-de-donnees/{dataset.slug}/")
    page.get_by_role("link", name="Prendre les lignes").click()
    looker.at(page, "take-rows")
    for label, name in (
        ("SPSS", "lignes.sav"),
        ("CSV pour un tableur", "lignes.csv"),
        ("R\u00a0: un script", "lignes.zip"),
    ):
        page.get_by_label(label).check()
        with page.expect_download() as download:
            page.get_by_role("button", name="Prendre le fichier").click()
        download.value.save_as(folder / name)
    assert ModelLogEntry.objects.filter(action="extracts.dataset.rows_taken").count() == 3
    book = Codebook.from_json(dataset.codebook)
    cells = spss_agrees_with(book, folder / "lignes.sav")
    csv_agrees_with(cells, folder / "lignes.csv")
    r_reads_the_same(book, folder / "lignes.zip")


def a_study_is_published_then_corrected(page: Any, looker: Looker) -> None:
    """One figure, in the editor; then its title was wrong, and the study says so. Both editions are read."""
    page.goto(f"/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/")
    page.locator("[name=title]").fill("Ce qui manque aux lieux")
    page.locator("[name=standfirst]").fill("Soixante lieux ont répondu.")
    page.locator("button[title='Insérer un bloc']").first.click()
    page.get_by_role("option", name="Chiffre", exact=True).click()
    page.get_by_role("button", name="Choisir un jeu de données").click()
    page.get_by_role("dialog").get_by_role("link", name="Les besoins des lieux").click()
    for name, value in (("title", WRONG), ("variable", "statut"), ("highlight", "association")):
        page.locator(f"[name='body-0-value-{name}']").fill(value)
    page.locator("[name='body-0-value-kind']").select_option("distribution")
    _publish(page)
    address = StudyPage.objects.get().url
    page.goto(address)
    assert WRONG in page.locator("main").inner_text()
    page.goto(f"/gestion/pages/{StudyPage.objects.get().pk}/edit/")
    page.locator("[name='body-0-value-title']").fill(RIGHT)
    _publish(page)
    page.get_by_text("dites ce qui change").first.wait_for()
    page.locator("[name=correction]").fill(WHY)
    _publish(page)
    page.goto(address)
    words = " ".join(page.locator("main").inner_text().split())
    assert RIGHT in words
    assert WHY in words
    assert WRONG not in words
    looker.at(page, "study", within="body")
    page.locator("a[href$='/editions/1/']").click()
    page.get_by_text("Édition remplacée").first.wait_for()
    assert WRONG in page.locator("main").inner_text()
    looker.at(page, "study-former", within="body")


def _publish(page: Any) -> None:
    """The menu beside «Enregistrer», as somebody opens it."""
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    # Not `expect_navigation`: an automatic save under way gives a new page its address, which counts as one.
    with page.expect_response(
        lambda answer: answer.request.is_navigation_request() and answer.request.method == "POST"
    ):
        page.locator("[name=action-publish]").click()
    page.wait_for_load_state()
