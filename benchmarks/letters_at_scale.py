"""A million members: lists counted, recipients frozen, and the team's pages beside twelve million messages.

    .venv/bin/python benchmarks/letters_at_scale.py [MEMBERS] [LETTERS]

Members are written by a few statements (`milliard/letters/tests/crowd.py`) and kept from one run to the next;
so are LETTERS letters (12) to everybody, two of them legal notices. The first run asks everything with 1,000
members and one letter before. Bare bounds: `count(*)` of the members, and an INSERT … SELECT of as many
numbers and addresses into a table without an index. Pages: as an organiser sees them, the whole application,
network left out.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from ground import Table, milliseconds, prepared, say, step
from visitor import Answer, Visitor, application

COUNT_S, FREEZE_S, PAGE_MS = 1.0, 10.0, 50.0
#: How long the file of one notice is read.
EXPORT_S = 10.0
FEW = 1_000
#: What the team asks: everybody paid up; some of three regions who have time; who agreed to something.
SEGMENTS: dict[str, list[dict[str, Any]]] = {
    "everybody": [],
    "paid up": [{"fact": "members.state", "is": True, "values": ["current", "due_soon"]}],
    "paid up, of three regions, free on Saturdays": [
        {"fact": "members.state", "is": True, "values": ["current", "due_soon"]},
        {"fact": "members.region", "is": True, "values": ["53", "52", "28"]},
        {"fact": "members.time", "is": True, "values": ["saturday"]},
    ],
    "agreed to news, not lapsed": [
        {"fact": "members.consent", "is": True, "values": ["newsletter"]},
        {"fact": "members.state", "is": False, "values": ["lapsed", "left"]},
    ],
}


def seconds_of(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def counted(times: int = 5) -> dict[str, float]:
    """Median seconds to count each segment."""
    from django.utils import timezone

    from milliard.letters.segments import count_members, read_conditions

    found = {}
    for name, stored in SEGMENTS.items():
        conditions = read_conditions(stored)
        today = timezone.localdate()

        def count(conditions: Any = conditions, today: Any = today) -> int:
            return count_members(conditions, on=today, by=None)

        people = count()
        found[name] = statistics.median(seconds_of(count) for _ in range(times))
        say(f"  {name}: {people:,}")
    return found


def frozen() -> dict[str, float]:
    """Seconds to freeze news to everybody, and a notice; nothing is kept."""
    from django.db import transaction

    from milliard.letters.enums import Lane
    from milliard.letters.services.recipients import freeze_recipients
    from milliard.letters.tests.factories import make_letter

    found = {}
    for lane in Lane:
        with transaction.atomic():
            letter = make_letter(lane=lane)
            found[lane.value] = seconds_of(lambda letter=letter: freeze_recipients(letter=letter, by=None))
            transaction.set_rollback(True)
    return found


def bare() -> tuple[float, float]:
    """Seconds of a bare count, and of a bare INSERT … SELECT."""
    from django.db import connection

    with connection.cursor() as cursor:
        count = statistics.median(
            seconds_of(lambda: cursor.execute("SELECT count(*) FROM members_member")) for _ in range(5)
        )
        cursor.execute("DROP TABLE IF EXISTS bare_delivery")
        cursor.execute("CREATE TABLE bare_delivery (letter bigint, member bigint, address text)")
        insert = "INSERT INTO bare_delivery SELECT 1, id, lower(email) FROM members_member"
        return count, seconds_of(lambda: cursor.execute(insert))


def a_letter(lane: str, subject: str) -> Any:
    """A letter to everybody that left long ago."""
    from django.utils import timezone

    from milliard.letters.enums import LetterState
    from milliard.letters.models import Letter
    from milliard.letters.tests.crowd import add_deliveries
    from milliard.letters.tests.factories import make_letter

    now = timezone.now()
    letter = make_letter(lane=lane, subject=subject, frozen_at=now, scheduled_at=now)
    add_deliveries(letter.pk)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=now)
    return letter


def organiser() -> Any:
    """The browser of somebody of the team, proved lately."""
    from django.test import Client

    from milliard.accounts.enums import Role
    from milliard.accounts.tests.factories import make_person, sign_in_with_proof

    client = Client(headers={"host": "127.0.0.1"})
    person = make_person(role=Role.ORGANISER, email=f"orga{time.time_ns()}@exemple.invalid")
    sign_in_with_proof(client, person)
    return client


def pages(times: int = 15) -> dict[str, list[Answer]]:
    """Several visits of each page."""
    from milliard.letters.models import Letter

    cookies = {name: morsel.value for name, morsel in organiser().cookies.items()}
    visitor = Visitor(application(), cookies)
    letters = Letter.objects.filter(frozen_at__isnull=False).order_by("pk")
    notice, news = letters.filter(lane="legal").last(), letters.filter(lane="news").last()
    assert notice is not None
    addresses = {
        "list of letters": "/gestion/lettres/",
        "page of a notice": f"/gestion/lettres/{notice.public_id}/",
        "page of news": f"/gestion/lettres/{(news or notice).public_id}/",
        "proofs, the last notice": "/gestion/preuves-d-envoi/",
        "proofs of one notice": f"/gestion/preuves-d-envoi/?letter={notice.pk}",
        "proofs of one notice, one name": f"/gestion/preuves-d-envoi/?letter={notice.pk}&q=abba+lamel",
        "proofs of one notice, refused": f"/gestion/preuves-d-envoi/?letter={notice.pk}&state=refused",
        "troubled addresses": "/gestion/adresses/",
    }
    found = {}
    for name, address in addresses.items():
        answers = [visitor.get(address) for _ in range(times + 2)][2:]
        assert all(answer.status == 200 for answer in answers), (address, answers[0].status)
        found[name] = answers
    return found


def exported() -> tuple[int, float]:
    """Rows of the proof of one notice sent as CSV in some seconds, and how many seconds."""
    from milliard.letters.models import Letter

    notice = Letter.objects.filter(lane="legal", frozen_at__isnull=False).latest("pk")
    answer = organiser().get(f"/gestion/preuves-d-envoi/exporter.csv?letter={notice.pk}")
    assert answer.status_code == 200
    rows, started = 0, time.perf_counter()
    for chunk in answer.streaming_content:
        rows += chunk.count(b"\r\n")
        if time.perf_counter() - started > EXPORT_S:
            break
    spent = time.perf_counter() - started
    answer.close()
    return rows, spent


def main(members: int, letters: int) -> bool:
    with prepared("letters_at_scale", keep=True, settings={"MAIL_ALLOWED": "*"}):
        from django.db import connection

        from milliard.letters.models import Delivery, Letter
        from milliard.letters.tests.crowd import add_crowd
        from milliard.members.models import Member
        from milliard.members.tests.factories import make_rates

        make_rates()
        few: dict[str, Any] = {}
        if not Member.objects.exists():
            with step(f"{FEW:,} members"):
                add_crowd(FEW)
                a_letter("legal", "Avis")
            few = {"count": counted(), "freeze": frozen(), "pages": pages()}
        with step(f"{members:,} members"):
            if (missing := members - Member.objects.count()) > 0:
                add_crowd(missing)
        while (done := Letter.objects.filter(frozen_at__isnull=False).count()) <= letters:
            with step(f"letter {done} of {letters}"):
                a_letter("legal" if done in (3, letters) else "news", f"Lettre {done}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE letters_delivery")
            cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('letters_delivery'))")
            say(f"  {Delivery.objects.count():,} messages, {cursor.fetchone()[0]}")
        counts, freezes, bare_count_s, bare_insert_s = counted(), frozen(), *bare()
        seen, (rows, export_s) = pages(), exported()
        connection.close()
    table = Table(f"{members:,} members, {letters} letters to all of them")
    for name, spent in counts.items():
        against = f"target {COUNT_S:.0f} s; bare count {bare_count_s:.2f} s"
        less = _ratio(spent, few.get("count", {}).get(name))
        table.add(f"counted: {name}", f"{spent:.2f} s", against + less)
    for lane, spent in freezes.items():
        against = f"target {FREEZE_S:.0f} s; bare INSERT {bare_insert_s:.1f} s"
        less = _ratio(spent, few.get("freeze", {}).get(lane))
        table.add(f"frozen: {lane}", f"{spent:.1f} s", against + less)
    for name, answers in seen.items():
        before = few.get("pages", {}).get(name)
        less = _ratio(_median(answers), _median(before) if before else None)
        processor = statistics.median(answer.processor for answer in answers) * 1000
        against = f"target {PAGE_MS:.0f} ms; processor of Python {processor:.0f} ms{less}"
        table.add(name, milliseconds([answer.seconds for answer in answers]), against)
    table.add("proof of one notice, exported", f"{rows / export_s:,.0f}/s", f"rows, in {export_s:.0f} s")
    table.show()
    slowest = max(map(_median, seen.values())) * 1000
    return max(counts.values()) < COUNT_S and max(freezes.values()) < FREEZE_S and slowest < PAGE_MS


def _median(answers: list[Answer]) -> float:
    return statistics.median(answer.seconds for answer in answers)


def _ratio(spent: float, few: float | None) -> str:
    return f"; {spent / few:.1f} x with {FEW:,}" if few else ""


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(0 if main(*(given + [1_000_000, 12][len(given) :])) else 1)
