"""The team invites two hundred people from a table, and tries the whole path; no script is needed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines.questionnaire.model import Definition, Kind, Section
from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.surveys.models import Invitation, Response
from milliard.surveys.tests import factories
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE, axe_violations, scrolls_sideways

#: Folder where each screen is photographed, when somebody wants to look at them.
_LOOKS = os.environ.get("LOOKS", "")


def looked_at(page: Any, name: str, *, within: str = ".sv", with_axe: bool) -> None:
    assert not with_axe or axe_violations(page, within=within) == [], name
    assert not scrolls_sideways(page), name
    if _LOOKS:
        for width, viewport in ((390, PHONE), (1280, DESKTOP)):
            for scheme in ("light", "dark"):
                page.set_viewport_size({**viewport, "height": 2_000})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=str(Path(_LOOKS) / f"{name}-{width}-{scheme}.png"))
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_hundred_people_from_a_table(
    open_page: Callable[..., Any], tmp_path: Path, javascript: bool
) -> None:
    by, item = make_person(role=Role.ORGANISER), factories.open_collection(title="Vos besoins")
    rows = [f"Nom{n};Zoé {n};zoe{n}@exemple.org;Café n° {n}" for n in range(200)]
    path = tmp_path / "adherents.csv"
    path.write_bytes(
        "\r\n".join(["Nom;Prénom;Adresse e-mail;Structure", *rows, "Sans;Adresse;;"]).encode("cp1252")
    )
    page = open_page("/", viewport=PHONE, javascript=javascript)
    sign_in(page, by.email)
    page.goto(f"/gestion/collectes/{item.slug}/invitations/")
    page.get_by_label("Ou un fichier").set_input_files(path)
    page.get_by_role("button", name="Lire la liste").click()
    page.get_by_role("heading", name="Qui serait invité").wait_for()
    looked_at(page, "invitation-check", with_axe=javascript)
    assert not Invitation.objects.exists()
    page.get_by_role("button", name="Inviter 200 personnes").click()
    page.get_by_text("200 invitations en route").wait_for()
    looked_at(page, "invitations", with_axe=javascript)
    assert Invitation.objects.filter(given_name__startswith="Zoé").count() == 200
    page.get_by_role("link", name="Voir et chercher les personnes").click()
    page.get_by_role("searchbox", name="Chercher").fill("zoe 199")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_text("zoe199@exemple.org").first.wait_for()
    looked_at(page, "invitation-list", with_axe=javascript)
    page.get_by_role("link", name="Retirer… zoe199@exemple.org").click()
    page.get_by_role("button", name="Retirer de la liste").click()
    page.get_by_text("Personne retirée de la liste.").wait_for()
    assert Invitation.objects.count() == 199
    page.goto(f"/gestion/collectes/{item.slug}/invitations/texte/")
    page.get_by_label("Texte de l’invitation").fill("Bonjour {prénom},\n\nVotre avis compte : {lien}")
    page.get_by_role("button", name="Voir les messages").click()
    page.get_by_text("Bonjour Camille,").first.wait_for()
    looked_at(page, "invitation-words", with_axe=javascript)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_path_is_tried_and_leaves_nothing(open_page: Callable[..., Any], javascript: bool) -> None:
    by, question = make_person(role=Role.ORGANISER), factories.question
    consent = factories.consent_text(is_required=True)
    form = Definition(
        "Essai",
        (
            Section("a", "Première", (question("emprunt", Kind.YES_NO, label="Un emprunt"),)),
            Section(
                "b",
                "Deuxième",
                (question("montant", label="Combien", relevant="${emprunt} = 'yes'"), question("mot")),
            ),
        ),
    )
    item = factories.draft_collection(form, consent_texts=[consent])
    page = open_page("/", viewport=PHONE, javascript=javascript)
    sign_in(page, by.email)
    page.goto(f"/questionnaires/version/{item.version.questionnaire.code}/1/")
    looked_at(page, "trial-first", within="main", with_axe=javascript)
    page.get_by_label(consent.text).check()
    page.get_by_label("Oui", exact=True).check()
    page.get_by_role("button", name="Section suivante").click()
    page.get_by_label("Combien").fill("1 500")
    page.get_by_role("button", name="Relire et terminer").click()
    page.get_by_role("heading", name="Où vous en êtes").wait_for()
    looked_at(page, "trial-review", within="main", with_axe=javascript)
    page.get_by_role("button", name="Terminer et envoyer").click()
    page.get_by_role("heading", name="Votre réponse est arrivée").wait_for()
    assert page.get_by_text("Rien de ce que vous écrivez ici").is_visible()
    looked_at(page, "trial-receipt", within="main", with_axe=javascript)
    assert not Response.objects.exists()
