"""Two people on one page, whose sends cross, come twice or late, and whose answers get lost, in any order.

Each is a browser reduced to what it knows: its boxes, the answers they showed, its sends. Whatever the order,
every word typed is stored at the end, or kept among the replaced answers, or was written over by who had it
before their eyes; and nobody's word is taken away by who never saw it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.tests.browsing import fill, form_of, url

pytestmark = pytest.mark.django_db
BOX = "mot"
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.booleans(), st.sampled_from(["new", "new", "blank", "first"])),
        st.tuples(st.just("send"), st.booleans(), st.none()),
        st.tuples(st.just("choose"), st.booleans(), st.sampled_from(["mine", "theirs"])),
        st.tuples(st.just("arrive"), st.integers(0, 5), st.sampled_from(["once", "twice", "unanswered"])),
    ),
    min_size=4,
    max_size=16,
)


@dataclass
class Browser:
    """One open page."""

    client: Client
    name: str
    state: dict[str, Any]
    box: str
    base: str
    number: int = 0
    choice: str = ""
    is_asked: bool = False
    #: What its box or its question of choice has shown.
    seen: set[str] = field(default_factory=set)

    def send(self, *, leaving: bool = False) -> dict[str, Any]:
        self.number += 1
        data = {**self.state, BOX: self.box, "shown": [f"{BOX}:{self.base}"], "page__send": str(self.number)}
        if self.is_asked:
            data["undecided"] = [BOX]
            data[f"keep__{BOX}"] = self.choice
        return {**data, "page__leaving": "1"} if leaving else data

    def take(self, sent: dict[str, Any], body: str) -> None:
        """What the script of the page does with the answer to its last send."""
        if sent["page__send"] != str(self.number):
            return
        item = body.partition(f'id="item-{BOX}"')[2]
        base = re.search(rf'name="shown" value="{BOX}:(\w*)"', item or body)
        if item and self.box == sent[BOX] and self.choice == sent.get(f"keep__{BOX}", ""):
            shown = re.search(rf'name="{BOX}" value="([^"]*)"', item)
            assert shown is not None
            assert base is not None
            self.box, self.base, self.choice = shown[1], base[1], ""
            self.is_asked = 'name="undecided"' in item
            self.seen |= {self.box, *re.findall(r"a écrit «\s(\w*)\s»", item)}
        elif not item and base:
            self.base = base[1]


@pytest.mark.slow
@given(acts=ACTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_word_is_lost_nor_taken_away_unseen(acts: list[tuple[str, Any, Any]], five: Collection) -> None:
    people = _two_people(five)
    response = Response.objects.latest("pk")
    typed, over, on_the_way = {"mot0"}, set(), []
    author = {"mot0": "both"}

    def arrive(person: Browser, sent: dict[str, Any], how: str) -> None:
        for _ in range(2 if how == "twice" else 1):
            before = Response.objects.get(pk=response.pk).answers.get(BOX, "")
            quiet = {"HX-Request": "true"}
            body = person.client.post(url(five, "section/page/"), sent, headers=quiet).content.decode()
            after = Response.objects.get(pk=response.pk).answers.get(BOX, "")
            if before and after != before and author.get(before) not in (person.name, "both"):
                assert before in person.seen | _replaced(response), f"{before} was taken away unseen"
        if how != "unanswered":
            person.take(sent, body)

    for number, (act, who, how) in enumerate(acts, start=1):
        if act == "arrive":
            if on_the_way:
                arrive(*on_the_way.pop(who % len(on_the_way)), how)
            continue
        person = people[who]
        if act == "type":
            over.add(person.box)
            person.box = {"new": f"mot{number}", "blank": "", "first": "mot0"}[how]
            typed.add(person.box)
            author[person.box] = person.name if how == "new" else "both"
        elif act == "choose" and person.is_asked:
            person.choice = how
        elif act == "send":
            on_the_way.append((person, person.send()))
    while on_the_way:
        arrive(*on_the_way.pop(), "once")
    for person in people:
        arrive(person, person.send(leaving=True), "twice")
    kept = {Response.objects.get(pk=response.pk).answers.get(BOX, ""), ""} | _replaced(response)
    assert typed <= kept | over
    rows = list(ReplacedAnswer.objects.filter(response=response).values_list("value", flat=True))
    assert len(rows) == len(set(rows)), "a replaced answer is listed twice"


def _two_people(five: Collection) -> tuple[Browser, Browser]:
    """Two browsers on one new response, in which «mot0» is stored."""
    first, second = Client(), Client()
    fill(first, first.get(url(five, "section/page/")), go="save", mot="mot0")
    second.cookies = first.cookies.copy()
    made = []
    for name, client in (("one", first), ("other", second)):
        form = form_of(client.get(url(five, "section/page/")))
        base = next(each.partition(":")[2] for each in form.values["shown"] if each.startswith(f"{BOX}:"))
        state = {key: form.values[key] for key in ("page", "page__of", "opened_at")}
        made.append(Browser(client, name, state, "mot0", base, seen={"mot0"}))
    return made[0], made[1]


def _replaced(response: Response) -> set[Any]:
    return set(ReplacedAnswer.objects.filter(response=response).values_list("value", flat=True))
