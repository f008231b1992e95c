"""Thousands of rows in one statement each, for lists that must not slow down."""

from django.db import connection

from tests.harness.bulk import add_rows

_QUESTIONNAIRES = """
INSERT INTO surveys_questionnaire (public_id, code, title, created_at, updated_at)
SELECT gen_random_uuid(), 'q-' || number, 'Questionnaire ' || number, now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_VERSIONS = """
INSERT INTO surveys_version (questionnaire_id, number, definition, digest, changes, source_name,
    created_at, updated_at)
SELECT id, 1, '{}', '', '[]', '', now(), now() FROM surveys_questionnaire
WHERE id NOT IN (SELECT questionnaire_id FROM surveys_version)
"""
_COLLECTIONS = """
INSERT INTO surveys_collection (public_id, slug, title, introduction, version_id, audience, opens_at,
    invitation_only, is_anonymous, is_simulated, note, contact_email, created_at, updated_at)
SELECT gen_random_uuid(), 'c-' || questionnaire_id, 'Collecte ' || questionnaire_id, '', id, 'person',
    CASE WHEN id %% 5 > 0 THEN now() - id * interval '1 minute' END,
    false, false, false, '', '', now(), now()
FROM surveys_version WHERE id NOT IN (SELECT version_id FROM surveys_collection)
"""
_RESPONSES = """
INSERT INTO surveys_response (public_id, collection_id, version_id, token_digest, answers, off_path, sections,
    revision, furthest_section, furthest_question, origin, resume_email, started_at, saved_at, completed_at)
SELECT gen_random_uuid(), %(collection)s, %(version)s, decode(md5(number::text), 'hex'), '{}', '[]', '{}',
    1, 1, 1, 'web', '', now(), now(), CASE WHEN number %% 2 = 0 THEN now() END
FROM generate_series(1, %(count)s) AS number
"""


def add_questionnaires(count: int) -> None:
    """``count`` questionnaires, each with one version."""
    add_rows(_QUESTIONNAIRES, count)
    add_rows(_VERSIONS)


def add_collections(count: int) -> None:
    """``count`` questionnaires with one collection each, a fifth of them drafts."""
    add_questionnaires(count)
    add_rows(_COLLECTIONS)


def add_responses(collection: int, version: int, count: int) -> None:
    """``count`` empty responses, every second one complete."""
    with connection.cursor() as cursor:
        cursor.execute(_RESPONSES, {"collection": collection, "version": version, "count": count})
