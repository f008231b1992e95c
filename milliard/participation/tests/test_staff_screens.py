"""What the team does from its screens: events, missions, groups, the hours of the year."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.search_finding import find
from milliard.core.search_index import rebuild
from milliard.letters.segments import in_words, members_of, read_conditions
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import AssignmentState, EventState, MissionState, Proof
from milliard.participation.member_panel import taking_part_panel
from milliard.participation.models import Assignment, Event, Mission, VolunteerRate, WorkingGroup
from milliard.participation.services import missions, rsvps
from milliard.participation.tests.factories import make_event, make_group, make_mission
from milliard.participation.volunteering import time_given

pytestmark = pytest.mark.django_db

ANNOUNCED = {
    "title": "Café",
    "summary": "On se parle.",
    "starts": "2031-01-11T10:00",
    "ends": "2031-01-11T12:00",
    "zone": "Europe/Paris",
    "is_online": "on",
    "recurrence": "weekly",
    "until": "2031-02-01",
}


def test_a_series_is_announced_and_its_end_cancelled() -> None:
    client = signed_in(Role.ORGANISER)
    client.post(reverse("participation_staff:event_announce"), ANNOUNCED)
    rows = list(Event.objects.order_by("starts_at"))
    assert [row.wall_starts.day for row in rows] == [11, 18, 25, 1]
    url = reverse("participation_staff:event_cancel_series", args=[rows[2].public_id])
    assert "toutes celles qui la suivent" in client.get(url).content.decode()
    client.post(url, {"why": "Vacances."})
    states = list(Event.objects.order_by("starts_at").values_list("state", flat=True))
    assert states == [EventState.PUBLISHED] * 2 + [EventState.CANCELLED] * 2
    page = client.get(reverse("participation_staff:event_change", args=[rows[0].public_id]))
    assert 'value="2031-01-11T10:00"' in page.content.decode()


def test_fewer_seats_than_taken_is_refused_above_the_form() -> None:
    client = signed_in(Role.ORGANISER)
    event = make_event(is_online=True, capacity=5)
    for _ in range(2):
        member = make_joined()
        rsvps.ask_seat(event=event, member=member, by=member.account)
    url = reverse("participation_staff:event_change", args=[event.public_id])
    answer = client.post(url, {**ANNOUNCED, "capacity": "1"})
    assert answer.status_code == 422
    assert "2 places sont déjà prises" in answer.content.decode()


def test_a_mission_is_written_opened_closed() -> None:
    client = signed_in(Role.ORGANISER)
    sent = {
        "title": "Compter",
        "summary": "Lire.",
        "kind": "count",
        "minutes": "60",
        "is_remote": "on",
        "proof": "number",
        "unit": "pages",
        "goal": "100",
        "steps": "Ouvrir\n\n Lire ",
    }
    wrong = client.post(reverse("participation_staff:mission_write"), {**sent, "unit": "", "minutes": "2"})
    assert wrong.status_code == 422
    assert "Un objectif compte quelque chose" in wrong.content.decode()
    client.post(reverse("participation_staff:mission_write"), sent)
    mission = Mission.objects.get()
    assert [step.text for step in mission.steps.all()] == ["Ouvrir", "Lire"]
    for act, state in (("open", MissionState.OPEN), ("close", MissionState.CLOSED)):
        client.post(reverse(f"participation_staff:mission_{act}", args=[mission.public_id]))
        mission.refresh_from_db()
        assert mission.state == state


def test_a_group_is_founded_with_somebody_who_welcomes() -> None:
    client = signed_in(Role.ORGANISER)
    referent = make_joined()
    sent = {"name": "Lire", "summary": "Ensemble.", "door": "open", "referent": "M9999999"}
    wrong = client.post(reverse("participation_staff:group_found"), sent)
    assert wrong.status_code == 422
    assert "écrivez le numéro de membre" in wrong.content.decode()
    client.post(reverse("participation_staff:group_found"), {**sent, "referent": referent.email})
    group = WorkingGroup.objects.get()
    assert group.seats.get().member == referent
    client.post(reverse("participation_staff:group_end", args=[group.slug]))
    group.refresh_from_db()
    assert group.ended_on == timezone.localdate()


def done(minutes: int, on: dt.date, **fields: Any) -> Assignment:
    moment = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    return Assignment.objects.create(
        mission=make_mission(**fields),
        member=make_joined(),
        state=AssignmentState.DONE,
        done_at=moment,
        minutes_spent=minutes,
    )


def test_hours_are_valued_by_the_rule_of_their_day() -> None:
    VolunteerRate.objects.create(valid_from=dt.date(2030, 3, 1), hour_cents=1200, source="ancienne règle")
    VolunteerRate.objects.create(valid_from=dt.date(2030, 9, 1), hour_cents=1500, source="nouvelle règle")
    done(60, dt.date(2030, 1, 5))
    done(90, dt.date(2030, 8, 31))
    done(50, dt.date(2030, 9, 1))
    done(600, dt.date(2031, 1, 1))
    found = {row.source: (row.minutes, row.cents) for row in time_given(2030)}
    assert found == {
        "aucune règle ces jours-là": (60, None),
        "ancienne règle": (90, 1800),
        "nouvelle règle": (50, 1250),
    }
    client = signed_in(Role.TREASURER)
    answer = client.get(reverse("participation_staff:volunteering_file", args=[2030]))
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    assert text.splitlines()[0].endswith(";Statut")
    assert ";calculé" in text
    assert "nouvelle règle" in text
    shown = client.get(reverse("participation_staff:volunteering"), {"annee": "2030"}).content.decode()
    assert "30,50\u00a0€" in shown


def test_a_rule_is_written_once_a_day() -> None:
    client = signed_in(Role.TREASURER)
    sent = {"valid_from": "2030-01-01", "hour_cents": "12,50", "source": "Assemblée"}
    url = reverse("participation_staff:rate_set")
    assert client.post(url, sent).status_code == 302
    again = client.post(url, sent)
    assert again.status_code == 422
    assert "Une règle commence déjà ce jour-là" in again.content.decode()
    assert VolunteerRate.objects.get().hour_cents == 1250


def test_letters_reach_those_who_finished_a_mission_or_are_in_a_group() -> None:
    finished = done(60, timezone.localdate()).member
    inside = make_joined()
    group = make_group(inside, name="Lire")
    for fact, value, who, words in (
        ("participation.finished", "any", finished, "ont fini une mission"),
        ("participation.finished", "call", finished, "appeler"),
        ("participation.group", group.slug, inside, "dans le groupe Lire"),
    ):
        conditions = [{"fact": fact, "is": True, "values": [value]}]
        read = read_conditions(conditions)
        assert list(members_of(read, on=timezone.localdate())) == [who]
        assert words in in_words(read)


def test_the_search_finds_what_one_can_take_part_in() -> None:
    make_event(title="Fête des pommes", is_online=True)
    make_mission(title="Cueillir des pommes")
    make_group(name="Pommes et poires")
    make_mission(title="Autre chose")
    rebuild()
    found = {one.kind: one.title for one in find("pomme").documents}
    assert found == {
        "Évènement": "Fête des pommes",
        "Mission": "Cueillir des pommes",
        "Groupe": "Pommes et poires",
    }


def test_my_page_shows_what_i_take_part_in_and_why_not_this(rf: Any) -> None:
    member = make_joined()
    mine, other = make_mission(title="À moi"), make_mission(title="Pourquoi pas", proof=Proof.NONE)
    missions.accept_mission(mission=mine, member=member, by=member.account)
    event = make_event(is_online=True)
    rsvps.ask_seat(event=event, member=member, by=member.account)
    part = taking_part_panel(rf.get("/"), member).part
    assert [one.mission for one in part["missions"]] == [mine]
    assert [one.event for one in part["events"]] == [event]
    assert [(one.mission, one.reason) for one in part["suggested"]] == [(other, "de chez vous, une heure")]
