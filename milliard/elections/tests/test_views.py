"""Addresses: the file and its parts, ballots posted from anywhere, passes of trustees, what pages say."""

import shutil
import subprocess
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engines.ballots import tracker_of
from milliard.accounts.enums import Role
from milliard.accounts.reports import export_account
from milliard.accounts.services import erase_account
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.elections import services
from milliard.elections.addresses import PASS_SECONDS, write_pass
from milliard.elections.enums import CodeSource, ElectionKind, KeySharing
from milliard.elections.models import BoardTip, Observer, SeriesTrustee
from milliard.elections.services import archives, ceremony, series
from milliard.elections.tests.factories import (
    add_voters,
    ballot_of,
    hold_ceremony,
    make_decided,
    make_open,
    make_ready,
    make_series,
    open_sums,
    rows_of_a_person,
    vote,
)
from milliard.elections.words import CODES_BY_PLATFORM

pytestmark = pytest.mark.django_db


# The file -----------------------------------------------------------------------------------------


def test_any_part_of_the_archive_is_the_same_bytes() -> None:
    election = make_decided()
    url, client = reverse("elections:board", args=[election.uuid]), Client()
    whole = client.get(url)
    body = whole.getvalue()
    assert len(body) == int(whole.headers["Content-Length"]) == BoardTip.objects.get(election=election).size
    first = [piece.offset for piece in election.pieces.order_by("position")]
    places = [
        (0, 1),
        (0, len(body)),
        (first[1] - 3, first[2] + 5),
        (first[3], first[4]),
        (len(body) - 1, len(body)),
    ]
    for start, end in places:
        answer = client.get(url, headers={"Range": f"bytes={start}-{end - 1}"})
        assert (answer.status_code, answer.getvalue()) == (206, body[start:end])
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(body)}"
    assert client.get(url, headers={"Range": f"bytes={first[2]}-"}).getvalue() == body[first[2] :]
    assert client.get(url, headers={"Range": "bytes=-700"}).getvalue() == body[-700:]
    beyond = client.get(url, headers={"Range": f"bytes={len(body)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(body)}")
    assert client.get(url, headers={"Range": "bytes=5-2"}).status_code == 416
    assert client.get(url, headers={"Range": "lines=1-2"}).status_code == 200


def test_a_result_of_the_demonstration_says_that_it_is_simulated(settings) -> None:
    url = reverse("elections:election", args=[make_decided().uuid])
    for is_demonstration, label in ((False, "calculé"), (True, "données simulées")):
        settings.IS_DEMONSTRATION = is_demonstration
        page = Client().get(url).content.decode()
        assert label in page[page.index("Source\u00a0: sommes ouvertes") :].partition("</p>")[0]


def test_who_has_the_file_is_told_whether_it_grew() -> None:
    held = make_ready(voters=2)
    election = make_open(held)
    url, client = reverse("elections:board", args=[election.uuid]), Client()
    head = client.head(url)
    etag, size = head.headers["ETag"], int(head.headers["Content-Length"])
    assert etag == f'"{services.archive_digest(election)}"'
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    vote(held, election, 0, [0])
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200
    # Of the rest alone when it is the rest of the same; else all of it.
    rest = {"Range": f"bytes={size}-", "If-Range": etag}
    assert client.get(url, headers=rest).status_code == 200
    assert client.get(url, headers={"Range": f"bytes={size}-"}).status_code == 206


# Ballots ------------------------------------------------------------------------------------------


def test_a_ballot_needs_no_account_and_leaves_no_cookie() -> None:
    held = make_ready(voters=2)
    election = make_open(held)
    url = reverse("elections:cast", args=[election.uuid])
    client = Client(enforce_csrf_checks=True)
    raw = ballot_of(held, election, 0, [0])
    answer = client.post(
        url, raw, content_type="application/json", headers={"Origin": "https://ailleurs.example"}
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert client.options(url).headers["Access-Control-Allow-Headers"].startswith("Content-Type")
    assert client.post(url, raw, content_type="application/json").json() == answer.json()
    heavy = client.post(url, b"x" * 60_000, content_type="application/json")
    assert (heavy.status_code, heavy.json()["code"]) == (413, "too-large")
    wrong = client.post(url, b"{}", content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad-shape")
    services.close_election(election=election, by=None)
    late = client.post(url, ballot_of(held, election, 1, [0]), content_type="application/json")
    assert (late.status_code, late.json()["code"]) == (409, "ballot-after-end")
    assert (
        client.post(reverse("elections:cast", args=["9" * 14]), raw, content_type="text/plain").status_code
        == 404
    )


def test_nothing_of_a_person_is_read_or_written_by_a_ballot() -> None:
    held = make_ready(voters=2)
    election = make_open(held)
    client = signed_in(Role.MEMBER)  # whoever votes while signed in
    url = reverse("elections:cast", args=[election.uuid])
    with CaptureQueriesContext(connection) as queries:
        client.post(url, ballot_of(held, election, 0, [0]), content_type="application/json")
    written = [one["sql"] for one in queries if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    tables = {sql.split('"')[1] if '"' in sql else "core_rate_limit" for sql in written}
    assert tables == {"core_rate_limit", "elections_archivepiece", "elections_boardtip"}


def test_a_tracker_is_found_again() -> None:
    held = make_ready(voters=2)
    election = make_open(held)
    told = vote(held, election, 0, [0])
    url, client = reverse("elections:trackers", args=[election.uuid]), Client()
    assert told.tracker in client.get(url).content.decode().replace("&#x27;", "'").replace("&amp;", "&")
    assert "est dans l’urne" in client.get(url, {"numero": told.tracker}).content.decode()
    assert "n’y est pas" in client.get(url, {"numero": "autre"}).content.decode()


# Trustees -----------------------------------------------------------------------------------------


def test_a_pass_is_of_one_trustee_and_one_sitting() -> None:
    made = make_series()
    ceremony.start_ceremony(series=made, by=None)
    first = made.trustees.select_related("account").get(index=1)
    given = write_pass(first)
    url = reverse("elections:trustee_state", args=[given])
    state = Client().get(url).json()
    assert (state["step"], state["index"], state["threshold"], state["size"]) == ("certificate", 1, 2, 3)
    assert Client().get(reverse("elections:trustee_state", args=[f"{given[:-2]}xx"])).status_code == 404
    with time_machine.travel("2031-01-01", tick=True):
        assert Client().get(url).status_code == 404  # long after `PASS_SECONDS`
    assert PASS_SECONDS < 86_400
    body = {"uuid": state["uuid"], "step": "certificate", "message": "{}"}
    message = reverse("elections:trustee_message", args=[given])
    refused = Client().post(message, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-shape")
    half = b'{"uuid": "", "step": "certificate", "message": "\\ud800"}'
    assert Client().post(message, half, content_type="application/json").status_code == 400
    first.account.is_active = False
    first.account.save()
    assert Client().get(url).status_code == 403


def test_a_trustee_accepts_on_a_page_that_nobody_else_has() -> None:
    made = make_series(accepted=False)
    row = made.trustees.select_related("account").get(index=2)
    url = reverse("elections:trustee", args=[made.public_id])
    assert signed_in(Role.ADMIN).get(url).status_code == 404
    client = signed_in(row.account)
    assert "J’accepte" in client.get(url).content.decode()
    client.post(url, {"act": "accept"})
    row.refresh_from_db()
    assert row.state == "accepted"
    assert "n’a pas encore commencé" in client.get(url).content.decode()


# Pages --------------------------------------------------------------------------------------------


def test_every_page_says_when_the_platform_made_the_codes() -> None:
    held = hold_ceremony(make_series(code_source=CodeSource.PLATFORM))
    add_voters(held.series, 2)
    client = signed_in(Role.ORGANISER)
    printed = client.post(
        reverse("elections_staff:print_codes", args=[held.series.public_id]), {"format": "csv"}
    )
    assert printed.getvalue().decode().count("Exemple") == 2
    held.series.refresh_from_db()
    election = make_open(held)
    sentence = CODES_BY_PLATFORM.split("\u00a0")[0][-40:]
    for url in (election.get_absolute_url(), held.series.get_absolute_url()):
        assert sentence in Client().get(url).content.decode().replace("\u00a0", " ")
    trackers = Client().get(reverse("elections:trackers", args=[election.uuid])).content.decode()
    assert "fabriqués par la plateforme" in trackers


def test_the_team_opens_and_closes_on_its_screens(mailoutbox) -> None:
    held = make_ready(voters=2)
    series.set_observers(series=held.series, addresses=["Presse@example.org"], by=None)
    client = signed_in(Role.ORGANISER)
    url = reverse("elections_staff:series_open", args=[held.series.public_id])
    typed = {"title": "Quels projets ?", "kind": "approval", "labels": "A\nB\nC", "at_most": "2"}
    assert "cinq" not in client.post(url, typed).content.decode()
    election = held.series.elections.get()
    assert (election.labels, election.at_most) == (["A", "B", "C"], 2)
    client.post(reverse("elections_staff:election_close", args=[election.uuid]))
    election.refresh_from_db()
    assert election.state == "too_few"
    told = [mail for mail in mailoutbox if mail.to == ["presse@example.org"]]
    assert len(told) == 2
    heads = [piece.event for piece in election.pieces.order_by("position")]
    assert [head for mail, head in zip(told, heads, strict=True) if head in mail.body] == heads


def test_names_are_taken_under_a_line_of_the_journal() -> None:
    made = make_series()
    add_voters(made, 2)
    url = reverse("elections:numbers", args=[made.public_id])
    numbers = signed_in(Role.ORGANISER).get(url).getvalue().decode("utf-8-sig")
    assert numbers.split() == ["numéro", "1", "2"]  # what the registrar's page reads
    client = signed_in(Role.ORGANISER)
    taken = client.post(reverse("elections_staff:names", args=[made.public_id]))
    assert taken.getvalue().decode().count("Exemple") == 2
    page = client.get(reverse("elections_staff:series", args=[made.public_id])).content.decode()
    assert "Liste des votant·es avec les noms emportée" in page


def test_the_command_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    election = make_decided()
    call_command("verify_election", election.uuid)
    assert services.archive_digest(election) in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_election", "9" * 14)


def test_what_is_known_of_a_person_is_exported_then_forgotten() -> None:
    person = make_person()
    rows_of_a_person(person)
    told = export_account(user=person, by=person)["scrutins secrets"]
    assert told["dépositaire"][0]["nom public"] == "Une personne"
    assert len(told["observation"]) == 1
    erase_account(user=person, by=person)
    assert list(SeriesTrustee.objects.values_list("account", "name")) == [(None, "")]
    assert not Observer.objects.exists()


# Programs by others -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_foreign_program_finds_the_same_result(tmp_path: Path) -> None:
    """`belenios-tool`, whatever its version: 2.0 knows finite fields only, and no threshold of ours."""
    tool = shutil.which("belenios-tool")
    if tool is None:
        pytest.skip("belenios-tool is not on this machine: no foreign program looks at the archive")
    held = make_ready(group="BELENIOS-2048", sharing=KeySharing.ALL, trustees=2, voters=10, spares=1)
    election = make_open(held, kind=ElectionKind.CHOICE, labels=["A", "B", "C"], at_most=2)
    for voter in range(10):
        vote(held, election, voter, [voter % 3, (voter + 1) % 3])
    services.close_election(election=election, by=None)
    election = open_sums(held, election, 1, 2)
    assert services.sums_of(election) == [[7, 7, 6]]
    with archives.archive_file(election) as stream:
        (tmp_path / f"{election.uuid}.bel").write_bytes(stream.read())
    found = subprocess.run([tool, "election", "verify"], cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert "all checks passed" in found.stdout + found.stderr


def test_the_registrar_sees_the_digest_that_their_own_page_shows() -> None:
    held = make_ready(voters=2)
    first = held.series.spares.order_by("position")[0]
    assert first.roll_mark == tracker_of(bytes(first.roll))
    url = reverse("elections:codes", args=[held.series.public_id])
    page = signed_in(Role.ORGANISER).get(url).content.decode()
    assert first.roll_mark in page
    assert "\n".join(held.series.spares.order_by("position").values_list("uuid", flat=True)) in page
