"""Answers and addresses are kept until a day that was said, announced thirty days before; then they go."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.services import tidy_up
from milliard.surveys import tokens
from milliard.surveys.models import Attachment, Collection, Contributor, Invitation, ReplacedAnswer, Response
from milliard.surveys.privacy import KEPT
from milliard.surveys.services import collections
from milliard.surveys.services.invitations import invite
from milliard.surveys.services.retention import retention_words
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db

TODAY = date(2028, 6, 30)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock to noon of a day."""

    def set_to(day: date) -> None:
        monkeypatch.setattr(timezone, "now", lambda: noon(day))

    set_to(TODAY)
    return set_to


def closed(day: date = TODAY, **fields: Any) -> Collection:
    """A collection with everything a person leaves, closed at noon of that day."""
    collection = factories.open_collection(factories.every_kind(), **fields)
    invite(collection=collection, emails="awa@exemple.org", by=None)
    respond(collection, {"court": "un secret"}, {"court": "un autre"})
    response = collection.responses.first()
    assert response is not None
    response.contributors.create(name="Sam", email="sam@exemple.org", token_digest=tokens.new_digest())
    ReplacedAnswer.objects.create(response=response, section_key="page", path="court", value="avant")
    Attachment.objects.create(
        response=response,
        path="fichier",
        file=ContentFile(b"x", "a"),
        name="a",
        size=1,
        content_type="text/csv",
    )
    end = noon(day)
    Collection.objects.filter(pk=collection.pk).update(opens_at=end - timedelta(days=30), closed_at=end)
    collection.refresh_from_db()
    return collection


def nightly() -> dict[str, int]:
    return dict(tidy_up().others)


def test_a_year_after_the_closing_when_nobody_says_otherwise(on: Any) -> None:
    assert closed().answers_kept_until == TODAY + timedelta(days=365)
    assert closed(kept_until=date(2028, 9, 1)).answers_kept_until == date(2028, 9, 1)
    assert factories.open_collection().answers_kept_until is None


def test_announced_thirty_days_before_then_gone_with_all_that_tells_of_a_person(
    on: Any, django_capture_on_commit_callbacks: Any
) -> None:
    collection = closed(contact_email="recueil@exemple.org", kept_until=date(2028, 9, 1))
    (file,) = Attachment.objects.values_list("file", flat=True)
    mail.outbox.clear()
    on(date(2028, 8, 1))
    assert "effacements annoncés" not in nightly()
    on(date(2028, 8, 2))
    assert nightly()["effacements annoncés"] == 1
    (notice,) = mail.outbox
    assert notice.to == ["recueil@exemple.org"]
    assert "jusqu’au 1 septembre 2028" in " ".join(notice.body.split())
    for day in (date(2028, 8, 3), date(2028, 9, 1)):
        on(day)
        assert not {"effacements annoncés", "réponses effacées à leur date"} & nightly().keys()
    assert Response.objects.count() == 2
    on(date(2028, 9, 2))
    with django_capture_on_commit_callbacks(execute=True):
        assert nightly()["réponses effacées à leur date"] == 2
    for model in (Response, Invitation, Contributor, ReplacedAnswer, Attachment):
        assert not model.objects.exists(), model
    assert not storages["private"].exists(file)
    entry = ModelLogEntry.objects.get(action="surveys.answers.purged")
    assert entry.data == {"responses": 2, "invitations": 1}
    assert "réponses effacées à leur date" not in nightly()
    collection.refresh_from_db()
    assert retention_words(collection).replace("\u00a0", " ").startswith("Effacées le 2 septembre 2028")


def test_nothing_goes_that_was_not_announced_thirty_days_before(on: Any) -> None:
    """The housekeeping did not run for a year, or the collection is older than the rule."""
    collection = closed(day=date(2026, 1, 15))
    assert nightly()["effacements annoncés"] == 1
    collection.refresh_from_db()
    assert collection.answers_kept_until == TODAY + timedelta(days=30)
    on(TODAY + timedelta(days=30))
    nightly()
    assert Response.objects.count() == 2
    on(TODAY + timedelta(days=31))
    nightly()
    assert not Response.objects.exists()


def test_another_day_is_announced_again_and_an_open_collection_keeps_its_answers(on: Any) -> None:
    collection = closed(kept_until=date(2028, 7, 15))
    nightly()
    collections.update_collection(collection=collection, by=None, kept_until=date(2028, 12, 1))
    on(date(2028, 11, 30))
    assert nightly()["effacements annoncés"] == 1
    collections.reopen_collection(collection=collection, by=None)
    assert collection.answers_kept_until is None
    on(date(2031, 1, 1))
    nightly()
    assert Response.objects.count() == 2


def test_not_before_the_closing(on: Any) -> None:
    closing = timezone.now() + timedelta(days=10)
    with pytest.raises(ValidationError, match="au moins jusqu’à la fermeture"):
        factories.open_collection(closes_at=closing, kept_until=TODAY + timedelta(days=10))


def test_the_first_page_the_privacy_page_and_the_team_say_until_when(client: Client, on: Any) -> None:
    collection = factories.open_collection(
        factories.five_questions(), title="Le Recueil", kept_until=date(2030, 3, 1), opens_at=timezone.now()
    )
    said = "Jusqu’au 1er mars 2030"
    assert f"Réponses gardées {said}" in text_of(client.get(f"/questionnaires/{collection.slug}/"))
    listed = [line for kind in KEPT if kind.until_each for line in kind.until_each()]
    assert [(name, until.replace("\u00a0", " ")) for name, until in listed] == [("Le Recueil", said)]
    screen = signed_in(Role.ORGANISER).get(f"/gestion/collectes/{collection.slug}/")
    assert said in text_of(screen)


def test_the_organiser_chooses_the_day_beside_the_field(on: Any) -> None:
    collection = closed()
    address = f"/gestion/collectes/{collection.slug}/modifier/"
    client = signed_in(Role.ORGANISER)
    form = client.get(address).context["form"]
    fields = {name: value for name in form.fields if (value := form[name].value())}
    values = {**fields, "organiser": "Nous", "aim": "Savoir."}
    refused = client.post(
        address, {**values, "kept_until": "2028-06-30", "organiser": "Nous", "aim": "Savoir."}
    )
    assert refused.status_code == 422
    assert refused.context["form"].errors["kept_until"] == ["Choisissez un jour à venir, après la fermeture."]
    taken = client.post(
        address, {**values, "kept_until": "2029-01-31", "organiser": "Nous", "aim": "Savoir."}
    )
    assert taken.status_code == 302, taken.context["form"].errors
    collection.refresh_from_db()
    assert collection.kept_until == date(2029, 1, 31)
    assert 'value="2029-01-31"' in client.get(address).content.decode()
