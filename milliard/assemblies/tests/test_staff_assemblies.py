"""The team's screens: agenda, roll, convocation, resolutions, what opening leaves."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AssemblyState, ProxyState, VotingMethod
from milliard.assemblies.models import Assembly, Proxy, Resolution
from milliard.assemblies.pdf.ballots import print_ballots
from milliard.assemblies.pdf.proxies import print_proxy_form
from milliard.assemblies.pdf.sheets import print_attendance_sheet
from milliard.assemblies.reports.rehearsal import rehearse
from milliard.assemblies.services.assemblies import close_assembly
from milliard.assemblies.services.proxies import give_proxy
from milliard.assemblies.services.resolutions import withdraw_resolution
from milliard.assemblies.tests.factories import (
    add_voters,
    come,
    entries_of,
    entrust,
    make_assembly,
    make_resolution,
    make_voter,
)
from milliard.members.models import Member
from milliard.statutes.tests.factories import make_statutes

pytestmark = pytest.mark.django_db


def team(role: Role = Role.ORGANISER) -> Any:
    return signed_in(make_person(role=role))


def url(name: str, item: Any = None) -> str:
    return reverse(f"assemblies_staff:{name}", args=[item.public_id] if item is not None else [])


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


# The assembly -------------------------------------------------------------------------------------


def test_an_assembly_is_prepared_rehearsed_rolled_and_convened_by_its_screens() -> None:
    make_voter()
    Member.objects.filter(pk=make_voter().pk).update(email="")
    client, rules = team(), make_statutes(quorum_numerator=1, quorum_denominator=2)
    day = timezone.localdate() + dt.timedelta(days=20)
    said = {
        "title": "Assemblée de mai",
        "statutes": rules.pk,
        "held_at": f"{day.isoformat()}T14:00",
        "zone": "Europe/Paris",
        "reference_on": timezone.localdate().isoformat(),
    }
    assert client.post(url("assembly_write"), said).status_code == 302
    assembly = Assembly.objects.get()
    assert assembly.wall_held.hour == 14
    found = rehearse(assembly)
    assert (found.voters, found.without_email, found.still_needed) == (2, 1, 1)
    assert "il faut 1\u00a0membre présent ou représenté" in body(client.get(url("assembly", assembly)))
    points = {
        "rows": "3",
        "rank-0": "2",
        "title-0": "Voter",
        "title-1": "",
        "rank-2": "1",
        "title-2": "Écouter",
    }
    assert client.post(url("assembly_agenda", assembly), points).status_code == 302
    assert list(assembly.agenda.order_by("position").values_list("title", flat=True)) == ["Écouter", "Voter"]
    assert client.post(url("assembly_freeze", assembly)).status_code == 302
    letter = body(client.get(url("assembly_convene", assembly)))
    assert "Écouter" in letter
    assert "À écrire sur papier" in letter
    assert client.post(url("assembly_convene", assembly)).status_code == 302
    assembly.refresh_from_db()
    assert assembly.state == AssemblyState.CONVENED
    assert f"?letter={assembly.letter_id}" in body(client.get(url("assembly", assembly)))


def test_a_rehearsal_counts_proxies_and_those_beyond_the_cap() -> None:
    assembly = make_assembly(voters=6, proxy_cap=1, quorum_numerator=1, quorum_denominator=2)
    first, second, third, fourth, fifth, sixth = entries_of(assembly)
    entrust(second, first)
    for giver in (third, fourth):
        give_proxy(giver=giver, holder=first, by=None)
    give_proxy(giver=fifth, holder=None, by=None)
    found = rehearse(assembly)
    tally = found.proxies
    assert (tally.accepted, tally.offered, tally.blank, tally.over_cap) == (1, 2, 1, 2)
    assert found.still_needed == 2
    assert sixth.number <= 6


def test_a_rehearsal_says_the_first_day_that_the_notice_leaves() -> None:
    assembly = make_assembly(state=AssemblyState.DRAFT, notice_days=15)
    found = rehearse(assembly)
    assert found.earliest_on == timezone.localdate() + dt.timedelta(days=15)
    assert "au plus tôt" in found.too_short


def test_the_bureau_is_named_by_a_number_and_by_a_name() -> None:
    members = [make_voter(given_name=one, family_name="Exemple") for one in ("Ana", "Béatrice", "Ana")]
    assembly = make_assembly(members=members)
    ana, bea, _ = entries_of(assembly)
    refused = team().post(url("assembly_bureau", assembly), {"chair": "ana", "secretary": "beatrice"})
    assert refused.status_code == 422
    assert "Plusieurs personnes" in body(refused)
    said = {"chair": ana.number, "secretary": "beatrice"}
    assert team().post(url("assembly_bureau", assembly), said).status_code == 302
    assembly.refresh_from_db()
    assert (assembly.chair, assembly.secretary) == (ana, bea)


def test_a_second_call_is_offered_when_the_quorum_missed() -> None:
    assembly = make_assembly(state=AssemblyState.OPEN, quorum_numerator=1)
    withdraw_resolution(resolution=make_resolution(assembly, title="Retirée"), by=None)
    choices = [{"label": "Ana", "region": "Bretagne"}, {"label": "Bo"}]
    asked = {"method": "choose", "seats": 1, "rules": {"regions": {"Bretagne": [1, 1]}}}
    make_resolution(assembly, title="Élire", choices=choices, **asked)
    changed = make_resolution(assembly, title="Changer", text="Trois ans.")
    make_resolution(assembly, title="Plutôt deux", text="Deux", passage="Trois", amends=changed, distance=1)
    close_assembly(assembly=assembly, by=None)
    page = body(team().get(url("assembly", assembly)))
    assert "Préparer la seconde convocation" in page
    day = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    assert team().post(url("assembly_call_again", assembly), {"held_at": f"{day}T18:30"}).status_code == 302
    again = Assembly.objects.get(second_call_of=assembly)
    assert again.agenda.count() == 1
    assert [one.title for one in again.resolutions.order_by("position")] == [
        "Élire",
        "Changer",
        "Plutôt deux",
    ]
    board, changed, amendment = again.resolutions.order_by("position")
    assert [(one.label, one.region) for one in board.choices.order_by("number")] == [
        ("Ana", "Bretagne"),
        ("Bo", ""),
    ]
    assert board.rules == {"regions": {"Bretagne": [1, 1]}}
    assert amendment.amends == changed
    assert {one.state for one in again.resolutions.all()} == {"draft"}
    assert "Préparer la seconde convocation" not in body(team().get(url("assembly", assembly)))


# Resolutions --------------------------------------------------------------------------------------


def _resolution(**fields: Any) -> dict[str, Any]:
    known = {
        "title": "Titre",
        "text": "Texte",
        "kind": "ordinary",
        "secrecy": "open",
        "electorate": "session",
    }
    return {**known, **fields}


def test_a_form_asks_only_what_its_way_of_voting_needs() -> None:
    assembly, client = make_assembly(), team()
    asked = {
        method: set(client.get(f"{url('assembly_resolve', assembly)}?facon={method}").context["form"].fields)
        for method in VotingMethod.values
    }
    always = {"title", "text", "kind", "secrecy", "electorate"}
    assert {method: names - always for method, names in asked.items()} == {
        "motion": {"amends", "passage", "distance"},
        "choose": {"seats", "parity", "regions", "max_chosen", "choices"},
        "judgment": {"choices"},
        "schulze": {"choices"},
        "stv": {"seats", "choices"},
        "budget": {"max_chosen", "budget_cents", "choices"},
    }


def test_rules_of_regions_are_typed_read_back_and_shown() -> None:
    assembly, client = make_assembly(), team()
    election = _resolution(
        seats="2", regions="Bretagne ; 1 ; 1", choices="Ana ; ; Bretagne\nBéa ; ; Bretagne\nCléo ; ; Corse"
    )
    assert client.post(f"{url('assembly_resolve', assembly)}?facon=choose", election).status_code == 302
    found = Resolution.objects.get()
    assert found.rules == {"regions": {"Bretagne": [1, 1]}}
    assert "Bretagne\u00a0: de 1 à 1" in body(client.get(url("resolution", found)))
    assert "Bretagne\u00a0; 1\u00a0; 1" in body(client.get(url("resolution_rewrite", found)))


def test_choices_are_read_one_by_line_and_come_back_as_typed() -> None:
    assembly, client = make_assembly(), team()
    budget = _resolution(
        budget_cents="20 000", choices="Jardin ; 12 000 ; Un jardin ; partagé\nFour ; 850,50"
    )
    assert client.post(f"{url('assembly_resolve', assembly)}?facon=budget", budget).status_code == 302
    found = Resolution.objects.get()
    assert found.budget_cents == 2_000_000
    choices = list(found.choices.order_by("number").values_list("label", "cost_cents", "text"))
    assert choices == [("Jardin", 1_200_000, "Un jardin\u00a0; partagé"), ("Four", 85_050, "")]
    typed = client.get(url("resolution_rewrite", found)).context["form"]["choices"].value()
    again = client.post(url("resolution_rewrite", found), {**budget, "choices": typed})
    assert again.status_code == 302
    assert list(found.choices.order_by("number").values_list("label", "cost_cents", "text")) == choices


@pytest.mark.parametrize(
    ("method", "fields", "said"),
    [
        ("budget", {"budget_cents": "10", "choices": "Jardin\nFour ; 5"}, "dites le coût"),
        ("choose", {"seats": "1", "choices": "Ana ; dame\nBéa"}, "écrivez femme, homme"),
        ("choose", {"seats": "2", "parity": "on", "choices": "Ana\nBéa"}, "La parité demande"),
        (
            "choose",
            {"seats": "1", "regions": "Bretagne", "choices": "Ana\nBéa"},
            "combien au moins, combien au plus",
        ),
        ("choose", {"seats": "1", "regions": "Bretagne ; 2 ; 1", "choices": "Ana\nBéa"}, "combien au moins"),
        (
            "choose",
            {"seats": "1", "regions": "Bretagne ; 0 ; 1", "choices": "Ana\nBéa"},
            "Aucun choix n’est de cette",
        ),
        (
            "choose",
            {"seats": "1", "regions": "Bretagne ; 2 ; 2", "choices": "Ana ; ; Bretagne\nBéa ; ; Bretagne"},
            "demandent 2 sièges",
        ),
        (
            "choose",
            {"seats": "2", "regions": "Corse ; 2 ; 2", "choices": "Ana ; ; Corse\nBéa"},
            "Moins de choix que de sièges",
        ),
        ("schulze", {"choices": "A\na"}, "écrit deux fois"),
        ("judgment", {"choices": "A"}, "au moins deux choix"),
        ("motion", {"passage": "cent"}, "Choisissez le texte"),
        ("schulze", {"choices": "A\nB", "secrecy": "secret"}, "secrecy"),
    ],
)
def test_a_resolution_half_said_is_asked_again(method: str, fields: dict[str, str], said: str) -> None:
    assembly = make_assembly()
    address = f"{url('assembly_resolve', assembly)}?facon={method}"
    response = team().post(address, _resolution(**fields))
    assert response.status_code == 422
    assert said in body(response)
    assert not Resolution.objects.exists()


def test_an_amendment_is_written_from_its_text_and_its_passage_is_looked_for() -> None:
    assembly, client = make_assembly(), team()
    text = make_resolution(assembly, text="Ouvrir cent lieux.\nPuis cent autres.")
    address = f"{url('assembly_resolve', assembly)}?amende={text.public_id}"
    assert address.partition("/gestion")[2] in body(client.get(url("resolution", text))).replace("&amp;", "&")
    said = _resolution(amends=str(text.public_id), passage="cent", distance="40")
    assert client.post(address, said).status_code == 422  # found twice
    said["passage"] = "cent lieux.\r\nPuis"
    assert client.post(address, said).status_code == 302
    assert Resolution.objects.get(amends=text).distance == 40


# Lists and papers ---------------------------------------------------------------------------------


def test_opening_the_roll_and_taking_it_away_leave_their_lines() -> None:
    assembly = make_assembly()
    client = team()
    assert client.get(url("roll")).status_code == 200
    assert client.get(url("roll")).status_code == 200
    exported = client.get(reverse("assemblies_staff:roll_export", args=["csv"]))
    assert entries_of(assembly)[0].member.name in b"".join(exported.streaming_content).decode()
    codes = registry.get_logs_for_instance(assembly).values_list("action", flat=True)
    assert sorted(code for code in codes if ".roll." in code) == [
        "assemblies.roll.exported",
        "assemblies.roll.opened",
    ]


def test_no_filter_shows_names_that_nobody_wrote_down() -> None:
    assembly = make_assembly()
    name = entries_of(assembly)[0].member.name
    for query in ("?assembly=3", f"?assembly={uuid4()}", "?q=" + "a" * 300):
        for screen in ("roll", "proxies", "marks"):
            response = team().get(url(screen) + query)
            assert response.status_code == 302
            assert name not in body(response)
    assert not registry.get_logs_for_instance(assembly).filter(action="assemblies.roll.opened").exists()


@pytest.mark.usefixtures("fonts")
def test_papers_are_tagged_pdf_of_all_that_they_must_hold() -> None:
    assembly = make_assembly(voters=3, state=AssemblyState.OPEN)
    first, second, _ = entries_of(assembly)
    Proxy.objects.create(
        assembly=assembly, giver=second, holder=first, state=ProxyState.ACCEPTED, accepted_at=timezone.now()
    )
    add_voters(assembly, 60)
    come(first)
    choices = [{"label": f"Choix {number}"} for number in range(1, 5)]
    papers = [print_attendance_sheet(assembly), print_proxy_form(assembly)]
    for method in (VotingMethod.MOTION, VotingMethod.CHOOSE, VotingMethod.JUDGMENT, VotingMethod.SCHULZE):
        vote = make_resolution(
            assembly, method=method, choices=choices if method != VotingMethod.MOTION else (), is_open=True
        )
        papers.append(print_ballots(vote, 3))
        papers.append(print_ballots(vote))
    for paper in papers:
        assert paper.startswith(b"%PDF")
        assert b"/StructTreeRoot" in paper
