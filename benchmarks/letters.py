"""Letters a second to a mail server on loopback, then a letter to 10,000 people whose sender is killed.

    .venv/bin/python benchmarks/letters.py [PEOPLE] [KILLS]

The mail server is a process of its own, which writes down each message it accepts. First the queue sends news
to all, by four connections, without a limit of pace. Peer: bare smtplib on the same server, the same messages
already written, one connection and four.

Then a worker of the site sends the same letter again and is killed by `kill -9` KILLS times, once as news,
once as a legal notice; the command of the timer finishes. Each person must have received exactly one: one
Message-ID, which is how mail boxes tell messages apart. Said besides: what was uncertain after the kills, and
what the server knew of it. What crowds do to lists and pages: `benchmarks/letters_at_scale.py`.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ground import ROOT, Rehearsal, Table, prepared, say, step

TARGET = 200.0
CONNECTIONS = 4
_PATIENCE_S = 300
_SOURCE = (
    "Bonjour {prénom},\n\n## Ce qui vient\n\n"
    + "Une soirée, [où l’on parle](https://exemple.invalid/).\n\n" * 6
)


def write_to(count: int, lane: str) -> Any:
    """A letter to as many subscribers, its recipients frozen, its time come."""
    from milliard.letters.enums import Lane
    from milliard.letters.tests.crowd import add_crowd
    from milliard.letters.tests.factories import make_frozen_letter

    missing = count - _subscribers()
    if missing > 0:
        add_crowd(missing)
    return make_frozen_letter(Lane(lane), source=_SOURCE)


def _subscribers() -> int:
    from milliard.letters.models import Subscription

    return Subscription.objects.count()


def messages_of(letter: Any) -> list[tuple[str, bytes]]:
    """What the queue would send, written beforehand."""
    from milliard.letters.models import Delivery
    from milliard.letters.writing import for_person, write_letter

    written = write_letter(letter)
    rows = Delivery.objects.filter(letter=letter).select_related("member").order_by("pk")
    return [
        (row.address, for_person(written, row.member, to=row.address, delivery=row).message().as_bytes())
        for row in rows
    ]


def bare_smtplib(port: int, messages: list[tuple[str, bytes]], connections: int) -> float:
    """Seconds to hand all over."""

    def send(mine: list[tuple[str, bytes]]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for address, message in mine:
                smtp.sendmail("bonjour@exemple.invalid", [address], message)

    threads = [
        threading.Thread(target=send, args=(messages[place::connections],)) for place in range(connections)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def measure_queue(table: Table, people: int, port: int, log: Path) -> bool:
    from milliard.letters.queue import send_slice
    from milliard.letters.tests.smtp_server import accepted_in

    letter = write_to(people, "news")
    messages = messages_of(letter)
    with step("bare smtplib"):
        bare = {count: bare_smtplib(port, messages, count) for count in (1, CONNECTIONS)}
    before = len(accepted_in(log))
    clocks = time.perf_counter(), time.process_time()
    with step("the queue"):
        assert send_slice(letter, seconds=_PATIENCE_S) is False
    spent, processor = time.perf_counter() - clocks[0], time.process_time() - clocks[1]
    assert len(accepted_in(log)) - before == people
    rate = people / spent
    spent_ms = processor / people * 1000
    table.add("the queue", f"{rate:.0f}/s", f"target {TARGET:.0f}/s; processor {spent_ms:.2f} ms a message")
    for count, seconds in bare.items():
        against = f"the queue is {rate * seconds / people:.2f} of it"
        table.add(f"bare smtplib, {count} connection(s)", f"{people / seconds:.0f}/s", against)
    return rate >= TARGET


def measure_kills(table: Table, ground: Rehearsal, people: int, kills: int, log: Path, lane: str) -> bool:
    """Send by a worker killed again and again, then by the timer's command."""
    from milliard.letters.enums import DeliveryState, LetterState
    from milliard.letters.models import Delivery
    from milliard.letters.tasks import send_letter_at
    from milliard.letters.tests.smtp_server import accepted_in

    letter, before = write_to(people, lane), len(accepted_in(log))
    send_letter_at(letter, None)
    uncertain: set[str] = set()
    with step(f"{lane}: a worker killed {kills} times"):
        for kill in range(1, kills + 1):
            worker = _started(ground, "worker", "--no-startup-delay")
            _wait_for(log, before + people * kill // (kills + 1))
            worker.kill()
            worker.wait()
            held = Delivery.objects.filter(letter=letter, state=DeliveryState.UNCERTAIN)
            uncertain |= set(held.values_list("address", flat=True))
        assert _started(ground, "send_letters", "--apply").wait(_PATIENCE_S) == 0
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT, letter.state
    received = accepted_in(log)[before:]
    kept = list(Delivery.objects.filter(letter=letter, state=DeliveryState.UNCERTAIN))
    settle(letter, kept, {recipient for recipient, _ in received})
    assert _started(ground, "send_letters", "--apply").wait(_PATIENCE_S) == 0
    received, before_settling = accepted_in(log)[before:], len(set(received))
    names = Counter(recipient for recipient, _ in set(received))
    twice = sum(count > 1 for count in Counter(recipient for recipient, _ in received).values())
    table.add(f"{lane}: people, messages accepted", f"{len(names)}, {len(received)}", f"of {people} people")
    table.add(
        "  uncertain right after the kills",
        str(len(uncertain)),
        f"{len(kept)} left for a person to settle, {people - before_settling} of them not accepted",
    )
    table.add("  received the same message again", str(twice), "same Message-ID: one to a mail box")
    return len(names) == people and set(names.values()) == {1}


def settle(letter: Any, uncertain: list[Any], known: set[str]) -> None:
    """What a person does on the letter's page: those the mail server's log does not know go again."""
    from milliard.letters.services.letters import settle_letter

    lost = [row.pk for row in uncertain if row.address not in known]
    left = [row.pk for row in uncertain if row.address in known]
    if uncertain:
        settle_letter(letter=letter, left=left, lost=lost, by=None)


def _started(ground: Rehearsal, *command: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **ground.environment}
    return subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


def _wait_for(log: Path, count: int) -> None:
    from milliard.letters.tests.smtp_server import accepted_in

    deadline = time.monotonic() + _PATIENCE_S
    while len(accepted_in(log)) < count:
        assert time.monotonic() < deadline, f"{len(accepted_in(log))} messages of {count}"
        time.sleep(0.05)


def main(people: int, kills: int) -> bool:
    from milliard.letters.tests.smtp_server import smtp_server_apart

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "accepted"
        with smtp_server_apart(log) as port:
            settings = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "MAIL_ALLOWED": "*"}
            settings |= {"LETTERS_PER_SECOND": "0", "LETTERS_CONNECTIONS": str(CONNECTIONS)}
            with prepared("letters", settings=settings) as ground:
                from django.db import connection

                table = Table(f"A letter to {people:,} people, mail server on loopback")
                is_quick = measure_queue(table, people, port, log)
                is_once = [
                    measure_kills(table, ground, people, kills, log, lane) for lane in ("news", "legal")
                ]
                connection.close()
    table.show()
    if not all(is_once):
        say("  SOMEBODY RECEIVED NONE, OR TWO DIFFERENT ONES")
    return is_quick and all(is_once)


if __name__ == "__main__":
    counts = [int(text) for text in sys.argv[1:]]
    sys.exit(0 if main(*(counts + [10_000, 3][len(counts) :])) else 1)
