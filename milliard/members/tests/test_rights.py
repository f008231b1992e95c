"""Members without an account have the same rights, through the team; a request is written down by codes."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.erasures import ErasureList
from milliard.core.refusals import NotAllowed, Refused
from milliard.members.consents import WORDINGS
from milliard.members.enums import ConsentPurpose, EntryKind
from milliard.members.models import Departure, Member, RegisterEntry
from milliard.members.services.entries import write_entry
from milliard.members.services.profiles import record_consent
from milliard.members.services.rights import (
    AlreadyErased,
    AskedTomorrow,
    HasAnAccount,
    erase_members_again,
    erase_on_request,
    export_on_request,
)
from milliard.members.tests.factories import ask, make_joined, make_member, make_rates, pay
from milliard.payments.models import Payment

pytestmark = pytest.mark.django_db


def asked(**fields: Any) -> dict[str, Any]:
    return {"channel": "letter", "proof": "known", "asked_on": timezone.localdate(), **fields}


def organiser() -> User:
    return make_person(role=Role.ORGANISER)


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path
    make_rates()


def test_a_member_without_an_account_takes_their_data_away(django_capture_on_commit_callbacks: Any) -> None:
    member = make_member("Zoé", "Inventée", email="zoe@exemple.invalid")
    pay(ask(member), on=timezone.localdate())
    data = export_on_request(member=member, by=organiser(), **asked())
    assert data["adhésion"][0]["nom"] == "Inventée"
    assert data["versements"][0]["versements"][0]["centimes"] == 2000
    assert set(data) >= {"adhésion", "versements", "lettres"}
    line = ModelLogEntry.objects.get(action="members.member.exported")
    assert line.data["channel"] == "letter"
    assert "Zo" not in json.dumps(line.data) + line.label


def test_a_member_without_an_account_is_forgotten(django_capture_on_commit_callbacks: Any) -> None:
    member = make_member("Zoé", "Inventée", email="zoe@exemple.invalid")
    pay(ask(member), on=timezone.localdate())
    with django_capture_on_commit_callbacks(execute=True):
        erase_on_request(member=member, by=organiser(), **asked())
    member.refresh_from_db()
    assert member.name == member.email == ""
    assert Departure.objects.get(member=member).kind == "resigned"
    assert Payment.objects.get().meant_for.payer_name == "Zoé Inventée"  # ten years, the law asks
    with pytest.raises(AlreadyErased):
        erase_on_request(member=member, by=organiser(), **asked())
    # A backup brings the row back: it goes again.
    Member.objects.filter(pk=member.pk).update(given_name="Zoé", family_name="Inventée", erased_at=None)
    assert erase_members_again(ErasureList()) == [("membres effacé·es de nouveau", 1)]
    member.refresh_from_db()
    assert member.name == ""


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"asked_on": timezone.localdate() + dt.timedelta(days=2)}, AskedTomorrow)],
)
def test_a_request_is_not_of_tomorrow(fields: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        erase_on_request(member=make_member(), by=organiser(), **asked(**fields))


def test_only_who_keeps_the_register_acts() -> None:
    for act in (erase_on_request, export_on_request):
        with pytest.raises(NotAllowed):
            act(member=make_member(), by=make_person(role=Role.TREASURER), **asked())


def test_an_account_is_erased_with_its_only_member_by_an_administrator() -> None:
    member = make_joined()
    with pytest.raises(HasAnAccount):
        erase_on_request(member=member, by=organiser(), **asked())
    other = make_member("Bo", "Exemple", account=member.account)
    admin = make_person(role=Role.ADMIN)
    erase_on_request(member=member, by=admin, **asked())
    account = User.objects.get(pk=other.account_id)
    assert account.is_active  # of the other person of the household
    erase_on_request(member=other, by=admin, **asked())
    account.refresh_from_db()
    assert not account.is_active


def test_a_reason_of_the_register_is_never_changed_and_may_be_erased() -> None:
    entry = write_entry(
        member=make_member(), kind=EntryKind.ENTERED, effective_on=timezone.localdate(), reason="venue d’Awa"
    )
    rows = RegisterEntry.objects.filter(pk=entry.pk)
    for change in ({"reason": "autre chose"}, {"kind": EntryKind.LEFT}, {"effective_on": "2020-01-01"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rows.update(reason="")
    assert rows.get().reason == ""


def test_the_team_hands_over_then_erases_on_its_screens() -> None:
    client, member = signed_in(Role.ORGANISER), make_member("Zoé", "Inventée", phone="+33612345678")
    page, handing, erasing = (
        reverse(f"members_staff:{name}", args=[member.public_id])
        for name in ("rights", "rights_export", "rights_erase")
    )
    assert "+33612345678" in client.get(page).content.decode()
    typed = {"channel": "letter", "proof": "known", "asked_on": timezone.localdate().isoformat()}
    response = client.post(handing, {**typed, "shape": "json"})
    assert json.loads(response.content)["adhésion"][0]["prénom"] == "Zoé"
    assert client.post(handing, {**typed, "shape": "pdf"}).content.startswith(b"%PDF")
    assert client.post(erasing, {**typed, "confirmation": "non"}).status_code == 422
    assert client.post(erasing, {**typed, "confirmation": "effacer"}).status_code == 302
    left = client.get(page).content.decode()
    assert "Cette fiche est effacée" in left
    assert "Inventée" not in left


def test_my_page_says_until_when_with_a_date_once_i_have_left() -> None:
    member = make_joined()
    record_consent(member=member, purpose=ConsentPurpose.LOT, is_given=True, by=None)
    client, url = signed_in(member.account), reverse("accounts:rights")
    before = client.get(url).content.decode()
    for name in ("identity", "profile"):
        assert reverse(f"members:{name}", args=[member.public_id]) in before
    assert "tant que l’adhésion dure" in before
    assert WORDINGS[ConsentPurpose.LOT][:20] in before
    Departure.objects.create(member=member, kind="resigned", effective_on=dt.date(2026, 3, 12))
    assert "12\u00a0mars\u00a02031" in client.get(url).content.decode()
