"""The register at a date: who was in it, as they were called then, whatever happened since."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import DuesRates, Member, RegisterEntry
from milliard.members.register import RegisterPart, part_of, whole_part_of
from milliard.members.services.corrections import correct_identity
from milliard.members.services.entries import write_entry
from milliard.members.services.exclusions import record_death
from milliard.members.services.joining import Identity
from milliard.members.services.leaving import resign
from milliard.members.services.merging import merge_members, unmerge_members
from milliard.members.tests.factories import make_entered, make_member, make_period, make_rates

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
REGISTER = "/gestion/registre/"


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)


def rows_on(client: Client, day: dt.date, **asked: str) -> dict[str, Any]:
    """Name of that day -> row."""
    page = client.get(REGISTER, {"jour": day.isoformat(), **asked})
    return {row.then.given_name: row for row in page.context["page"].rows}


def test_each_day_has_its_own_people(organiser: Client) -> None:
    make_rates(due_soon_days=45, grace_days=30)
    today = timezone.localdate()
    entered = today - 200 * DAY
    stays, leaves = make_entered("Stays", on=entered), make_entered("Leaves", on=entered)
    late = make_entered("Late", on=today - 10 * DAY)
    lapsed = make_entered("Lapsed", on=today - 500 * DAY)
    make_member("Never")
    resign(member=leaves, by=None)
    record_death(member=late, on=today - 5 * DAY, by=None)
    assert set(rows_on(organiser, entered - DAY)) == {"Lapsed"}
    assert set(rows_on(organiser, entered)) == {"Stays", "Leaves", "Lapsed"}
    assert set(rows_on(organiser, today - 6 * DAY)) == {"Stays", "Leaves", "Late"}
    assert set(rows_on(organiser, today - DAY)) == {"Stays", "Leaves"}
    assert set(rows_on(organiser, today)) == {"Stays"}
    left = rows_on(organiser, today, qui="parties")
    assert {name: row.left_kind for name, row in left.items()} == {
        "Leaves": DepartureKind.RESIGNED,
        "Late": DepartureKind.DECEASED,
    }
    assert set(rows_on(organiser, today, qui="passees")) == {"Lapsed"}
    everybody = rows_on(organiser, today, qui="toutes")
    assert {name: row.entered_on for name, row in everybody.items()} == {
        "Stays": entered,
        "Leaves": entered,
        "Late": today - 10 * DAY,
        "Lapsed": today - 500 * DAY,
    }
    assert {lapsed.pk, stays.pk} <= {row.pk for row in everybody.values()}


def test_a_page_and_a_file_hold_the_same_people_on_any_day() -> None:
    make_rates()
    today = timezone.localdate()
    for days in (0, 20, 340, 380, 500):
        make_entered(f"On {'abcdefghij'[days % 10]}", on=today - days * DAY)
    resign(member=make_entered("Left", on=today - 20 * DAY), by=None)
    write_entry(member=make_member("Line only"), kind=EntryKind.ENTERED, effective_on=today - 30 * DAY)
    kept, absorbed = make_member("Kept"), make_entered("Absorbed", on=today - 700 * DAY)
    merge_members(kept=kept, absorbed=absorbed, by=None)
    for days in (0, 1, 25, 345, 400, 650, 800):
        day = today - days * DAY
        rates = DuesRates.objects.to_read(day)
        for part in RegisterPart:
            people = Member.objects.present()
            page, whole = part_of(people, part, rates, day), whole_part_of(people, part, rates, day)
            assert set(page) == set(whole), (part, day)


def test_a_correction_made_since_is_not_written_into_the_past(organiser: Client) -> None:
    make_rates()
    first, then = timezone.localdate() - 100 * DAY, timezone.localdate() - 50 * DAY
    with time_machine.travel(noon(first), tick=False):
        member = make_entered("Ada", family_name="Exempel")
    with time_machine.travel(noon(then), tick=False):
        correct_identity(member=member, identity=Identity("Adèle", "Exemple"), by=None, reason="nom d’usage")
    # The history's own dates are the database's: put them where they happened.
    events = member.events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert events.count() == 2
    for event, day in zip(events, (first, then), strict=True):
        type(event).objects.filter(pk=event.pk).update(pgh_created_at=noon(day))
    assert [row.then.name for row in rows_on(organiser, then - DAY).values()] == ["Ada Exempel"]
    page = organiser.get(REGISTER, {"jour": (then - DAY).isoformat()}).content.decode()
    assert "aujourd’hui Adèle Exemple" in page
    assert [row.then.name for row in rows_on(organiser, then).values()] == ["Adèle Exemple"]
    # Written down later than the day asked for: known under the name of today.
    assert [row.then.name for row in rows_on(organiser, first).values()] == ["Ada Exempel"]


def test_who_was_merged_counts_once_from_the_first_entry(organiser: Client) -> None:
    make_rates()
    today = timezone.localdate()
    kept, absorbed = make_entered("Kept"), make_entered("Absorbed", on=today - 400 * DAY)
    merge = merge_members(kept=kept, absorbed=absorbed, by=None)
    assert {row.pk: row.entered_on for row in rows_on(organiser, today).values()} == {
        kept.pk: today - 400 * DAY
    }
    unmerge_members(merge=merge, by=None)
    assert rows_on(organiser, today)["Kept"].entered_on == today


def test_a_day_to_come_or_that_is_none_shows_today_and_says_so(organiser: Client) -> None:
    make_entered()
    wrong = "Écrivez la date ainsi"
    for typed, said in (("2999-01-01", "pas encore venu"), ("31/02", wrong), ("2024-02-30", wrong)):
        page = organiser.get(REGISTER, {"jour": typed})
        assert page.context["day"] == timezone.localdate()
        assert said in page.content.decode()
        file = organiser.get(f"{REGISTER}exporter.csv", {"jour": typed})
        assert file.status_code == 302


def test_taken_away_by_who_may_without_a_formula_and_journaled() -> None:
    make_rates()
    today = timezone.localdate()
    make_entered("Ada", family_name="-cmd Exemple", on=today - 30 * DAY)
    make_entered("Zoé", on=today)
    person = make_person(role=Role.ORGANISER)
    client, day = signed_in(person), today - DAY
    asked = {"jour": day.isoformat()}
    response = client.get(f"{REGISTER}exporter.csv", asked)
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[0][0] == "Numéro"
    assert [line[1:3] for line in lines[1:]] == [["'-cmd Exemple", "Ada"]]
    read = json.loads(b"".join(client.get(f"{REGISTER}exporter.json", asked).streaming_content))
    assert [row[1] for row in read["rows"]] == ["-cmd Exemple"]
    assert "1 lignes" in read["about"]["Base"]
    assert read["rows"][0][read["columns"].index("Entrée le")] == (today - 30 * DAY).isoformat()
    lines_ = ModelLogEntry.objects.filter(action="members.register.exported")
    told = {"what": "members", "on": day.isoformat()}
    assert [(line.user, line.data) for line in lines_] == [(person, told)] * 2
    assert client.get(f"{REGISTER}exporter.xlsx", asked).status_code == 404
    assert signed_in(Role.TREASURER).get(f"{REGISTER}exporter.csv", asked).status_code == 302
    assert lines_.count() == 2


def test_lines_say_who_and_why_and_are_searched(organiser: Client) -> None:
    person = make_person(role=Role.ORGANISER, display_name="Awa")
    ada, zoe = make_entered("Ada", on=dt.date(2024, 3, 1)), make_entered("Zoé", on=dt.date(2024, 5, 1))
    correct_identity(member=zoe, identity=Identity("Zoë", "Exemple"), by=person, reason="tréma")
    url = reverse("members_staff:lines")
    page = organiser.get(url).content.decode()
    assert "tréma" in page
    assert "Awa" in page
    assert "prénom" in page

    def listed(**asked: str) -> list[RegisterEntry]:
        rows: list[RegisterEntry] = organiser.get(url, asked).context["page"].rows
        return rows

    assert [line.member for line in listed(q="ada")] == [ada]
    assert [line.kind for line in listed(ligne="corrected")] == [EntryKind.CORRECTED]
    assert [line.member for line in listed(du="2024-04-01", au="2024-12-31")] == [zoe]
    file = b"".join(organiser.get(f"{url}exporter.json", {"q": "zoe"}).streaming_content)
    assert [row[3] for row in json.loads(file)["rows"]] == ["correction", "entrée"]
    assert (
        'href="/gestion/registre/lignes/exporter' not in signed_in(Role.TREASURER).get(url).content.decode()
    )
    assert ModelLogEntry.objects.filter(action="members.register.exported").count() == 1


def test_page_after_page_everybody_once(organiser: Client) -> None:
    make_rates()
    today = timezone.localdate()
    people = Member.objects.bulk_create(
        Member(given_name=f"Ada {'abc'[number % 3]}", family_name="Exemple") for number in range(120)
    )
    for member in people:
        make_period(member, today)
    url, seen = f"{REGISTER}?qui=toutes", []
    while url:
        page = organiser.get(url)
        seen += [row.pk for row in page.context["page"].rows]
        url = page.context["next_url"]
    assert sorted(seen) == [member.pk for member in people]
