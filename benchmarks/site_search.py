"""The site's search with 1,000 then 200,000 documents: words rare and common, two words, beginnings, typos.

    .venv/bin/python benchmarks/site_search.py [TIMES]

Documents are organisations and events of communes of all France, each asked again whether it is public. Pages
are asked of Django's own client, templates and middlewares included. Bound: the same search with 1,000
documents; thirty rows read by their primary key.
"""

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable

from ground import Table, milliseconds, prepared, quantile, step

FEW, MANY = 1_000, 200_000
PAGE_MS = 50.0
_KINDS = ("Ferme", "Recyclerie", "Atelier", "Coopérative", "Jardins", "Fabrique", "Maison", "Cantine")
_OF = ("des Chênes", "du Plateau", "de la Rive", "des Voisins", "du Bourg", "des Quais", "du Marais")
_DOING = (
    "réparer des vélos",
    "cuisiner ensemble",
    "isoler des logements",
    "tenir une épicerie",
    "planter des haies",
    "accompagner des jeunes",
)
QUERIES = {
    "one word: «cantine»": "cantine",
    "a rare word: «quimperlé»": "quimperlé",
    "a word of every document: «ensemble»": "ensemble",
    "two words: «recyclerie brest»": "recyclerie brest",
    "two common words: «ferme voisins»": "ferme voisins",
    "two words never together: «quimperlé strasbourg»": "quimperlé strasbourg",
    "a beginning: «coopéra»": "coopéra",
    "a typo: «recyclleri»": "recyclleri",
    "a typo in a name: «quimpeurlé»": "quimpeurlé",
    "a plural, no accents: «cooperatives»": "cooperatives",
    "nothing like it: «zzyzxqw»": "zzyzxqw",
    "a question: «où réparer un vélo près de brest ?»": "où réparer un vélo près de brest ?",
}


def fill(count: int) -> None:
    """So many documents, half organisations and half events, then what PostgreSQL must know of them."""
    from django.db import connection
    from django.utils import timezone

    from milliard.core.search import searchable
    from milliard.organisations.models import Organisation
    from milliard.participation.models import Event
    from milliard.territories.models import Commune

    Event.objects.all().delete()
    Organisation.objects.all().delete()
    communes = list(Commune.objects.current().order_by("-population").values_list("code", "name")[:20_000])
    starts = timezone.now() + dt.timedelta(days=30)
    organisations, events = [], []
    for number in range(count // 2):
        code, town = communes[(number * 7_919) % len(communes)]
        name = f"{_KINDS[number % 8]} {_OF[number % 7]} de {town}"
        said = f"Un lieu où l’on fait ensemble, pour {_DOING[number % 6]}, à {town} et autour."
        organisations.append(
            Organisation(
                name=name,
                commune_id=code,
                description=said,
                state="published",
                name_words=searchable(name),
                words=searchable(said),
            )
        )
        events.append(
            Event(
                title=f"{_DOING[number % 6].capitalize()} à {town}",
                summary=f"Une après-midi ensemble, ouverte à tout le monde, avec la {name}.",
                description="On apporte ce que l’on a, on repart avec ce que l’on a appris.",
                starts_at=starts,
                ends_at=starts + dt.timedelta(hours=3),
                commune_id=code,
                address_line="place du marché",
                state="published",
            )
        )
    Organisation.objects.bulk_create(organisations, batch_size=5_000)
    Event.objects.bulk_create(events, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE organisations_organisation")
        cursor.execute("VACUUM ANALYZE participation_event")


def index() -> float:
    """Seconds to write the whole index."""
    from django.db import connection

    from milliard.core.search_index import rebuild

    started = time.perf_counter()
    rebuild()
    spent = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_searchentry")
        cursor.execute("VACUUM ANALYZE core_searchword")
    return spent


def timed(times: int) -> dict[str, list[float]]:
    """How long each page of answers takes, warm."""
    from django.test import Client

    client = Client()

    def ask(words: str) -> None:
        assert client.get("/recherche/", {"q": words}).status_code == 200

    spent = {what: measured(lambda words=words: ask(words), times) for what, words in QUERIES.items()}  # type: ignore[misc]
    spent["the same page, nothing asked"] = measured(lambda: ask(""), times)
    return spent


def bare(times: int) -> list[float]:
    """Thirty rows by primary key."""
    from milliard.core.models import SearchEntry

    keys = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True)[:30])
    return measured(lambda: list(SearchEntry.objects.filter(pk__in=keys).values_list("title", "url")), times)


def measured(act: Callable[[], object], times: int) -> list[float]:
    for _ in range(4):  # the server plans a statement it has seen
        act()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        spent.append(time.perf_counter() - started)
    return spent


def one_more() -> list[float]:
    """One object written: what its reading again costs the person who saved it."""
    from milliard.core.search_index import refresh, sources
    from milliard.organisations.models import Organisation

    source = next(one for one in sources() if one.code == "organisations.organisation")
    spent = []
    for one in Organisation.objects.order_by("pk")[:50]:
        Organisation.objects.filter(pk=one.pk).update(description=f"{one.description} Et nous changeons.")
        started = time.perf_counter()
        assert refresh(source, [str(one.pk)]) == 1
        spent.append(time.perf_counter() - started)
    return spent


def main(times: int) -> bool:
    with prepared("site_search"):
        from django.conf import settings
        from django.db import connection

        settings.ALLOWED_HOSTS.append("testserver")
        table = Table(f"The site's search; each page {times} times (median / p95 / p99)")
        with step(f"{FEW} documents"):
            fill(FEW)
            index()
            small = timed(times)
        with step(f"{MANY} documents"):
            fill(MANY)
            written = index()
            large, by_key, changed = timed(times), bare(times), one_more()
        for what, spent in large.items():
            ratio = statistics.median(spent) / statistics.median(small[what])
            table.add(what, milliseconds(spent), f"target {PAGE_MS:.0f} ms; {ratio:.1f} x with {FEW}")
        table.add("thirty rows by primary key, bare", milliseconds(by_key))
        table.add("one object saved, read again", milliseconds(changed))
        table.add("the whole index written", f"{written:.0f} s")
        started = time.perf_counter()
        index()
        table.add("the same again, nothing to change", f"{time.perf_counter() - started:.0f} s")
        connection.close()
    table.show()
    return all(quantile(spent, 0.5) * 1000 < PAGE_MS for spent in large.values())


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20) else 1)
