"""A file of 10,000 members read, previewed, written, and previewed again, beside as many members as asked.

    .venv/bin/python benchmarks/member_files.py [ROWS] [MEMBERS]

One row in twenty is of somebody known: previewed as a possible double. Peer: the bare reading by `csv`, and a
bare COPY of as many rows.
"""

import csv
import datetime as dt
import io
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ground import Table, prepared, say, step

_SYLLABLES = ("ma", "lo", "ri", "ta", "be", "nou", "sé", "vi", "dor", "lan", "ché", "mi", "gau", "pel", "ron")
_FILL = """
INSERT INTO members_member (created_at, updated_at, public_id, given_name, family_name, email, phone,
    commune_id, country, source, card_code)
SELECT now() - interval '1 year', now() - interval '1 year', gen_random_uuid(), said.given, said.family,
    said.email, '', said.commune, 'FR', 'form', ''
FROM member_fill AS said
"""
Person = tuple[str, str, str, str, str]


def people(count: int, seed: int) -> Iterator[Person]:
    """(given name, family name, e-mail, commune's code, its name): one in two bears another's name."""
    from milliard.territories.models import Commune

    draw = random.Random(seed)
    communes = list(Commune.objects.current().order_by("-population").values_list("code", "name")[:3_000])
    families = ["".join(draw.choices(_SYLLABLES, k=3)).capitalize() for _ in range(20_000)]
    for number in range(count):
        given = "".join(draw.choices(_SYLLABLES, k=2)).capitalize()
        yield given, draw.choice(families), f"p{seed}.{number}@exemple.fr", *draw.choice(communes)


def fill(known: list[Person]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE member_fill (given text, family text, email text, commune text)")
        with cursor.copy("COPY member_fill FROM STDIN") as copy:
            for given, family, email, code, _ in known:
                copy.write_row((given, family, email, code))
        cursor.execute("ALTER TABLE members_member DISABLE TRIGGER USER")
        cursor.execute(_FILL)
        cursor.execute("ALTER TABLE members_member ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE members_member")


def file_of(persons: list[Person]) -> str:
    from milliard.territories.models import Commune

    postal = {code: codes[0] for code, codes in Commune.objects.values_list("code", "postal_codes") if codes}
    draw = random.Random(3)
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";")
    writer.writerow(["Prénom", "Nom", "Courriel", "Code postal", "Commune", "Date d’adhésion", "Montant"])
    for given, family, email, code, name in persons:
        day = dt.date(2026, 1, 1) - dt.timedelta(days=draw.randrange(600))
        writer.writerow([given, family, email, postal.get(code, ""), name, f"{day:%d/%m/%Y}", "20,00"])
    return kept.getvalue()


def timed(action: Any) -> tuple[Any, str]:
    """What it returns; seconds on the wall, and of processor of this process."""
    started, processor = time.perf_counter(), time.process_time()
    result = action()
    spent = time.process_time() - processor
    return result, f"{time.perf_counter() - started:.1f} s, processor {spent:.1f} s"


def bare_copy(rows: list[list[str]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_members (a text, b text, c text, d text, e text, f text, g text)")
        with cursor.copy("COPY bare_members FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def main(rows: int, members: int) -> None:
    with prepared("member_files"), tempfile.TemporaryDirectory() as folder:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from milliard.members.services.import_drafts import MemberFile
        from milliard.members.services.import_plans import plan_rows
        from milliard.members.services.imports import import_members
        from milliard.members.tests.factories import make_rates

        make_rates()
        with step(f"{members:,} members"):
            known = list(people(members, 1))
            fill(known)
        path = Path(folder) / "membres.csv"
        path.write_text(file_of([*known[: rows // 20], *people(rows - rows // 20, 2)]))
        table = Table(f"File of {rows:,} members beside {members:,}")
        read, read_s = timed(MemberFile(path.name, path).read)
        with CaptureQueriesContext(connection) as queries:
            plan, plan_s = timed(lambda: plan_rows(read))
        say(f"  {plan.counts()}")
        wanted = {"file_name": path.name, "read": read, "origin": "essai", "others": "same", "by": None}
        done, write_s = timed(lambda: import_members(**wanted))
        again, again_s = timed(lambda: import_members(**wanted))
        assert again is None
        cells, csv_s = timed(lambda: list(csv.reader(path.open(), delimiter=";")))
        _, copy_s = timed(lambda: bare_copy(cells))
        table.add("read, in a process apart", read_s, f"bare csv {csv_s}")
        table.add("previewed", plan_s, f"{len(queries)} queries, {rows // 1000} batches")
        table.add("written", write_s, f"bare COPY {copy_s}; {done.members_written:,} persons")
        table.add("the same file again", again_s, "nothing written")
        connection.close()
    table.show()


if __name__ == "__main__":
    counts = [int(text) for text in sys.argv[1:]]
    main(*(counts + [10_000, 100_000][len(counts) :]))
