"""Thousands of persons in one statement."""

from milliard.accounts.tests.factories import make_person
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


_INVITATIONS = """
INSERT INTO accounts_teaminvitation
    (public_id, email, role, key_digest, invited_by_id, expires_at, created_at, updated_at)
SELECT gen_random_uuid(), 'i' || number || '@example.org', 'analyst', 'empreinte' || number,
    (SELECT min(id) FROM accounts_user), now(), now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""


def add_invitations(count: int) -> None:
    make_person()
    add_rows(_INVITATIONS, count)
