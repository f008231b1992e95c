"""What an app declares about itself, once, in its `AppConfig`; whoever needs it asks here.

A declaration that is code is written as the dotted name of the app's own function or record, since an
`AppConfig` is read before models are. `tests/consistency/test_declarations.py` holds each name to something
that exists, in the app that declares it. So no app lists the others, and a lower app names no higher one.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string

from milliard.core.erasures import ErasureList
from milliard.core.fates import Fields


class MilliardAppConfig(AppConfig):
    """An app of the platform; each attribute is empty unless the app declares something."""

    #: Code of an act -> its French label; see `milliard.core.journal`.
    journal_codes: ClassVar[Mapping[str, str]] = {}
    #: Those written by the dozen: an object's own journal tells them once a day and person, with their count.
    counted_codes: ClassVar[Sequence[str]] = ()
    #: Role -> patterns of Django permissions on this app's models («add_*», «view_dataset», «*»).
    staff_rights: ClassVar[Mapping[str, Sequence[str]]] = {}
    #: Screen of a lower app («surveys.collection») -> name of a function: (request, object) -> `StaffPanel`.
    staff_panels: ClassVar[Mapping[str, str]] = {}
    #: Name of a `Housekeeping` function, run every day.
    housekeeping: ClassVar[str] = ""
    #: Name of the `StaffPower`s of the team, in words.
    staff_powers: ClassVar[str] = ""
    #: Name of an `EraseAgain` function, for what a restored backup brought back.
    erase_again: ClassVar[str] = ""
    #: Name of a `PersonData`: what the app knows of a person who has an account.
    person_data: ClassVar[str] = ""
    #: Name of the app's `KeptData`s: the privacy page is made of them.
    kept_data: ClassVar[str] = ""
    #: Model that says nothing of anybody -> its fields that could (words, documents, accounts of the team),
    #: looked at one by one; every other model is in one of its `KeptData`.
    impersonal_models: ClassVar[Mapping[str, str]] = {}
    #: Name of a `PersonData` whose functions get a QuerySet of members: what a layer above knows of them.
    member_data: ClassVar[str] = ""
    #: Name of the app's `MailKind`s, for the team's list of mails.
    mails: ClassVar[str] = ""
    #: Name of a function that yields every published figure of the app, for `manage.py replay`.
    replays: ClassVar[str] = ""
    #: Name of the `SearchSource`s of the app: what the site's search finds here.
    search_sources: ClassVar[str] = ""
    #: Name of a function: the home page -> a `HomeFigure`, or None when there is nothing to show yet.
    home_figure: ClassVar[str] = ""
    #: Name of a function: (request, member) -> a `MemberPanel` of the member's own page, or None.
    member_panel: ClassVar[str] = ""
    #: Name of a function: (request, place) -> a `PagePanel` of the page of a place, or None.
    place_panel: ClassVar[str] = ""
    #: Name of a function: (request, area) -> a `PagePanel` of the page of a territory, or None.
    territory_panel: ClassVar[str] = ""
    #: Name of a function: (response to a questionnaire) -> a sentence its receipt shows, or "".
    receipt_note: ClassVar[str] = ""
    #: Name of a function: () -> the `MapLayer`s that the map of the movement shows.
    map_layers: ClassVar[str] = ""
    #: Name of a function: (day) -> the `SocietyGroup`s the page «À l’image de la société» compares.
    society_groups: ClassVar[str] = ""
    #: Name of a function: () -> the `ActCard`s of what anybody can do now, for «Agir avec vous».
    act_cards: ClassVar[str] = ""
    #: Name of the `milliard.payments.purposes.PaymentPurpose`s money may be asked for.
    payment_purposes: ClassVar[str] = ""
    #: Name of the facts about members that segments are made of; see `milliard.letters`.
    segment_facts: ClassVar[str] = ""
    #: Name of its ready lists of members, made of these facts.
    ready_segments: ClassVar[str] = ""
    #: Name of a function: (request, code of a ready list) -> the address where this person may write to those
    #: on it, or "".
    writing_screen: ClassVar[str] = ""


#: Forget what is over (rows now, files with ``transaction.on_commit``: a trial run is rolled back) inside the
#: caller's transaction; return (label, count) pairs.
Housekeeping = Callable[[], Sequence[tuple[str, int]]]
#: Erase what the list holds, inside the caller's transaction; return (label, count) pairs.
EraseAgain = Callable[[ErasureList], Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class StaffPower:
    """One thing some roles of the team may do; ``policy`` says which."""

    #: Continues «pourra…», without a capital.
    words: str
    policy: Callable[[Any], bool]
    #: Whether it shows other people's data.
    shows_people: bool = False


class Right(StrEnum):
    """What a person may do about what is kept of them, each a part of their page."""

    CORRECT = "Corriger"
    OBJECT = "S’opposer"
    LEAVE = "Partir"


@dataclass(frozen=True, slots=True)
class PersonAct:
    """One way to exercise a right: a link, and a sentence beside it."""

    right: Right
    label: str
    url: str
    text: str = ""


def _nothing(person: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True, slots=True)
class PersonData:
    """What an app knows of a person, and what becomes of it."""

    #: Name of the part, in French, on the page «mes données» and in the exported file.
    label: str
    #: What the app keeps and why, in one French sentence.
    purpose: str
    #: What stays after the account is erased, and why; empty when nothing does.
    kept: str
    #: ``export(user)``: everything, as JSON values.
    export: Callable[[Any], Any]
    #: ``erase(user)``: forget it, inside the transaction that erases the account.
    erase: Callable[[Any], None]
    #: ``until(user)``: (of what, until when), with real dates where they are known; else `KEPT` says it.
    until: Callable[[Any], Iterable[tuple[str, str]]] = _nothing
    #: ``acts(user)``: how to correct it, to object, to leave.
    acts: Callable[[Any], Iterable[PersonAct]] = _nothing


@dataclass(frozen=True, slots=True)
class KeptData:
    """One kind of data the platform keeps about people, said on the privacy page."""

    #: Of what: «Vos réponses».
    kind: str
    #: What is kept exactly, and what is not.
    what: str
    why: str
    #: Until when.
    until: str
    #: Where it depends: yields (of what, until when), one each.
    until_each: Callable[[], Iterable[tuple[str, str]]] | None = None
    #: Of the team alone: said last.
    is_of_team: bool = False
    #: The models that hold it, and what becomes of each field; see `milliard.core.fates`.
    models: tuple[Fields, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing the site's search finds."""

    title: str
    url: str
    #: A few sentences, or "".
    summary: str
    #: What it is, above its title; "" for a page of words.
    kind: str
    #: All its words: the passage shown is taken from them.
    text: str = ""
    #: Which of several, where one object yields more than one.
    part: str = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Objects of one model that the site's search finds; or a few fixed pages, which are no objects."""

    #: «places.place»; of fixed pages, «app.name».
    code: str
    #: What a reader may ask for alone: «Lieux»; several sources may share it.
    label: str
    #: ``documents(object)``: what search finds of it; of fixed pages, ``documents(None)`` gives them all.
    documents: Callable[[Any], Iterable[SearchDocument]]
    #: ``public()``: the objects anybody may open now, with what ``documents`` reads; None: fixed pages.
    public: Callable[[], Any] | None = None
    #: Other models («places.place») whose change changes what is found here -> (their object) -> the keys
    #: of ours to read again.
    also: Mapping[str, Callable[[Any], Iterable[Any]]] = field(default_factory=dict)
    #: More than 1: considered first, and raised above the others.
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class HomeFigure:
    """What an app shows of its figures on the home page."""

    #: A fragment that expects ``part``.
    template: str
    part: Mapping[str, Any]
    #: Invented figures: the page then says so.
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class MemberPanel:
    """What an app adds to the page of somebody's own membership: a section with its title."""

    #: A fragment that expects ``part``; it opens with an ``h2``.
    template: str
    part: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PagePanel:
    """What an app adds to a public page of a lower one: a section with its title."""

    #: A fragment that expects ``part``; it opens with an ``h2``.
    template: str
    part: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MapLayer:
    """What an app puts on the map: the rows of one of its public lists, each in a commune."""

    #: In addresses: «lieux».
    code: str
    #: Of the box to tick: «Lieux».
    label: str
    #: Of one and of several: «lieu», «lieux».
    one: str
    many: str
    #: Name of the address of the list, which takes the same filters and `?commune=` an INSEE code.
    list_name: str
    #: (request) -> the rows of the list as its filters narrow them, on a QuerySet.
    found: Callable[[Any], Any]
    #: The field of a row that is its commune.
    commune: str = "commune"


@dataclass(frozen=True, slots=True)
class SocietyGroup:
    """Persons an app knows together, counted by trait and never named.

    The traits and their values are those of `milliard.members.traits`; "" counts those of whom nothing is
    known. What is too small to be shown is hidden by whoever shows it.
    """

    #: «members.current»: kept as an address, reviewed like an API.
    code: str
    #: After «parmi»: «les membres».
    label: str
    #: Who is in it, in one French sentence.
    base: str
    #: Where the counts come from, in French.
    source: str
    counted_on: dt.date
    size: int
    #: Trait -> value -> persons; each trait adds up to ``size``.
    counts: Mapping[str, Mapping[str, int]]
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class ActCard:
    """One thing to do now, on the page «Agir avec vous»."""

    #: What it is, above its title.
    kind: str
    title: str
    text: str
    url: str
    #: How long it takes at most, and the same in words; None and "" when nobody knows.
    minutes: int | None = None
    duration: str = ""


def our_apps() -> Iterator[MilliardAppConfig]:
    """The apps of the platform, lowest layer first."""
    return (config for config in apps.get_app_configs() if isinstance(config, MilliardAppConfig))


def declared(name: str) -> Iterator[Any]:
    """What each app declares under ``name`` (a name of a function or record), imported."""
    for config in our_apps():
        if path := getattr(config, name):
            yield import_string(path)
