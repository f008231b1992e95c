"""Import of 100,000 responses to the Grand Recueil (68 questions) from a CSV file.

    .venv/bin/python benchmarks/importing.py [RESPONSES]

The file is what the platform itself exports in columns: the complete responses of the demonstration, written
again and again with identifiers of their own. Every cell is judged by the rules of its question before
anything is written; all is written or nothing. Peer: PostgreSQL's bare COPY of the same file into a table of
text columns, which judges nothing.
"""

import csv
import io
import sys
import time
from typing import Any

from ground import Rehearsal, Table, prepared, say, step

TARGET_S = 60.0


def csv_of(collection: Any, count: int) -> bytes:
    """``count`` complete responses as an import expects them: one line each, ``_id`` first."""
    from demo.generator import grand_recueil
    from demo.seed import SEED
    from demo.waves import read_definition
    from milliard.surveys.services.questionnaires import compiled_version

    answers = [
        item.answers for item in grand_recueil(read_definition("grand_recueil"), SEED) if item.is_complete
    ]
    rows = [cells_of(compiled_version(collection.version), item) for item in answers]
    names = sorted({name for row in rows for name in row})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["_id", *names])
    for number in range(count):
        row = rows[number % len(rows)]
        writer.writerow([f"r{number}", *(row.get(name, "") for name in names)])
    return out.getvalue().encode()


def cells_of(compiled: Any, answers: dict[str, Any]) -> dict[str, str]:
    """Answers as their cells; ``group/2/key`` for the second row of a repeated group."""
    from engines.questionnaire.parsing import raw_from_answer

    cells = {}
    for key, question in compiled.questions.items():
        if not question.question.is_answerable:
            continue
        if not question.chain:
            found = [(key, answers)]
        else:
            (group,) = question.chain
            found = [(f"{group}/{n}/{key}", row) for n, row in enumerate(answers.get(group, []), start=1)]
        for name, row in found:
            if key in row:
                cells[name] = " ".join(raw_from_answer(question.question, row[key]))
    return cells


def bare_copy(ground: Rehearsal, data: bytes) -> float:
    """Seconds of COPY alone, committed durably."""
    import psycopg

    names = data.split(b"\n", 1)[0].decode().strip().split(",")
    with psycopg.connect(ground.environment["DATABASE_URL"], autocommit=True) as connection:
        columns = psycopg.sql.SQL(", ").join(psycopg.sql.Identifier(name) for name in names)
        create = psycopg.sql.SQL("CREATE TABLE bare_import ({})").format(
            psycopg.sql.SQL(", ").join(
                psycopg.sql.SQL("{} text").format(psycopg.sql.Identifier(n)) for n in names
            )
        )
        connection.execute(create)
        statement = psycopg.sql.SQL("COPY bare_import ({}) FROM STDIN (FORMAT csv, HEADER)").format(columns)
        started = time.perf_counter()
        with connection.cursor().copy(statement) as copy:
            copy.write(data)
        return time.perf_counter() - started


def main(count: int) -> bool:
    with prepared("importing") as ground:
        from django.db import connection

        from demo.waves import NEW_WAVE, ensure_wave
        from milliard.figures.services.imports import import_answers

        collection = ensure_wave(NEW_WAVE)
        with step("file"):
            data = csv_of(collection, count)
        started, processor = time.perf_counter(), time.process_time()
        report = import_answers(collection=collection, csv_bytes=data, by=None, apply=True)
        spent, processor = time.perf_counter() - started, time.process_time() - processor
        assert report.written == count, (report.written, report.problem_count, report.problems[:5])
        started = time.perf_counter()
        again = import_answers(collection=collection, csv_bytes=data, by=None, apply=True)
        repeated = time.perf_counter() - started
        assert (again.written, again.already_there) == (0, count)
        bare = bare_copy(ground, data)
        say(f"  {report.written:,} written, {report.complete_count:,} complete; again: 0 written")
        connection.close()
    table = Table(f"Import of {count:,} responses, {len(data) / 1e6:.0f} MB of CSV")
    table.add("import", f"{spent:.1f} s", f"target {TARGET_S:.0f} s; processor time {processor:.1f} s")
    table.add("the same file again", f"{repeated:.1f} s", "nothing written")
    table.add("bare COPY", f"{bare:.1f} s", f"ours is {spent / bare:.0f} of it")
    table.show()
    return spent < TARGET_S


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000) else 1)
