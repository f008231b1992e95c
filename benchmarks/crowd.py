"""A movement as large as one wants: accounts, members, what they were asked and paid, the register.

Written by the database itself, in the order of days, indexes last; nobody in it exists. Each member joined on
a day of their own and paid once a year; some are late, one in fifty left. With ``years=0`` everybody waits to
pay for the first time.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

GIVEN = (
    *("Marie", "Jean", "Camille", "Noël", "Chloé", "René", "Zoé", "Anaïs", "Benoît", "Françoise", "José"),
    *("Mohamed", "Fatou", "Linh", "Gaëlle", "Loïc", "Inès", "Théo", "Élise", "Jean-Pierre", "Marie-Claude"),
)
FAMILIES = (
    *("Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent"),
    *(
        "Lefèvre",
        "Le Goff",
        "Nguyen",
        "Da Silva",
        "Diallo",
        "Müller",
        "Éluard",
        "N’Diaye",
        "Benoît",
        "Dupont",
    ),
)
_SYLLABLES = ("ma", "lo", "ri", "ta", "be", "nou", "sé", "vi", "dor", "lan", "ché", "mi", "gau", "pel", "ron")
_FAMILIES, _GIVEN = 20_000, 800
TABLES = (
    "accounts_user",
    "members_member",
    "payments_paymentrequest",
    "payments_requestpart",
    "payments_payment",
    "payments_allocation",
    "members_duesrequest",
    "members_membershipperiod",
    "members_registerentry",
    "members_departure",
)
_PEOPLE = """
INSERT INTO accounts_user (id, password, is_superuser, public_id, email, display_name, is_active, is_staff,
    date_joined)
SELECT n, '!', false, gen_random_uuid(), 'membre' || n || '@exemple.invalid', '', true, false, now()
FROM generate_series(1, %(members)s) AS n;

CREATE TEMP TABLE crowd AS
SELECT row_number() OVER (ORDER BY first_day) AS id, drawn.* FROM (
SELECT (1 + floor(power(random(), 1.5) * cardinality(%(given)s::text[])))::int AS given,
    (1 + floor(power(random(), 2) * cardinality(%(families)s::text[])))::int AS family,
    (1 + floor(random() * %(communes)s))::int AS commune,
    CASE WHEN %(years)s = 0 THEN DATE '2026-01-01'
        ELSE CURRENT_DATE - (365 * %(years)s + 200) + floor(random() * 564)::int END AS first_day
FROM generate_series(1, %(members)s)
) AS drawn;

INSERT INTO members_member (id, created_at, updated_at, public_id, account_id, given_name, family_name, email,
    phone, commune_id, country, source, card_code)
SELECT crowd.id, first_day, first_day, gen_random_uuid(), crowd.id, (%(given)s::text[])[given],
    (%(families)s::text[])[family], 'membre' || crowd.id || '@exemple.invalid', '', place.code, 'FR', 'form',
    upper(substr(md5(crowd.id::text), 1, 20))
FROM crowd JOIN (
    SELECT code, row_number() OVER (ORDER BY code) AS place FROM territories_commune WHERE is_current
) AS place ON place.place = crowd.commune ORDER BY crowd.id;

CREATE TEMP TABLE asked AS
SELECT row_number() OVER (ORDER BY first_day + 365 * year, crowd.id) AS id, crowd.id AS member,
    first_day + 365 * year AS day, year, (ARRAY[500, 1000, 2000, 3000, 5000])[1 + crowd.id %% 5] AS cents,
    'RF' || lpad((98 - (digits || '271500')::numeric %% 97)::text, 2, '0') || letters AS reference
FROM crowd CROSS JOIN generate_series(0, greatest(%(years)s, 1) - 1) AS year, LATERAL (
    SELECT string_agg(letter, '') AS letters, string_agg((ascii(letter) - 55)::text, '') AS digits FROM (
        SELECT substr(%(alphabet)s, 1 + ((crowd.id * 10 + year) * 1234567 / power %% 15)::int, 1) AS letter
        FROM unnest(ARRAY[1, 15, 225, 3375, 50625, 759375, 11390625, 170859375]::bigint[]) AS power
    ) AS drawn
) AS spelt;

INSERT INTO payments_paymentrequest (id, created_at, updated_at, public_id, purpose, reference, payer_id,
    payer_name, payer_email, amount_cents, received_cents, state, asked_on, settled_on)
SELECT asked.id, day, day, gen_random_uuid(), 'members.dues', reference, member.id,
    given_name || ' ' || family_name, member.email, cents,
    CASE WHEN %(years)s = 0 THEN 0 ELSE cents END, CASE WHEN %(years)s = 0 THEN 'open' ELSE 'paid' END, day,
    CASE WHEN %(years)s = 0 THEN NULL ELSE day END
FROM asked JOIN members_member AS member ON member.id = asked.member ORDER BY asked.id;

INSERT INTO payments_requestpart (id, created_at, updated_at, request_id, kind, amount_cents)
SELECT id, day, day, id, 'dues', cents FROM asked;

INSERT INTO members_duesrequest (id, created_at, updated_at, member_id, payment_request_id, rates_id,
    asked_on, closed_on)
SELECT id, day, day, member, id, %(rates)s, day, CASE WHEN %(years)s = 0 THEN NULL ELSE day END FROM asked;
"""
#: One payment in a thousand is too much, and waits for somebody to decide; three in ten are transfers.
_PAID = """
INSERT INTO payments_payment (id, created_at, updated_at, public_id, means, amount_cents, allocated_cents,
    reversed_cents, state, hold, received_on, external_id, external_state, payer_name, payer_company, label,
    meant_for_id)
SELECT asked.id, day, day, gen_random_uuid(),
    CASE WHEN asked.id %% 10 < 3 THEN 'transfer' ELSE 'helloasso_card' END,
    cents + CASE WHEN asked.id %% 1000 = 7 THEN 100 ELSE 0 END, cents, 0, 'settled',
    CASE WHEN asked.id %% 1000 = 7 THEN 'overpaid' ELSE '' END, day, 'B' || asked.id, '', request.payer_name,
    '', CASE WHEN asked.id %% 10 < 3 THEN 'ADHESION ' || request.reference ELSE '' END, asked.id
FROM asked JOIN payments_paymentrequest AS request ON request.id = asked.id ORDER BY asked.id;

INSERT INTO payments_allocation (id, created_at, updated_at, payment_id, part_id, amount_cents)
SELECT id, day, day, id, id, cents FROM asked;

INSERT INTO members_membershipperiod (id, created_at, updated_at, member_id, starts_on, ends_on,
    dues_request_id, opened_on)
SELECT id, day, day, member, day, day + 364, id, day FROM asked;

INSERT INTO members_registerentry (id, member_id, kind, effective_on, recorded_at, reason, fields)
SELECT id, member, CASE WHEN year = 0 THEN 'entered' ELSE 'renewed' END, day, day, '', '[]' FROM asked;

INSERT INTO members_departure (created_at, updated_at, member_id, kind, effective_on)
SELECT now(), now(), id, 'resigned', CURRENT_DATE - (id %% 300)::int FROM crowd WHERE id %% 50 = 3;
INSERT INTO members_registerentry (id, member_id, kind, effective_on, recorded_at, reason, fields)
SELECT %(members)s * %(years)s + id, id, 'left', CURRENT_DATE - (id %% 300)::int, now(), 'démission', '[]'
FROM crowd WHERE id %% 50 = 3;
"""


def fill(members: int, *, years: int) -> None:
    """Write the movement, unless it is there; all of it or nothing."""
    from django.db import connection, transaction

    from milliard.members.models import Member

    if Member.objects.exists():
        assert Member.objects.count() == members
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            _write(cursor, members, years)
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
    connection.close()


def _write(cursor: Any, members: int, years: int) -> None:
    from milliard.payments.references import ALPHABET
    from milliard.territories.models import Commune

    values: dict[str, Any] = {
        "members": members,
        "years": years,
        "rates": rules_of_dues().pk,
        "communes": Commune.objects.current().count(),
        "alphabet": ALPHABET,
        "given": [*GIVEN, *_invented(_GIVEN - len(GIVEN), 3)],
        "families": [*FAMILIES, *_invented(_FAMILIES - len(FAMILIES), 4)],
    }
    cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, no reference checked
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SELECT setseed(0.8)")
    with _indexed_afterwards(cursor, TABLES):
        for statement in (_PEOPLE + (_PAID if years else "")).split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    for table in TABLES:
        last = f"SELECT max(id) + 1 FROM {table}"  # noqa: S608 (our own names)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({last}))")
    cursor.execute("DROP TABLE crowd, asked")


def rules_of_dues() -> Any:
    """The rules in force, written the first time."""
    import datetime as dt

    from milliard.members.enums import PeriodRule
    from milliard.members.models import DuesRates
    from milliard.members.services.rates import set_rates

    return DuesRates.objects.first() or set_rates(
        valid_from=dt.date(2020, 1, 1),
        suggested_cents=[2000, 3500, 5000],
        solidarity_cents=500,
        floor_cents=100,
        period_rule=PeriodRule.ROLLING,
        year_starts="01-01",
        grace_days=30,
        due_soon_days=45,
        by=None,
    )


def _invented(count: int, syllables: int) -> list[str]:
    draw = random.Random(8)
    return ["".join(draw.choices(_SYLLABLES, k=syllables)).capitalize() for _ in range(count)]


#: How finely columns of an index are counted, where a migration said so: its definition does not say it.
_DETAILS = (
    "SELECT attnum, attstattarget FROM pg_attribute WHERE attrelid = %s::regclass AND attstattarget >= 0"
)


@contextmanager
def _indexed_afterwards(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Without their indexes, but for primary keys, while rows are written: millions go in far faster."""
    made = []
    for table in tables:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('u', 'x')",
            [table],
        )
        for name, words in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            made.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}')
        cursor.execute(
            "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND NOT indisprimary",
            [table],
        )
        for name, words in cursor.fetchall():
            cursor.execute(_DETAILS, [name])
            details = [
                f"ALTER INDEX {name} ALTER COLUMN {place} SET STATISTICS {kept}" for place, kept in cursor
            ]
            cursor.execute(f"DROP INDEX {name}")
            made += [words, *details]
    yield
    for words in made:
        cursor.execute(words)
