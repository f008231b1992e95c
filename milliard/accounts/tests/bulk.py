"""Thousands of persons in one statement."""

from tests.harness.bulk import add_rows

_PERSONS = """
WITH persons AS (
    INSERT INTO accounts_user
        (public_id, email, display_name, password, is_active, is_staff, is_superuser, date_joined)
    SELECT gen_random_uuid(), 'p' || number || '@example.org', '', '!', true, false, false, now()
    FROM generate_series(%(first)s, %(last)s) AS number
    RETURNING id
)
INSERT INTO accounts_rolegrant (user_id, role, granted_at, created_at, updated_at)
SELECT id, 'member', now(), now(), now() FROM persons
"""


def add_persons(count: int) -> None:
    add_rows(_PERSONS, count)
