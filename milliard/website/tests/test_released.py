"""What an organisation agreed to show of its answers goes to the directory, field by field, and back."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milliard.organisations.enums import FieldSource, OrganisationState
from milliard.organisations.models import FieldProvenance, Organisation, OrganisationNeed
from milliard.organisations.services.directory import add_organisation
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Consent, ConsentText, Response
from milliard.surveys.tests.factories import open_collection
from milliard.territories.tests.factories import make_commune
from milliard.website.released import follow_agreements

pytestmark = pytest.mark.django_db
NEED = {
    "_id": "b1",
    "usage": "investissement",
    "horizon": "court",
    "montant_cible": 5_000_000,
    "objet": "Un toit",
}


def answer(*purposes: Purpose, **answers: Any) -> Response:
    """A complete answer, with these agreements."""
    first = {"nom": "Ferme inventée", "commune": "", "besoins": [NEED], "courriel": "a@b.invalid"}
    collection, now = open_collection(), timezone.now()
    response = Response.objects.create(
        collection=collection,
        version=collection.version,
        token_digest=secrets.token_bytes(32),
        answers={**first, **answers},
        started_at=now,
        saved_at=now,
        completed_at=now,
    )
    agree(response, *purposes)
    return response


def agree(response: Response, *purposes: Purpose) -> None:
    for purpose in (Purpose.DIRECTORY, Purpose.NEEDS, Purpose.NEED_AMOUNTS):
        text, _ = ConsentText.objects.get_or_create(
            purpose=purpose, version=1, defaults={"text": "J’accepte."}
        )
        Consent.objects.update_or_create(
            response=response,
            purpose=purpose,
            defaults={"text": text, "is_given": purpose in purposes, "decided_at": response.saved_at},
        )


def test_nothing_goes_without_an_agreement() -> None:
    answer()
    answer(Purpose.NEEDS)  # needs without being in the directory
    assert follow_agreements() == [
        ("réponses reprises dans l’annuaire", 0),
        ("réponses retirées de l’annuaire", 0),
    ]
    assert not Organisation.objects.exists()


def test_each_agreement_releases_its_fields_alone() -> None:
    commune = make_commune(name="Nulle-Part-la-Grande")
    response = answer(Purpose.DIRECTORY, commune=commune.label)
    follow_agreements()
    made = Organisation.objects.get()
    assert (made.name, made.commune, made.contact_email) == ("Ferme inventée", commune, "")
    assert made.state == OrganisationState.AWAITING  # the team reads it first
    assert not OrganisationNeed.objects.exists()
    assert set(FieldProvenance.objects.values_list("field", "source")) == {
        ("name", FieldSource.SURVEY),
        ("commune", FieldSource.SURVEY),
    }
    agree(response, Purpose.DIRECTORY, Purpose.NEEDS)
    touch(response)
    need = needs_after()
    assert (need.use, need.horizon, need.amount_cents) == ("investissement", "court", None)
    agree(response, Purpose.DIRECTORY, Purpose.NEED_AMOUNTS)
    touch(response)
    need = needs_after()
    assert (need.use, need.horizon, need.amount_cents) == ("", "", 5_000_000)
    assert Organisation.objects.count() == 1


def test_an_agreement_withdrawn_takes_back_all_it_gave() -> None:
    response = answer(Purpose.DIRECTORY, Purpose.NEEDS)
    follow_agreements()
    Organisation.objects.update(state=OrganisationState.PUBLISHED)
    agree(response)
    assert dict(follow_agreements())["réponses retirées de l’annuaire"] == 1
    assert Organisation.objects.get().state == OrganisationState.WITHDRAWN
    assert not OrganisationNeed.objects.exists()


def test_what_somebody_else_said_stays_and_only_what_the_answer_said_goes() -> None:
    commune = make_commune(name="Nulle-Part-la-Grande")
    known = add_organisation(name="Ferme inventée", commune=commune, sector="habitat", by=None)
    FieldProvenance.objects.filter(organisation=known, field="commune").delete()
    response = answer(Purpose.DIRECTORY, Purpose.NEEDS, nom="FERME INVENTÉE", commune=commune.label)
    follow_agreements()
    known.refresh_from_db()
    assert (known.name, FieldProvenance.objects.get(field="commune").source) == ("Ferme inventée", "survey")
    agree(response)
    follow_agreements()
    known.refresh_from_db()
    assert (known.is_published, known.sector, known.commune) == (True, "habitat", None)
    assert not OrganisationNeed.objects.exists()


def test_following_twice_writes_nothing_more() -> None:
    answer(Purpose.DIRECTORY, Purpose.NEEDS)
    follow_agreements()
    before = list(OrganisationNeed.objects.values_list("pk"))
    assert dict(follow_agreements())["réponses reprises dans l’annuaire"] == 0
    assert list(OrganisationNeed.objects.values_list("pk")) == before


def touch(response: Response) -> None:
    """The answer was saved again, a little later."""
    later = response.saved_at + timedelta(minutes=1)
    Response.objects.filter(pk=response.pk).update(saved_at=later)
    response.refresh_from_db()


def needs_after() -> OrganisationNeed:
    follow_agreements()
    return OrganisationNeed.objects.get()
