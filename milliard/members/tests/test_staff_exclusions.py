"""Procedures on the team's screens: opened, heard, decided; never about oneself."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import DepartureKind
from milliard.members.models import Exclusion
from milliard.members.services.exclusions import answer_exclusion
from milliard.members.tests.factories import make_entered, make_exclusion, make_rates

pytestmark = pytest.mark.django_db
LIST = "/gestion/exclusions/"


def test_opened_from_a_members_page_then_heard_then_decided() -> None:
    make_rates()
    admin, account = signed_in(Role.ADMIN), make_person()
    member = make_entered("Ada", account=account, email=account.email)
    home = reverse("members_staff:member", args=[member.public_id])
    url, today = f"{home}exclure/", timezone.localdate()
    assert "Rien n’est décidé" in admin.get(url).content.decode()
    soon = admin.post(url, {"grounds": "Des injures.", "answer_by": today + dt.timedelta(days=3)})
    assert (soon.status_code, "au moins 15 jours" in soon.content.decode()) == (422, True)
    assert "Des injures." in soon.content.decode()
    opened = {"grounds": "Des injures.", "answer_by": today + dt.timedelta(days=20)}
    assert admin.post(url, opened).status_code == 302
    again = admin.post(url, opened)
    assert (again.status_code, "déjà ouverte" in again.content.decode()) == (422, True)
    exclusion = Exclusion.objects.get()
    page = reverse("members_staff:exclusion", args=[exclusion.pk])
    assert page in admin.get(LIST).content.decode()
    assert page in admin.get(home).content.decode()
    assert "exclure/" not in admin.get(home).content.decode()
    decide = f"{page}decider/"
    unheard = admin.post(decide, {"is_excluded": "yes", "decision": "Établi."})
    assert (unheard.status_code, "n’a pas encore répondu" in unheard.content.decode()) == (422, True)
    assert "Établi." in unheard.content.decode()
    answer_exclusion(exclusion=exclusion, answer="C’est faux.", by=account)
    assert "C’est faux." in admin.get(decide).content.decode()
    assert admin.post(decide, {"is_excluded": "yes", "decision": ""}).status_code == 422
    assert admin.post(decide, {"is_excluded": "yes", "decision": "Établi."}).status_code == 302
    assert member.departures.get().kind == DepartureKind.EXCLUDED
    shown = admin.get(page).content.decode()
    assert "Établi." in shown
    assert "decider/" not in shown
    late = admin.post(decide, {"is_excluded": "no", "decision": "Non."})
    assert "déjà décidée" in late.content.decode()


def test_decided_in_their_favour_at_once_or_against_once_time_has_passed() -> None:
    make_rates()
    admin = make_person(role=Role.ADMIN)
    kept, gone = make_exclusion(make_entered("Ada")), make_exclusion(make_entered("Awa"))
    signed_in(admin).post(f"{LIST}{kept.pk}/decider/", {"is_excluded": "no", "decision": "Rien d’établi."})
    kept.refresh_from_db()
    assert (kept.is_excluded, kept.member.departures.exists()) == (False, False)
    with time_machine.travel(timezone.now() + dt.timedelta(days=21)):
        client = signed_in(admin)
        client.post(f"{LIST}{gone.pk}/decider/", {"is_excluded": "yes", "decision": "Établi."})
    assert gone.member.departures.get().kind == DepartureKind.EXCLUDED


def test_searched_and_filtered() -> None:
    admin = signed_in(Role.ADMIN)
    first, second = make_exclusion(make_entered("Ada")), make_exclusion(make_entered("Awa"))
    admin.post(f"{LIST}{second.pk}/decider/", {"is_excluded": "no", "decision": "Rien d’établi."})

    def listed(**asked: str) -> list[Exclusion]:
        rows: list[Exclusion] = admin.get(LIST, asked).context["page"].rows
        return rows

    assert listed(etat="ouvertes") == [first]
    assert listed(etat="decidees") == [second]
    assert listed(q="awa") == [second]


def test_ones_own_procedure_is_not_read_on_the_teams_side() -> None:
    person = make_person(role=Role.ADMIN)
    mine = make_exclusion(make_entered("Ada", account=person, email=person.email))
    client = signed_in(person)
    for path in ("", "decider/"):
        assert client.get(f"{LIST}{mine.pk}/{path}").status_code == 302
    home = client.get(reverse("members_staff:member", args=[mine.member.public_id])).content.decode()
    assert f"{LIST}{mine.pk}/" not in home
