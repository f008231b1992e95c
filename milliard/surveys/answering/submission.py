"""What comes in from a section's page, and what its save gives back."""

from collections.abc import Collection as Ids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from milliard.accounts.models import User
from milliard.surveys.answering.form import PostedData, PostedSection
from milliard.surveys.answering.verdict import Verdict
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.access import Holder
from milliard.surveys.version_change.older_pages import OlderAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One section as it was posted: what, by whom, when."""

    collection: Collection
    section_key: str
    data: PostedData
    #: What the person's cookie holds. Without it, ``fresh`` begins a response.
    key: str = ""
    #: The signed token of the page of somebody new.
    fresh: str = ""
    invitation_key: str = ""
    #: Ids of the texts agreed to; None when the page did not ask.
    consents: Ids[int] | None = None
    #: By form name.
    uploads: Mapping[str, UploadedFile] = field(default_factory=dict)
    #: Form names of the kept files to take away.
    taken_away: Ids[str] = ()
    #: Form name of a row of a repeated group to take out.
    removed_row: str = ""
    #: Complete the response when nothing is left to mend.
    finish: bool = False
    #: The organiser who types in a form filled on paper.
    by: User | None = None
    now: datetime = field(default_factory=timezone.now)


@dataclass(slots=True)
class Saved:
    """What a save did, for the page that comes next."""

    holder: Holder
    posted: PostedSection
    #: The answers until then.
    before: dict[str, Any]
    verdict: Verdict
    #: The section itself no longer exists.
    is_gone: bool = False
    #: In words: who wrote the answers in conflict.
    other_author: str = ""
    #: What the person's cookie must hold from now on.
    key: str = ""
    is_new: bool = False
    #: Answers typed in questions that the page showed and that have left the section.
    older: list[OlderAnswer] = field(default_factory=list)
    #: ``NAME:BASE`` of all those questions, as the page must send them next.
    older_shown: list[str] = field(default_factory=list)

    @property
    def response(self) -> Response:
        return self.holder.response
