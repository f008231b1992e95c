"""A first morning: an organiser, then an analyst, from the blank workbook to a study corrected. One site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.models import OutboxMail
from milliard.readings.enums import TextState
from milliard.readings.models import TextReview
from milliard.surveys.models import Attachment, Collection, Invitation, Questionnaire, Response
from tests.browser.first_morning import (
    ANSWERS,
    HERE,
    PEOPLE,
    SLUG,
    Looker,
    answer_as,
    filled_in,
    invitation_link,
    list_of_people,
)
from tests.browser.morning_analyst import (
    a_study_is_published_then_corrected,
    questions_are_counted_then_frozen,
    rows_are_taken,
)
from tests.browser.respondent import Respondent
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nle devis d'un four\n"


@pytest.mark.slow
def test_from_the_blank_workbook_to_a_study_corrected(
    open_page: Callable[..., Any], tmp_path: Path, site: str
) -> None:
    looker = Looker()
    organiser = open_page("/", viewport=DESKTOP)
    sign_in(organiser, make_person(role=Role.ORGANISER, display_name="Nadia").email)
    a_questionnaire_is_written(organiser, looker, tmp_path)
    a_collection_is_prepared_and_tried(organiser, looker, tmp_path)
    two_hundred_people_are_invited(organiser, looker, tmp_path)
    numbers = three_people_answer(open_page, tmp_path)
    item = Collection.objects.get(slug=SLUG)
    for number in range(3, ANSWERS):
        answer_as(number, item)
    texts_are_read(organiser, looker)
    files_and_contacts_are_taken(organiser, looker)
    a_response_is_found(organiser, looker, numbers[0])
    analyst = open_page("/", viewport=DESKTOP)
    sign_in(analyst, make_person(role=Role.ANALYST, display_name="Camille").email)
    questions_are_counted_then_frozen(analyst, looker)
    rows_are_taken(analyst, looker, tmp_path)
    a_study_is_published_then_corrected(analyst, looker)
    what_was_only_a_trial_is_deleted(organiser, looker, tmp_path)
    assert not looker.faults, "\n".join(looker.faults)


def a_questionnaire_is_written(page: Any, looker: Looker, folder: Path) -> None:
    """The blank workbook, filled in; what is wrong is said at its place, then the version is made."""
    page.goto("/gestion/questionnaires/")
    looker.at(page, "questionnaires")
    page.get_by_role("link", name="Importer un questionnaire").first.click()
    looker.at(page, "upload")
    with page.expect_download() as download:
        page.get_by_role("link", name="Téléchargez le modèle commenté").click()
    blank = Path(download.value.path()).read_bytes()
    for name, mistake in (("besoins-1.xlsx", True), ("besoins-2.xlsx", False)):
        path = folder / name
        path.write_bytes(filled_in(blank, mistake=mistake))
        page.get_by_label("Fichier du questionnaire").set_input_files(path)
        page.get_by_role("button", name="Vérifier le fichier").click()
        if mistake:
            said = page.locator(".sv").inner_text()
            assert "relevant" in said, said
            assert "Vouliez‑vous dire «\xa0autre\xa0»" in said, said
            looker.at(page, "upload-mistake")
            page.get_by_role("link", name="Choisir un autre fichier").click()
    page.get_by_text("Ce sera un nouveau questionnaire").wait_for()
    looker.at(page, "upload-report")
    page.get_by_role("button", name="Créer la version").click()
    page.get_by_text("prête. Relisez-la").wait_for()
    looker.at(page, "version")


def a_collection_is_prepared_and_tried(page: Any, looker: Looker, folder: Path) -> None:
    """Agreements, a draft, then the whole path as a respondent walks it: nothing is left of it."""
    version = page.url
    page.goto("/gestion/consentements/")
    for purpose, words, is_required in (
        ("statistics", "Mes réponses peuvent être comptées.", True),
        ("contact", "Vous pouvez m’écrire à ce sujet.", False),
        ("quotation", "Mes mots peuvent être cités, sans mon nom.", False),
    ):
        page.get_by_label("Usage").select_option(purpose)
        page.locator("[name=text]").fill(words)
        if is_required:
            page.get_by_label("Nécessaire pour répondre").check()
        page.get_by_role("button", name="Enregistrer ce texte").click()
        page.get_by_text("Texte enregistré.").wait_for()
    looker.at(page, "consents")
    page.goto(version)
    page.get_by_role("link", name="Préparer une collecte").click()
    page.locator("[name=title]").fill("Les besoins des lieux")
    page.get_by_label("Qui le mène").fill("la Coopérative des lieux")
    page.get_by_label("Dans quel but").fill("Savoir ce qui manque, et le publier.")
    for words in ("Statistiques", "Être recontacté·e", "Être cité·e"):
        page.get_by_role("checkbox", name=words).check()
    looker.at(page, "collection-create")
    page.get_by_role("button", name="Créer le brouillon").click()
    page.get_by_text("Collecte créée, en brouillon.").wait_for()
    looker.at(page, "collection-draft")
    page.get_by_role("link", name="Essayer comme si vous répondiez").click()
    respond_whole(Respondent(page), folder, looker)
    assert not Response.objects.exists()
    assert not Attachment.objects.exists()


def respond_whole(person: Respondent, folder: Path, looker: Looker | None = None) -> None:
    """From the agreements to the receipt."""
    page = person.page
    for words in (
        "Mes réponses peuvent être comptées",
        "Vous pouvez m’écrire",
        "Mes mots peuvent être cités",
    ):
        page.get_by_label(words).check()
    person.write("Comment s’appelle votre projet", "Le fournil")
    person.choose("Quel est le statut juridique", "Autre")
    person.expect_follow_up("Lequel")
    person.write("Lequel", "Fondation")
    person.write("De combien avez-vous besoin", "184 000")
    person.choose("Quelles aides", "Aucune")
    if looker:
        looker.at(page, "trial-first", within="main")
    person.go("Section suivante")
    page.get_by_role("radio", name="Oui").first.check()
    person.write("Qu’est-ce qui vous manque le plus", "Marie Durand, de la mairie, nous prête son garage.")
    path = folder / "devis.pdf"
    path.write_bytes(PDF)
    page.get_by_label("Un document à joindre").set_input_files(path)
    person.write("À quelle adresse vous répondre", "fournil@exemple.org")
    person.go("Relire et terminer")
    if looker:
        looker.at(page, "trial-review", within="main")
    person.go("Terminer et envoyer")
    page.get_by_role("heading", name="Votre réponse est arrivée").wait_for()
    if looker:
        looker.at(page, "trial-receipt", within="main")


def two_hundred_people_are_invited(page: Any, looker: Looker, folder: Path) -> None:
    page.goto(HERE)
    page.get_by_role("link", name="Ouvrir…").click()
    looker.at(page, "collection-open")
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    page.get_by_text("Collecte ouverte.").wait_for()
    page.get_by_role("link", name="Inviter et relancer").click()
    path = folder / "adherents.csv"
    path.write_bytes(list_of_people())
    page.get_by_label("Ou un fichier").set_input_files(path)
    page.get_by_role("button", name="Lire la liste").click()
    page.get_by_role("heading", name="Les lignes laissées de côté").wait_for()
    looker.at(page, "invitation-check")
    page.get_by_role("button", name=f"Inviter {PEOPLE} personnes").click()
    page.get_by_text(f"{PEOPLE} invitations en route").wait_for()
    looker.at(page, "invitations")
    assert Invitation.objects.filter(given_name="Zoé", organisation__startswith="Café").count() == PEOPLE
    assert OutboxMail.objects.filter(recipient__startswith="zoe").count() == PEOPLE
    assert Collection.objects.get(slug=SLUG).is_open()


def three_people_answer(open_page: Callable[..., Any], folder: Path) -> list[str]:
    """On phones, by the link of their mail, one without scripts; gives back the numbers of their receipts."""
    numbers = []
    for place, javascript in enumerate((True, False, True)):
        page = open_page(invitation_link(place), viewport=PHONE, javascript=javascript)
        page.get_by_role("link", name="Commencer").click()
        respond_whole(Respondent(page, javascript=javascript), folder)
        numbers.append(page.locator("main strong").first.inner_text())
    return numbers


def texts_are_read(page: Any, looker: Looker) -> None:
    """All the texts of a question, one of them cut before it can be quoted."""
    page.goto(HERE)
    looker.at(page, "collection-live")
    page.get_by_role("link", name="Textes", exact=True).click()
    looker.at(page, "texts")
    page.get_by_role("link", name="Qu’est-ce qui vous manque le plus").click()
    looker.at(page, "question-texts")
    page.get_by_label("Mots du texte").fill("garage")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Décider ou couper").first.click()
    page.get_by_label("Citable après coupe").check()
    page.locator("[name=quotation]").fill("[…], de la mairie, nous prête son garage.")
    looker.at(page, "text")
    page.get_by_role("button", name="Enregistrer la décision").click()
    page.get_by_text("C’est noté.").wait_for()
    assert TextReview.objects.get().state == TextState.CUT


def files_and_contacts_are_taken(page: Any, looker: Looker) -> None:
    """One file, one list of contacts with its reason; each a line of the journal."""
    page.goto(HERE)
    page.get_by_role("link", name="Fichiers", exact=True).click()
    looker.at(page, "files")
    with page.expect_download() as download:
        page.get_by_role("link", name="devis.pdf").first.click()
    assert Path(download.value.path()).read_bytes() == PDF
    assert ModelLogEntry.objects.filter(action="readings.file.downloaded").count() == 1
    page.goto(HERE)
    page.get_by_role("link", name="Contacts", exact=True).click()
    looker.at(page, "contacts")
    page.get_by_role("link", name="Être recontacté·e").click()
    page.get_by_text("fournil@exemple.org").first.wait_for()
    looker.at(page, "purpose-contacts")
    page.get_by_role("button", name="Télécharger (CSV)").click()
    page.get_by_text("Remplissez cette case.").first.wait_for()
    page.get_by_label("Pour quoi faire").fill("Rappeler les lieux qui cherchent un local")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger (CSV)").click()
    assert "fournil@exemple.org" in Path(download.value.path()).read_text()
    line = ModelLogEntry.objects.get(action="readings.contacts.exported")
    assert line.data["reason"] == "Rappeler les lieux qui cherchent un local"


def a_response_is_found(page: Any, looker: Looker, number: str) -> None:
    """By the number of its receipt."""
    page.goto(HERE)
    page.get_by_role("link", name="Réponses", exact=True).click()
    looker.at(page, "responses")
    page.get_by_label("Numéro du reçu ou adresse").fill(number)
    page.get_by_role("button", name="Chercher", exact=True).first.click()
    page.get_by_role("link", name=f"Réponse {number}").click()
    page.get_by_text("Le fournil").first.wait_for()
    looker.at(page, "response")


def what_was_only_a_trial_is_deleted(page: Any, looker: Looker, folder: Path) -> None:
    """Another questionnaire, imported to try: what will happen is said before it goes; the real one stays."""
    page.goto("/gestion/questionnaires/importer/")
    page.get_by_label("Fichier du questionnaire").set_input_files(folder / "besoins-1.xlsx")
    page.get_by_label("Code du questionnaire").fill("essai")
    page.get_by_role("button", name="Vérifier le fichier").click()
    page.get_by_role("button", name="Créer la version").click()
    page.get_by_role("link", name="Préparer une collecte").click()
    for name, words in (("title", "Un essai"), ("organiser", "moi"), ("aim", "Essayer.")):
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Créer le brouillon").click()
    page.get_by_role("link", name="Supprimer…").click()
    page.get_by_text("voici ce qui va se passer").wait_for()
    looker.at(page, "collection-delete")
    page.get_by_role("button", name="Supprimer", exact=True).click()
    page.get_by_text("Collecte supprimée.").wait_for()
    page.goto("/gestion/questionnaires/essai/1/")
    page.get_by_role("link", name="Supprimer le questionnaire…").click()
    page.get_by_text("voici ce qui va se passer").wait_for()
    looker.at(page, "questionnaire-delete")
    page.get_by_role("button", name="Supprimer", exact=True).click()
    page.get_by_text("Questionnaire supprimé.").wait_for()
    assert list(Questionnaire.objects.values_list("code", flat=True)) == ["besoins_des_lieux"]
    page.goto(f"{HERE}supprimer/")
    page.get_by_text("ne peut pas être supprimé").wait_for()
    looker.at(page, "collection-kept")
