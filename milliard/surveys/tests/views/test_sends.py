"""Sends that cross, come twice, late or after somebody else's: nobody's words are lost or chosen for them."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, save_section
from milliard.surveys.answering.form import base_of
from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db
QUIET = {"HX-Request": "true"}


class Person:
    """Somebody with a page open: ``shown`` is what it showed, until an answer of ours says otherwise."""

    def __init__(self, collection: Collection, page: str, key: str = "", **shown: Any) -> None:
        self.collection, self.page, self.key, self.shown = collection, page, key, shown
        self.fresh = tokens.fresh_token(collection.slug)

    def send(self, number: int = 0, **typed: Any) -> Saved:
        options = {name: typed.pop(name) for name in [*typed] if name.startswith(("keep__", "page__"))}
        undecided, removed = typed.pop("undecided", []), typed.pop("remove", "")
        rows = typed.pop("rows__besoins", [])
        data = QueryDict(mutable=True)
        for name, value in {**self.shown, **typed}.items():
            data[name] = str(value)
            data.appendlist("shown", f"{name}:{base_of(self.shown.get(name))}")
        for name, value in options.items():
            data[name] = value
        data.setlist("undecided", undecided)
        data.setlist("rows__besoins", rows)
        data["page"], data["page__send"] = self.page, str(number or "")
        section = "chiffres" if rows else "page"
        return save_section(
            Submission(
                collection=self.collection,
                section_key=section,
                data=data,
                key=self.key,
                fresh=self.fresh,
                removed_row=removed,
                is_background=True,
            )
        )


@pytest.fixture
def pair() -> tuple[Person, Person]:
    """Two people before the same page, on which «mot» is «a»."""
    collection = factories.open_collection(factories.five_questions())
    first = Person(collection, "p0")
    key = first.send(mot="a").key
    return Person(collection, "p1", key, mot="a"), Person(collection, "p2", key, mot="a")


def stored(name: str = "mot") -> Any:
    return Response.objects.get().answers.get(name)


def replaced() -> list[Any]:
    return list(ReplacedAnswer.objects.order_by("pk").values_list("value", flat=True))


def test_a_second_send_of_one_page_is_the_same_conflict(pair: tuple[Person, Person]) -> None:
    """The click, then 0.4 s later the save in the background, as of the same page (B1 of the team's walk)."""
    me, colleague = pair
    colleague.send(1, mot="184 000")
    for number in (1, 2, 0):
        saved = me.send(number, mot="184 500")
        assert saved.verdict.conflicts == {("mot",): "184 000"}
        assert stored() == "184 000"
    assert replaced() == []


@pytest.mark.parametrize(("choice", "kept", "lost"), [("mine", "b", "c"), ("theirs", "c", "b")])
def test_what_was_chosen_counts_and_what_it_replaces_is_kept_once(
    pair: tuple[Person, Person], choice: str, kept: str, lost: str
) -> None:
    me, colleague = pair
    colleague.send(1, mot="c")
    me.send(1, mot="b")
    me.shown = {"mot": "c"}
    for number in (2, 3, 0):
        me.send(number, mot="b", keep__mot=choice)
    assert stored() == kept
    assert replaced() == [lost]


def test_an_open_choice_is_made_by_nobody_else(pair: tuple[Person, Person]) -> None:
    me, colleague = pair
    colleague.send(1, mot="c")
    me.send(1, mot="b")
    me.shown = {"mot": "c"}
    assert me.send(2, mot="b", undecided=["mot"], personnes="4").verdict.conflicts == {("mot",): "c"}
    assert (stored(), stored("personnes")) == ("c", 4)
    colleague.shown = {"mot": "c"}
    colleague.send(2, mot="d")
    assert me.send(3, mot="b", keep__mot="mine").verdict.conflicts == {("mot",): "d"}
    assert stored() == "d"


def test_words_in_conflict_when_the_page_is_left_are_kept_apart(pair: tuple[Person, Person]) -> None:
    me, colleague = pair
    colleague.send(1, mot="c")
    for number in (1, 1):
        me.send(number, mot="b", page__leaving="1")
    assert stored() == "c"
    assert replaced() == ["b"]


def test_an_older_send_that_comes_late_changes_nothing(pair: tuple[Person, Person]) -> None:
    me, _ = pair
    me.send(2, mot="abc")
    assert me.send(1, mot="ab").verdict.is_clean
    assert stored() == "abc"
    me.send(3, mot="")
    me.send(2, mot="abc")
    assert stored() is None
    assert replaced() == []


def test_a_send_that_comes_twice_does_not_undo_a_colleague_s(
    pair: tuple[Person, Person],
) -> None:
    me, colleague = pair
    me.send(1, mot="b")
    colleague.shown = {"mot": "b"}
    colleague.send(1, mot="a")
    me.send(1, mot="b")
    assert stored() == "a"


def test_a_page_that_never_got_an_answer_may_still_change_its_own_words(pair: tuple[Person, Person]) -> None:
    me, colleague = pair
    me.send(1, mot="b")
    colleague.send(1, mot="a", personnes="3")
    for number, word in ((2, "bc"), (3, "a"), (4, "z")):
        assert me.send(number, mot=word).verdict.is_clean
        assert stored() == word


def test_the_first_page_of_somebody_new_may_come_in_any_order() -> None:
    me = Person(factories.open_collection(factories.five_questions()), "p1")
    for number, word in ((2, "ab"), (1, "a"), (3, "abc"), (3, "abc")):
        assert me.send(number, mot=word).verdict.is_clean
    assert stored() == "abc"


def test_a_row_taken_out_keeps_apart_what_a_colleague_wrote_in_it_since() -> None:
    collection = factories.open_collection(factories.every_kind())
    name = "besoins__r1__montant"
    me = Person(collection, "p1")
    me.key = me.send(1, rows__besoins=["r1"], **{name: "10"}).key
    me.shown, colleague = {name: 1_000}, Person(collection, "p2", me.key, **{name: 1_000})
    me.page = "p3"
    colleague.send(1, rows__besoins=["r1"], **{name: "20"})
    me.send(1, rows__besoins=["r1"], **{name: "10"}, remove="besoins__r1")
    assert Response.objects.get().answers == {}
    assert replaced() == [2_000]


def test_a_colleague_s_answer_comes_to_the_page_and_is_not_overwritten(five: Collection) -> None:
    client = Client()
    fill(client, client.get(url(five, "section/page/")), go="save", mot="a")
    other = Client()
    other.cookies = client.cookies.copy()
    mine, theirs = (form_of(each.get(url(five, "section/page/"))) for each in (client, other))
    fill(other, other.get(theirs.action), go="save", mot="b")
    body = client.post(mine.action, {**mine.values, "personnes": "3"}, headers=QUIET).content.decode()
    assert 'id="item-mot"' in body
    assert 'value="b"' in body
    assert f'value="mot:{base_of("b")}"' in body.split('id="item-mot"')[1]
    client.post(mine.action, {**mine.values, "personnes": "4"}, headers=QUIET)
    assert (stored(), stored("personnes")) == ("b", 4)


def test_a_refused_answer_does_not_hide_what_a_colleague_wrote(five: Collection) -> None:
    client = Client()
    fill(client, client.get(url(five, "section/page/")), go="save", personnes="1")
    other = Client()
    other.cookies = client.cookies.copy()
    pages = [each.get(url(five, "section/page/")) for each in (client, other)]
    fill(other, pages[1], go="save", personnes="12")
    wrong = fill(client, pages[0], go="save", personnes="beaucoup")
    asked = fill(client, wrong, go="save", personnes="13")
    assert asked.status_code == 409
    assert "a écrit « 12 »" in text_of(asked)
    assert stored("personnes") == 12
    again = fill(client, asked, go="save")  # sent without choosing
    assert again.status_code == 409
    assert stored("personnes") == 12
