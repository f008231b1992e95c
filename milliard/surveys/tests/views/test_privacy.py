"""What one visitor must never see, decide or lose because of another."""

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from engines.questionnaire.model import Kind
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.surveys import tokens
from milliard.surveys.forms import ContributorForm
from milliard.surveys.models import Attachment, Collection, Consent, Response
from milliard.surveys.services.contributors import add_contributor
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, text_of, url
from milliard.surveys.tests.test_services_people import link_in

pytestmark = pytest.mark.django_db


def contributor_of(collection: Collection, owner: Client, *sections: str) -> Client:
    """A browser that opened the link of somebody the owner invited."""
    key = owner.cookies[f"reponse_{collection.slug}"].value
    person = add_contributor(
        collection=collection, key=key, name="Sam", email="sam@exemple.org", sections=sections
    )
    link = tokens.make_link(tokens.LinkKind.CONTRIBUTOR, person.pk, person.token_digest)
    client = Client()
    client.get(f"/questionnaires/reprendre/{link}/")
    return client


def test_a_message_meant_for_the_team_is_never_kept_in_the_shared_first_page() -> None:
    caches["process"].clear()
    collection = factories.open_collection(factories.five_questions())
    person, staff = make_person(display_name="Zéphyrine"), signed_in(Role.ADMIN)
    staff.post(f"/gestion/personnes/{person.public_id}/", {"role": "analyst"})
    for client in (staff, Client()):
        assert "Zéphyrine" not in client.get(url(collection, "section/page/")).content.decode()
    assert "Zéphyrine" in staff.get(f"/gestion/personnes/{person.public_id}/").content.decode()


@pytest.mark.parametrize(
    "rest",
    ["", "relire/", "recu/", "lien/", "equipe/", "imprimer/?rempli=1", "effacer/", "section/page/"],
)
def test_no_browser_or_proxy_keeps_a_page_with_somebodys_answers(client: Client, rest: str) -> None:
    collection = factories.open_collection(factories.five_questions())
    fill(client, client.get(url(collection, "section/page/")), go="finish", statut="scic")
    page = client.get(url(collection, rest))
    assert page.status_code == 200
    assert {"no-store", "private"} <= set(page.headers["Cache-Control"].split(", "))


def test_a_contributor_neither_finishes_nor_changes_what_was_agreed_to(client: Client) -> None:
    text = factories.consent_text(is_required=False)
    collection = factories.open_collection(factories.five_questions(), consent_texts=[text])
    first = client.get(url(collection, "section/page/"))
    fill(client, first, go="save", statut="scic", **{f"consent_{text.pk}": "on"})
    helper = contributor_of(collection, client)
    assert helper.post(url(collection, "recu/")).status_code == 403
    helper.post(url(collection, "section/page/"), {"consents_shown": "1", "go": "finish"})
    assert helper.post(url(collection, "relire/")).status_code == 403
    assert Response.objects.get().completed_at is None
    assert Consent.objects.get().is_given
    assert "enverra le tout" in text_of(helper.get(url(collection, "relire/")))
    client.post(url(collection, "relire/"))
    assert Response.objects.get().completed_at is not None
    told = text_of(helper.get(url(collection, "relire/")))
    assert "Le questionnaire est envoyé" in told
    assert "enverra le tout" not in told
    assert 'id="accords"' not in helper.get(url(collection, "recu/")).content.decode()
    client.post(url(collection, "recu/"))
    assert not Consent.objects.get().is_given


@pytest.mark.parametrize(
    "name", ["Gagnez sur http://mal.exemple/", "voir www.mal.exemple", "mal.exemple/ici", "Sam mal.com"]
)
def test_our_mails_carry_nobody_elses_addresses(name: str) -> None:
    typed = {"name": name, "asked_by": name, "organisation": name, "email": "sam@exemple.org"}
    form = ContributorForm(typed, sections=[])
    assert {"name", "asked_by", "organisation"} <= form.errors.keys()


@pytest.mark.parametrize("name", ["Sam", "M. Dupont", "Trésorière / secrétaire", "J.-P.", "A.B.C."])
def test_a_name_is_one_line(name: str) -> None:
    form = ContributorForm(
        {"name": f"{name}\n\nBonjour", "asked_by": "Luc", "email": "sam@exemple.org"}, sections=[]
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == f"{name} Bonjour"


def test_an_anonymous_invitation_opened_again_leads_back_to_the_answers(client: Client) -> None:
    collection = factories.open_collection(
        factories.five_questions(), invitation_only=True, is_anonymous=True
    )
    invite(collection=collection, emails=["a@exemple.org", "b@exemple.org"], by=None)
    mine, other = (link_in(message) for message in mail.outbox)
    client.get(f"/questionnaires/invitation/{mine}/")
    fill(client, client.get(url(collection, "section/page/")), go="save", statut="scic", mot="Le début")
    client.get(f"/questionnaires/invitation/{mine}/")
    assert "Le début" in client.get(url(collection, "relire/")).content.decode()
    # Nothing else leads back to them: the page asks before another person's turn.
    assert client.get(f"/questionnaires/invitation/{other}/").status_code == 200
    assert "Le début" in client.get(url(collection, "relire/")).content.decode()
    client.post(f"/questionnaires/invitation/{other}/")
    assert client.get(url(collection, "relire/")).status_code == 302


def test_nothing_of_an_anonymous_response_tells_the_hour(client: Client) -> None:
    content = factories.definition(factories.question("pièce", Kind.FILE, accept=("application/pdf",)))
    collection = factories.open_collection(content, is_anonymous=True)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n")
    fill(client, client.get(url(collection, "section/page/")), go="save", pièce=file)
    row = Attachment.objects.get()
    for at in (row.created_at, row.updated_at):
        assert timezone.localtime(at).strftime("%H:%M:%S.%f") == "00:00:00.000000"
