"""The mark we put on a page of payment, and know again: which request it is for, signed.

Another site of the same association puts its own: what does not carry our signature is not ours.
"""

import uuid
from typing import Any

from django.core import signing

_SALT = "payments.helloasso"


def mark(public_id: uuid.UUID, purpose: str) -> dict[str, str]:
    """The ``metadata`` of a page of payment."""
    return {"milliard": signing.dumps([str(public_id), purpose], salt=_SALT)}


def read_mark(metadata: Any) -> tuple[uuid.UUID, str] | None:
    """(public identifier of the request, its purpose), or None when the mark is not ours."""
    value = metadata.get("milliard") if isinstance(metadata, dict) else None
    if not isinstance(value, str):
        return None
    try:
        public_id, purpose = signing.loads(value, salt=_SALT)
    except signing.BadSignature:
        return None
    return uuid.UUID(public_id), purpose
