"""Thousands of rows in one statement each, for lists that must not slow down."""

from typing import Any

from django.db import connection

from milliard.readings.tests import factories
from milliard.surveys.models import Collection, Response

_RESPONSES = """
INSERT INTO surveys_response (public_id, collection_id, version_id, token_digest, answers, off_path, sections,
    revision, furthest_section, furthest_question, origin, resume_email, started_at, saved_at, completed_at)
SELECT gen_random_uuid(), %(collection)s, %(version)s, decode(md5(random()::text), 'hex'),
    jsonb_build_object('nom', 'Nom ' || number, 'courriel', 'p' || number || '@exemple.org',
        'recit', 'Texte ' || number), '[]', '{}', 1, 1, 1, 'web', '', now(), now(), now()
FROM generate_series(1, %(count)s) AS number
"""
_FILES = """
INSERT INTO surveys_attachment (public_id, response_id, path, file, name, size, content_type, created_at,
    updated_at)
SELECT gen_random_uuid(), id, 'piece', 'absent', 'piece.pdf', 1, 'application/pdf', now(), now()
FROM surveys_response WHERE collection_id = %(collection)s
"""
_AGREED = """
INSERT INTO surveys_consent (response_id, text_id, purpose, is_given, decided_at)
SELECT r.id, c.consenttext_id, 'contact', true, now() FROM surveys_response r
JOIN surveys_collection_consent_texts c ON c.collection_id = r.collection_id
JOIN surveys_consenttext t ON t.id = c.consenttext_id AND t.purpose = 'contact'
WHERE r.collection_id = %(collection)s
    AND NOT EXISTS (SELECT FROM surveys_consent d WHERE d.response_id = r.id AND d.purpose = 'contact')
"""


def the_collection() -> Collection:
    """The one these rows are added to, made once."""
    found = Collection.objects.filter(slug="beaucoup").first()
    return found or factories.collection(slug="beaucoup", title="Beaucoup")


def add_responses(count: int) -> None:
    """So many responses, each with a text, a file, and an agreement to be contacted."""
    item = the_collection()
    values: dict[str, Any] = {"collection": item.pk, "version": item.version_id, "count": count}
    Response.objects.filter(collection=item).delete()
    with connection.cursor() as cursor:
        for statement in (_RESPONSES, _FILES, _AGREED):
            cursor.execute(statement, values)
