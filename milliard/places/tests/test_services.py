"""A place is proposed, decided, kept up by several, closed."""

from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.tests.factories import make_joined
from milliard.places.enums import HostRole, PlaceStage
from milliard.places.models import Host, Place
from milliard.places.services import hosts, places
from milliard.places.tests.factories import details, make_place
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_person(role=Role.ORGANISER)


def test_a_place_waits_for_the_team_then_is_public(organiser: User, mailoutbox: list[Any]) -> None:
    host = make_joined()
    place = places.propose_place(details=details(), member=host, by=host.account)
    assert (place.stage, place.slug) == (PlaceStage.APPLIED, "la-grange-inventee")
    assert not Place.objects.public().exists()
    again = places.propose_place(details=details(commune=place.commune), member=host, by=host.account)
    assert again == place
    accepted = places.accept_place(place=place, note="Bienvenue.", by=organiser)
    assert accepted.stage == PlaceStage.PILOT
    assert Place.objects.welcoming().get() == place
    assert [mail.subject for mail in mailoutbox] == [
        "Nous avons reçu votre proposition de lieu",
        "Votre lieu\u00a0: notre réponse",
    ]
    with pytest.raises(places.StageForbids):
        places.decline_place(place=place, note="non", by=organiser)


def test_two_places_of_one_name_have_two_addresses() -> None:
    host = make_joined()
    commune = make_commune()
    for number in range(4):
        wanted = details(name="La Grange", summary=f"La {number}e", commune=commune)
        place = places.propose_place(details=wanted, member=host, by=host.account)
        Place.objects.filter(pk=place.pk).update(name=f"La Grange {number}")
    assert len(set(Place.objects.values_list("slug", flat=True))) == 4


def test_a_stranger_neither_proposes_for_another_nor_decides() -> None:
    host, stranger = make_joined(), make_person()
    with pytest.raises(NotAllowed):
        places.propose_place(details=details(), member=host, by=stranger)
    place = make_place(host, stage=PlaceStage.APPLIED)
    for act in (places.accept_place, places.decline_place):
        with pytest.raises(NotAllowed):
            act(place=place, note="", by=stranger)
    with pytest.raises(NotAllowed):
        places.edit_place(place=place, details=details(), revision=1, by=stranger)


def test_a_commune_that_ended_is_refused() -> None:
    host = make_joined()
    ended = make_commune(name="Ancienne", code="99001", is_current=False)
    with pytest.raises(places.CommuneEnded):
        places.propose_place(details=details(commune=ended), member=host, by=host.account)


def test_a_place_always_has_somebody_who_leads_it(organiser: User) -> None:
    lead, other = make_joined(), make_joined()
    place = make_place(lead)
    (host,) = place.hosts.all()
    with pytest.raises(hosts.NoLeadLeft):
        hosts.end_host(host=host, by=lead.account)
    with pytest.raises(hosts.NoLeadLeft):
        hosts.add_host(place=place, member=lead, role=HostRole.HELPER, by=organiser)
    hosts.add_host(place=place, member=other, role=HostRole.LEAD, by=lead.account)
    hosts.end_host(host=host, by=lead.account)
    assert list(Host.objects.filter(until=None).values_list("member", flat=True)) == [other.pk]
    with pytest.raises(NotAllowed):
        hosts.add_host(place=place, member=lead, role=HostRole.HOST, by=lead.account)


def test_a_member_is_found_by_the_number_of_the_card() -> None:
    member = make_joined()
    assert hosts.member_of_number(f" {member.number.lower()} ") == member
    for typed in ("", "M9999999", "abc", "M" + "9" * 40):
        with pytest.raises(hosts.UnknownMember):
            hosts.member_of_number(typed)


def test_closed_and_opened_again(organiser: User) -> None:
    place = make_place()
    assert places.close_place(place=place, by=organiser).closed_on is not None
    with pytest.raises(places.StageForbids):
        places.close_place(place=place, by=organiser)
    assert places.reopen_place(place=place, by=organiser).stage == PlaceStage.PILOT
    assert places.name_referent(place=place, by=organiser).stage == PlaceStage.REFERENT
