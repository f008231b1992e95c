"""Places, events, missions and the map, few and many: suggestions, tiles, pages of territories.

    .venv/bin/python benchmarks/taking_part.py [TIMES]

Many: 1,000,000 members, 10,000 places, 100,000 organisations, 200,000 events to come, 250,000 missions with
four steps each (1,000,000), in communes of all France. Rows are written by a few statements. Pages are asked
of Django's own client, templates and middlewares included; process caches are emptied each time; daily counts
of members are not (a day makes them once), nor the counts of the map and what a territory lacks (kept five
minutes; «counted again»: without them). Bound: the same with 1/100 of each.
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping

from ground import Table, milliseconds, prepared, quantile, step

TARGET_MS = 50.0
MANY = {
    "members": 1_000_000,
    "places": 10_000,
    "organisations": 100_000,
    "events": 200_000,
    "missions": 250_000,
}
#: Kept from the many: what a list, a map and a page of a territory ask.
PAGES = {
    "places": "/lieux/",
    "places of a department": "/lieux/?departement=29",
    "events": "/agir/evenements/",
    "events of a department": "/agir/evenements/?departement=29",
    "missions": "/agir/missions/",
    "missions of a department, one hour": "/agir/missions/?departement=29&temps=60",
    "«Agir avec vous»": "/agir/",
    "a department": "/territoires/departement/29/",
    "an intercommunality": "/territoires/intercommunalite/242900314/",
    "a region": "/territoires/region/53/",
    "the map, its page": "/carte/",
    "tile of organisations: France": "/carte/tuiles/organisations/5/15/11.mvt",
    "tile of organisations: Brittany": "/carte/tuiles/organisations/8/124/88.mvt",
    "tile of organisations: a town": "/carte/tuiles/organisations/11/1003/706.mvt",
    "tile of events: France": "/carte/tuiles/evenements/5/15/11.mvt",
    "tile of places: France": "/carte/tuiles/lieux/5/15/11.mvt",
    "tile of members: Brittany": "/carte/tuiles/membres/8/124/88.mvt",
    "tile of outlines: France": "/carte/tuiles/departements/5/15/11.mvt",
}
_TABLES = (
    "participation_missionstep",
    "participation_mission",
    "participation_event",
    "places_place",
    "organisations_organisation",
)
#: Loaded a moment ago: a real installation knows what they hold.
_TERRITORIES = "territories_commune, territories_department, territories_region, territories_epci"
_TOWNS = """
CREATE TABLE towns AS
SELECT row_number() OVER (ORDER BY code) - 1 AS i, code FROM territories_commune WHERE is_current
"""
_PLACES = """
INSERT INTO places_place (created_at, updated_at, public_id, slug, name, kind, stage, summary, description,
    address_line, commune_id, access, access_note, hours, website, public_email, charter_accepted_at,
    applied_by_id, is_in_priority_district, decided_on, decision_note, revision)
SELECT now(), now(), gen_random_uuid(), 'lieu-' || n, 'Lieu ' || n, 'farm', 'pilot', 'Un lieu.', '',
    '1 chemin inventé', towns.code, '{}', '', '', '', '', now(), (SELECT min(id) FROM members_member), false,
    current_date, '', 1
FROM generate_series(1, %(count)s) AS n JOIN towns ON i = (n::bigint * 7919) %% %(towns)s
"""
_EVENTS = """
INSERT INTO participation_event (created_at, updated_at, public_id, title, summary, description, starts_at,
    ends_at, zone, address_line, commune_id, is_online, online_url, max_guests, state, cancelled_why,
    sequence)
SELECT now(), now(), gen_random_uuid(), 'Rencontre ' || n, 'Deux heures.', '',
    now() + n * interval '3 minutes', now() + n * interval '3 minutes' + interval '2 hours', 'Europe/Paris',
    '',
    towns.code, false, '', 0, 'published', '', 0
FROM generate_series(1, %(count)s) AS n JOIN towns ON i = (n::bigint * 7919) %% %(towns)s
"""
_MISSIONS = """
INSERT INTO participation_mission (created_at, updated_at, public_id, title, summary, description, kind,
    skill, minutes, is_remote, commune_id, slots, deadline_on, proof, unit, is_starter, state)
SELECT now(), now(), gen_random_uuid(), 'Mission ' || n, 'Appeler.', '', %(kind)s,
    CASE n %% 5 WHEN 0 THEN %(skill)s ELSE '' END, 30 * (1 + n %% 12), n %% 10 = 0, towns.code, 1 + n %% 9,
    current_date + (n %% 90)::int, %(proof)s, '', n %% 500 = 0, %(state)s
FROM generate_series(1, %(count)s) AS n JOIN towns ON i = (n::bigint * 7919) %% %(towns)s
"""
_STEPS = """
INSERT INTO participation_missionstep (mission_id, place, text)
SELECT id, place, 'Une étape' FROM participation_mission CROSS JOIN generate_series(1, 4) AS place
"""


def fill(share: float) -> None:
    """So much of each, then what PostgreSQL must know of them."""
    import organisations
    from django.db import connection

    from milliard.letters.tests.crowd import add_crowd
    from milliard.members.models import Member
    from milliard.members.skills import SKILLS
    from milliard.participation.enums import MissionKind, MissionState, Proof

    counts = {name: int(count * share) for name, count in MANY.items()}
    values: dict[str, object] = {
        "kind": MissionKind.values[0],
        "proof": Proof.values[0],
        "state": MissionState.OPEN.value,
        "skill": next(iter(SKILLS)),
    }
    missing = counts["members"] - Member.objects.count()
    if missing > 0:
        add_crowd(missing)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_TABLES)} CASCADE")
        cursor.execute("DROP TABLE IF EXISTS towns")
        cursor.execute(_TOWNS)
        values["towns"] = cursor.rowcount
        for statement, what in ((_PLACES, "places"), (_EVENTS, "events"), (_MISSIONS, "missions")):
            cursor.execute(statement, {**values, "count": counts[what]})
        cursor.execute(_STEPS)
    organisations.fill(counts["organisations"])
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}, {_TERRITORIES}")


def timed(times: int) -> Mapping[str, list[float]]:
    """How long each takes, warm."""
    from django.core.cache import cache, caches
    from django.test import Client
    from django.utils import timezone

    from milliard.members.models import Member, MemberProfile
    from milliard.participation.suggestions import suggest_missions
    from milliard.places.atlas import layers

    client = Client()

    def page(url: str) -> Callable[[], object]:
        def ask() -> None:
            caches["process"].clear()
            assert client.get(url).status_code == 200, url

        return ask

    member = Member.objects.filter(commune__department="29").select_related("commune").first()
    assert member is not None
    MemberProfile.objects.filter(member=member).update(skills=["count"])
    acts: dict[str, Callable[[], object]] = {
        "suggestions for one person": lambda: suggest_missions(member, on=timezone.localdate())
    }

    def counted_again(url: str, keys: list[str]) -> Callable[[], object]:
        ask = page(url)

        def act() -> None:
            cache.delete_many(keys)
            ask()

        return act

    of_map = [f"places.atlas:{layer.code}" for layer in layers()]
    acts["the map, counted again"] = counted_again(PAGES["the map, its page"], of_map)
    acts["a region, counted again"] = counted_again(PAGES["a region"], ["places.coverage:REGION:53"])
    acts |= {what: page(url) for what, url in PAGES.items()}
    return {what: _spent(act, times) for what, act in acts.items()}


def _spent(act: Callable[[], object], times: int) -> list[float]:
    act()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        spent.append(time.perf_counter() - started)
    return spent


def main(times: int) -> bool:
    with prepared("taking_part"):
        from django.conf import settings

        from milliard.members.tests.factories import make_rates

        settings.ALLOWED_HOSTS.append("testserver")
        make_rates()
        with step("a hundredth of each"):
            fill(0.01)
            small = timed(times)
        with step("a million members, and the rest"):
            fill(1)
        with step("asked"):
            large = timed(times)
    table = Table(f"Taking part, at full scale; each {times} times (median / p95 / p99)")
    for what, spent in large.items():
        ratio = statistics.median(spent) / statistics.median(small[what])
        table.add(what, milliseconds(spent), f"target {TARGET_MS:.0f} ms; {ratio:.1f} x with 1/100")
    table.show()
    return all(quantile(spent, 0.5) * 1000 < TARGET_MS for spent in large.values())


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20) else 1)
