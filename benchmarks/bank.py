"""A bank statement of 100,000 lines, imported and matched beside a million members who were asked their dues.

    .venv/bin/python benchmarks/bank.py [LINES] [MEMBERS] [WORKERS]

The lines are matched by WORKERS processes (2), as the tasks of an import are by as many workers of the queue;
their starts count. All that follows is counted: who pays becomes a member, with a period, a card, a line of
the register and a mail in the queue. The rows (`crowd.py`) are kept from one run to the next. The file is
camt.053 version 8, written here: six lines in ten bear their reference, three only a name and the amount, one
in ten nothing that is asked. The same file is then imported again: nothing is written. Peer: the bare reading
of the file by expat, and a bare COPY of as many lines.
"""

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from crowd import fill
from ground import Table, prepared, say, step

TARGET_S = 60.0


def statement(rows: list[tuple[str, str, int]], count: int) -> bytes:
    """The file."""
    from milliard.payments.references import spell
    from milliard.payments.tests.statements.writing import Detail, Entry, camt

    draw = random.Random(9)
    chosen = draw.sample(rows, count)
    entries, total = [], 0
    for number, (reference, name, cents) in enumerate(chosen):
        kind = number % 10
        words = f"ADHESION {spell(reference)}" if kind < 6 else "ADHESION" if kind < 9 else "DIVERS"
        who = f"M {name}".upper() if kind < 9 else f"CLIENT INCONNU {number}"
        paid = cents if kind < 9 else cents + 7
        total += paid
        detail = Detail(who=who, text=words, end_to_end=f"E{number}", iban="DE89370400440532013000")
        entries.append(Entry(f"{paid / 100:.2f}", bank_reference=f"B{number}", details=[detail]))
    return camt(*entries, version=8, opening="1000.00", closing=f"{(total + 100_000) / 100:.2f}")


def timed(action: Any) -> tuple[Any, float, float]:
    """What it returns, seconds on the wall, seconds of processor of this process and those it started."""
    started, processor = time.perf_counter(), _processor_s()
    result = action()
    return result, time.perf_counter() - started, _processor_s() - processor


def _processor_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def bare_expat(data: bytes) -> None:
    import xml.parsers.expat as expat

    expat.ParserCreate().ParseFile(io.BytesIO(data))


def bare_copy(count: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_bank (day date, cents bigint, who text, label text)")
        with cursor.copy("COPY bare_bank FROM STDIN") as copy:
            for number in range(count):
                copy.write_row(("2026-03-02", 2000, f"M QUELQU UN {number}", "ADHESION RF18 ACDE HJKM"))


def match_by(workers: int, statement: int) -> int:
    """So many processes match a statement, as workers of the queue would; how many lines were matched."""
    command = [sys.executable, __file__, "--match", str(statement)]
    made = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    said = [process.communicate()[0] for process in made]
    assert not any(process.returncode for process in made)
    return sum(int(words.split()[-1]) for words in said)


def matching(statement: int) -> None:
    """One of these processes: the environment says which database."""
    import django

    django.setup()
    from milliard.payments.models import BankStatement
    from milliard.payments.services.statement_matching import match_statement

    print(match_statement(statement=BankStatement.objects.get(pk=statement), by=None))


def brought(path: Path, data: bytes, workers: int) -> tuple[Any, list[tuple[str, float, float]]]:
    """Read, write and match a file: its row, and (what, seconds, seconds of processor) of each step."""
    from milliard.payments.services.statements import StatementFile, import_statements

    path.write_bytes(data)
    file = StatementFile(path.name, path)
    read, read_s, read_cpu_s = timed(file.read)
    assert read[0].reconciles
    (imported, *_), wrote_s, wrote_cpu_s = timed(lambda: import_statements(file=file, read=read, by=None))
    matched, matched_s, matched_cpu_s = timed(lambda: match_by(workers, imported.statement.pk))
    steps = [
        ("read", read_s, read_cpu_s),
        ("written", wrote_s, wrote_cpu_s),
        ("matched", matched_s, matched_cpu_s),
    ]
    said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds, _ in steps)
    say(f"  {imported.written:,} lines written, {matched:,} matched: {said}")
    return imported, steps


def waiting_requests(count: int) -> list[tuple[str, str, int]]:
    """(reference, name, cents) of all."""
    from milliard.payments.models import PaymentRequest

    rows = PaymentRequest.objects.order_by("pk").values_list("reference", "payer_name", "amount_cents")
    found = list(rows.iterator())
    assert len(found) == count
    return found


def main(lines: int, members: int, workers: int) -> bool:
    with prepared("waiting", keep=True) as filled, step(f"{members:,} members asked their dues"):
        fill(members, years=0)
    with prepared("bank", source=filled.database):
        from django.db import connection
        from django_tasks_db.models import DBTaskResult

        from milliard.members.models import MembershipPeriod
        from milliard.payments.models import BankLine, PaymentRequest

        with step("file"):
            data = statement(waiting_requests(members), lines)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mars.xml"
            imported, steps = brought(path, data, workers)
            again, again_s, _ = timed(lambda: brought(path, data.replace(b"<Id>M1<", b"<Id>M2<"), workers)[0])
        assert (imported.written, again.written) == (lines, 0)
        assert BankLine.objects.count() == lines
        paid = PaymentRequest.objects.filter(state="paid").count()
        assert paid > 0.6 * lines
        assert MembershipPeriod.objects.count() == DBTaskResult.objects.count() == paid
        _, expat_s, _ = timed(lambda: bare_expat(data))
        _, copy_s, _ = timed(lambda: bare_copy(lines))
        connection.close()
    spent = sum(seconds for _, seconds, _ in steps)
    table = Table(f"Statement of {lines:,} lines ({len(data) / 1e6:.0f} MB) beside {members:,} requests")
    table.add("all", f"{spent:.1f} s", f"target {TARGET_S:.0f} s; {paid:,} became members")
    bare = (f"bare expat {expat_s:.1f} s", f"bare COPY {copy_s:.1f} s", "")
    for (name, seconds, processor), against in zip(steps, bare, strict=True):
        table.add(name, f"{seconds:.1f} s", f"processor {processor:.1f} s {against}".rstrip())
    table.add("the same lines, another message", f"{again_s:.1f} s", "nothing written")
    table.show()
    return spent < TARGET_S


if __name__ == "__main__":
    if sys.argv[1:2] == ["--match"]:
        matching(int(sys.argv[2]))
        sys.exit()
    counts = [int(text) for text in sys.argv[1:]]
    sys.exit(0 if main(*(counts + [100_000, 1_000_000, 2][len(counts) :])) else 1)
