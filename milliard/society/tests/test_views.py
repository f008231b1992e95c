"""What a member and the team do on their pages."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from engines import sortition
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.core.declarations import ActCard
from milliard.members.models import MemberProfile
from milliard.society.enums import DrawState, EntryState
from milliard.society.models import Draw, DrawEntry, GroupSnapshot, Mandate
from milliard.society.panels import calls
from milliard.society.services import lottery
from milliard.society.tests.factories import (
    SOURCE,
    aim,
    call_ended,
    enter,
    make_draw,
    make_willing,
    pool,
    today,
    value_is_known,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return signed_in(Role.ORGANISER)


def read(response: Any) -> str:
    text: str = response.content.decode()
    return text


def of(user: User | None) -> Client:
    assert user is not None
    return signed_in(user)


def test_a_member_volunteers_withdraws_and_reads_their_chance() -> None:
    draw, member = make_draw(), make_willing()
    client, url = of(member.account), draw.get_absolute_url()
    assert "Je suis volontaire" in read(client.get(url))
    assert "Vous êtes volontaire" in read(client.post(url, {"act": "volunteer"}, follow=True))
    assert "n’êtes plus volontaire" in read(client.post(url, {"act": "withdraw"}, follow=True))
    client.post(url, {"act": "volunteer"})
    enter(draw, *(make_willing(gender="man") for _ in range(3)))
    call_ended(draw)
    lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=_tomorrow(), by=None)
    page = read(client.get(url))
    assert "Votre chance d’être" in page
    assert "<strong>100,0\u00a0%</strong>" in page  # the only woman of a panel that has one
    assert DrawEntry.objects.get(member=member).number in page
    assert "on ne peut plus en sortir" in read(client.post(url, {"act": "withdraw"}, follow=True))
    stranger = read(Client().get(url))
    assert DrawEntry.objects.get(member=member).number not in stranger
    assert "Me retirer" not in page


def _tomorrow() -> dt.date:
    return today() + dt.timedelta(days=1)


def test_who_cannot_volunteer_is_told_why_and_where_to_go() -> None:
    draw = make_draw()
    silent, shy = make_willing(gender=""), make_willing()
    MemberProfile.objects.filter(member=shy).update(wants_lot=False)
    page = read(of(silent.account).get(draw.get_absolute_url()))
    assert "Compléter mon profil" in page
    assert "Je suis volontaire" not in page
    page = read(of(shy.account).get(draw.get_absolute_url()))
    assert "coché dans son profil" in page
    refused = of(silent.account).post(draw.get_absolute_url(), {"act": "volunteer"}, follow=True)
    assert "n’y est pas\u00a0: genre" in read(refused)
    assert not DrawEntry.objects.exists()


def test_the_number_of_volunteers_is_said_from_five_on() -> None:
    draw = make_draw()
    enter(draw, *(make_willing() for _ in range(4)))
    assert "quand il sera assez grand" in read(Client().get(draw.get_absolute_url()))
    enter(draw, make_willing())
    assert "5\u00a0volontaires" in read(Client().get(draw.get_absolute_url()))


def test_the_team_takes_a_draw_from_the_draft_to_the_panel(team: Client) -> None:
    typed = {
        "title": "Panel",
        "purpose": "Choisir.",
        "asked": "Un samedi.",
        "seats": "2",
        "features": ["gender"],
        "one_by_household": "on",
        "mandate_kind": "panel",
        "mandate_until": "2035-01-01",
        "closes_on": "2020-01-01",
    }
    url = "/gestion/tirages/ecrire/"
    wrong = team.post(url, typed)
    assert wrong.status_code == 422
    assert "Ce jour est passé" in read(wrong)
    assert "Choisir." in read(wrong)  # nothing typed is lost
    page = read(team.post(url, {**typed, "closes_on": "2034-01-01"}, follow=True))
    draw = Draw.objects.get()
    here = f"/gestion/tirages/{draw.public_id}/"
    assert "Relisez ses cibles" in page
    assert f"{here}ouvrir/" in page
    team.post(f"{here}ouvrir/")
    draw.refresh_from_db()
    pool(draw)
    call_ended(draw)
    page = read(team.get(here))
    assert f"{here}arreter/" in page
    early = team.post(f"{here}arreter/", {"public_source": SOURCE, "public_on": str(today())})
    assert "Choisissez demain ou plus tard" in read(early)
    page = read(
        team.post(f"{here}arreter/", {"public_source": SOURCE, "public_on": str(_tomorrow())}, follow=True)
    )
    assert "Prêt à tirer" in page
    soon = team.post(f"{here}tirer/", {"public_value": "1 2 3"})
    assert "n’est pas encore connue" in read(soon)
    value_is_known(draw)
    page = read(team.post(f"{here}tirer/", {"public_value": " 1  2 3 "}, follow=True))
    assert "Le sort a parlé" in page
    named = draw.entries.filter(state=EntryState.DRAWN).select_related("member")
    assert all(entry.member.name in page for entry in named)
    assert "déjà eu lieu" in read(team.post(f"{here}tirer/", {"public_value": "4 5 6"}))
    team.post(f"{here}personnes/{named[0].pk}/", {"act": "accept"})
    assert Mandate.objects.get().draw == draw
    public = read(Client().get(draw.get_absolute_url()))
    assert not any(entry.member.family_name in public for entry in named)
    report = Client().get(reverse("society:report", args=[draw.public_id, 0]))
    assert sortition.verify(json.loads(report.content)) == ()


def test_targets_are_checked_beside_their_boxes_and_relaxed_by_one_press(team: Client) -> None:
    draw = make_draw(seats=3)
    draw.targets.all().delete()
    aim(draw, "gender", "woman", 2, 3)
    aim(draw, "gender", "man", 0, 1)
    enter(draw, make_willing(), *(make_willing(gender="man") for _ in range(4)))
    url = f"/gestion/tirages/{draw.public_id}/cibles/"
    typed = {
        "low-gender-woman": "3",
        "high-gender-woman": "2",
        "low-gender-man": "1",
        "high-gender-man": "un",
    }
    page = read(team.post(url, typed))
    assert "Femmes\u00a0: le minimum dépasse le maximum" in page
    assert 'value="un"' in page
    page = read(team.post(url, {**typed, "high-gender-woman": "3", "high-gender-man": "1"}))
    assert "les minimums font 4, plus que les 3 places" in page
    page = read(team.get(url))
    assert "Le plus petit assouplissement" in page
    assert "Appliquer cet assouplissement" in page
    page = read(team.post(url, {"relax": "1"}, follow=True))
    assert "un panel est possible" in page
    assert sorted(draw.targets.values_list("value", "low", "high")) == [("man", 0, 2), ("woman", 1, 3)]


def test_open_calls_are_among_the_things_to_do_and_on_ones_own_page() -> None:
    draw, member = make_draw(), make_willing()
    make_draw(state=DrawState.DRAFT, title="Brouillon")
    assert [card.title for card in calls() if isinstance(card, ActCard)] == [draw.title]
    page = read(of(member.account).get(reverse("members:member", args=[member.public_id])))
    assert draw.get_absolute_url() in page
    assert "Brouillon" not in page


def test_a_mandate_is_given_by_the_number_of_a_card(team: Client) -> None:
    member = make_willing()
    typed = {"member": "M9999999", "kind": "spokes", "starts_on": str(today())}
    wrong = team.post("/gestion/mandats/donner/", typed)
    assert wrong.status_code == 422
    assert "Nous ne trouvons pas ce numéro" in read(wrong)
    team.post("/gestion/mandats/donner/", {**typed, "member": member.number})
    mandate = Mandate.objects.get()
    page = read(team.get("/gestion/mandats/"))
    assert member.name in page
    ended = {"ends_on": str(today()), "why": "Un déménagement."}
    page = read(team.post(f"/gestion/mandats/{mandate.public_id}/finir/", ended, follow=True))
    assert "Un déménagement." in page


def test_the_command_writes_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    make_willing()
    call_command("compare_society")
    assert not GroupSnapshot.objects.exists()
    call_command("compare_society", apply=True)
    assert GroupSnapshot.objects.filter(code="members.current").exists()
    assert "Rien n’a été écrit" in capsys.readouterr().out
