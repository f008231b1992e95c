"""Whatever happens to a person, day after day, against a slow reference that knows neither rows nor SQL."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db.models import Q
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from milliard.members.enums import MembershipState
from milliard.members.models import DuesRequest, Member, MembershipPeriod
from milliard.members.models.states import state_condition
from milliard.members.services.dues import rates_in_force
from milliard.members.tests.stories import FIRST_DAY, Story, set_rates

pytestmark = pytest.mark.django_db
_DAY, GRACE, NOTICE = dt.timedelta(days=1), dt.timedelta(days=30), dt.timedelta(days=45)
START = dt.date(2027, 12, 1)  # what follows crosses a 29th of February
EVENTS = ("asked", "paid", "paid", "paid", "taken-back", "repaid", "left", "back", "excluded")


@dataclass
class Span:
    """StateDays paid for, first to last; counted from ``known`` on, until ``cancelled``."""

    first: dt.date
    last: dt.date
    known: dt.date
    number: int
    cancelled: dt.date | None = None

    def counts(self, on: dt.date) -> bool:
        return self.cancelled is None or self.cancelled > on


@dataclass
class Reference:
    """One person, as the statutes tell it."""

    rule: str
    spans: list[Span] = field(default_factory=list)
    asked: list[tuple[dt.date, dt.date | None, int]] = field(default_factory=list)
    departures: list[tuple[str, dt.date, dt.date | None]] = field(default_factory=list)
    money: list[int] = field(default_factory=list)  # numbers of the requests that hold money, as it came
    reversed_: list[int] = field(default_factory=list)  # numbers taken back and not paid again

    def gone(self, on: dt.date) -> bool:
        return any(begins <= on and (ends is None or ends > on) for _, begins, ends in self.departures)

    def until(self, on: dt.date) -> dt.date | None:
        """The last day paid for, walking day by day through what follows without a gap."""
        begun = [span for span in self.spans if span.counts(on) and span.first <= on]
        if not begun:
            return None
        last = max(span.last for span in begun)
        for span in self.spans:
            if span.counts(on) and span.known <= on and span.first == last + _DAY:
                return span.last
        return last

    def state(self, on: dt.date) -> str:
        if self.gone(on):
            return "left"
        until = self.until(on)
        if until is None:
            return "pending" if self.open_on(on) else "never"
        if until > on + NOTICE:
            return "current"
        return "due_soon" if until >= on - GRACE else "lapsed"

    def open_on(self, on: dt.date) -> list[int]:
        """Numbers of the requests asked and not closed on a day, as they are known at the end."""
        return [
            number
            for begins, closed, number in self.asked
            if begins <= on and (closed is None or closed > on)
        ]

    def happen(self, event: str, on: dt.date) -> None:
        getattr(self, event.replace("-", "_"))(on)

    def ask(self, on: dt.date) -> int | None:
        waiting = [number for _, closed, number in self.asked if closed is None]
        if waiting:
            return waiting[0]
        state, until = self.state(on), self.until(on)
        if state == "current":
            return None
        if state == "left":
            kind = next(kind for kind, _, ends in self.departures if ends is None)
            if kind != "resigned" or (until is not None and until >= on):
                return None
        number = len(self.asked)
        self.asked.append((on, None, number))
        return number

    def asked_(self, on: dt.date) -> None:
        self.ask(on)

    def close(self, number: int, on: dt.date | None) -> None:
        self.asked = [(begins, on if one == number else closed, one) for begins, closed, one in self.asked]

    def paid(self, on: dt.date) -> None:
        number = self.ask(on)
        if number is not None:
            self.receive(number, on)

    def receive(self, number: int, on: dt.date) -> None:
        self.money.append(number)
        self.reversed_ = [other for other in self.reversed_ if other != number]
        kinds = [kind for kind, _, ends in self.departures if ends is None]
        if kinds == ["excluded"]:
            return
        ends = [span.last for span in self.spans if span.cancelled is None]
        goes_on = bool(ends) and on <= max(ends) + GRACE
        first = max(ends) + _DAY if goes_on else on
        if kinds:
            first = max(first, on)
        self.spans.append(Span(first, self.last_day(first), on, number))
        self.close(number, on)
        self.departures = [
            (kind, begins, max(on, begins) if ends is None else ends)
            for kind, begins, ends in self.departures
        ]

    def last_day(self, first: dt.date) -> dt.date:
        """The first day after ``first`` that begins another year, the eve of it."""
        day = first + _DAY
        while not self.begins_a_year(day, first):
            day += _DAY
        return day - _DAY

    def begins_a_year(self, day: dt.date, first: dt.date) -> bool:
        if self.rule == "rolling":
            wanted = (3, 1) if (first.month, first.day) == (2, 29) else (first.month, first.day)
            return day.year > first.year and (day.month, day.day) == wanted
        return f"{day:%m-%d}" == self.rule.removeprefix("calendar-")

    def taken_back(self, on: dt.date) -> None:
        if not self.money:
            return
        number = self.money.pop()
        self.reversed_.append(number)
        for span in self.spans:
            if span.number == number and span.cancelled is None:
                span.cancelled = on
                is_open = any(closed is None for _, closed, _ in self.asked)
                has_left = any(ends is None for _, _, ends in self.departures)
                if not is_open and not has_left:
                    self.close(number, None)

    def repaid(self, on: dt.date) -> None:
        if self.reversed_:
            self.receive(max(self.reversed_), on)

    def left(self, on: dt.date) -> None:
        entered = bool(self.spans)
        if not entered or any(ends is None for _, _, ends in self.departures):
            return
        for _, closed, number in self.asked:
            if closed is None:
                self.close(number, on)
                self.reversed_ = [other for other in self.reversed_ if other != number]
        self.departures.append(("resigned", on, None))

    def back(self, on: dt.date) -> None:
        covered = any(span.counts(on) and span.first <= on <= span.last for span in self.spans)
        self.departures = [
            (kind, begins, on if ends is None and kind == "resigned" and covered else ends)
            for kind, begins, ends in self.departures
        ]

    def excluded(self, on: dt.date) -> None:
        self.departures.append(("excluded", on, None))


#: The edges of a year, of notice and of grace first; then anything.
_LATER = st.one_of(st.sampled_from([1, 319, 320, 364, 365, 366, 394, 395, 396, 397]), st.integers(1, 420))
happenings = st.lists(st.tuples(_LATER, st.sampled_from(EVENTS)), max_size=6)


#: Stories that only one line of the reference tells right: each mutant of it fails on one of them at least.
STORIES = (
    ("rolling", "5 paid"),
    ("rolling", "90 paid"),
    ("rolling", "320 excluded"),
    ("rolling", "394 taken-back"),
    ("rolling", "1 paid, 0 left, 0 back"),
    ("rolling", "1 paid, 365 left, 0 back"),
    ("rolling", "31 paid, 395 paid"),
    ("rolling", "46 paid, 1 left, 364 paid"),
    ("rolling", "366 paid, 1 taken-back, 365 left"),
    ("rolling", "395 paid, 365 paid, 365 paid"),
    ("rolling", "1 paid, 395 paid, 0 taken-back, 0 taken-back, 0 repaid"),
    ("rolling", "396 left, 366 paid, 365 taken-back, 30 left, 365 repaid"),
    ("rolling", "1 paid, 366 left, 0 paid, 1 back"),
    ("rolling", "396 paid, 397 excluded, 0 taken-back, 367 repaid, 184 paid"),
    ("calendar-01-01", "304 paid, 0 taken-back"),
    ("calendar-01-01", "365 paid, 31 paid"),
    ("calendar-01-01", "364 asked, 23 repaid"),
    ("calendar-01-01", "1 paid, 0 paid, 366 paid"),
    ("calendar-01-01", "310 paid, 364 paid, 396 taken-back, 1 repaid"),
    ("calendar-01-01", "6 paid, 1 left, 1 paid, 40 asked, 0 paid, 1 left"),
    ("calendar-09-01", "115 paid, 5 paid"),
    ("calendar-09-01", "310 paid, 1 left, 411 back"),
    ("calendar-09-01", "295 paid, 1 paid, 325 paid, 0 taken-back"),
    ("calendar-09-01", "31 paid, 371 asked, 396 taken-back, 395 paid, 5 repaid"),
    ("calendar-09-01", "5 paid, 135 excluded, 125 back, 136 asked, 1 taken-back"),
    ("calendar-09-01", "364 paid, 366 taken-back, 365 paid, 364 paid, 364 repaid"),
)


def told(test: Callable[..., None]) -> Callable[..., None]:
    """The test with every one of these stories."""
    for rule, words in STORIES:
        happened = [(int(later), event) for later, event in (part.split() for part in words.split(", "))]
        test = example(happened, rule)(test)
    return test


def asked_on(on: dt.date) -> int:
    """Requests asked and not closed on a day."""
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return DuesRequest.objects.filter(is_open, asked_on__lte=on).count()


@pytest.mark.slow
class AgainstTheReference(TestCase):
    """State, end and right to vote on the days around each event; sets say what annotations say."""

    @settings(max_examples=25)
    @told
    @given(happenings, st.sampled_from(["rolling", "calendar-01-01", "calendar-09-01"]))
    def test_any_story(self, happened: list[tuple[int, str]], rule: str) -> None:
        set_rates(rule)
        story, reference, day = Story(), Reference(rule), START
        looked_at = {START - _DAY}
        for later, event in happened:
            day += dt.timedelta(days=later)
            if event == "excluded" and story.member.departures.filter(returned_on__isnull=True).exists():
                continue  # the table holds one open departure
            story.live(event, day)
            reference.happen("asked_" if event == "asked" else event, day)
            looked_at |= {day - _DAY, day, day + GRACE, day + NOTICE}
        for span in reference.spans:
            edges = (span.last - NOTICE, span.last, span.last + GRACE)
            looked_at |= {edge + shift for edge in edges for shift in (dt.timedelta(0), _DAY)}
        for on in sorted(on for on in looked_at if on > FIRST_DAY):
            state, until, votes = story.state(on)
            assert (on, state, until) == (on, reference.state(on), reference.until(on))
            assert (on, asked_on(on)) == (on, len(reference.open_on(on)))
            assert votes == (state in ("current", "due_soon"))
            rates = rates_in_force(on)
            found = [
                each
                for each in MembershipState
                if Member.objects.filter(state_condition([each], rates, on)).exists()
            ]
            assert found == [state]
            # Several at once are written otherwise than one beside another.
            others = set(MembershipState) - {MembershipState(state)}
            assert not Member.objects.filter(state_condition(others, rates, on)).exists()
            some = {MembershipState(state), *sorted(others)[:: 1 + on.day % 3]}
            assert Member.objects.filter(state_condition(some, rates, on)).exists()
        kept = MembershipPeriod.objects.filter(cancelled_on__isnull=True)
        assert kept.count() == sum(span.cancelled is None for span in reference.spans)
