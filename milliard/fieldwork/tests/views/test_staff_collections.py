"""The team's screens for collections: drafted, opened, closed, reopened, given another version."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from engines.questionnaire.model import Choice, Kind, QuestionRole
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import respond
from milliard.surveys.version_change.responses import convert_batch

pytestmark = pytest.mark.django_db
#: Who runs a collection, and what for: asked of every one.
WHO = {"organiser": "la Coopérative", "aim": "Compter les besoins."}


def url(name: str, collection: Collection) -> str:
    return reverse(f"surveys_staff:{name}", args=[collection.slug])


def with_status(**fields) -> Collection:
    """An open collection one of whose questions sorts responses."""
    content = factories.definition(
        factories.question("statut", Kind.ONE, choice_list="statuts", role=QuestionRole.MARGIN),
        factories.question("libre"),
        choice_lists={"statuts": (Choice("asso", "Association"), Choice("scic", "SCIC"))},
    )
    return factories.open_collection(content, **fields)


def test_a_draft_is_created_with_everything_chosen():
    version, text = factories.version(), factories.consent_text(Purpose.STATISTICS, is_required=True)
    client = signed_in(Role.ORGANISER)
    values = {
        "title": "Nouvelle vague",
        "slug": "nouvelle-vague",
        "version": version.pk,
        "audience": "person",
        **WHO,
        "introduction": "Pour savoir.",
        "closes_at": "2050-01-02T18:00",
        "consent_texts": [text.pk],
        "invitation_only": "on",
        "is_simulated": "on",
    }
    response = client.post(reverse("surveys_staff:collection_create"), values, follow=True)
    made = Collection.objects.get(slug="nouvelle-vague")
    assert (made.audience, made.invitation_only, made.is_anonymous) == ("person", True, False)
    assert timezone.localtime(made.closes_at).hour == 18
    assert list(made.consent_texts.all()) == [text]
    assert made.opens_at is None
    page = response.content.decode()
    assert "brouillon" in page
    assert "Données simulées" in page
    assert "Collecte créée" in page


@pytest.mark.parametrize("slug", ["importer", "version", "reprendre", "pas une adresse"])
def test_an_address_already_taken_by_the_site_is_refused(slug):
    values = {"title": "Essai", "slug": slug, "version": factories.version().pk, "audience": "person", **WHO}
    response = signed_in(Role.ORGANISER).post(reverse("surveys_staff:collection_create"), values)
    assert response.status_code == 422
    assert "slug" in response.context["form"].errors
    assert not Collection.objects.exists()


def test_the_address_of_another_collection_is_refused_beside_its_field():
    taken = factories.draft_collection(slug="prise")
    values = {"title": "Essai", "slug": taken.slug, "version": taken.version_id, "audience": "person", **WHO}
    response = signed_in(Role.ORGANISER).post(reverse("surveys_staff:collection_create"), values)
    assert response.status_code == 422
    assert response.context["form"].errors["slug"] == ["Cette adresse est déjà celle d’une autre collecte."]


def test_two_texts_of_one_use_are_refused():
    texts = [factories.consent_text(Purpose.CONTACT), factories.consent_text(Purpose.CONTACT)]
    values = {
        "title": "Essai",
        "slug": "essai",
        "version": factories.version().pk,
        "audience": "person",
        **WHO,
        "consent_texts": [text.pk for text in texts],
    }
    response = signed_in(Role.ORGANISER).post(reverse("surveys_staff:collection_create"), values)
    assert "consent_texts" in response.context["form"].errors


def test_a_draft_can_change_everything_but_its_address():
    item, other = factories.draft_collection(), factories.version()
    values = {"title": "Autre titre", "version": other.pk, "audience": "person", **WHO, "is_anonymous": "on"}
    response = signed_in(Role.ORGANISER).post(url("collection_edit", item), values)
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.title, item.version_id, item.is_anonymous) == ("Autre titre", other.pk, True)


def test_a_draft_is_not_given_an_end_already_passed_and_a_past_end_is_kept_as_it_was():
    values = {"title": "Mot", "slug": "mot", "audience": "person", **WHO, "closes_at": "2020-01-01T00:00"}
    client = signed_in(Role.ORGANISER)
    page = client.post(
        reverse("surveys_staff:collection_create"), {**values, "version": factories.version().pk}
    )
    assert page.status_code == 422
    assert "déjà passée" in page.content.decode()
    item = factories.open_collection(factories.five_questions(), closes_at=timezone.now())
    shown = client.get(url("collection_edit", item)).context["form"]["closes_at"].value()
    written = shown.strftime("%Y-%m-%dT%H:%M")
    assert (
        client.post(
            url("collection_edit", item), {"title": "Corrigé", "closes_at": written, **WHO}
        ).status_code
        == 302
    )


def test_once_open_promises_stay_even_when_posted():
    item, other = factories.open_collection(), factories.version()
    values = {
        "title": "Nouveau titre",
        "version": other.pk,
        "audience": "person",
        **WHO,
        "is_anonymous": "on",
    }
    response = signed_in(Role.ORGANISER).post(url("collection_edit", item), values)
    assert response.status_code == 302
    before = item.version_id
    item.refresh_from_db()
    assert (item.title, item.version_id, item.is_anonymous) == ("Nouveau titre", before, False)
    assert item.audience == "organisation"


def test_opening_says_what_it_does_then_does_it():
    item = factories.draft_collection()
    client = signed_in(Role.ORGANISER)
    page = client.get(url("collection_open", item)).content.decode()
    assert "ne pourra plus changer" in page
    item.refresh_from_db()
    assert item.opens_at is None
    assert "Collecte ouverte" in client.post(url("collection_open", item), follow=True).content.decode()
    item.refresh_from_db()
    assert item.is_open()


def test_closing_and_reopening():
    item = factories.open_collection()
    client = signed_in(Role.ADMIN)
    client.post(url("collection_close", item))
    item.refresh_from_db()
    assert item.has_ended()
    past = client.post(url("collection_reopen", item), {"closes_at": "2020-01-01T00:00"})
    assert past.status_code == 422
    client.post(url("collection_reopen", item), {"closes_at": ""})
    item.refresh_from_db()
    assert item.is_open()


@pytest.mark.parametrize(
    ("answers", "said"), [([{}], "Ses données se figent"), ([], "il n’y a rien à figer")]
)
def test_closing_promises_a_dataset_only_when_somebody_answered(answers, said):
    item = with_status()
    respond(item, *answers)
    closed = signed_in(Role.ADMIN).post(url("collection_close", item), follow=True)
    assert said in closed.content.decode()


@pytest.mark.parametrize("name", ["collection_open", "collection_reopen"])
def test_what_makes_no_sense_is_refused_with_a_sentence(name):
    item = factories.open_collection()
    response = signed_in(Role.ORGANISER).post(url(name, item))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_another_version_of_the_same_questionnaire_only():
    first = factories.version(code="vagues")
    second = factories.version(factories.definition(factories.question("age", Kind.INTEGER)), code="vagues")
    foreign = factories.version()
    item = factories.open_collection(version=first)
    client = signed_in(Role.ORGANISER)
    assert client.post(url("collection_adopt", item), {"version": foreign.pk}).status_code == 422
    assert client.post(url("collection_adopt", item), {"version": second.pk}).status_code == 302
    item.refresh_from_db()
    assert item.version_id == second.pk


def test_an_analyst_reads_and_does_not_write():
    item = factories.draft_collection()
    client = signed_in(Role.ANALYST)
    page = client.get(url("collection", item)).content.decode()
    assert "Ouvrir…" not in page
    assert "Inviter" not in page
    for name in ("collection_open", "collection_edit", "quotas", "invitations", "request_forget"):
        assert client.post(url(name, item)).status_code in {302, 405}
    item.refresh_from_db()
    assert item.opens_at is None


def test_the_list_tells_the_states_apart():
    factories.draft_collection(title="Brouillonne")
    factories.open_collection(title="Ouverte")
    ended = factories.open_collection(title="Finie")
    collections.close_collection(collection=ended, by=None)
    factories.open_collection(title="Bientôt", opens_at=timezone.now() + timedelta(days=1))
    respond(ended, {"libre": "x"})
    address, client = reverse("surveys_staff:collections"), signed_in(Role.ANALYST)
    rows = client.get(address).context["page"].rows
    assert {item.title: item.shown_state for item in rows} == {
        "Brouillonne": "draft",
        "Ouverte": "open",
        "Finie": "ended",
        "Bientôt": "planned",
    }
    assert rows[0].title == "Brouillonne"
    assert {item.title: (item.counts.begun, item.counts.complete) for item in rows}["Finie"] == (1, 1)
    for item in rows:
        (found,) = client.get(address, {"etat": item.shown_state}).context["page"].rows
        assert found == item


def test_a_list_is_searched_without_minding_accents_and_capitals():
    factories.open_collection(title="Le grand été", slug="vague-7")
    factories.draft_collection(title="Autre chose")
    address, client = reverse("surveys_staff:collections"), signed_in(Role.ANALYST)
    for typed in ("ETE", "été grand", "vague-7"):
        assert [item.title for item in client.get(address, {"q": typed}).context["page"].rows] == [
            "Le grand été"
        ]
    page = client.get(address, {"q": "grand hiver"}).content.decode()
    assert "Rien ne correspond" in page
    wrong = client.get(address, {"q": "a" * 300, "etat": "mouillée"})
    assert wrong.status_code == 200
    assert len(wrong.context["page"].rows) == 2
    assert set(wrong.context["filters"].errors) == {"q", "etat"}


def test_what_becomes_of_the_answers_is_said_before_another_version_is_adopted(django_assert_max_num_queries):
    item = with_status()
    code = item.version.questionnaire.code
    kept = Choice("asso", "Association")
    later = factories.version(
        factories.definition(
            factories.question("statut", Kind.ONE, choice_list="s"), choice_lists={"s": (kept,)}
        ),
        code=code,
    )
    respond(item, {"statut": "scic"}, {"statut": "scic"}, {"statut": "asso"})
    client = signed_in(Role.ORGANISER)
    with django_assert_max_num_queries(40):
        page = client.get(url("collection_adopt", item), {"version": later.pk})
    (report,) = page.context["answer_effects"]
    assert (report.total, report.touched, report.untouched) == (3, 2, 1)
    (line,) = [line for line in report.lines if line.choice]
    assert line.count == 2
    text = page.content.decode()
    assert "Retiré\u00a0: «\u00a0SCIC\u00a0» (scic). Les réponses qui l’avaient sont mises de côté." in text
    assert "Ce que deviennent les réponses déjà données" in text
    assert "Mise de côté\u00a0: ce choix n’existe plus." in text
    shown = client.get(reverse("surveys_staff:version", args=[code, later.number]))
    assert shown.context["answer_effects"] == [report]
    client.post(url("collection_adopt", item), {"version": later.pk})
    again = client.get(url("collection_adopt", item))
    assert again.context["chosen"].number == 1


def test_the_page_of_a_collection_follows_responses_that_change_version():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    respond(item, {"nom": "x"}, {"nom": "y"})
    content = factories.definition(factories.question("nom"), factories.question("age", Kind.INTEGER))
    later = factories.version(content, code=item.version.questionnaire.code)
    assert client.get(url("collection", item)).context["left"] == 0
    Collection.objects.filter(pk=item.pk).update(version=later)
    page = client.get(url("collection", item)).content.decode()
    assert "Encore 2 sur 2" in page
    assert 'hx-trigger="every' in page
    assert convert_batch(collection=Collection.objects.get(pk=item.pk)) == 2
    fragment = client.get(url("collection", item), headers={"HX-Request": "true"}).content.decode()
    assert "Toutes les réponses suivent la version 2" in fragment
    assert "<html" not in fragment
