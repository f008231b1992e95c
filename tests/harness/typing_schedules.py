"""Somebody who types, waits, closes the tab, goes back, follows a link, loses the network, comes back.

A schedule is a list of acts drawn from a seed. Each text typed holds a word of its own, added to what the box
shows; at the end, every word must be in the answers stored.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engines.questionnaire.model import Definition, Kind, Section
from milliard.surveys import tokens
from milliard.surveys.answering import Submission, save_section
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from tests.harness.network import Network

BOXES = {"un": ("nom", "recit"), "deux": ("mot", "suite")}
_PATIENCE_MS = 20_000


def open_questionnaire() -> Collection:
    """Two sections, each of a short and a long text."""
    sections = tuple(
        Section(
            key=key,
            title=f"Partie {key}",
            items=(
                factories.question(short, Kind.TEXT),
                factories.question(long, Kind.LONG_TEXT),
                factories.question(f"sur_{key}", Kind.YES_NO),
            ),
        )
        for key, (short, long) in BOXES.items()
    )
    return factories.open_collection(Definition(title="Essai", sections=sections))


@dataclass
class Typist:
    """One person with one browser, behind ``network``."""

    context: Any
    network: Network
    collection: Collection
    random: Random
    words: list[str] = field(default_factory=list)
    page: Any = None
    here: str = "un"
    log: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def begin(self) -> None:
        from django.http import QueryDict

        fresh = tokens.fresh_token(self.collection.slug)
        data = QueryDict("shown=nom:&page=")
        submission = Submission(collection=self.collection, section_key="un", data=data, fresh=fresh)
        name, url = f"reponse_{self.collection.slug}", self.network.address
        self.context.add_cookies([{"name": name, "value": save_section(submission).key, "url": url}])
        self.open("un")

    def open(self, section: str) -> None:
        """In a new tab, whatever happened to the last one."""
        if self.page is None or self.page.is_closed():
            self.page = self.context.new_page()
            self.page.on("dialog", lambda dialog: dialog.accept())
        self.here = section
        self._try(lambda: self.page.goto(self._url(section)))
        self._settle()

    def type(self) -> None:
        box = self._box()
        if box is None:
            self.open(self.here)
            return
        word = f"mot{next(self._numbers)}x"
        self._try(lambda: self._write(box, word))

    def _write(self, box: Any, word: str) -> None:
        """A page that leaves in the middle of a word takes the box away: that word was not typed."""
        box.press("Control+End", timeout=3_000)
        box.press_sequentially(f" {word}", delay=self.random.choice((5, 40)), timeout=3_000)
        text = box.input_value(timeout=3_000)
        self.log.append(f"type {word} in {box.get_attribute('name')}: {text!r}")
        if text.endswith(word):
            self.words.append(word)

    def wait(self) -> None:
        self.page.wait_for_timeout(self.random.choice((100, 500, 1_500, 3_000)))

    def close(self) -> None:
        self.page.close(run_before_unload=True)
        for _ in range(100):
            if self.page.is_closed():
                break
            self._pause(50)
        self.open(self.random.choice([*BOXES]))

    def back(self) -> None:
        self._try(lambda: self.page.go_back(wait_until="commit"))
        self._settle()

    def reload(self) -> None:
        self._try(self.page.reload)
        self._settle()

    def follow_link(self) -> None:
        link = self.page.get_by_role("link", name="Voir toutes les")
        self._press(link)
        if self.random.random() < 0.5:
            self.back()
        else:
            self.open(self.random.choice([*BOXES]))

    def go_on(self) -> None:
        self._press(self.page.get_by_role("button", name="Section suivante"))

    def lose_network(self) -> None:
        if self.random.random() < 0.5:
            self.context.set_offline(True)
        else:
            self.network.is_down = True

    def find_network(self) -> None:
        self.context.set_offline(False)
        self.network.is_down = False

    def finish(self) -> list[str]:
        """Come back to each section with a good network; the words that are nowhere."""
        self.find_network()
        self.network.loses = self.network.repeats = 0.0
        for section in (self.here, *BOXES):
            self.open(section)
            self.page.wait_for_timeout(3_500)
            self._settle()
        answers = Response.objects.get(collection=self.collection).answers
        stored = " ".join(str(value) for value in answers.values())
        self.log.append(f"stored: {answers}; kept: {self.page.evaluate('JSON.stringify(localStorage)')}")
        return [word for word in self.words if word not in stored]

    def _press(self, what: Any) -> None:
        """As a finger does: what it opens is waited for, unless it is held."""
        self._try(lambda: what.click(timeout=1_500, no_wait_after=True))
        self._pause(400)
        self._settle()

    def _box(self) -> Any:
        for section, names in BOXES.items():
            if f"/section/{section}/" in self.page.url:
                box = self.page.locator(f"[name={self.random.choice(names)}]")
                if box.count():
                    self.here = section
                    return box
        return None

    def _settle(self) -> None:
        """Wait for a page, and for what its scripts put back."""
        self._try(lambda: self.page.wait_for_load_state("load", timeout=_PATIENCE_MS))
        self._pause(300)
        self._try(lambda: self.page.wait_for_load_state("load", timeout=_PATIENCE_MS))

    def _pause(self, milliseconds: int) -> None:
        if not self.page.is_closed():
            self._try(lambda: self.page.wait_for_timeout(milliseconds))

    def _try(self, act: Callable[[], Any]) -> None:
        """A page that the network does not bring is no fault of the test."""
        from playwright.sync_api import Error

        try:
            act()
        except Error as error:
            self.log.append(f"({str(error).splitlines()[0][:90]})")

    def _url(self, section: str) -> str:
        return f"{self.network.address}/questionnaires/{self.collection.slug}/section/{section}/"


def run_schedule(context: Any, network: Network, seed: int) -> tuple[int, list[str], list[str]]:
    """One schedule: how many words were typed, those lost, and what was done."""
    random = Random(seed)
    network.random = Random(seed)
    network.latency_s, network.spread_s = random.choice((0.0, 0.1, 0.4)), random.choice((0.0, 0.6))
    network.repeats, network.loses = random.choice((0.0, 0.2)), random.choice((0.0, 0.2))
    typist = Typist(context, network, open_questionnaire(), random)
    typist.begin()
    acts = [typist.wait, typist.close, typist.back, typist.reload, typist.follow_link, typist.go_on]
    acts += [typist.lose_network, typist.find_network]
    for _ in range(7):
        typist.type()
        act = random.choice(acts)
        typist.log.append(act.__name__)
        act()
    lost = typist.finish()
    return len(typist.words), lost, typist.log
