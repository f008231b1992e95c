"""Members and their letters by the million, in a few statements: what lists and pages meet after ten years.

All invented. The triggers of the history of members are left out: they would write a second million.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

_MEMBERS = """
WITH places AS (SELECT array_agg(code ORDER BY code) AS codes FROM territories_commune)
INSERT INTO members_member (created_at, updated_at, public_id, given_name, family_name, email, phone,
    commune_id, country, source, card_code)
SELECT now() - n * interval '10 seconds', now(), gen_random_uuid(),
    initcap(translate((n %% 797)::text, '0123456789', 'abelinorsu')) || 'a',
    initcap(translate((n %% 19997)::text, '0123456789', 'mélatrosin')) || 'el',
    'membre' || n || '@exemple.invalid', '',
    places.codes[1 + (n::bigint * 7919) %% nullif(cardinality(places.codes), 0)], 'FR', 'form', ''
FROM generate_series(%(first)s, %(last)s) AS n CROSS JOIN places
"""
#: One period each, begun within sixteen months: two in three are in it.
_PERIODS = """
INSERT INTO members_membershipperiod (created_at, updated_at, member_id, starts_on, ends_on, opened_on)
SELECT now(), now(), id, day, day + 364, day
FROM (SELECT id, current_date - (id %% 480)::int AS day FROM members_member WHERE id > %(after)s) AS paid
"""
_PROFILES = """
INSERT INTO members_memberprofile (created_at, updated_at, member_id, gender, occupation, priority_area,
    skills, times, wants_lot)
SELECT now(), now(), id, '', '', '', '{}', CASE id %% 4 WHEN 0 THEN ARRAY['saturday'] ELSE '{}'::text[] END,
    id %% 5 = 0
FROM members_member WHERE id > %(after)s AND id %% 2 = 0
"""
_CONSENTS = """
INSERT INTO members_memberconsent (member_id, purpose, is_given, wording, recorded_at)
SELECT id, 'newsletter', true, 'inventé', now() FROM members_member WHERE id > %(after)s
"""
_SUBSCRIPTIONS = """
INSERT INTO letters_subscription (created_at, updated_at, member_id, rhythm, is_on)
SELECT now(), now(), id, 'at_once', true FROM members_member WHERE id > %(after)s
"""
_FILLED = (
    "members_member",
    "members_membershipperiod",
    "members_memberprofile",
    "members_memberconsent",
    "letters_subscription",
)
#: One letter to everybody, sent long ago.
_DELIVERIES = """
INSERT INTO letters_delivery (letter_id, member_id, address, state, attempts, settled_at, reply)
SELECT %(letter)s, id, lower(email), 'accepted', 1, now(), '250 2.0.0 Ok: queued as ' || to_hex(id)
FROM members_member ORDER BY id
"""


def add_crowd(count: int) -> None:
    """As many members who subscribed, with an address, a period, an agreement; one in two with a profile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM members_member")
        (after,) = cursor.fetchone()
    values = {"first": after + 1, "last": after + count, "after": after}
    with _without_triggers(*_FILLED):
        for statement in (_MEMBERS, _PERIODS, _PROFILES, _CONSENTS, _SUBSCRIPTIONS):
            _run(statement, values)
    _run(f"VACUUM ANALYZE {', '.join(_FILLED)}", {})


#: What the triggers left out would have counted.
_COUNTED = """
INSERT INTO letters_deliverycount (letter_id, state, writer, messages)
SELECT %(letter)s, 'accepted', pg_backend_pid(), count(*) FROM members_member
"""


def add_deliveries(letter_id: int) -> None:
    """One settled row for each member; indexes of the table are kept up, its foreign keys are believed."""
    with _without_triggers("letters_delivery"):
        _run(_DELIVERIES, {"letter": letter_id})
    _run(_COUNTED, {"letter": letter_id})


@contextmanager
def _without_triggers(*tables: str) -> Iterator[None]:
    for table in tables:
        _run(f"ALTER TABLE {table} DISABLE TRIGGER ALL", {})
    yield
    for table in tables:
        _run(f"ALTER TABLE {table} ENABLE TRIGGER ALL", {})


def _run(statement: str, values: Mapping[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
