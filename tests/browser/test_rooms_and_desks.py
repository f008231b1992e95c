"""Screens the walk of the demonstration does not reach: empty desks, a member's rights, a group's room."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.letters.models import Subscription
from milliard.members.models import Member
from milliard.members.services.exclusions import record_death
from milliard.members.tests.factories import make_entered, make_joined, make_rates
from milliard.participation.enums import SeatState
from milliard.participation.models import GroupSeat
from milliard.participation.services.rooms import add_document
from milliard.participation.tests.factories import PDF, make_card, make_group, make_mission
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph, scrolls_sideways, wait_until

Open = Callable[..., Any]
_DESKS = {
    Role.ORGANISER: ("membres/cette-semaine/", "membres/", "registre/", "doublons/", "agir/cartes/"),
    Role.TREASURER: ("argent/", "paiements/", "bordereaux/", "lignes-de-releve/", "recus-fiscaux/"),
}


def looked_at(page: Any, name: str, *, within: str = ".sv") -> None:
    assert axe_violations(page, within=within) == [], name
    assert not scrolls_sideways(page), name
    photograph(page, name)


@pytest.mark.parametrize("role", _DESKS)
def test_empty_desks(open_page: Open, role: Role) -> None:
    by = make_person(role=role)
    page = open_page("/", viewport=PHONE)
    sign_in(page, by.email)
    for path in _DESKS[role]:
        page.goto(f"/gestion/{path}")
        looked_at(page, f"empty-{path.strip('/').replace('/', '-')}")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_members_rights_and_a_paper_form(open_page: Open, viewport: dict[str, int]) -> None:
    make_rates()
    rennes = make_commune(name="Rennes", code="35238")
    by, member = make_person(role=Role.ORGANISER), make_entered("Awa", commune=rennes, email="awa@exemple.fr")
    page = open_page("/", viewport=viewport)
    sign_in(page, by.email)
    own = f"/gestion/membres/{member.public_id}/"
    for end in ("droits/", "droits/remettre/", "droits/effacer/"):
        page.goto(f"{own}{end}")
        looked_at(page, f"rights-{end.strip('/').replace('/', '-')}-{viewport['width']}")
    page.goto("/gestion/membres/inscrire/")
    page.locator("[name=given_name]").fill("Awa")
    page.locator("[name=family_name]").fill("Exemple")
    page.locator("[name=commune]").fill("Rennes")
    page.locator("[name=origin]").fill("stand du marché")
    page.get_by_label("Pas encore réglée").check()
    page.get_by_role("button", name="Inscrire").click()
    page.get_by_text("Est-ce l’une de ces personnes").wait_for()
    # Wagtail's refusals fade in: their colours are those of the end.
    wait_until(page, "() => document.getAnimations().every(one => one.playState !== 'running')")
    looked_at(page, f"hand-entry-{viewport['width']}")
    page.get_by_label("c’est une autre personne").check()
    page.get_by_role("button", name="Inscrire").click()
    page.get_by_text("est noté·e").wait_for()
    assert Member.objects.count() == 2
    record_death(member=member, on=timezone.localdate(), by=by, told_by="un voisin")
    page.goto(f"{own}deces-annuler/")
    looked_at(page, f"undo-death-{viewport['width']}")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop-dark"]
)
def test_the_room_of_a_group(open_page: Open, viewport: dict[str, int], scheme: str) -> None:
    make_rates()
    ada, bob = make_joined(given_name="Ada"), make_joined(given_name="Bob")
    group = make_group(ada, name="Lecture de comptes", place=make_place(ada))
    GroupSeat.objects.create(group=group, member=bob, state=SeatState.IN)
    Subscription.objects.create(member=bob)
    make_mission(group=group, team_size=3, slots=5)
    make_card()
    upload = SimpleUploadedFile("ordre-du-jour.pdf", PDF)
    add_document(group=group, member=bob, title="Ordre du jour de mardi", upload=upload, by=bob.account)
    end = f"{scheme}-{viewport['width']}"
    page = open_page("/", viewport=viewport, scheme=scheme)
    sign_in(page, ada.account.email)
    room = f"/agir/groupes/{group.slug}/"
    page.goto(f"{room}page/")
    page.get_by_label("Texte").fill("## Mardi\n\n- Lire le bilan\n- Choisir la suite\n")
    looked_at(page, f"group-page-{end}", within="main")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Page enregistrée").wait_for()
    looked_at(page, f"group-{end}", within="main")
    page.goto(f"{room}documents/")
    looked_at(page, f"documents-{end}", within="main")
    page.goto(f"{room}lettre/")
    page.get_by_label("Objet").fill("Mardi, à 18 heures")
    page.get_by_label("Texte").fill("Bonjour {prénom},\n\nOn se retrouve **mardi**.")
    page.get_by_role("button", name="Voir la lettre").click()
    page.get_by_text("Voici ce qu’elles recevront").wait_for()
    looked_at(page, f"letter-{end}", within="main")
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("Votre lettre part à").wait_for()
    page.goto("/agir/")
    looked_at(page, f"agir-{end}", within="main")
    page.get_by_role("link", name="Appeler une organisation").first.click()
    page.get_by_text("En équipe").wait_for()
    looked_at(page, f"mission-{end}", within="main")
