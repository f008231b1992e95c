"""An empty installation: a decent home page, honest about what is not there yet."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys.tests import factories as surveys
from milliard.ui.templatetags.ui.filters import insecables
from milliard.website.legal import kept_data
from milliard.website.models import HomePage, PlainPage, SiteDetails
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def declare(**changes: Any) -> HomePage:
    home = factories.home()
    amounts = {
        "intended_cents": 31_200_000_000,
        "committed_cents": 16_400_000_000,
        "disbursed_cents": 4_100_000_000,
        "organisations_financed": 127,
        "amounts_on": dt.date(2026, 10, 31),
        "amounts_source": "Bureau du mouvement",
        "amounts_status": "declared",
    }
    for name, value in (amounts | changes).items():
        setattr(home, name, value)
    home.full_clean()
    home.save()
    return home


def test_the_tree_is_whole() -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    assert Site.objects.get().root_page.specific == factories.home()
    assert {child.slug for child in factories.home().get_children()} == {
        "etudes",
        "actualites",
        "questions",
        "accessibilite",
        "donnees-personnelles",
        "le-recit",
        "mentions-legales",
    }


def test_the_home_page_says_that_no_amount_is_published(client: Client) -> None:
    content = page(client)
    assert "le nerf de la paix." in content
    assert "Aucun montant n’est encore publié" in content
    assert "Renforcer" in content
    assert "données simulées" not in content


def test_the_list_of_studies_says_there_is_none(client: Client) -> None:
    assert "Aucune étude n’est encore publiée" in page(client, "/etudes/")


def test_links_lead_only_to_what_exists(client: Client) -> None:
    content = page(client)
    assert 'href="/etudes/"' not in content
    assert 'href="/questionnaires/"' not in content
    assert 'href="/accessibilite/"' in content
    surveys.open_collection(title="Le Grand Recueil")
    factories.study(of=factories.dataset(complete=30, partial=0), with_pieces=factories.pieces()[3:4])
    content = page(client)
    assert 'href="/etudes/"' in content
    assert 'href="/questionnaires/"' in content
    assert "Le Grand Recueil" in content


def test_a_collection_by_invitation_is_not_on_the_home_page(client: Client) -> None:
    surveys.open_collection(title="Entre nous", invitation_only=True)
    assert "Entre nous" not in page(client)


def test_the_footer_says_who_and_where_the_code_is(client: Client) -> None:
    SiteDetails.objects.create(
        site=Site.objects.get(),
        source_code_url="https://code.exemple.org/",
    )
    content = page(client)
    assert "https://code.exemple.org/" in content


def test_the_privacy_and_accessibility_pages_are_there(client: Client) -> None:
    assert "Vos droits" in page(client, "/donnees-personnelles/")
    assert "Aucun audit indépendant" in page(client, "/accessibilite/")
    assert PlainPage.objects.filter(in_footer=True).count() == 3


def test_the_legal_notice_invents_nothing_and_tells_the_team(client: Client, settings: Any) -> None:
    notice = page(client, "/mentions-legales/")
    assert notice.count("<em>À compléter</em>") == 7
    assert "Compléter les coordonnées du site" not in notice
    client = signed_in(Role.ORGANISER)
    assert 'href="/gestion/settings/website/sitedetails/"' in page(client, "/mentions-legales/")
    settings.IS_DEMONSTRATION = True
    nobody = page(client, "/mentions-legales/")
    assert "personne n’est nommé ici" in nobody
    assert "À compléter" not in nobody
    SiteDetails.objects.create(
        site=Site.objects.get(), publisher="L’association", publisher_address="1, rue\n75000 Paris"
    )
    notice = page(client, "/mentions-legales/")
    assert "<dd>L’association</dd>" in notice
    assert "1, rue<br>75000 Paris" in notice


def test_the_story_is_in_the_menu_and_each_part_has_its_source(client: Client) -> None:
    assert 'href="/le-recit/"' in page(client)
    parts = page(client, "/le-recit/").split('<h2 class="block-heading"')
    assert len(parts) == 4
    assert all('<a href="https://' in part for part in parts)


def test_a_page_kept_from_the_public_leaves_the_menu_with_those_below_it(client: Client) -> None:
    story = Page.objects.get(slug="le-recit")
    below = story.add_child(instance=PlainPage(title="La suite", slug="la-suite", in_footer=True))
    assert f'href="{below.url}"' in page(client)
    kept = PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert not {'href="/le-recit/"', f'href="{below.url}"'} & set(page(client).split())
    kept.delete()
    assert {'href="/le-recit/"', f'href="{below.url}"'} & set(page(client).replace(">", " ").split())


def test_declared_amounts_are_shown_with_date_and_source(client: Client) -> None:
    declare()
    content = page(client)
    for text in (
        "312\u00a0M€",
        "164\u00a0M€",
        "41\u00a0M€",
        "31\u00a0octobre\u00a02026",
        "Bureau du mouvement",
    ):
        assert text in content
    assert "chiffre déclaré" in content
    assert "<dd>127</dd>" in content
    assert "données simulées" not in content


def test_simulated_amounts_say_so(client: Client) -> None:
    declare(amounts_status="simulated")
    content = page(client)
    assert "simulated-banner" in content
    assert "données simulées" in content


@pytest.mark.parametrize(
    "changes",
    [
        {"committed_cents": 40_000_000_000},
        {"disbursed_cents": -1},
        {"amounts_on": None},
        {"amounts_source": ""},
        {"committed_cents": None},
    ],
)
def test_amounts_without_order_date_or_source_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        declare(**changes)


def test_organisations_are_not_counted_without_amounts() -> None:
    nothing = dict.fromkeys(("intended_cents", "committed_cents", "disbursed_cents"))
    with pytest.raises(ValidationError):
        declare(**nothing)


def test_an_unknown_page_is_kindly_not_found(client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Ce n’est pas votre faute" in response.content.decode()


def test_pages_written_by_migrations_are_found(client: Client) -> None:
    assert 'href="/le-recit/"' in page(client, "/recherche/?q=Bernardins").split("<main", 1)[1]


def test_the_privacy_page_names_every_kind_of_data_and_until_when(client: Client) -> None:
    content = page(client, "/donnees-personnelles/").split("<main")[1]
    for kind in kept_data():
        for words in (kind.kind, kind.until):
            assert str(insecables(words)) in content, words
    assert "Les personnes qui répondent avec vous" in content
    assert "efface la collecte" not in content  # nobody can
