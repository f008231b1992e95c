"""Adopting a later version: every response follows, and nothing that was said is lost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engines.questionnaire.model import Choice, Definition, Group, Kind, Section
from milliard.surveys import tokens
from milliard.surveys.answering import Submission, finish_response, save_section
from milliard.surveys.models import Collection, ReplacedAnswer, Response, Version
from milliard.surveys.services import collections
from milliard.surveys.tasks import convert_responses_left
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond
from milliard.surveys.tests.test_answering import form
from milliard.surveys.version_change import responses

pytestmark = pytest.mark.django_db

ASSO, SCIC, GIE = Choice("asso", "Association"), Choice("scic", "SCIC"), Choice("gie", "GIE")


def before() -> Definition:
    return Definition(
        title="Vague",
        sections=(
            Section("a", "Une", (question("status", Kind.ONE, choice_list="s"), question("staff"))),
            Section("b", "Deux", (question("story"),)),
        ),
        choice_lists={"s": (ASSO, SCIC, GIE)},
    )


def after() -> Definition:
    """A section more at the start, a choice less, a question renamed, another added."""
    return Definition(
        title="Vague",
        sections=(
            Section("zero", "Avant", (question("hello"),)),
            Section(
                "a",
                "Une",
                (
                    question("status", Kind.ONE, choice_list="s"),
                    question("extra", Kind.YES_NO),
                    question("people", uid="staff"),
                ),
            ),
            Section("b", "Deux", (question("story"),)),
        ),
        choice_lists={"s": (ASSO, SCIC)},
    )


@pytest.fixture
def collection() -> Collection:
    return factories.open_collection(before())


def later(collection: Collection, content: Definition | None = None) -> Version:
    return factories.version(content or after(), code=collection.version.questionnaire.code)


def adopt_without_converting(collection: Collection) -> Version:
    """The version adopted, the queue not run yet."""
    made = later(collection)
    Collection.objects.filter(pk=collection.pk).update(version=made)
    collection.refresh_from_db()
    return made


def test_adopting_moves_every_response_begun_or_complete(
    collection: Collection, django_capture_on_commit_callbacks: Any
) -> None:
    respond(collection, {"status": "asso", "staff": "3"}, {"status": "gie"})
    respond(collection, {"status": "scic"}, complete=False, section=1, question=1)
    made = later(collection)
    with django_capture_on_commit_callbacks(execute=True):
        collections.adopt_version(collection=collection, version=made, by=None)
    assert set(Response.objects.values_list("version_id", flat=True)) == {made.pk}
    assert [row.answers for row in Response.objects.order_by("pk")] == [
        {"status": "asso", "people": "3"},
        {},
        {"status": "scic"},
    ]
    apart = ReplacedAnswer.objects.get()
    assert (apart.path, apart.value, apart.replaced_by) == ("status", "gie", "Ce choix n’existe plus.")


def test_the_task_is_safe_to_run_twice_and_goes_by_batches(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    respond(collection, *[{"status": "gie"}] * 5)
    adopt_without_converting(collection)
    assert responses.convert_batch(collection=collection, size=2) == 2
    assert responses.responses_to_convert(collection).count() == 3
    convert_responses_left.call(collection.pk)
    once = list(Response.objects.order_by("pk").values())
    convert_responses_left.call(collection.pk)
    assert list(Response.objects.order_by("pk").values()) == once
    assert ReplacedAnswer.objects.count() == 5


def test_the_queries_of_a_batch_do_not_depend_on_its_size(collection: Collection) -> None:
    counts = []
    for size in (2, 20):
        respond(collection, *[{"status": "gie"}] * size, version_id=collection.version_id)
        old = collection.version
        adopt_without_converting(collection)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            responses.convert_batch(collection=collection)
        counts.append(len(captured))
        Collection.objects.filter(pk=collection.pk).update(version=old)
        collection.refresh_from_db()
        Response.objects.all().delete()
    assert counts[0] == counts[1]


def test_saving_a_response_of_an_earlier_version_converts_it_first(collection: Collection) -> None:
    fresh = tokens.fresh_token(collection.slug)
    begun = save_section(
        Submission(
            collection=collection, section_key="a", data=form({"status": "gie", "staff": "3"}), fresh=fresh
        )
    )
    made = adopt_without_converting(collection)
    data = form({"story": "Voilà"})
    save_section(Submission(collection=collection, section_key="b", data=data, key=begun.key))
    response = Response.objects.get()
    assert response.version == made
    assert response.answers == {"people": "3", "story": "Voilà"}
    assert ReplacedAnswer.objects.get().value == "gie"
    assert (response.furthest_section, response.furthest_question) == (3, 5)
    assert response.sections[responses.UNSEEN] == ["extra", "hello"]
    data = form({"extra": ""})
    save_section(Submission(collection=collection, section_key="a", data=data, key=begun.key))
    response.refresh_from_db()
    assert response.sections[responses.UNSEEN] == ["hello"]


def test_finishing_a_response_of_an_earlier_version(collection: Collection) -> None:
    fresh = tokens.fresh_token(collection.slug)
    begun = save_section(
        Submission(collection=collection, section_key="a", data=form({"staff": "3"}), fresh=fresh)
    )
    made = adopt_without_converting(collection)
    finish_response(collection=collection, key=begun.key, leaves_unseen=["zero", "b"])
    response = Response.objects.get()
    assert response.version == made
    assert response.completed_at is not None
    assert response.answers == {"people": "3"}


def test_rows_of_a_dropped_group_are_kept_apart_whole() -> None:
    rows = Group("rows", "R", (question("x"),), repeats=True)
    collection = factories.open_collection(factories.definition(rows, question("name")))
    respond(collection, {"rows": [{"_id": "r1", "x": "1"}], "name": "Nous"})
    made = later(collection, factories.definition(question("name")))
    Collection.objects.filter(pk=collection.pk).update(version=made)
    convert_responses_left.call(collection.pk)
    assert Response.objects.get().answers == {"name": "Nous"}
    assert ReplacedAnswer.objects.get().value == {"_id": "r1", "x": "1"}


def test_an_anonymous_collection_keeps_the_day_only() -> None:
    collection = factories.open_collection(before(), is_anonymous=True)
    respond(collection, {"status": "gie"})
    adopt_without_converting(collection)
    convert_responses_left.call(collection.pk)
    made_at = timezone.localtime(ReplacedAnswer.objects.get().created_at)
    assert (made_at.hour, made_at.minute, made_at.second, made_at.microsecond) == (0, 0, 0, 0)


def test_what_is_typed_on_a_page_opened_before_the_change_follows_its_question(
    collection: Collection,
) -> None:
    fresh = tokens.fresh_token(collection.slug)
    begun = save_section(
        Submission(collection=collection, section_key="a", data=form({"staff": "3"}), fresh=fresh)
    )
    adopt_without_converting(collection)
    convert_responses_left.call(collection.pk)
    data = form({"staff": "12", "status": "asso", "unknown": "x"}, shown={"staff": "3"})
    save_section(Submission(collection=collection, section_key="a", data=data, key=begun.key))
    assert Response.objects.get().answers == {"people": "12", "status": "asso"}
    untouched = form({"staff": "3"}, shown={"staff": "3"})
    save_section(Submission(collection=collection, section_key="a", data=untouched, key=begun.key))
    assert Response.objects.get().answers == {"people": "12", "status": "asso"}
    # Somebody wrote there since: theirs stays, this one is set aside, once however often it is sent.
    for _ in range(2):
        late = form({"staff": "99"}, shown={"staff": "3"})
        saved = save_section(Submission(collection=collection, section_key="a", data=late, key=begun.key))
        assert [answer.section for answer in saved.older] == [""]
    assert Response.objects.get().answers == {"people": "12", "status": "asso"}
    kept = ReplacedAnswer.objects.get()
    assert (kept.path, kept.value) == ("staff", "99")
