"""What a page shows, as frozen records: names and words ready for the components of `ui`."""

from dataclasses import dataclass, field

from milliard.surveys.answering.form import Path, name_of
from milliard.ui.component_records import Option, SplitRow


@dataclass(frozen=True, slots=True)
class _Item:
    """What is shown at a place of the questionnaire, under its name in the form."""

    path: Path

    @property
    def name(self) -> str:
        return name_of(self.path)

    @property
    def id(self) -> str:
        return f"item-{self.name}"


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """Two answers to one question: theirs (in words), this person's (in words), and who wrote theirs."""

    who: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class ShownQuestion(_Item):
    """One question as its template needs it."""

    #: Names the component that shows it: the kind of the question, or a variant of it.
    kind: str
    label: str = ""
    hint: str = ""
    error: str = ""
    required: bool | None = None
    #: What the boxes hold.
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[Option, ...] = ()
    #: What announces them, where they answer a search.
    said: str = ""
    #: Of a ranking.
    rows: tuple[SplitRow, ...] = ()
    #: Hash of the stored answer behind the boxes.
    base: str = ""
    #: Of a file: the types taken, the one kept.
    accept: str = ""
    kept_name: str = ""
    kept_id: str = ""
    kept_detail: str = ""
    #: Of a place: how many are kept.
    decimals: int = 0
    conflict: ShownConflict | None = None
    is_hidden: bool = False

    is_group = False

    @property
    def component(self) -> str:
        """The template that shows it."""
        return f"surveys/kinds/{self.kind}.html"

    @property
    def anchor(self) -> str:
        """Where an error summary leads."""
        return f"id_{self.name}"

    def questions(self) -> "tuple[ShownQuestion, ...]":
        """The question itself, when it can be answered here."""
        return () if self.is_hidden or self.kind == "note" else (self,)

    @property
    def own_questions(self) -> "tuple[ShownQuestion, ...]":
        """Those whose boxes stand in no smaller item."""
        return self.questions()


@dataclass(frozen=True, slots=True)
class ShownRow(_Item):
    """One row of a repeated group."""

    title: str
    items: "tuple[ShownItem, ...]"

    @property
    def row_id(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class ShownGroup(_Item):
    """Questions shown together; a hidden group has no items."""

    #: plain, grid, split or repeat.
    layout: str
    label: str = ""
    hint: str = ""
    error: str = ""
    items: "tuple[ShownItem, ...]" = ()
    rows: tuple[ShownRow, ...] = ()
    grid_rows: tuple[SplitRow, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    columns: tuple[Option, ...] = ()
    inner: tuple[ShownQuestion, ...] = ()
    required: bool | None = None
    can_add: bool = False
    #: Other answers say how many rows there are; there are more.
    is_counted: bool = False
    has_too_many: bool = False
    is_hidden: bool = False

    is_group = True

    @property
    def own_questions(self) -> tuple[ShownQuestion, ...]:
        return self.inner

    @property
    def anchor(self) -> str:
        return f"id_{self.name}" if self.layout in ("grid", "split") else self.id

    def questions(self) -> tuple[ShownQuestion, ...]:
        """All the questions that can be answered under it."""
        inside = [question for item in self.items for question in item.questions()]
        inside += [question for row in self.rows for item in row.items for question in item.questions()]
        return (*self.inner, *inside)


ShownItem = ShownQuestion | ShownGroup


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A whole section."""

    key: str
    title: str
    intro: str
    items: tuple[ShownItem, ...]
    #: (anchor, sentence) of everything to mend, in the order of the page.
    summary: tuple[tuple[str, str], ...] = ()

    @property
    def questions(self) -> list[ShownQuestion]:
        """Every question that can be answered on the page."""
        return [question for item in self.items for question in item.questions()]

    @property
    def errored(self) -> list[str]:
        """Names that show an error."""
        return [anchor.removeprefix("id_").removeprefix("item-") for anchor, _ in self.summary]

    @property
    def file_names(self) -> list[str]:
        """Names of the file boxes."""
        return [q.name for item in self.items for q in item.questions() if q.kind == "file"]
