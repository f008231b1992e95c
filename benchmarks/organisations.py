"""The directory with 1,000 then 100,000 organisations: pages, searches, the file; 5,000 imported and undone.

    .venv/bin/python benchmarks/organisations.py [TIMES]

Pages are asked of Django's own client, templates and middlewares included. Bound: the same page with 1,000
organisations; for the import, a bare `COPY` of as many rows.
"""

import html
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ground import Table, milliseconds, prepared, quantile, step

FEW, MANY, IMPORTED = 1_000, 100_000, 5_000
PAGE_MS, IMPORT_S = 50.0, 60.0
_KINDS = ("Ferme", "Recyclerie", "Atelier", "Coopérative", "Jardins", "Fabrique", "Maison", "Cantine")
_OF = ("des Chênes", "du Plateau", "de la Rive", "des Voisins", "du Bourg", "des Quais", "du Marais")
PAGES = {
    "the directory": "/organisations/",
    "far in it": "",
    "words: «recyclerie voisins»": "/organisations/?q=recyclerie voisins",
    "words with a typo: «coopérattive marrais»": "/organisations/?q=coopérattive marrais",
    "a commune: «brest»": "/organisations/?q=brest",
    "a department": "/organisations/?territoire=d29",
    "a region and a sector": "/organisations/?territoire=r53&domaine=habitat",
    "a theme": "/organisations/?theme=communs",
    "one organisation": "",
}


def fill(count: int) -> None:
    """So many organisations in communes of all France, then what PostgreSQL must know of them."""
    from django.db import connection

    from milliard.core.search import searchable
    from milliard.core.search_index import rebuild
    from milliard.organisations.enums import LegalForm, Sector, Theme
    from milliard.organisations.models import Organisation
    from milliard.territories.models import Commune

    Organisation.objects.all().delete()
    communes = list(Commune.objects.current().order_by("-population").values_list("code", "name")[:20_000])
    sectors, forms, themes = list(Sector), list(LegalForm), list(Theme)
    rows = []
    for number in range(count):
        code, town = communes[(number * 7_919) % len(communes)]
        name = f"{_KINDS[number % 8]} {_OF[number % 7]} {number}"
        theme = themes[number % 9]
        rows.append(
            Organisation(
                name=name,
                legal_form=forms[number % len(forms)],
                sector=sectors[number % len(sectors)],
                themes=[theme.value],
                commune_id=code,
                description="Un lieu où l’on fait ensemble, près de chez soi.",
                state="published",
                name_words=searchable(name),
                words=searchable(f"Un lieu où l’on fait ensemble · {theme.label} · {town}"),
            )
        )
    Organisation.objects.bulk_create(rows, batch_size=5_000)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE organisations_organisation, core_searchentry, core_searchword")


def timed(times: int) -> dict[str, list[float]]:
    """How long each page takes, warm."""
    from django.core.cache import caches
    from django.test import Client

    from milliard.organisations.models import Organisation

    client = Client()
    one = Organisation.objects.order_by("pk")[Organisation.objects.count() // 2]
    far = "/organisations/"
    for _ in range(8):
        found = re.search(r'rel="next" href="([^"]+)"', client.get(far).content.decode())
        assert found
        far = html.unescape(found[1])
    urls = {**PAGES, "one organisation": f"/organisations/{one.public_id}/", "far in it": far}
    spent: dict[str, list[float]] = {}
    for what, url in urls.items():
        client.get(url)
        spent[what] = []
        for _ in range(times):
            caches["process"].clear()
            started = time.perf_counter()
            assert client.get(url).status_code == 200
            spent[what].append(time.perf_counter() - started)
    return spent


def take_away() -> float:
    """Seconds of the whole directory as GeoJSON."""
    from django.test import Client

    started = time.perf_counter()
    response = Client().get("/organisations/exporter.geojson")
    assert len(b"".join(response.streaming_content)) > 1_000  # type: ignore[attr-defined]
    return time.perf_counter() - started


def seconds_of(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def bare_copy(rows: list[str]) -> float:
    from django.db import connection

    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy("COPY bare_import FROM STDIN") as sent:
            for row in rows:
                sent.write_row([row])

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_import (line text)")
    return seconds_of(copy)


def importing(table: Table) -> bool:
    """A file of 5,000 beside the 100,000: read and judged, written, again, undone."""
    from milliard.organisations.models import ImportBatch, Organisation
    from milliard.organisations.services.imports import prepare_import, read_file
    from milliard.organisations.services.writing import apply_import, undo_import

    known = list(Organisation.objects.order_by("pk").values_list("name", "commune")[: IMPORTED // 5])
    lines = [f"{name};{code};12" for name, code in known]
    lines += [f"Nouvelle organisation numéro {number};29019;3" for number in range(IMPORTED - len(lines))]
    before = Organisation.objects.count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reseau.csv"
        path.write_text("\n".join(["Nom;Code INSEE;Effectif", *lines]), encoding="utf-8")
        made: list[ImportBatch] = []
        spent = [
            seconds_of(
                lambda: made.append(prepare_import(file=read_file(path, path.name), network=None, by=None))
            ),
            seconds_of(lambda: apply_import(batch=made[0], by=None)),
            seconds_of(
                lambda: made.append(prepare_import(file=read_file(path, path.name), network=None, by=None))
            ),
            seconds_of(lambda: undo_import(batch=made[0], by=None)),
        ]
    bare = bare_copy(lines)
    assert Organisation.objects.count() == before
    words = ("read and judged", "written", "the same file again, read and judged", "undone as a whole")
    for what, seconds in zip(words, spent, strict=True):
        table.add(f"import of {IMPORTED} rows: {what}", f"{seconds:.1f} s", f"bare COPY {bare:.2f} s")
    return sum(spent) < IMPORT_S


def main(times: int) -> bool:
    with prepared("organisations"):
        from django.conf import settings
        from django.db import connection

        settings.ALLOWED_HOSTS.append("testserver")
        table = Table(f"Directory of organisations; each page {times} times (median / p95 / p99)")
        with step(f"{FEW} organisations"):
            fill(FEW)
            small, small_file = timed(times), take_away()
        with step(f"{MANY} organisations"):
            fill(MANY)
            large, large_file = timed(times), take_away()
        for what, spent in large.items():
            ratio = statistics.median(spent) / statistics.median(small[what])
            table.add(what, milliseconds(spent), f"target {PAGE_MS:.0f} ms; {ratio:.1f} x with {FEW}")
        table.add(
            "the whole as GeoJSON", f"{large_file:.1f} s", f"{large_file / small_file:.0f} x with {FEW}"
        )
        with step("an import"):
            is_imported = importing(table)
        connection.close()
    table.show()
    return is_imported and all(quantile(spent, 0.5) * 1000 < PAGE_MS for spent in large.values())


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20) else 1)
