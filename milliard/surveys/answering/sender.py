"""Which page sends, and what we remember of its earlier sends: `Response.sections` keeps a few lines of it.

A page may send again before it knows what became of its last send, or without ever knowing. So each send says
which page it comes from and, where scripts run, its number. We keep, for the last pages of a section, the
number of the last send and the names of the answers that this page wrote and does not know to be stored: over
those it may write again, being alone to have written there. Any other answer that is no longer the one the
page showed is somebody else's.
"""

from collections.abc import Collection as Names
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from milliard.surveys.answering.form import PostedSection

#: Pages remembered by section: more are rarely open at once, and a forgotten one is only asked too much.
MAX_PAGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One send of one page, seen from what its section remembers."""

    page: str = ""
    #: Counted by the page; 0 without scripts.
    number: int = 0
    #: Names of the answers that this page was the last to write, without knowing yet.
    own: Names[str] = frozenset()
    #: This send, or a later one of the same page, was dealt with: it changes nothing.
    is_repeat: bool = False
    #: Sent when the page was left.
    is_leaving: bool = False
    #: Nobody will see what is answered.
    is_unseen: bool = False
    #: Nothing is stored: all that differs was typed by this person.
    is_alone: bool = False
    #: What the section remembers of its pages, the latest first.
    pages: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def other_author(self) -> str:
        """Who sent the latest other page: "" for whoever began, else a contributor's identifier."""
        return next((str(known["by"]) for known in self.pages if known["page"] != self.page), "")

    def wrote(self, name: str) -> bool:
        """Whether the answer stored under ``name`` was written by this very page."""
        return self.is_alone or name in self.own

    def remembered(self, *, written: Names[str], known: Names[str], by: str) -> list[dict[str, Any]]:
        """What the section remembers after this send of ``by``; known: what is stored is what it showed."""
        mine: dict[str, Any] = {
            "page": self.page,
            "sent": max(self.number, _last_number(self.pages, self.page)),
            "by": by,
            "wrote": sorted({*written, *self.own} - {*known}),
        }
        others = [
            {**each, "wrote": [name for name in each["wrote"] if name not in written]}
            for each in self.pages
            if each["page"] != self.page
        ]
        return [mine, *others][:MAX_PAGES]


#: Of what is shown again, and of what is only tried.
ALONE = Sender(is_alone=True)


def sender_of(info: Mapping[str, Any], posted: PostedSection, *, is_background: bool) -> Sender:
    """The send that ``posted`` is, given what the row keeps of its section."""
    pages = tuple(info.get("pages", ()))
    mine = next((known for known in pages if posted.page and known["page"] == posted.page), None)
    return Sender(
        page=posted.page,
        number=posted.number,
        own=frozenset(mine["wrote"]) if mine else frozenset(),
        is_repeat=bool(posted.number) and posted.number <= _last_number(pages, posted.page),
        is_leaving=posted.is_leaving,
        is_unseen=posted.is_leaving and is_background,
        pages=pages,
    )


def _last_number(pages: tuple[Mapping[str, Any], ...], page: str) -> int:
    return next((int(known["sent"]) for known in pages if page and known["page"] == page), 0)
