"""What people do from the public pages, with what they may type wrong."""

import datetime as dt
import json
import re
from typing import Any

import icalendar
import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import AssignmentState, GroupDoor, Proof, RsvpState, SeatState
from milliard.participation.models import Assignment, CalendarKey, Event, GroupSeat, MissionStep, Rsvp
from milliard.participation.services import rsvps
from milliard.participation.tests.factories import make_event, make_group, make_mission
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    caches["process"].clear()


def member_at_home() -> tuple[Client, Member]:
    person = make_person()
    client = Client()
    client.force_login(person)
    return client, make_joined(person)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_the_lists_are_narrowed_and_a_wrong_filter_narrows_nothing() -> None:
    rennes = make_commune(name="Rennes", code="35238")
    make_event(title="Près d’ici", commune=rennes)
    make_event(title="De chez soi", is_online=True)
    url = reverse("participation:events")
    client = Client()
    near = text_of(client.get(url, {"departement": rennes.department_id}))
    assert "Près d’ici" in near
    assert "De chez soi" not in near
    on_line = text_of(client.get(url, {"en_ligne": "on"}))
    assert "De chez soi" in on_line
    assert "Près d’ici" not in on_line
    wrong = text_of(client.get(url, {"departement": "<b>"}))
    assert "Près d’ici" in wrong
    assert "De chez soi" in wrong
    assert "Choisissez l’une des réponses proposées." in wrong


def test_what_one_can_do_in_the_time_one_has() -> None:
    make_mission(title="Une petite heure", minutes=60)
    make_mission(title="Toute une journée", minutes=480)
    text = text_of(Client().get(reverse("participation:agir"), {"temps": "60"}))
    assert "Une petite heure" in text
    assert "Toute une journée" not in text
    assert "Lu à" in text


def test_the_event_tells_machines_what_it_tells_people_and_escapes() -> None:
    event = make_event(title="</script><b>Fête", online_url="https://visio.exemple.invalid/a", capacity=3)
    text = text_of(Client().get(reverse("participation:event", args=[event.public_id])))
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    read = json.loads(found)
    assert read["name"] == "</script><b>Fête"
    assert dt.datetime.fromisoformat(read["startDate"]) == event.starts_at
    assert read["maximumAttendeeCapacity"] == 3
    assert "visio" not in text
    assert "3 places libres" in text.replace("\u00a0", " ")


def test_a_seat_with_too_many_guests_is_refused_beside_the_box_and_stays_typed() -> None:
    client, member = member_at_home()
    event = make_event(max_guests=1)
    url = reverse("participation:event", args=[event.public_id])
    wrong = client.post(url, {"member": member.public_id, "guests": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in text_of(wrong)
    assert client.post(url, {"member": member.public_id, "guests": "1"}).status_code == 302
    assert Rsvp.objects.get().guests == 1


def test_a_mission_goes_from_taken_to_done_with_its_proof() -> None:
    client, member = member_at_home()
    mission = make_mission(proof=Proof.WORDS)
    MissionStep.objects.create(mission=mission, place=1, text="Appeler")
    url = reverse("participation:mission", args=[mission.public_id])
    client.post(url)
    client.post(url, {"tick": "1", "steps": ["1", "x", "9"]})
    taken = Assignment.objects.get(member=member)
    assert (taken.state, taken.steps_done) == (AssignmentState.ACCEPTED, [1])
    missing = client.post(url, {"finish": "1", "minutes_spent": "45", "words": " "})
    assert missing.status_code == 422
    assert 'value="45"' in text_of(missing)
    client.post(url, {"finish": "1", "minutes_spent": "45", "words": "<b>Fait</b>"})
    taken.refresh_from_db()
    assert (taken.state, taken.minutes_spent, taken.words) == (AssignmentState.DONE, 45, "<b>Fait</b>")
    assert "Mission faite" in text_of(client.get(url))


def test_the_people_of_a_group_are_seen_by_those_inside_only() -> None:
    referent = make_joined(given_name="Maïwenn")
    group = make_group(referent, door=GroupDoor.ON_REQUEST)
    client, member = member_at_home()
    url = reverse("participation:group", args=[group.slug])
    assert "Maïwenn" not in text_of(client.get(url))
    client.post(url, {"words": "J’ai du temps."})
    seat = GroupSeat.objects.get(member=member)
    answer = reverse("participation:group_seat", args=[group.slug, seat.pk])
    assert client.post(answer, {"act": "welcome"}).status_code == 403
    host = Client()
    host.force_login(referent.account)
    assert "J’ai du temps." in text_of(host.get(url))
    host.post(answer, {"act": "welcome"})
    seat.refresh_from_db()
    assert seat.state == SeatState.IN
    assert "Maïwenn" in text_of(client.get(url))


def test_ones_own_calendar_answers_until_it_is_taken_back() -> None:
    client, member = member_at_home()
    event = make_event(online_url="https://visio.exemple.invalid/a")
    rsvps.ask_seat(event=event, member=member, by=member.account)
    page = reverse("participation:calendar_key", args=[member.public_id])
    client.post(page, {"draw": "1"})
    address = reverse("participation:own_calendar", args=[CalendarKey.objects.get().token])
    stranger = Client()
    answer = stranger.get(address)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    (found,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert "visio" in str(found["DESCRIPTION"])
    again = stranger.get(address, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    public = stranger.get(reverse("participation:event_calendar", args=[event.public_id]))
    assert b"visio" not in public.content
    client.post(page, {"revoke": "1"})
    assert stranger.get(address).status_code == 404


ANNOUNCED = {
    "title": "Lire",
    "summary": "Ensemble.",
    "starts": "2031-06-12T18:30",
    "ends": "2031-06-12T20:30",
    "zone": "Europe/Paris",
    "is_online": "on",
    "online_url": "https://visio.exemple.invalid/a",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ends": "2031-06-12T17:00"}, "La fin vient après le début."),
        ({"starts": "2031-03-30T02:30", "ends": "2031-03-30T05:00"}, "Cette heure n’existe pas"),
        ({"starts": "demain"}, "Écrivez le jour et l’heure ainsi"),
        ({"is_online": ""}, "Dites où cela se passe"),
        ({"commune": "Nulle-Part"}, "Aucune commune ne porte ce nom"),
        ({"online_url": "javascript:alert(1)"}, "URL"),
        ({"recurrence": "weekly"}, "Dites jusqu’à quand cela revient."),
        ({"recurrence": "weekly", "until": "2040-01-01"}, "Une série s’écrit pour un an au plus"),
        ({"capacity": "beaucoup"}, "nombre"),
        ({"group": "Personne"}, "Aucun groupe de ce nom"),
        ({"place": "x" * 5000}, "Aucun lieu de ce nom"),
    ],
)
def test_an_event_typed_wrong_says_what_to_mend_and_keeps_the_page_filled(
    changed: dict[str, str], said: str
) -> None:
    client = signed_in(Role.ORGANISER)
    sent = {**ANNOUNCED, "description": "<b>collé</b>", **changed}
    answer = client.post(reverse("participation:announce"), sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "&lt;b&gt;collé&lt;/b&gt;" in text_of(answer)
    assert not Event.objects.exists()


def test_a_referent_runs_the_events_of_the_group_and_no_other() -> None:
    client, member = member_at_home()
    url = reverse("participation:announce")
    assert client.get(url).status_code == 403
    group = make_group(member)
    assert client.post(url, ANNOUNCED).status_code == 403
    made = client.post(url, {**ANNOUNCED, "group": group.slug, "description": "<b>collé</b>"})
    event = Event.objects.get()
    assert made.headers["Location"] == reverse("participation:event", args=[event.public_id])
    assert "&lt;b&gt;collé&lt;/b&gt;" in text_of(client.get(made.headers["Location"]))
    come = make_joined()
    seat = rsvps.ask_seat(event=event, member=come, by=come.account)
    client.post(reverse("participation:attendance", args=[event.public_id]), {f"came-{seat.pk}": "yes"})
    seat.refresh_from_db()
    assert (seat.state, seat.has_come) == (RsvpState.GOING, True)
    cancel = reverse("participation:cancel", args=[event.public_id])
    assert client.post(cancel, {"why": ""}).status_code == 422
    client.post(cancel, {"why": "Salle prise."})
    assert "Salle prise." in text_of(Client().get(made.headers["Location"]))
