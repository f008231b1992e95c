"""What a save did, for the page that comes next."""

from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.evaluation import Evaluation
from milliard.surveys.answering.form import Path, PostedSection
from milliard.surveys.models import Response
from milliard.surveys.services.access import Holder
from milliard.surveys.version_change.older_pages import OlderAnswer

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's answer to a question this person also changed."""

    theirs: Any
    who: str


@dataclass(slots=True)
class Saved:
    """What a save did.

    before: the answers until then. evaluation: of the answers now. errors: per path of question or
    group, one sentence. key: what the person's cookie must hold from now on. older: answers typed in
    questions that the page showed and the section has no more; older_shown: ``NAME:BASE`` of all those
    questions, as the page must send them next. is_gone: the section itself is no more.
    """

    holder: Holder
    posted: PostedSection
    before: Answers
    evaluation: Evaluation
    errors: dict[Path, str] = field(default_factory=dict)
    conflicts: dict[Path, Conflict] = field(default_factory=dict)
    key: str = ""
    is_new: bool = False
    older: list[OlderAnswer] = field(default_factory=list)
    older_shown: list[str] = field(default_factory=list)
    is_gone: bool = False

    @property
    def response(self) -> Response:
        return self.holder.response

    @property
    def is_clean(self) -> bool:
        """Nothing is left for the person to mend or to choose on this page."""
        return not self.errors and not self.conflicts
