"""Who gets what from the addresses of the site, and from the screens where its pages are written."""

import uuid
from typing import Any

from milliard.accounts.enums import Role
from milliard.website.models import HomePage
from milliard.website.tests.factories import add_messages, make_message
from tests.harness.addresses import (
    READERS,
    TEAM,
    Page,
    Walk,
    everyone,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)


def no_study() -> dict[str, Any]:
    return {"slug": "etude-absente"}


def no_edition() -> dict[str, Any]:
    return {**no_study(), "number": 1}


def no_figure() -> dict[str, Any]:
    return {"slug": "etude-absente", "block_id": uuid.uuid4()}


def no_figure_file() -> dict[str, Any]:
    return {**no_figure(), "extension": "csv"}


def home() -> list[Any]:
    return [""]


def no_document() -> list[Any]:
    return [0, "absent.pdf"]


def no_restriction() -> dict[str, Any]:
    return {"restriction_id": 0}


def no_page_restriction() -> dict[str, Any]:
    return {"page_view_restriction_id": 0, "page_id": 0}


def home_page() -> list[Any]:
    return [HomePage.objects.get().pk]


def no_key() -> dict[str, Any]:
    return {"pk": 0}


def one_message() -> dict[str, Any]:
    return {"public_id": make_message().public_id}


PAGES = [
    Page(
        "website:search", everyone(200), axe=[Walk("/recherche/?q=organisations"), Walk("/recherche/?q=zzzz")]
    ),
    Page("website:robots", everyone(200)),
    Page("website:sitemap", everyone(200)),
    Page("website:sitemap_part", everyone(200), arguments=lambda: {"number": 1}),
    Page("website:page_card", everyone(200), arguments=lambda: {"address": "le-recit"}),
    Page("website:news_feed", everyone(200), arguments=lambda: {"kind": "atom"}),
    Page("website:guides", everyone(200), axe=[Walk("/aide/", wide=True)]),
    Page(
        "website:guide",
        everyone(200),
        arguments=lambda: {"name": "collectes"},
        axe=[Walk("/aide/collectes/"), Walk("/aide/tenir-les-comptes/"), Walk("/aide/inviter-une-collegue/")],
    ),
    Page("website:guide_file", everyone(200), arguments=lambda: {"name": "membres-exemple.csv"}),
    Page("website:contact", everyone(200), post=everyone(422), axe=[Walk("/contact/")]),
    Page("website:contact_sent", everyone(200), axe=[Walk("/contact/merci/")]),
    staff_list(
        "messages_staff:messages",
        TEAM,
        add_messages,
        role=Role.ORGANISER,
        axe=[staff_walk("messages/")],
    ),
    Page("messages_staff:message", staff_only(TEAM, 200), arguments=one_message),
    staff_form("messages_staff:message_handle", TEAM, one_message, empty=302),
    staff_form("messages_staff:message_reopen", TEAM, one_message, empty=302),
    staff_form("messages_staff:message_delete", TEAM, one_message, empty=302),
    Page("website:study_pdf", everyone(404), arguments=no_study),
    Page("website:study_edition", everyone(404), arguments=no_edition),
    Page("website:study_edition_pdf", everyone(404), arguments=no_edition),
    Page("website:home_card", everyone(200)),
    Page("website:study_archive", everyone(404), arguments=no_edition),
    Page("website:study_card", everyone(404), arguments=no_study),
    Page("website:study_dictionary", everyone(404), arguments=no_study),
    Page(
        "website:figure",
        everyone(404),
        arguments=no_figure,
        axe=[Walk("/", link="Le tableau, la méthode")],
    ),
    Page("website:figure_card", everyone(404), arguments=no_figure),
    Page("website:figure_download", everyone(404), arguments=no_figure_file),
    Page(
        "wagtail_serve",
        everyone(200),
        arguments=home,
        axe=[
            Walk("/", wide=True),
            Walk("/etudes/"),
            Walk("/etudes/grand-recueil-2024/", wide=True),
            Walk("/accessibilite/"),
            Walk("/le-recit/"),
            Walk("/mentions-legales/"),
            Walk("/donnees-personnelles/"),
            Walk("/les-trois-piliers/"),
            Walk("/plan-d-action/"),
            Walk("/gouvernance/"),
            Walk("/statuts/"),
            Walk("/actualites/", wide=True),
            Walk("/actualites/dix-lieux-pilotes/"),
            Walk("/questions/", wide=True),
            Walk("/questions/?q=cotisation"),
            Walk("/nulle-part/"),
        ],
    ),
    Page("wagtaildocs_serve", everyone(404), arguments=no_document),
    Page("wagtaildocs_authenticate_with_password", everyone(404), arguments=no_restriction),
    Page("wagtailcore_authenticate_with_password", everyone(404), arguments=no_page_restriction),
    # Wagtail's own sign-in form: the address is taken by ours, above it in config/urls.py.
    Page("wagtailcore_login", everyone(302), post=everyone(302)),
    # The explorer begins at the home page; an analyst's at the list of studies, all that is theirs.
    Page("wagtailadmin_explore_root", everyone(302)),
    Page("wagtailadmin_explore", staff_only(("organiser", "admin"), 200), arguments=home_page),
    Page("website_staff:study_choices", staff_only(READERS, 404), arguments=no_key),
    Page("wagtailimages:index", staff_only(READERS, 200)),
    Page("wagtaildocs:index", staff_only(READERS, 200)),
]
