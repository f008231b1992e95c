"""A promise: each person receives a letter once, whatever is killed meanwhile. Real processes, `kill -9`."""

import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import Delivery, Letter
from milliard.letters.tasks import send_letter_at
from milliard.letters.tests.factories import make_frozen_letter, make_subscriber
from milliard.letters.tests.smtp_server import accepted_in, smtp_server_apart
from tests.harness.processes import manage_apart, wait_until_the_server_noticed

PEOPLE, CONNECTIONS, PATIENCE_S = 300, 3, 120


@pytest.mark.usefixtures("committed_database")
@pytest.mark.parametrize("lane", [Lane.NEWS, Lane.LEGAL])
def test_a_letter_whose_sender_is_killed_twice_reaches_each_person_once(
    lane: Lane, tmp_path: Path, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for number in range(PEOPLE):
        make_subscriber(number)
    letter, log = make_frozen_letter(lane), tmp_path / "accepted"
    send_letter_at(letter, None)
    with smtp_server_apart(log) as port:
        reach = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "MAIL_ALLOWED": "*"}
        reach |= {"LETTERS_PER_SECOND": "40", "LETTERS_CONNECTIONS": str(CONNECTIONS)}
        uncertain: set[str] = set()
        for part, command in enumerate((("worker", "--no-startup-delay"), ("send_letters", "--apply")), 1):
            kill_after(PEOPLE * part // 3, log, manage_apart(*command, **reach))
            uncertain |= set(rows(letter, DeliveryState.UNCERTAIN))
        send_until_done(letter, reach)
        received = accepted_in(log)
    names = Counter(address for address, _ in set(received))
    missing = {f"membre{number}@exemple.invalid" for number in range(PEOPLE)} - set(names)
    # One Message-ID each: to a mail box, one message.
    assert set(names.values()) == {1}
    again = {address for address, count in Counter(address for address, _ in received).items() if count > 1}
    assert again <= uncertain
    assert len(uncertain) <= 2 * CONNECTIONS
    if lane == Lane.LEGAL:
        assert (missing, rows(letter, DeliveryState.ACCEPTED)) == (set(), sorted(names))
    else:  # said, and left to a person
        assert (again, missing - uncertain) == (set(), set())
        assert set(rows(letter, DeliveryState.UNCERTAIN)) == uncertain


def kill_after(count: int, log: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while len(accepted_in(log)) < count:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    wait_until_the_server_noticed()


def send_until_done(letter: Letter, reach: dict[str, str]) -> None:
    """What the timer does, until the server of the database has noticed the dead and the letter is sent."""
    deadline = time.monotonic() + PATIENCE_S
    while letter.state != LetterState.SENT:
        assert time.monotonic() < deadline
        assert manage_apart("send_letters", "--apply", **reach).wait(PATIENCE_S) == 0
        letter.refresh_from_db()


def rows(letter: Letter, state: DeliveryState) -> list[str]:
    found = Delivery.objects.filter(letter=letter, state=state).order_by("address")
    return list(found.values_list("address", flat=True))
