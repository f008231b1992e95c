"""Loading the official geographic code (35,014 communes) and finding a commune as people type it.

    .venv/bin/python benchmarks/territories.py [TIMES]

Bounds: reading the three files as JSON and a bare durable `COPY` of the same rows into a table without an
index; for a search, the same communes by their codes, which the primary key finds.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from ground import Table, milliseconds, prepared, quantile, step

LOAD_S, SEARCH_MS = 5.0, 250.0
TYPED = ("st", "saint m", "villeurbane", "42", "la chapelle", "marseile 3", "l'hay les roses")
SHOWN = 12


def seconds_of(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def loading(table: Table) -> bool:
    from django.conf import settings
    from django.db import connection

    from milliard.territories.management.commands.load_territories import PACKAGE
    from milliard.territories.models import Commune
    from milliard.territories.services import load_reference

    folder = settings.NODE_MODULES / PACKAGE
    names = ("regions.json", "departements.json", "epci.json", "communes.json")

    def read() -> None:
        for name in names:
            json.loads((folder / name).read_text(encoding="utf-8"))

    rows = list(Commune.objects.values_list("code", "name", "department_id", "population"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (code text, name text, department text, population integer)")
        cursor.execute("TRUNCATE territories_region, territories_department, territories_commune CASCADE")

        def copy() -> None:
            with cursor.copy("COPY bare FROM STDIN") as sent:
                for row in rows:
                    sent.write_row(row)

        bare = seconds_of(read) + seconds_of(copy)
    first = seconds_of(lambda: load_reference(vintage=2026, folder=folder))
    again = seconds_of(lambda: load_reference(vintage=2026, folder=folder))
    assert Commune.objects.count() == len(rows) == 35_014
    against = f"{first / bare:.1f} x reading the files and a bare COPY ({bare:.2f} s)"
    table.add("load the whole code", f"{first:.2f} s", f"target {LOAD_S:.0f} s; {against}")
    table.add("load it again, nothing to change", f"{again:.2f} s", f"{again / bare:.1f} x the same")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE territories_commune")
    return first < LOAD_S


def searching(table: Table, times: int) -> bool:
    from milliard.territories.models import Commune

    spent: dict[str, list[float]] = {typed: [] for typed in TYPED}
    codes = [commune.code for commune in Commune.objects.matching(TYPED[0])[:SHOWN]]
    bare = []
    for _ in range(times):
        for typed in TYPED:
            found = Commune.objects.matching(typed).select_related("department")[:SHOWN]
            spent[typed].append(seconds_of(lambda found=found: list(found)))
        by_key = Commune.objects.filter(code__in=codes).select_related("department")
        bare.append(seconds_of(lambda by_key=by_key: list(by_key)))
    floor = statistics.median(bare)
    slowest = max(TYPED, key=lambda typed: statistics.median(spent[typed]))
    for what, measured in (
        ("a search, all of them", [value for values in spent.values() for value in values]),
        (f"the slowest: «{slowest}»", spent[slowest]),
    ):
        against = f"{statistics.median(measured) / floor:.0f} x by primary key ({floor * 1000:.1f} ms)"
        table.add(what, milliseconds(measured), f"target {SEARCH_MS:.0f} ms; {against}")
    return quantile(spent[slowest], 0.5) * 1000 < SEARCH_MS


def main(times: int) -> bool:
    with prepared("territories"):
        from django.db import connection

        table = Table(f"Communes; searches {times} times each (median / p95 / p99)")
        with step("loading"):
            is_loaded = loading(table)
        with step("searches"):
            is_found = searching(table, times)
        connection.close()
    table.show()
    return is_loaded and is_found


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 50) else 1)
