"""What the page of a section is made of, however one came to it: first visit, return, error, refusal."""

import secrets
import time
from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from milliard.surveys.answering.form import Path, PostedField, PostedSection
from milliard.surveys.answering.verdict import Verdict


@dataclass(slots=True, kw_only=True)
class SectionPage:
    """One section to show, and why it is shown."""

    #: Key of the section.
    section: str
    #: The answers to show: those stored, or those a refused post would have given.
    answers: Mapping[str, Any]
    #: The answers stored, when ``answers`` are not; what was typed is then shown again as it is.
    stored: Mapping[str, Any] | None = None
    #: What just came back from this page, and what it gave.
    posted: PostedSection = field(default_factory=lambda: PostedSection(""))
    verdict: Verdict | None = None
    #: In words: who wrote the answers in conflict.
    other_author: str = ""
    #: Form names: of a repeated group that gets one more row, of a row taken out, of a box searched with.
    added: str = ""
    removed: str = ""
    searched: str = ""
    #: Places of what the answers just given brought to the page.
    revealed: Sequence[Path] = ()
    #: The section just left, when it still asks for something.
    left: Any = None
    #: Keeps a random order of choices the same from page to page.
    seed: str = ""
    #: Of the response that the page belongs to; "" for somebody new.
    mark: str = ""
    #: Signed token, for who has no response yet.
    fresh: str = ""
    #: Ids of the consents ticked, and what is wrong with them.
    given: Ids[int] = ()
    consent_error: str = ""
    #: (kind, sentence) above the form.
    notice: tuple[str, str] | None = None
    #: Answers to questions that have left the section.
    older: Sequence[Any] = ()
    #: Of a sheet being typed in: the number of each question there, by key.
    numbers: Mapping[str, int] = field(default_factory=dict)
    is_preview: bool = False
    #: Of a version tried by the team: its answers so far, signed.
    trial: str = ""
    #: The trial begins: consents are asked as a newcomer is.
    begins: bool = False
    #: Another for each page sent to a browser; its saves in the background keep it.
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    #: Seconds since 1970.
    opened_at: int | str = field(default_factory=lambda: int(time.time()))

    @property
    def errors(self) -> Mapping[Path, str]:
        return self.verdict.errors if self.verdict else {}

    @property
    def conflicts(self) -> Mapping[Path, Any]:
        return self.verdict.conflicts if self.verdict else {}

    @property
    def typed(self) -> Mapping[Path, PostedField]:
        """What is shown as it was typed rather than as it is stored."""
        fields = self.posted.fields
        if self.stored is not None:
            return fields
        return {path: fields[path] for path in (*self.errors, *self.conflicts) if path in fields}
