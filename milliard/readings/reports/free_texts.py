"""Free texts of a collection, question by question, each with what was decided of it.

Only texts of responses that were sent, whose author did not refuse statistics, and that the rest of their
answers did not hide. A text is named by ``handle``, which says nothing of its response: two texts of one
response have unrelated handles, and in an anonymous collection the texts are listed in the order of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils.crypto import salted_hmac

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledQuestion
from engines.questionnaire.model import Kind
from milliard.accounts.models import User
from milliard.readings.enums import TextState
from milliard.readings.reports.text_records import FreeText, TextPage, TextQuestion, words_of_question
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection
from milliard.surveys.services.questionnaires import compiled_version

PAGE_SIZE = 25
_SALT = "milliard.readings.texts"
_TEXT_KINDS = (Kind.TEXT, Kind.LONG_TEXT)

#: One row a text. {rows}: the joins to the rows of repeated groups; {path}: of the question; {item}: the
#: object that holds its answer.
_TEXTS = """
SELECT r.id AS response, r.public_id, r.completed_at, {may_quote} AS may_quote, {path} AS path,
    btrim({item} ->> %(key)s) AS text
FROM surveys_response r {rows}
WHERE r.collection_id = %(collection)s AND r.completed_at IS NOT NULL
    AND jsonb_typeof({item} -> %(key)s) = 'string' AND btrim({item} ->> %(key)s) <> ''
    AND NOT jsonb_exists(r.off_path, {path})
    AND NOT EXISTS (
        SELECT FROM surveys_consent c
        WHERE c.response_id = r.id AND c.purpose = 'statistics' AND NOT c.is_given
    )
"""
#: Where being quoted was asked about, only who said yes may be.
_AGREED = """EXISTS (
    SELECT FROM surveys_consent c WHERE c.response_id = r.id AND c.purpose = 'quotation' AND c.is_given
)"""
_ROWS = """
CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof({outer} -> %(group{depth})s) WHEN 'array' THEN {outer} -> %(group{depth})s ELSE '[]' END
) AS row{depth} (item)
"""
_DIGEST = "encode(sha256(convert_to(t.text, 'UTF8')), 'hex')"
_STATE = f"CASE WHEN v.digest = {_DIGEST} THEN v.state ELSE 'to_read' END"
_HANDLE = (
    "left(encode(sha256(convert_to(%(salt)s || t.public_id::text || '/' || t.path, 'UTF8')), 'hex'), 32)"
)
#: The last sent first.
_BY_TIME = "lpad((9223372036854775807 - t.response)::text, 19, '0') || t.path"
_WHO = "COALESCE(NULLIF(person.display_name, ''), 'personne ' || left(person.public_id::text, 8))"
_LISTED = """
SELECT * FROM (
    SELECT t.response, t.public_id, t.completed_at, t.may_quote, t.path, t.text,
        v.public_id, v.quotation, v.reason, v.decided_at, {who} AS who, {state} AS state,
        {handle} AS handle, {digest} AS digest, ({place}) COLLATE "C" AS place
    FROM ({texts}) AS t
    LEFT JOIN readings_textreview v ON v.response_id = t.response AND v.path = t.path
    LEFT JOIN {people} person ON person.id = v.decided_by_id
) AS listed
WHERE {conditions} ORDER BY place {direction} LIMIT %(limit)s
"""
_COUNTED = """
SELECT {number}, count(*), count(*) FILTER (WHERE {state} = 'to_read'),
    count(*) FILTER (WHERE {state} IN ('quotable', 'cut')), count(*) FILTER (WHERE {state} = 'refused')
FROM ({texts}) AS t LEFT JOIN readings_textreview v ON v.response_id = t.response AND v.path = t.path
"""


def text_questions(collection: Collection, *, with_identity: bool) -> list[CompiledQuestion]:
    """The questions whose answers are texts, in order; with_identity: those too that ask who answers."""
    return [
        question
        for question in compiled_version(collection.version).questions.values()
        if question.question.kind in _TEXT_KINDS
        and (with_identity or exposure_of(question.question) is Exposure.WORDS)
    ]


def count_texts(collection: Collection, *, with_identity: bool) -> list[TextQuestion]:
    """How many texts each question has, in one query."""
    questions = text_questions(collection, with_identity=with_identity)
    if not questions:
        return []
    parts, values = [], {}
    for number, question in enumerate(questions):
        statement, own = _texts_of(collection, question)
        # Each part has names of its own for its values.
        statement, own = _renamed(statement, own, number)
        parts.append(_COUNTED.format(number=number, state=_STATE, texts=statement))
        values.update(own)
    counts = {row[0]: row[1:] for row in _rows(" UNION ALL ".join(parts), values)}
    return [
        TextQuestion(
            question.key,
            words_of_question(question.question.label),
            exposure_of(question.question) is not Exposure.WORDS,
            *counts[number],
        )
        for number, question in enumerate(questions)
    ]


def texts_of(
    collection: Collection,
    question: CompiledQuestion,
    *,
    state: str = "",
    words: str = "",
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> TextPage:
    """A page of the texts of one question; words: all must be in it, whatever the accents and capitals."""
    conditions, values = ["true"], {}
    if state:
        conditions.append("state = %(state)s")
        values["state"] = state
    for number, word in enumerate(words.split()[:8]):
        conditions.append(f"strpos(milliard_plain(text), milliard_plain(%(word{number})s)) > 0")
        values[f"word{number}"] = word
    direction, place = _read_cursor(cursor, collection, question)
    if place:
        conditions.append(f'place {">" if direction == "next" else "<"} (%(place)s COLLATE "C")')
        values["place"] = place
    found = _listed(
        collection, question, conditions, {**values, "limit": size + 1}, is_back=direction == "previous"
    )
    has_more, texts = len(found) > size, found[:size]
    if direction == "previous":
        texts.reverse()
    has_next = has_more if direction == "next" else True
    has_previous = has_more if direction == "previous" else bool(place)
    return TextPage(
        tuple(texts),
        _cursor("next", texts[-1], collection, question) if texts and has_next else "",
        _cursor("previous", texts[0], collection, question) if texts and has_previous else "",
    )


def find_texts(
    collection: Collection, question: CompiledQuestion, handles: Iterable[str]
) -> dict[str, FreeText]:
    """Texts of one question by their handles."""
    wanted = list(handles)
    values = {"handles": wanted, "limit": len(wanted)}
    found = _listed(collection, question, ["handle = ANY(%(handles)s)"], values)
    return {text.handle: text for text in found}


def digest_of(text: str) -> str:
    """As the statements above compute it."""
    return hashlib.sha256(text.encode()).hexdigest()


def too_few_to_read(collection: Collection) -> bool:
    """Whether an anonymous collection has too few responses for anything to be read of it."""
    if not collection.is_anonymous:
        return False
    return collection.responses.filter(completed_at__isnull=False).count() < settings.DISCLOSURE_THRESHOLD


def _listed(
    collection: Collection,
    question: CompiledQuestion,
    conditions: Sequence[str],
    values: dict[str, Any],
    *,
    is_back: bool = False,
) -> list[FreeText]:
    texts, own = _texts_of(collection, question)
    statement = _LISTED.format(
        texts=texts,
        people=connection.ops.quote_name(User._meta.db_table),
        who=_WHO,
        state=_STATE,
        digest=_DIGEST,
        handle=_HANDLE,
        place=_HANDLE if collection.is_anonymous else _BY_TIME,
        conditions=" AND ".join(conditions),
        direction="DESC" if is_back else "ASC",
    )
    salt = salted_hmac(_SALT, str(collection.public_id)).hexdigest()
    rows = _rows(statement, {**own, **values, "salt": salt})
    return [_free_text(row) for row in rows]


def _free_text(row: tuple[Any, ...]) -> FreeText:
    (response, public_id, sent_at, may_quote, path, text, reference, cut, reason, *more) = row
    decided_at, name, state, *names = more
    is_read = state != TextState.TO_READ
    return FreeText(
        response,
        public_id,
        sent_at,
        may_quote,
        path,
        text,
        reference if is_read else None,
        cut or "" if is_read else "",
        reason or "" if is_read else "",
        decided_at if is_read else None,
        name or "" if is_read else "",
        TextState(state),
        *names,
    )


def _texts_of(collection: Collection, question: CompiledQuestion) -> tuple[str, dict[str, Any]]:
    """The statement of the texts of one question, and its values."""
    values: dict[str, Any] = {"collection": collection.pk, "key": question.key}
    rows, item, path = "", "r.answers", ""
    for depth, group in enumerate(question.chain):
        values[f"group{depth}"] = group
        rows += _ROWS.format(outer=item, depth=depth)
        item = f"row{depth}.item"
        path += f"%(group{depth})s || '/' || ({item} ->> '_id') || '/' || "
    asked = collection.consent_texts.filter(purpose=Purpose.QUOTATION).exists()
    statement = _TEXTS.format(
        rows=rows, item=item, path=f"({path}%(key)s::text)", may_quote=_AGREED if asked else "true"
    )
    return statement, values


def _renamed(statement: str, values: dict[str, Any], number: int) -> tuple[str, dict[str, Any]]:
    for name in values:
        statement = statement.replace(f"%({name})s", f"%({name}_{number})s")
    return statement, {f"{name}_{number}": value for name, value in values.items()}


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _cursor(direction: str, text: FreeText, collection: Collection, question: CompiledQuestion) -> str:
    return signing.dumps([direction, collection.pk, question.key, text.place], salt=_SALT, compress=True)


def _read_cursor(
    cursor: str, collection: Collection, question: CompiledQuestion
) -> tuple[Literal["next", "previous"], str]:
    """Direction and place; the beginning for a cursor that is not ours, or of another list."""
    try:
        direction, of, key, place = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return "next", ""
    return (direction, place) if (of, key) == (collection.pk, question.key) else ("next", "")
