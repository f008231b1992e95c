"""What respondents agree to, each use apart, with the exact words they read."""

import threading
from collections.abc import Collection as Ids
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField

from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys.enums import Purpose
from milliard.surveys.errors import ConsentNeeded
from milliard.surveys.models import Collection, Consent, ConsentText, Response
from milliard.surveys.services.access import holder_of
from milliard.surveys.services.locks import lock_for_answer

_DECISIONS = PreparedQuery(
    lambda: Consent.objects.filter(response_id=Slot("response", BigIntegerField())).select_related("text")
)
_lock = threading.Lock()
_texts: dict[tuple[int, datetime], tuple[ConsentText, ...]] = {}


def texts_of(collection: Collection) -> tuple[ConsentText, ...]:
    """The consents a collection asks for, in a steady order; remembered until the collection changes."""
    key = (collection.pk, collection.updated_at)
    with _lock:
        known = _texts.get(key)
    if known is None:
        known = tuple(collection.consent_texts.order_by("-is_required", "purpose"))
        with _lock:
            if len(_texts) > 200:
                _texts.clear()
            _texts[key] = known
    return known


def ensure_required(texts: Sequence[ConsentText], given: Ids[int]) -> None:
    """Raise :class:`ConsentNeeded` when a consent without which nothing can be kept is missing."""
    if any(text.is_required and text.pk not in given for text in texts):
        raise ConsentNeeded


def store_consents(
    *, response: Response, texts: Sequence[ConsentText], given: Ids[int], at: datetime
) -> None:
    """Write one decision per purpose, replacing the earlier ones. Inside the caller's transaction."""
    rows = [
        Consent(response=response, text=text, purpose=text.purpose, is_given=text.pk in given, decided_at=at)
        for text in texts
    ]
    Consent.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response", "purpose"],
        update_fields=["text", "is_given", "decided_at"],
    )


def follow_form(*, response: Response, texts: Sequence[ConsentText], given: Ids[int], at: datetime) -> None:
    """Bring the decisions up to a form that is still open, whose first save has begun the response.

    What is needed to answer stays given here; it is withdrawn on the receipt, where the page says what
    follows. Inside the caller's transaction.
    """
    decisions = dict(response.consents.values_list("purpose", "is_given"))
    changed = [
        text
        for text in texts
        if (text.pk in given) != decisions.get(text.purpose, False)
        and (text.pk in given or not text.is_required)
    ]
    if changed:
        store_consents(response=response, texts=changed, given=given, at=at)


@transaction.atomic
def record_consents(*, collection: Collection, key: str, given: Ids[int]) -> Response:
    """Change one's mind, before or after finishing, as long as the response exists.

    given: ids of the texts agreed to now; the others are refused. Withdrawing a required consent is
    allowed: the answers then leave every later dataset. Raises :class:`UnknownToken`, ``NotYourSection``
    for a contributor: whoever began agreed, and alone can agree to something else.
    """
    lock_for_answer(collection.pk)
    holder = holder_of(collection, key, lock=True)
    holder.ensure_began("Seule la personne qui a commencé peut changer les accords.")
    response = holder.response
    texts = texts_of(collection)
    store_consents(response=response, texts=texts, given=given, at=collection.moment())
    return response


def decisions_of(response: Response) -> dict[Purpose, Consent]:
    """The present decision per purpose."""
    return {Purpose(row.purpose): row for row in _DECISIONS.rows(response=response.pk)}
