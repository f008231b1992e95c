"""A bank statement of 100,000 lines, imported and matched beside a million requests.

    .venv/bin/python benchmarks/bank.py [LINES] [REQUESTS]

The file is camt.053 version 8, written here: six lines in ten bear their reference, three only a name and the
amount, one in ten nothing that is asked. The same file is then imported again: nothing is written. Peer: the
bare reading of the file by expat, and a bare COPY of as many lines.
"""

import io
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ground import Table, prepared, say, step

TARGET_S = 60.0
DUES_CENTS = (500, 1000, 2000, 3000, 5000)
_FILL = """
INSERT INTO payments_paymentrequest (created_at, updated_at, public_id, purpose, reference, payer_name,
    payer_email, amount_cents, received_cents, state, asked_on)
SELECT now(), now(), gen_random_uuid(), 'members.dues', said.reference, said.name, '', said.cents, 0, 'open',
    '2026-01-01'
FROM bank_fill AS said
"""


def names(count: int) -> Iterator[str]:
    """As many people; one in two bears the names of another, worse than in a country."""
    draw = random.Random(8)
    syllables = [
        "ma",
        "lo",
        "ri",
        "ta",
        "be",
        "nou",
        "sé",
        "vi",
        "dor",
        "lan",
        "ché",
        "mi",
        "gau",
        "pel",
        "ron",
    ]
    families = ["".join(draw.choices(syllables, k=3)).capitalize() for _ in range(20_000)]
    given = ["".join(draw.choices(syllables, k=2)).capitalize() for _ in range(800)]
    for _ in range(count):
        yield f"{draw.choice(given)} {draw.choice(families)}"


def fill(count: int) -> list[tuple[str, str, int]]:
    """(reference, name, cents) of as many requests, written."""
    from django.db import connection

    from milliard.payments.references import draw_reference

    references = set()
    while len(references) < count:
        references.add(draw_reference())
    rows = [
        (reference, name, DUES_CENTS[number % len(DUES_CENTS)])
        for number, (reference, name) in enumerate(zip(sorted(references), names(count), strict=True))
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bank_fill (reference text, name text, cents bigint)")
        with cursor.copy("COPY bank_fill FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("ALTER TABLE payments_paymentrequest DISABLE TRIGGER USER")
        cursor.execute(_FILL)
        cursor.execute("ALTER TABLE payments_paymentrequest ENABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO payments_requestpart (created_at, updated_at, request_id, kind, amount_cents)"
            " SELECT now(), now(), id, 'dues', amount_cents FROM payments_paymentrequest"
        )
        cursor.execute("VACUUM ANALYZE payments_paymentrequest, payments_requestpart")
    return rows


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
    """What it returns, seconds on the wall, seconds of processor of this process."""
    started, processor = time.perf_counter(), time.process_time()
    result = action()
    return result, time.perf_counter() - started, time.process_time() - processor


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


def brought(path: Path, data: bytes) -> tuple[Any, list[tuple[str, float, float]]]:
    """Read, write and match a file: its row, and (what, seconds, seconds of processor) of each step."""
    from milliard.payments.services.matching import match_statement
    from milliard.payments.services.statements import StatementFile, import_statements

    path.write_bytes(data)
    file = StatementFile(path.name, path)
    read, read_s, read_cpu_s = timed(file.read)
    assert read[0].reconciles
    (imported, *_), wrote_s, wrote_cpu_s = timed(lambda: import_statements(file=file, read=read, by=None))
    matched, matched_s, matched_cpu_s = timed(lambda: match_statement(statement=imported.statement, by=None))
    steps = [
        ("read", read_s, read_cpu_s),
        ("written", wrote_s, wrote_cpu_s),
        ("matched", matched_s, matched_cpu_s),
    ]
    said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds, _ in steps)
    say(f"  {imported.written:,} lines written, {matched:,} matched: {said}")
    return imported, steps


def main(lines: int, requests: int) -> bool:
    with prepared("bank"):
        from django.db import connection

        from milliard.payments.models import BankLine, PaymentRequest
        from milliard.payments.signals import request_changed

        with step(f"{requests:,} requests"):
            rows = fill(requests)
        with step("file"):
            data = statement(rows[len(rows) // 10 :], lines)
            little = statement(rows[: len(rows) // 10], lines // 20).replace(
                b"<AcctSvcrRef>B", b"<AcctSvcrRef>L"
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mars.xml"
            listeners, request_changed.receivers = request_changed.receivers, []
            request_changed.sender_receivers_cache.clear()
            imported, steps = brought(path, data)
            again, again_s, _ = timed(lambda: brought(path, data.replace(b"<Id>M1<", b"<Id>M2<"))[0])
            request_changed.receivers = listeners
            request_changed.sender_receivers_cache.clear()
            _, listened = brought(path, little)
        assert (imported.written, again.written) == (lines, 0)
        assert BankLine.objects.count() == lines + lines // 20
        assert PaymentRequest.objects.filter(state="paid").count() > 0.8 * lines
        _, expat_s, _ = timed(lambda: bare_expat(data))
        _, copy_s, _ = timed(lambda: bare_copy(lines))
        connection.close()
    spent = sum(seconds for _, seconds, _ in steps)
    table = Table(f"Statement of {lines:,} lines ({len(data) / 1e6:.0f} MB) beside {requests:,} requests")
    table.add("all", f"{spent:.1f} s", f"target {TARGET_S:.0f} s; what higher apps do of it apart")
    for (name, seconds, processor), bare in zip(
        steps, (f"bare expat {expat_s:.1f} s", f"bare COPY {copy_s:.1f} s", ""), strict=True
    ):
        table.add(name, f"{seconds:.1f} s", f"processor {processor:.1f} s {bare}".rstrip())
    table.add("the same lines, another message", f"{again_s:.1f} s", "nothing written")
    alone = steps[2][1] / lines * 1000
    per_line = listened[2][1] / (lines // 20) * 1000
    table.add(
        "a line matched, higher apps listening",
        f"{per_line:.1f} ms",
        f"{alone:.2f} ms without",
    )
    table.show()
    return spent < TARGET_S


if __name__ == "__main__":
    counts = [int(text) for text in sys.argv[1:]]
    sys.exit(0 if main(*(counts + [100_000, 1_000_000][len(counts) :])) else 1)
