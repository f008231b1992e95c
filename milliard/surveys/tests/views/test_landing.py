"""Before the first question: what an open collection promises, and what an ended one no longer does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from french import format_date
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys.duration import duration_of
from milliard.surveys.models import Collection
from milliard.surveys.services import collections
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.responses import respond
from milliard.surveys.views.card import card_svg

pytestmark = pytest.mark.django_db


def url(collection: Collection) -> str:
    return f"/questionnaires/{collection.slug}/"


def _closed(*, complete: int, partial: int, **fields: Any) -> Collection:
    collection = factories.open_collection(factories.five_questions(), **fields)
    respond(collection, *[{"statut": "scic"}] * complete)
    if partial:
        respond(collection, *[{"statut": "scic"}] * partial, complete=False, section=1, question=1)
    collections.close_collection(collection=collection, by=None)
    return Collection.objects.get(pk=collection.pk)


@pytest.mark.parametrize(
    ("complete", "partial", "said", "unsaid"),
    [
        (7, 5, "12 réponses commencées, dont 7 complètes", "Reprendre"),
        (7, 3, "7 réponses complètes", "commencées"),
        (3, 9, "12 réponses commencées.", "complètes"),
        (3, 1, "Terminé le", "réponses commencées"),
    ],
)
def test_a_closed_collection_promises_nothing_and_says_what_became_of_it(
    client: Client, complete: int, partial: int, said: str, unsaid: str
) -> None:
    collection = _closed(complete=complete, partial=partial)
    words = text_of(client.get(url(collection)))
    assert f"Terminé le {format_date(timezone.localdate())}".replace("\u00a0", " ") in words
    assert said in words
    assert unsaid not in words
    for promise in ("minute", "s’enregistrent", "Commencer", "seront publiés", "à tout moment"):
        assert promise not in words


def test_an_announced_end_is_the_date_shown(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions())
    end = timezone.now() - timedelta(days=40)
    Collection.objects.filter(pk=collection.pk).update(opens_at=end - timedelta(days=30), closes_at=end)
    day = format_date(timezone.localtime(end).date()).replace("\u00a0", " ")
    assert f"Terminé le {day}" in text_of(client.get(url(collection)))


def test_an_open_collection_counts_nothing_in_public(client: Client) -> None:
    five = factories.open_collection(factories.five_questions())
    respond(five, *[{"statut": "scic"}] * 9)
    words = text_of(client.get(url(five)))
    assert "minute" in words
    assert "réponses commencées" not in words


def told(**fields: Any) -> Collection:
    return factories.open_collection(
        factories.every_kind(),
        title="Le Recueil",
        organiser="la Coopérative des lieux",
        aim="Savoir de quoi les lieux ont besoin.",
        preparation="Vos derniers comptes.",
        closes_at=timezone.now() + timedelta(days=30),
        **fields,
    )


def test_the_first_page_says_unfolded_who_runs_it_and_what_to_have(
    client: Client,
) -> None:
    collection = told(contact_email="recueil@exemple.org")
    content = client.get(url(collection)).content.decode()
    main = content.split("<main")[1].split("<details")[0]
    for words in ("La Coopérative des lieux", "Savoir de quoi", "Vos derniers comptes", "Jusqu’à quand"):
        assert words in main, words
    assert "mailto:recueil@exemple.org" in content


def test_one_duration_on_the_page_in_the_list_and_in_the_mails(client: Client, mailoutbox: Any) -> None:
    collection = told()
    said = duration_of(collection.version)
    words = text_of(client.get(url(collection)))
    assert re.findall(r"\d+ (?:à \d+ )?minutes?", words) == [said.replace("\u00a0", " ").removeprefix("de ")]
    assert said[1:] in client.get("/questionnaires/").content.decode()
    invite(collection=collection, emails="awa@exemple.org", by=None)
    assert f"Il faut {said}." in mailoutbox[0].body
    assert "la Coopérative des lieux" in mailoutbox[0].body


def test_an_anonymous_questionnaire_does_not_promise_what_it_has_not(client: Client) -> None:
    words = "Vous pouvez répondre à plusieurs"
    assert words in text_of(client.get(url(told())))
    assert words not in text_of(client.get(url(told(is_anonymous=True))))


def test_a_shared_link_carries_its_own_title_and_picture(client: Client, settings: Any) -> None:
    collection = told()
    content = client.get(url(collection)).content.decode()
    assert '<meta property="og:title" content="Le Recueil">' in content
    assert re.search(r'property="og:description"\s+content="Savoir de quoi les lieux ont besoin."', content)
    (picture,) = re.findall(r'<meta property="og:image" content="([^"]+)">', content)
    assert picture.startswith(settings.SITE_URL)
    drawn = client.get(picture.removeprefix(settings.SITE_URL))
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/png")
    assert drawn.content.startswith(b"\x89PNG")
    assert int.from_bytes(drawn.content[16:20]) == 1200
    for words in ("Le Recueil", "la Coopérative des lieux"):
        assert words in card_svg(collection)


def test_a_cookie_made_by_hand_opens_no_questionnaire_by_invitation(client: Client) -> None:
    collection = factories.open_collection(invitation_only=True)
    section = f"{url(collection)}section/page/"
    client.cookies[f"papier_{collection.slug}"] = "1"
    assert client.get(section).status_code == 302
    team = signed_in(Role.ORGANISER)
    team.cookies[f"papier_{collection.slug}"] = "1"
    assert team.get(section).status_code == 200
