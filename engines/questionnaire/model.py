"""The model of a questionnaire: frozen dataclasses, no Django, no I/O.

A questionnaire is a sequence of sections; a section holds questions and groups; a group may repeat (several
needs per organisation) or carry a layout that changes how its questions are shown and checked together (a
scale grid, a percentage split). Importers build this, pages read it, datasets are typed by it.

Answers to a questionnaire are one JSON object, keyed by `Question.key`:

=============  =========================================================================
kind           stored value
=============  =========================================================================
one, yes_no    the choice's value, a string (``"yes"`` / ``"no"`` for yes_no)
many, rank     list of choice values, in the order of the choices (many) or of preference (rank)
integer        int
decimal        string holding a decimal number with a point (``"12.5"``): exact, never a float
amount         int, in euro cents
percentage     int, 0 to 100
date           ISO string ``"2026-11-23"``
time           string ``"14:05"``: what the person's clock shows, 24 hours
datetime       string ``"2026-11-23T14:05"``: what the person's calendar and clock show, without a zone
geopoint       string ``"48.853 2.349"``: latitude and longitude in degrees (WGS 84), as ODK writes them,
               rounded to `Question.decimals` before it is stored; no altitude, no accuracy
text …         string
commune        INSEE code, string
organisation   SIREN (9 digits) or RNA (``W`` + 9), string
email          string
file           object ``{"id": uuid, "name": str, "size": int, "type": str}``
note           never stored
calculate      never stored: computed again from the rest, by the version's own expression; but ``once()``
               keeps its first value: see `engines.questionnaire.kept_values`
=============  =========================================================================

A repeated group is a list of such objects under the group's key, each with a stable ``"_id"``.
A key absent or ``null`` is an unanswered question; `evaluation` tells why (not reached, not asked, blank).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field


class Kind(enum.StrEnum):
    """Kinds of question. The values are stored in versions: reviewed like an API."""

    ONE = "one"
    MANY = "many"
    RANK = "rank"
    YES_NO = "yes_no"
    INTEGER = "integer"
    DECIMAL = "decimal"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    GEOPOINT = "geopoint"
    TEXT = "text"
    LONG_TEXT = "long_text"
    COMMUNE = "commune"
    ORGANISATION = "organisation"
    EMAIL = "email"
    FILE = "file"
    NOTE = "note"
    CALCULATE = "calculate"


CHOICE_KINDS = frozenset({Kind.ONE, Kind.MANY, Kind.RANK})
NUMBER_KINDS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.AMOUNT, Kind.PERCENTAGE})
UNANSWERABLE_KINDS = frozenset({Kind.NOTE, Kind.CALCULATE})
#: Decimals of a degree that a place may keep: five are about one metre.
MAX_DECIMALS = 5
#: What ``required`` says of a question that everyone who sees it must answer; other texts are conditions.
ALWAYS_REQUIRED = frozenset({"yes", "true", "true()", "1", "oui"})


class Layout(enum.StrEnum):
    """The layout of the questions of a group."""

    PLAIN = "plain"
    GRID = "grid"  # every question is a row, all are ``one`` over the same choice list
    SPLIT = "split"  # every question is a percentage; the answered ones must sum to 100


class Missing(enum.StrEnum):
    """The reason why a choice that can be ticked is not an opinion."""

    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


class QuestionRole(enum.StrEnum):
    """The use of the variable in analysis."""

    CONTENT = "content"
    BREAKDOWN = "breakdown"  # offered to cross other questions with
    MARGIN = "margin"  # used to weight or to set quotas


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be ticked.

    ``columns``: extra columns of its line in the sheet, for ``choice_filter``; ``also``: of its other lines.
    ``was``: codes of an earlier version, a space between, that mean this one. ``phrase``: who answers so.
    """

    value: str
    label: str
    is_exclusive: bool = False
    is_other: bool = False
    missing: Missing | None = None
    columns: tuple[tuple[str, str], ...] = ()
    was: str = ""
    phrase: str = ""
    also: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def lines(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The columns of each line that is this choice: it is offered when one of them is kept."""
        return (self.columns, *self.also)


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """The place in the author's file that this comes from (1-based row)."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    key: unique in the questionnaire; what expressions call ``${key}``.
    uid: stable across versions, so that waves can be compared; equals ``key`` unless a later
        version renamed it.
    relevant, constraint, calculation, required, choice_filter: XLSForm expressions (XPath 1.0 subset),
        verbatim; empty string when there is none. ``required`` is ``"yes"``, ``""`` or an expression.
    calculation: the formula of a ``calculate``; of another question, what fills it: see `computed_answers`.
    trigger: keys, separated by spaces: the calculation waits for one to be answered, and takes the place of
        what the person wrote when one changes.
    choice_list: name of the list, for the choice kinds.
    accept, max_bytes: for ``file``: allowed types by content, and size.
    decimals: for ``geopoint``: how many decimals of a degree are kept, 0 to `MAX_DECIMALS` (3: about 100 m).
    phrase, is_ordered: what is asked, as a caption names it («le statut»); figures keep the choices' order.
    """

    key: str
    kind: Kind
    label: str
    uid: str = ""
    hint: str = ""
    required: str = ""
    required_message: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    trigger: str = ""
    choice_list: str = ""
    choice_filter: str = ""
    is_random_order: bool = False
    default: str = ""
    minimum: str = ""
    maximum: str = ""
    accept: tuple[str, ...] = ()
    max_bytes: int = 5_000_000
    decimals: int = 3
    role: QuestionRole = QuestionRole.CONTENT
    is_sensitive: bool = False
    phrase: str = ""
    is_ordered: bool = False
    origin: FileOrigin | None = None

    def __post_init__(self) -> None:
        if not self.uid:
            object.__setattr__(self, "uid", self.key)

    @property
    def is_answerable(self) -> bool:
        return self.kind not in UNANSWERABLE_KINDS


@dataclass(frozen=True, slots=True)
class Group:
    """Questions shown together, possibly repeated (``repeats``), up to ``max_rows`` times.

    row_count: an expression that says how many rows there are; "" when people add them.
    """

    key: str
    label: str
    items: tuple[Question | Group, ...]
    hint: str = ""
    relevant: str = ""
    layout: Layout = Layout.PLAIN
    repeats: bool = False
    min_rows: int = 0
    max_rows: int = 20
    row_count: str = ""
    origin: FileOrigin | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a person counts it: ``keys`` of the boxes that answer it, in its section.

    A «précisez» comes last among them. layout: PLAIN for a question outside any group. waits_in: the repeated
    group to which a row must be added before it is shown, when nothing else decides of it; "" otherwise.
    """

    section: str
    keys: tuple[str, ...]
    layout: Layout = Layout.PLAIN
    waits_in: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the questionnaire."""

    key: str
    title: str
    items: tuple[Question | Group, ...]
    intro: str = ""
    relevant: str = ""
    origin: FileOrigin | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole questionnaire. ``choice_lists`` maps a list name to its choices, in order."""

    title: str
    sections: tuple[Section, ...]
    choice_lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    code: str = ""
    language: str = "fr"
    note: str = ""

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """All the choices of a question, before any ``choice_filter``."""
        if question.kind is Kind.YES_NO:
            return YES_NO_CHOICES
        return self.choice_lists.get(question.choice_list, ())

    def questions(self) -> Iterator[Question]:
        """Every question in document order, those of repeated groups once."""
        for section in self.sections:
            yield from walk(section.items)

    def asked(self) -> tuple[Asked, ...]:
        """The questions as a person counts them: the one rule of every count shown, on paper too.

        A grid or a split is one question; a «précisez» (``KEY_other`` of a question that offers «autre»)
        is part of its question; a question of a repeated group is one, however many rows there are; notes
        and calculations are none.
        """
        from engines.questionnaire.asked import asked_in  # which needs the classes of this module

        keys = {question.key for question in self.questions()}
        questions = [q for q in self.questions() if any(choice.is_other for choice in self.choices(q))]
        others = {q.key: f"{q.key}_other" for q in questions if f"{q.key}_other" in keys}
        return tuple(each for part in self.sections for each in asked_in(part.key, part.items, others))

    @property
    def asked_count(self) -> int:
        """The number of questions, by the rule of `asked`."""
        return len(self.asked())

    def placed_questions(self) -> Iterator[tuple[Section, tuple[Group, ...], Question]]:
        """Every question with its section and the groups around it, outermost first."""
        for section in self.sections:
            yield from _placed(section, (), section.items)


YES_NO_CHOICES = (Choice(value="yes", label="Oui"), Choice(value="no", label="Non"))


def walk(items: tuple[Question | Group, ...]) -> Iterator[Question]:
    """The questions under ``items``, in document order."""
    for item in items:
        if isinstance(item, Group):
            yield from walk(item.items)
        else:
            yield item


def _placed(
    section: Section, around: tuple[Group, ...], items: tuple[Question | Group, ...]
) -> Iterator[tuple[Section, tuple[Group, ...], Question]]:
    for item in items:
        if isinstance(item, Group):
            yield from _placed(section, (*around, item), item.items)
        else:
            yield section, around, item
