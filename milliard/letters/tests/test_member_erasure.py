"""Whoever erases their account leaves dates behind, and no name, address or text."""

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.services import erase_account
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.letters.enums import DeliveryState, Lane
from milliard.letters.models import Delivery, Subscription
from milliard.letters.tests.factories import make_frozen_letter
from milliard.members.models import Member, MemberProfile, Merge
from milliard.members.services.merging import merge_members
from milliard.members.tests.factories import make_member, make_rates

pytestmark = pytest.mark.django_db
ADDRESS = "zoe.inventee@exemple.invalid"


def test_rows_history_merges_and_letters_forget_the_person() -> None:
    make_rates()
    person = make_person(role=Role.MEMBER)
    mine = make_member("Zoé", "Inventée", account=person, email=ADDRESS)
    twin = make_member("Zoe", "Inventée", email=ADDRESS)
    MemberProfile.objects.create(member=mine, birth_year=1980)
    Subscription.objects.create(member=mine)
    merge_members(kept=mine, absorbed=twin, by=None)
    for lane in (Lane.NEWS, Lane.LEGAL):
        make_frozen_letter(lane)
    left = Delivery.objects.filter(letter__lane__in=Lane)
    left.update(state=DeliveryState.ACCEPTED)
    make_frozen_letter(Lane.LEGAL)  # not sent yet: nothing to prove, and it never will be
    erase_account(user=person, by=person)
    rows = Member.objects.filter(pk__in=(mine.pk, twin.pk))
    assert set(rows.values_list("given_name", "family_name", "email", "account")) == {("", "", "", None)}
    assert all(row.erased_at for row in rows)
    for history in Member.pgh_event_models.values():  # type: ignore[attr-defined]
        assert not history.objects.filter(pgh_obj__in=rows).exclude(family_name="", email="").exists()
    assert not Merge.objects.exclude(sealed_before="").exists()
    assert not MemberProfile.objects.exists()
    assert not Subscription.objects.exists()
    # The proof that a notice left is owed for five years.
    assert set(left.values_list("letter__lane", "state", "address")) == {
        ("news", DeliveryState.ACCEPTED, ""),
        ("legal", DeliveryState.ACCEPTED, ADDRESS),
        ("legal", DeliveryState.SKIPPED, ""),
    }


def test_my_page_of_rights_leads_to_fewer_letters() -> None:
    person = make_person(role=Role.MEMBER)
    url = reverse("letters:my_subscription")
    page = reverse("accounts:rights")
    assert url not in signed_in(person).get(page).content.decode()
    make_member(account=person, email=person.email)
    assert url in signed_in(person).get(page).content.decode()
