"""Small frozen records that views hand to the components: options, links, figures, cells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache
from typing import Any, Literal

from django.template import Variable


@dataclass(frozen=True)
class Option:
    """One answer of a list."""

    value: str
    label: str
    hint: str = ""
    #: Ticking it unticks the others («aucune de ces réponses»).
    is_exclusive: bool = False
    #: The name of a small text box beside it («autre, précisez»), and what the box holds.
    text_name: str = ""
    text_value: str = ""
    text_label: str = "Précisez"


OptionLike = Option | tuple[str, str]


def as_options(options: Iterable[OptionLike]) -> list[Option]:
    """Accept both `Option` records and `(value, label)` pairs."""
    return [item if isinstance(item, Option) else Option(str(item[0]), str(item[1])) for item in options]


@dataclass(frozen=True)
class NavLink:
    """A link of the header or the footer; with ``links``, a word of the header that unfolds them."""

    label: str
    url: str
    is_current: bool = False
    icon: str = ""
    links: tuple["NavLink", ...] = ()


@dataclass(frozen=True)
class SiteLinks:
    """The links of the layouts; `website` puts one in the context as `site_links`."""

    main: tuple[NavLink, ...] = ()
    account: tuple[NavLink, ...] = ()
    footer: tuple[NavLink, ...] = ()
    home_url: str = "/"
    #: Where one looks for words; "" when nothing can be looked for.
    search_url: str = ""
    #: The picture shown for a page that has none, whole address; "" for none.
    card_url: str = ""
    #: Before the path of a page, the whole address of its own picture; "" when pages have none.
    page_cards_url: str = ""
    #: Before the path of a page, its one address for robots; "" when nobody said.
    site_url: str = ""


@dataclass(frozen=True)
class FieldFrame:
    """The frame of every form control: identity, words around it, state."""

    name: str
    label: str
    hint: str = ""
    error: str = ""
    #: True shows «obligatoire», False shows «facultatif», None shows nothing.
    required: bool | None = None
    id: str = ""

    @property
    def element_id(self) -> str:
        return self.id or f"id_{self.name}"

    @property
    def hint_id(self) -> str:
        return f"{self.element_id}_hint"

    @property
    def error_id(self) -> str:
        return f"{self.element_id}_error"

    @property
    def described_by(self) -> str:
        """Value of aria-describedby: the hint, then the error, as far as they exist."""
        ids = [self.hint_id] if self.hint else []
        if self.error:
            ids.append(self.error_id)
        return " ".join(ids)


@dataclass(frozen=True)
class SplitRow:
    """One row of a percentage split or of a ranking."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


SectionState = Literal["done", "current", "started", "todo", "locked"]

SECTION_WORDS: Mapping[str, str] = {
    "done": "terminée",
    "current": "en cours",
    "started": "commencée",
    "todo": "à faire",
    "locked": "pas encore ouverte",
}


@dataclass(frozen=True)
class SectionLink:
    """One entry of a section list."""

    label: str
    state: SectionState = "todo"
    url: str = ""
    detail: str = ""
    #: Overrides the usual word of the state.
    state_label: str = ""

    @property
    def word(self) -> str:
        return self.state_label or SECTION_WORDS[self.state]


#: What a column reads in the object of a row: a path («version.title», «get_source_display») or a function.
Reading = str | Callable[[Any], Any]
NUMBER_FORMATS = {"entier", "euros_courts", "pourcent"}


@dataclass(frozen=True)
class Column:
    """One column of a data table; `value` and what follows are for rows that are objects, not cells."""

    label: str
    #: What the cell holds.
    value: Reading = ""
    #: Filter of the design system that writes it: «entier», «date_courte».
    format: str = ""
    _: KW_ONLY
    #: Whether the cells are numbers, where no filter for numbers says so.
    is_number: bool = False
    #: Its heading is read aloud, not shown: a column of buttons.
    is_label_hidden: bool = False
    #: Makes the heading a link.
    sort_url: str = ""
    #: Which way the rows are sorted now.
    sorted: Literal["", "ascending", "descending"] = ""
    #: Where the cell leads, if anywhere.
    url: Reading = ""
    #: A quieter line under the value.
    note: Reading = ""
    #: Template that writes the cell where a value and a note do not; expects `row`.
    template: str = ""

    @property
    def has_numbers(self) -> bool:
        """Whether the cells are lined up as numbers."""
        return self.is_number or self.format in NUMBER_FORMATS

    def value_of(self, row: Any) -> Any:
        """What the column holds for one object, not yet written."""
        return read(row, self.value)


def read(row: Any, reading: Reading) -> Any:
    """What a path or a function finds in an object; "" for no path."""
    if callable(reading):
        return reading(row)
    return _path(reading).resolve({"row": row}) if reading else ""


@lru_cache(maxsize=1024)
def _path(reading: str) -> Variable:
    return Variable(f"row.{reading}")


@dataclass(frozen=True)
class Cell:
    """One cell of a data table."""

    text: str
    #: Makes the cell a link.
    url: str = ""
    #: Marks the cell that names its row.
    is_header: bool = False
    is_withheld: bool = False
    #: A quieter line under the text.
    note: str = ""
    #: How many columns it covers.
    span: int = 1
    #: On a card, instead of the heading of its column.
    label: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """A number in large type with all it must carry."""

    #: Written text («75 %»).
    value: str
    label: str
    #: «Part de quoi».
    base: str
    date: str
    source: str
    #: published, calculated, comparison, simulated or declared
    status: str = "published"
    source_url: str = ""


@dataclass(frozen=True)
class Download:
    """A file that can be taken away: «Tableau (CSV, 2 ko)»."""

    label: str
    url: str
    detail: str = ""
