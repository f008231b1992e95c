"""Server time of saving a section of the Grand Recueil (68 questions) beside a million stored responses.

    .venv/bin/python benchmarks/saving.py [STORED] [RESPONDENTS]

The stored responses are the 836 of the demonstration, copied by the database with identifiers of their own;
they are kept from one run to the next. Respondents then fill the whole questionnaire page after page, each
page saved twice: in the background (htmx, after an answer) and with «Section suivante», as the site's whole
application sees it: middlewares, page rendering and durable commit included, network left out. Afterwards,
the report that follows the collection. Peer: a bare durable INSERT of as many bytes.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any

from ground import Rehearsal, Table, milliseconds, prepared, quantile, say, step
from visitor import Answer, Visitor, application

TARGET_MEDIAN_MS, TARGET_P95_MS = 15.0, 50.0
_BATCH = 100

_COPY = """
INSERT INTO surveys_response (public_id, collection_id, version_id, token_digest, answers, off_path, sections,
    revision, furthest_section, furthest_question, origin, resume_email, started_at, saved_at, completed_at)
SELECT gen_random_uuid(), collection_id, version_id, sha256((r.id || '-' || n)::bytea), answers, off_path,
    sections, revision, furthest_section, furthest_question, origin, '', started_at + n * interval '1 minute',
    saved_at + n * interval '1 minute', completed_at + n * interval '1 minute'
FROM surveys_response AS r CROSS JOIN generate_series(%s, %s) AS n
WHERE r.id <= %s AND r.collection_id = %s
"""


def fill(stored: int) -> Any:
    """The open collection, with at least ``stored`` responses in it."""
    from django.db import connection

    from demo.generator import grand_recueil
    from demo.seed import SEED
    from demo.waves import NEW_WAVE, ensure_wave, read_definition, store
    from milliard.surveys.models import Response

    collection = ensure_wave(NEW_WAVE)
    if not Response.objects.exists():
        store(collection, collection.version, grand_recueil(read_definition("grand_recueil"), SEED))
    first = list(Response.objects.order_by("pk").values_list("pk", flat=True)[:836])
    done = Response.objects.count()
    with connection.cursor() as cursor:
        place = -(-done // len(first))
        while done < stored:
            cursor.execute(_COPY, [place, place + _BATCH - 1, first[-1], collection.pk])
            done += cursor.rowcount
            place += _BATCH
        cursor.execute("VACUUM ANALYZE surveys_response")
    return collection


def complete_answers() -> Iterator[dict[str, Any]]:
    """What respondents say: the complete responses of the demonstration."""
    from milliard.surveys.models import Response

    rows = Response.objects.filter(completed_at__isnull=False).order_by("pk")
    yield from rows.values_list("answers", flat=True)[:500]


def typed_in(evaluation: Any, section: str) -> list[tuple[str, str]]:
    """The fields of a page, as a browser posts them once everything is answered."""
    from engines.questionnaire.model import Kind
    from engines.questionnaire.parsing import raw_from_answer
    from milliard.surveys.answering.form import name_of, rank_name

    fields: list[tuple[str, str]] = []
    for path, group in evaluation.groups.items():
        if group.section == section and group.group.repeats:
            fields += [(f"rows__{name_of(path)}", row) for row in group.rows]
    for path, place in evaluation.places.items():
        if place.section != section or not place.is_relevant or not place.question.is_answerable:
            continue
        name, raw = name_of(path), raw_from_answer(place.question, place.answer)
        fields.append(("shown", f"{name}:"))
        if place.question.kind is Kind.RANK:
            fields += [(rank_name(name, value), str(rank)) for rank, value in enumerate(raw, start=1)]
        else:
            fields += [(name, value) for value in raw]
    return fields


class Times:
    """Answers by what was asked: seconds and processor seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}

    def note(self, what: str, answer: Answer) -> Answer:
        self.seconds.setdefault(what, []).append(answer.seconds)
        self.processor.setdefault(what, []).append(answer.processor)
        return answer


def respond(visitor: Visitor, slug: str, compiled: Any, answers: dict[str, Any], times: Times) -> int:
    """One person fills every section shown; returns how many saves were acknowledged."""
    from django.utils import timezone

    from engines.questionnaire.evaluation import evaluate

    evaluation = evaluate(compiled, answers, today=timezone.localdate())
    saves = 0
    for key, is_shown in evaluation.section_relevance.items():
        if not is_shown:
            continue
        path = f"/questionnaires/{slug}/section/{key}/"
        page = times.note("show the page", visitor.get(path))
        assert page.status == 200, (key, page.status, page.location)
        own = [(name, value) for name, value in page.hidden() if name not in ("shown", "rows")]
        fields = [*own, *typed_in(evaluation, key), *consents(page)]
        background = times.note("save in the background", visitor.post(path, fields, htmx=True))
        assert background.status == 200, background.status
        assert b"saved-mark--failed" not in background.body, background.body
        kept = [
            (name, value) for name, value in fields if name not in ("page", "opened_at", "revision", "fresh")
        ]
        fields = [*kept, *background.hidden()]
        moved = times.note("save and go on", visitor.post(path, [*fields, ("go", "next")]))
        assert moved.status == 302, (key, moved.status, moved.body)
        saves += 2
    return saves


def consents(page: Answer) -> list[tuple[str, str]]:
    import re

    return [(name.decode(), "on") for name in re.findall(rb'name="(consent_\d+)"', page.body)]


def measure(collection: Any, respondents: int) -> Times:
    from milliard.surveys.models import Response
    from milliard.surveys.services.questionnaires import compiled_version

    site, compiled = application(), compiled_version(collection.version)
    people = list(complete_answers())[:respondents]
    for answers in people[:3]:
        respond(Visitor(site), collection.slug, compiled, answers, Times())
    before, times, saves = Response.objects.count(), Times(), 0
    for answers in people:
        saves += respond(Visitor(site), collection.slug, compiled, answers, times)
    assert Response.objects.count() == before + len(people)
    say(f"  {len(people)} respondents, {saves} saves acknowledged")
    return times


def following(collection: Any) -> list[float]:
    from milliard.fieldwork.reports.progress import compute_following

    spent = []
    for _ in range(3):
        started = time.perf_counter()
        picture = compute_following(collection)
        spent.append(time.perf_counter() - started)
    assert picture.begun > 0
    return spent


def bare_insert(ground: Rehearsal, times: int) -> list[float]:
    """One durable row with the answers of a section, without the platform: connection kept, autocommit."""
    import psycopg

    spent = []
    with psycopg.connect(ground.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body jsonb)")
        body = '{"statut": "association", "usage": "' + "x" * 1_500 + '"}'
        for _ in range(times):
            started = time.perf_counter()
            connection.execute("INSERT INTO bare (body) VALUES (%s)", [body])
            spent.append(time.perf_counter() - started)
    return spent


def main(stored: int, respondents: int) -> bool:
    from django.db import connection

    with prepared("saving", keep=True) as ground:
        with step(f"{stored:,} stored responses"):
            collection = fill(stored)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), pg_total_relation_size('surveys_response') FROM surveys_response"
            )
            count, size = cursor.fetchone()
        with step("respondents"):
            times = measure(collection, respondents)
        with step("following, bare bound"):
            report = following(collection)
            bare = bare_insert(ground, 300)
        connection.close()
    table = Table(f"Grand Recueil beside {count:,} responses ({size / 1e9:.1f} GB), median / p95 / p99")
    saves = times.seconds["save in the background"] + times.seconds["save and go on"]
    for what, seconds in times.seconds.items():
        table.add(what, milliseconds(seconds), f"processor time {milliseconds(times.processor[what])}")
    median, p95 = quantile(saves, 0.5) * 1000, quantile(saves, 0.95) * 1000
    table.add("every save", milliseconds(saves), f"target {TARGET_MEDIAN_MS:.0f} / {TARGET_P95_MS:.0f} ms")
    table.add(
        "bare durable INSERT",
        milliseconds(bare),
        f"a save is {median / quantile(bare, 0.5) / 1000:.1f} of it",
    )
    table.add("following report", f"{min(report):.2f} s", "counted anew; remembered for 15 s on the site")
    table.show()
    return median < TARGET_MEDIAN_MS and p95 < TARGET_P95_MS


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    is_reached = main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 60)
    sys.exit(0 if is_reached else 1)
