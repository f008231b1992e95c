"""A free text, a question answered by texts, a page of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from milliard.readings.enums import QUOTED, TextState


def words_of_question(label: str) -> str:
    """What was asked, without the answers it repeats."""
    return re.sub(r"\$\{[^{}]*\}", "…", label)


@dataclass(frozen=True, slots=True)
class FreeText:
    """One text. ``quotation``: the words that may be quoted, "" when it may not be."""

    response_pk: int
    response_id: UUID
    sent_at: datetime
    #: Its author did not refuse to be quoted.
    may_quote: bool
    path: str
    text: str
    reference: UUID | None
    cut_words: str
    reason: str
    decided_at: datetime | None
    decided_by: str
    state: TextState
    handle: str
    digest: str
    place: str

    @property
    def mark(self) -> str:
        """Names this text as it reads now: a decision on other words is refused."""
        return f"{self.handle}{self.digest[:16]}"

    @property
    def quotation(self) -> str:
        if self.state not in QUOTED or not self.may_quote:
            return ""
        return self.cut_words or self.text


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question answered by texts, and how many stand where."""

    key: str
    label: str
    #: Names who answers: never quoted, shown to those who may see it.
    is_identity: bool
    total: int
    to_read: int
    quotable: int
    refused: int


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page of texts, and the cursors of its neighbours ("": there is none)."""

    texts: tuple[FreeText, ...]
    next: str
    previous: str
