"""What people and the team do together, without scripts: a place, a page of the directory, a file, a draw."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from milliard.core.models import OutboxMail
from milliard.members.models import Member
from milliard.organisations.models import Claim, Organisation
from milliard.places.models import Place
from milliard.society.consents import VOLUNTEERING
from milliard.society.models import Draw, DrawEntry
from milliard.society.reports.pools import eligible
from milliard.society.services.entries import missing_traits
from tests.browser.signing_in import sign_in
from tests.harness.addresses import MEMBER, ORGANISER
from tests.harness.browser import PHONE, scrolls_sideways

Open = Callable[..., Any]
_FILE_ROWS = 40


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


@pytest.fixture
def entered(open_page: Open) -> Callable[[str], "Walker"]:
    """Somebody signed in, on a phone without scripts."""

    def enter(email: str) -> Walker:
        page = open_page("/", viewport=PHONE, scheme="dark", javascript=False)
        sign_in(page, email)
        return Walker(page)

    return enter


class Walker:
    """Goes by links and buttons of the page itself; no page may scroll sideways."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def opens(self, path: str) -> "Walker":
        self.page.goto(path)
        return self

    def follows(self, name: str) -> "Walker":
        return self._leaves("link", name)

    def presses(self, name: str) -> "Walker":
        return self._leaves("button", name)

    def _leaves(self, role: str, name: str) -> "Walker":
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()
        assert not scrolls_sideways(self.page), self.page.url
        return self

    def fills(self, **words: str) -> "Walker":
        for name, text in words.items():
            self.page.fill(f"form [name={name}]", text)
        return self

    def reads(self, words: str) -> "Walker":
        assert words in " ".join(self.page.inner_text("body").split()), words
        return self


def test_a_host_proposes_a_place_and_an_organiser_publishes_it(entered: Any, open_page: Open) -> None:
    Place.objects.filter(name="La Grange de papier").delete()
    host = entered(MEMBER).opens("/lieux/proposer/").presses("Proposer ce lieu")
    first = host.page.locator(".error-summary li, #error-summary li").first.inner_text()
    assert first.startswith("Nom du lieu")  # in the order of the page
    host.fills(name="La Grange de papier", summary="Une grange, un poêle.", address_line="3 rue inventée")
    host.fills(commune="Bruz").page.locator("[name=kind]").first.check()
    host.page.check("[name=charter]")
    host.presses("Proposer ce lieu").reads("Nous lisons cette proposition")
    team = entered(ORGANISER).opens("/gestion/lieux/").follows("La Grange de papier").reads("Lieu proposé")
    team.follows("Accepter ce lieu").presses("Accepter ce lieu").reads("Lieu accepté.")
    page = open_page("/territoires/departement/35/", viewport=PHONE)
    assert page.get_by_role("link", name="La Grange de papier").is_visible()


def test_a_contact_claims_a_page_and_the_organiser_hands_it_over(entered: Any) -> None:
    item = Organisation.objects.published().order_by("search_name").last()
    assert item is not None
    Claim.objects.filter(organisation=item).delete()
    contact = entered(MEMBER).opens(f"/organisations/{item.public_id}/").follows("C’est mon organisation")
    contact.fills(role="trésorière", email="contact@exemple.fr").presses("Recevoir le code")
    code = re.search(
        r"\b(\d{6})\b", OutboxMail.objects.filter(recipient="contact@exemple.fr").latest("pk").body
    )
    assert code
    contact.fills(code=code[1]).presses("Prouver mon adresse").reads("Votre demande est lue")
    team = entered(ORGANISER).opens("/gestion/organisations/demandes/").follows(item.name)
    team.follows("Confier la fiche").presses("Confier la fiche").reads("Fiche confiée.")
    contact.opens(f"/organisations/{item.public_id}/").follows("Corriger et compléter")


def test_a_file_is_written_and_undone_as_a_whole(entered: Any, tmp_path: Any) -> None:
    before = Organisation.objects.count()
    file = tmp_path / "reseau.csv"
    rows = [f"Fournil de papier {number};Rennes" for number in range(_FILE_ROWS)]
    file.write_text("\n".join(["Nom;Commune", *rows]))
    team = entered(ORGANISER).opens("/gestion/organisations/imports/").follows("Importer des organisations")
    team.page.set_input_files("[name=file]", file)
    team.presses("Lire le fichier").follows("Écrire l’import").presses("Écrire l’import")
    assert Organisation.objects.count() == before + _FILE_ROWS
    team.follows("Annuler tout l’import").presses("Annuler tout l’import")
    team.reads(f"Import annulé : {_FILE_ROWS} fiches enlevées.")
    assert Organisation.objects.count() == before


def test_a_draw_from_its_call_to_its_result(entered: Any, open_page: Open) -> None:
    today = timezone.localdate()
    team = entered(ORGANISER).opens("/gestion/tirages/").follows("Préparer un tirage")
    team.fills(title="Un panel de papier", purpose="Relire.", asked="Un samedi.", seats="4")
    team.fills(mandate_until=_in(200), closes_on=_in(7)).page.check("[name=features][value=gender]")
    team.presses("Garder le brouillon").follows("Ouvrir l’appel").presses("Ouvrir l’appel")
    own = team.page.url
    draw = Draw.objects.get(title="Un panel de papier")
    entered(MEMBER).opens(draw.get_absolute_url()).presses("Je suis volontaire").reads("vous êtes volontaire")
    _bring(draw, 60)
    Draw.objects.filter(pk=draw.pk).update(closes_on=today - dt.timedelta(days=1))
    team.opens(own).follows("Arrêter la liste")
    team.fills(public_source="les cinq numéros d’une loterie inventée", public_on=_in(1))
    team.presses("Arrêter la liste").reads("Prêt à tirer")
    draw.rounds.update(public_on=today)
    team.opens(own).follows("Tirer au sort").fills(public_value="3 7 12 21 40").presses("Tirer")
    result = open_page(draw.get_absolute_url(), viewport=PHONE, javascript=False)
    words = " ".join(result.inner_text("main").split())
    assert "4 personnes tirées" in words
    assert "3 7 12 21 40" in words


def _in(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def _bring(draw: Draw, count: int) -> None:
    """Volunteers beside the one who came by the page."""
    willing = (one for one in eligible(draw).exclude(email=MEMBER) if not missing_traits(draw, one))
    rows: list[Member] = [one for one, _ in zip(willing, range(count), strict=False)]
    now = timezone.now()
    DrawEntry.objects.bulk_create(
        DrawEntry(draw=draw, member=one, wording=VOLUNTEERING, volunteered_at=now) for one in rows
    )
