"""Who the invented members are and what happened to each: drawn from the seed, told in days before today.

Every name is plainly invented («Ada Exemple-Noisetier») and every address ends with «@exemple.fr».
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from demo import accounts
from demo.generator.draws import Draws
from demo.generator.places import place
from milliard.members.enums import DepartureKind, Gender, Occupation, PriorityArea
from milliard.members.periods import Rule, period_paid
from milliard.members.skills import SKILLS, TIMES
from milliard.payments.enums import Means

#: How many members stand where; 1,500 in all.
STORIES = {
    "current": 930, "due_soon": 180, "lapsed": 205, "pending": 75, "began": 35, "left": 55, "deceased": 20,
}  # fmt: skip
#: Those of this week, among the current.
NEW_THIS_WEEK = 24
_PAID_DAYS_AGO = {"due_soon": (323, 392), "lapsed": (400, 900), "left": (30, 300), "deceased": (30, 300)}
_GIVEN = (
    "Ada", "Bilal", "Chloé", "Driss", "Élise", "Fatou", "Gaël", "Hélène", "Idir", "Jeanne", "Kenza", "Lucien",
    "Maïwenn", "Noé", "Odile", "Pierre-Yves", "Quitterie", "Rayan", "Soizic", "Théo", "Ursule", "Vân",
    "Wassila", "Xavier", "Yuna", "Zoé", "Marie-Ange", "Anatole", "Ndeye", "Teva",
)  # fmt: skip
_INVENTED = (
    "Noisetier", "Bruyère", "Mésange", "Galet", "Fougère", "Tilleul", "Lampion", "Ricochet", "Pervenche",
    "Marelle", "Belvédère", "Ardoise", "Clairière", "Girouette", "Mirabelle", "Sémaphore", "Tournesol",
    "Boussole", "Cerf-Volant", "Passerelle", "Coquelicot", "Réglisse", "Alouette", "Pommier", "Luciole",
    "Tambourin", "Campanule", "Bivouac", "Cascade", "Hirondelle", "Nénuphar", "Baguenaude", "Moulin",
    "Sauterelle", "Verveine", "Falaise", "Grelot", "Iris", "Jonquille", "Lavande", "Muscade", "Nacelle",
    "Olivier", "Pivoine", "Roseau", "Sorbier", "Tamaris", "Vigne-Vierge", "Capucine", "Bergamote", "Écluse",
)  # fmt: skip
#: Names that forms and lists must bear.
_UNUSUAL = (
    ("A", "Exemple"), ("Jean-Baptiste-Emmanuel", "de La Tour d’Exemple du Haut-Noisetier"),
    ("Thị Hương", "Nguyễn-Exemple"), ("عائشة", "مثال"), ("Siân", "O’Exemple"), ("Nour", "El Exemple"),
)  # fmt: skip
_MEANS = {
    Means.HELLOASSO_CARD: 0.52, Means.HELLOASSO_SEPA: 0.12, Means.TRANSFER: 0.16, Means.CHEQUE: 0.13,
    Means.CASH: 0.07,
}  # fmt: skip
_DUES = {2000: 0.45, 3500: 0.2, 5000: 0.08, 500: 0.2, 1000: 0.04, 1250: 0.02, 12000: 0.01}
_GIFTS = {0: 0.8, 500: 0.08, 1000: 0.06, 3000: 0.04, 10000: 0.02}
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Paid:
    """Dues received in full: the day, the parts, how, and the days they open."""

    on: dt.date
    dues_cents: int
    gift_cents: int
    means: Means
    starts_on: dt.date
    ends_on: dt.date


#: Of those who said a little of themselves: in a priority district, elsewhere, or no answer.
PRIORITY_AREAS = {PriorityArea.INSIDE.value: 0.05, PriorityArea.OUTSIDE.value: 0.8, "": 0.15}


@dataclass(slots=True)
class Person:
    """One invented member."""

    number: int
    story: str
    given_name: str
    family_name: str
    email: str
    commune: str
    phone: str = ""
    paid: list[Paid] = field(default_factory=list)
    #: Began on that day; what they were asked and did not pay, in cents, 0 when they stopped before.
    began_on: dt.date | None = None
    asked_cents: int = 0
    left: tuple[dt.date, DepartureKind] | None = None
    birth_year: int | None = None
    gender: str = ""
    occupation: str = ""
    skills: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    wants_lot: bool = False
    wants_news: bool = False
    #: The account of the demonstration it is tied to.
    account: str = ""


def people(seed: str, today: dt.date, rule: Rule, first_day: dt.date) -> list[Person]:
    """Everybody, in an order that mixes them; the same seed and day give the same people."""
    draws = Draws(seed, "mouvement")
    stories = [story for story, count in STORIES.items() for _ in range(count)]
    draws.shuffle(stories)
    found = [_person(draws, number, story) for number, story in enumerate(stories)]
    for person, (given_name, family_name) in zip(found[20:], _UNUSUAL, strict=False):
        person.given_name, person.family_name = given_name, family_name
    is_new = _first_of(found, "current", NEW_THIS_WEEK)
    for person in found:
        _live(draws, person, today, rule, first_day, is_new=person.number in is_new)
    found += list(_people_of_accounts(draws, len(found), today, rule))
    return found


def name_parts(number: int) -> tuple[str, str, str]:
    """A given name and two invented words, another three for each number (up to seventy thousand)."""
    given = _GIVEN[number % len(_GIVEN)]
    first, rest = number // len(_GIVEN) % len(_INVENTED), number // (len(_GIVEN) * len(_INVENTED))
    return given, _INVENTED[first], _INVENTED[(first + 1 + rest) % len(_INVENTED)]


def _first_of(found: list[Person], story: str, count: int) -> set[int]:
    return {person.number for person in [one for one in found if one.story == story][:count]}


def _person(draws: Draws, number: int, story: str) -> Person:
    given_name = _GIVEN[number % len(_GIVEN)]
    invented = _INVENTED[number // len(_GIVEN) % len(_INVENTED)]
    _, commune = place(draws)
    email = f"membre{number:04d}@exemple.fr" if draws.chance(0.96) else ""
    person = Person(number, story, given_name, f"Exemple-{invented}", email, commune)
    _say_of_oneself(draws, person)
    return person


def _say_of_oneself(draws: Draws, person: Person) -> None:
    person.wants_news = bool(person.email) and draws.chance(0.62)
    if draws.chance(0.3):
        person.phone = f"+3363998{person.number:04d}"  # numbers kept for works of fiction: 06 39 98 …
    if draws.chance(0.55):
        person.birth_year = draws.randrange(1944, 2007)
        person.gender = draws.pick({Gender.WOMAN: 0.52, Gender.MAN: 0.44, Gender.OTHER: 0.04})
        person.occupation = draws.choice(Occupation.values)
    if draws.chance(0.4):
        person.skills = draws.several(dict.fromkeys(SKILLS, 0.15), at_most=4)
        person.times = draws.several(dict.fromkeys(TIMES, 0.25))
        person.wants_lot = draws.chance(0.4)


def _live(
    draws: Draws, person: Person, today: dt.date, rule: Rule, first_day: dt.date, *, is_new: bool
) -> None:
    if person.story in ("pending", "began"):
        person.began_on = _ago(today, draws.randrange(0, 60))
        person.asked_cents = draws.pick(_DUES) if person.story == "pending" else 0
        return
    if is_new:
        person.paid = _payments(draws, _ago(today, person.number % 7), 1, rule, today)
        return
    last = draws.randrange(*_PAID_DAYS_AGO.get(person.story, (8, 315)))
    longest = ((today - first_day).days - last - 30) // _YEAR
    times = 1 + draws.randrange(0, min(2, max(0, longest)) + 1)
    person.paid = _payments(draws, _ago(today, last), times, rule, today)
    if person.story in ("left", "deceased"):
        kind = DepartureKind.RESIGNED if person.story == "left" else DepartureKind.DECEASED
        person.left = (_ago(today, draws.randrange(0, last)), kind)


def _ago(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def _payments(draws: Draws, last_start: dt.date, times: int, rule: Rule, today: dt.date) -> list[Paid]:
    """Dues of so many years; each renewal came around the end of the year before."""
    paid: list[Paid] = []
    for left in range(times - 1, -1, -1):
        last_end = paid[-1].ends_on if paid else None
        around = last_start - dt.timedelta(days=_YEAR * left)
        if last_end is not None:
            around = last_end + dt.timedelta(days=draws.randrange(-20, 25))
        on = min(around, today)
        starts_on, ends_on = period_paid(rule, paid_on=on, last_end=last_end)
        parts = draws.pick(_DUES), draws.pick(_GIFTS)
        paid.append(Paid(on, *parts, draws.pick(_MEANS), starts_on, ends_on))
    return paid


def _people_of_accounts(draws: Draws, number: int, today: dt.date, rule: Rule) -> Iterator[Person]:
    """Those one signs in as; Maxime's membership ends soon, and Camille's mother shares her account."""
    mine = (
        ("maxime.membre@exemple.fr", "Maxime", "Membre", 350, 2),
        ("claude.tresorerie@exemple.fr", "Claude", "Trésorerie", 90, 2),
        (accounts.ORGANISER, "Camille", "Organisatrice", 200, 1),
        (accounts.ORGANISER, "Andrée", "Organisatrice", 201, 1),
    )
    for place_of, (email, given_name, family_name, ago, times) in enumerate(mine):
        person = Person(number + place_of, "current", given_name, family_name, email, "29232", account=email)
        person.wants_news, person.birth_year = True, 1958 + 9 * place_of
        person.skills, person.times = ["host", "write"], ["saturday"]
        person.paid = _payments(draws, _ago(today, ago), times, rule, today)
        yield person
