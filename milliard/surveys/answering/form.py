"""A section as a browser posted it: which questions were on the page, what was typed, what it means.

Each question shown adds ``shown=NAME:BASE`` to the form, BASE being a short hash of the answer that was
on the page when it opened. So a question that was not on the page is never emptied by its absence, and
two people's changes are not confused. Rows of repeated groups add ``rows__GROUP=ROW``.
"""

import hashlib
import json
import re
from collections.abc import Collection as Ids
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from engines.questionnaire.answers import MAX_ROWS
from engines.questionnaire.coercion import is_blank
from engines.questionnaire.expressions import CompiledGroup, CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import AnswerError, parse_answer
from engines.questionnaire.version_change.choices import codes_now, former_values
from milliard.accounts.models import User
from milliard.surveys.answering.typed_commune import commune_code
from milliard.surveys.models import Collection

Path = tuple[str, ...]
SEPARATOR = "__"
#: Names that a page's script adds to its form.
SEND_NUMBER, LEAVING = "page__send", "page__leaving"
#: Rows read of one group beyond twice its maximum: a response may hold more from an earlier version.
_ROWS_READ = 50
_ROW_ID = re.compile(r"[a-z0-9]{1,16}", re.ASCII)
_RANK = re.compile(r"\s*([0-9]{1,3})\s*", re.ASCII)


class PostedData(Protocol):
    """What a Django QueryDict offers."""

    def getlist(self, key: str, /) -> list[Any]: ...


def _one(data: PostedData, key: str) -> str:
    """The last string posted under ``key``; empty when there is none."""
    values = data.getlist(key)
    return str(values[-1]) if values else ""


def name_of(path: Path) -> str:
    """The form name of a place: ``besoins__r1a2b3__montant``."""
    return SEPARATOR.join(path)


def base_of(value: Any) -> str:
    """A short hash of a stored value; the same for all blanks."""
    if is_blank(value):
        return ""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


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
    #: The person goes on from this section: it is not where they stopped.
    moves_on: bool = False
    #: Sent by the page itself while somebody writes on it.
    is_background: bool = False
    #: The organiser who types in a form filled on paper.
    by: User | None = None
    now: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class PostedField:
    """One question that was on the page."""

    path: Path
    question: CompiledQuestion
    #: `base_of` the answer the page showed.
    base: str
    #: The strings as typed.
    raw: tuple[str, ...]
    #: What to store, when ``error`` is empty.
    value: Any = None
    error: str = ""
    #: "mine" or "theirs" when the person just chose between two answers.
    keep: str = ""
    #: The page asks which of two answers to keep, and nobody has said.
    is_undecided: bool = False
    #: For a ranking: each choice's value and what its box held.
    boxes: tuple[tuple[str, str], ...] = ()
    #: The question is in another section than the page's by now.
    is_elsewhere: bool = False

    @property
    def name(self) -> str:
        return name_of(self.path)

    @property
    def is_touched(self) -> bool:
        """Whether the person changed it (what cannot be read was certainly typed)."""
        return bool(self.error) or not self.was_shown(self.value)

    def was_shown(self, value: Any) -> bool:
        """Whether ``value`` is the answer that was on the page, or what its renamed codes became."""
        if base_of(value) == self.base:
            return True
        choices = self.question.choices
        return bool(choices and self.base) and any(
            base_of(former) == self.base for former in former_values(value, choices)
        )


@dataclass(frozen=True, slots=True)
class PostedSection:
    """All that came back from one page."""

    section: str
    fields: dict[Path, PostedField] = field(default_factory=dict)
    #: The row ids that were on the page, by the path of their repeated group.
    rows: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    #: ``NAME`` -> ``BASE`` of the questions that the page showed and that the section does not have.
    unread: dict[str, str] = field(default_factory=dict)
    #: Identifier of the page: several saves may come from one.
    page: str = ""
    #: Of this send among those of the page; 0 without scripts.
    number: int = 0
    #: The page is being left: nobody will see what is answered.
    is_leaving: bool = False
    #: Seconds since 1970.
    opened_at: int = 0

    def row_named(self, name: str) -> Path:
        """The path of the row called ``name`` in the form; empty when there is none."""
        rows = ((*group, row) for group, ids in self.rows.items() for row in ids)
        return next((path for path in rows if name_of(path) == name), ())

    def unsaved(self) -> "PostedSection":
        """The same page where none of it is stored: what it had already saved counts as typed too."""
        return replace(self, fields={path: replace(each, base="") for path, each in self.fields.items()})

    def typed(self, path: Path) -> tuple[str, ...] | None:
        """The strings to show again at ``path``; None when it was not on the page."""
        known = self.fields.get(path)
        return known.raw if known is not None else None


def read_section(compiled: CompiledQuestionnaire, section: str, data: PostedData) -> PostedSection:
    """Read what was posted for ``section``; never fails; an unknown section has no fields."""
    bases = dict(item.partition(":")[::2] for item in data.getlist("shown"))
    rows: dict[Path, tuple[str, ...]] = {}
    fields: dict[Path, PostedField] = {}
    for member in compiled.members.get(section, ()):
        for around in paths_of_rows(member.chain, rows):
            path = (*around, member.key)
            if isinstance(member, CompiledGroup):
                if member.group.repeats:
                    ids = data.getlist(f"rows{SEPARATOR}{name_of(path)}")
                    rows[path] = _row_ids(ids, max(2 * member.group.max_rows, _ROWS_READ))
            elif name_of(path) in bases and member.question.is_answerable:
                fields[path] = _read_field(member, path, bases[name_of(path)], data)
    read = {posted.name for posted in fields.values()}
    return PostedSection(
        section=section,
        fields=fields,
        rows=rows,
        unread={name: base for name, base in bases.items() if name not in read},
        page=_row_id(_one(data, "page")),
        number=_small_int(_one(data, SEND_NUMBER)),
        is_leaving=bool(_one(data, LEAVING)),
        opened_at=_small_int(_one(data, "opened_at")),
    )


def paths_of_rows(chain: tuple[str, ...], rows: Mapping[Path, Sequence[str]]) -> Iterator[Path]:
    """The paths of all the rows of a chain of repeated groups, given each group's row ids."""
    paths: list[Path] = [()]
    for group in chain:
        paths = [(*path, group, row) for path in paths for row in rows.get((*path, group), ())]
    return iter(paths)


def _read_field(question: CompiledQuestion, path: Path, base: str, data: PostedData) -> PostedField:
    name = name_of(path)
    kind = question.question.kind
    if kind is Kind.FILE:
        return PostedField(path, question, base, ())
    keep = _one(data, f"keep{SEPARATOR}{name}")
    is_open = not keep and name in data.getlist("undecided")
    boxes = _rank_boxes(question, name, data) if kind is Kind.RANK else ()
    raw: Sequence[str] = ()
    try:
        raw = _ranked(boxes) if kind is Kind.RANK else data.getlist(name)
        if kind is Kind.COMMUNE:
            raw = _picked(name, data) or raw
        readable = commune_code(raw) if kind is Kind.COMMUNE else _in_codes_of_today(question, raw)
        value = parse_answer(question.question, readable, question.choices)
    except AnswerError as error:
        typed = tuple(raw)
        return PostedField(path, question, base, typed, error=error.message_fr, boxes=boxes)
    return PostedField(path, question, base, tuple(raw), value, "", keep, is_open, boxes)


def _in_codes_of_today(question: CompiledQuestion, raw: Sequence[str]) -> Sequence[str]:
    """What was ticked on a page opened before its choices were renamed, under the codes they have now."""
    if not any(choice.was for choice in question.choices):
        return raw
    now = codes_now(question.choices)
    return [now.get(code, code) for code in raw]


def _picked(name: str, data: PostedData) -> list[str]:
    """The row chosen under a «commune» box; none when the box was typed over since."""
    picked, typed = _one(data, f"pick{SEPARATOR}{name}"), _one(data, name).strip()
    return [picked] if picked and _one(data, f"sought{SEPARATOR}{name}").strip() == typed else []


def _rank_boxes(question: CompiledQuestion, name: str, data: PostedData) -> tuple[tuple[str, str], ...]:
    boxes = {
        choice.value: next(filter(None, (_one(data, rank_name(name, code)) for code in codes)), "")
        for choice in question.choices
        for codes in [(choice.value, *choice.was.split())]
    }
    row, _, way = _one(data, "move").rpartition(":")
    moved = next((value for value in boxes if rank_name(name, value) == row), None)
    if moved is not None and way in ("up", "down"):
        return _moved(boxes, moved, -1 if way == "up" else 1)
    return tuple(boxes.items())


def _moved(boxes: dict[str, str], moved: str, step: int) -> tuple[tuple[str, str], ...]:
    """The boxes after one «monter» or «descendre»: an answer without a rank takes the next one, alone."""
    ranks = {value: int(match[1]) for value, typed in boxes.items() if (match := _RANK.fullmatch(typed))}
    order = sorted(ranks, key=lambda value: ranks[value])
    if moved not in ranks:
        order.append(moved)
    else:
        place = order.index(moved)
        target = min(max(place + step, 0), len(order) - 1)
        order[place], order[target] = order[target], order[place]
    places = {value: str(rank) for rank, value in enumerate(order, start=1)}
    return tuple((value, places.get(value, "")) for value in boxes)


def _ranked(boxes: tuple[tuple[str, str], ...]) -> list[str]:
    """Choices in the order of the ranks typed beside them. Raises ``AnswerError``."""
    placed: dict[int, str] = {}
    for value, typed in boxes:
        if not typed.strip():
            continue
        match = _RANK.fullmatch(typed)
        if match is None:
            raise AnswerError("Écrivez chaque rang en chiffres\u00a0: 1, 2, 3…")
        if int(match[1]) in placed:
            raise AnswerError(f"Deux réponses ont le même rang, {int(match[1])}\u00a0: changez-en une.")
        placed[int(match[1])] = value
    return [value for _, value in sorted(placed.items())]


def rank_name(name: str, value: str) -> str:
    """The form name of the rank box of one choice."""
    return f"{name}{SEPARATOR}{value}"


def _row_ids(posted: Sequence[str], most: int) -> tuple[str, ...]:
    known = dict.fromkeys(item for item in posted[: min(most, MAX_ROWS)] if _ROW_ID.fullmatch(item))
    return tuple(known)


def _row_id(text: str | None) -> str:
    return text if text and _ROW_ID.fullmatch(text) else ""


def _small_int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 10 else 0
