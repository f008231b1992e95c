"""Following a collection: begun, complete, where people stop; counted by the database, in few queries."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout, QuestionRole, Section
from milliard.fieldwork.reports.progress import compute_following, follow
from milliard.surveys.models import Quota, Response
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.tasks import convert_responses_left
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import repeated, respond
from milliard.surveys.tests.test_version_change import adopt_without_converting, before

pytestmark = pytest.mark.django_db


def content() -> Definition:
    return Definition(
        title="Suivi",
        sections=(
            Section(
                "a",
                "Une",
                (
                    question("hello", Kind.NOTE),
                    question("status", Kind.ONE, choice_list="status", role=QuestionRole.MARGIN),
                    question("region", Kind.ONE, choice_list="region", role=QuestionRole.MARGIN),
                ),
            ),
            Section("b", "Deux", (question("uses", Kind.MANY, choice_list="status"), question("name"))),
        ),
        choice_lists={
            "status": (Choice("asso", "Association"), Choice("scic", "SCIC")),
            "region": (Choice("53", "Bretagne"), Choice("11", "Île-de-France")),
        },
    )


@pytest.fixture
def collection():
    """836 begun, 510 complete, as published of the Grand Recueil."""
    made = factories.open_collection(content())
    asso = {"status": "asso", "region": "53", "uses": ["asso", "scic"]}
    scic = {"status": "scic", "region": "11"}
    respond(made, *repeated([(asso, 300), (scic, 210)]))
    respond(made, *repeated([({"status": "asso"}, 200)]), complete=False, section=1, question=2)
    respond(
        made, *repeated([({"status": "scic", "region": "53"}, 100)]), complete=False, section=1, question=3
    )
    respond(made, *repeated([(asso, 20)]), complete=False, section=2, question=4)
    respond(made, *repeated([({}, 6)]), complete=False, section=0, question=0)
    return made


def test_begun_and_complete_are_shown_as_such(collection):
    found = compute_following(collection)
    assert (found.begun, found.complete, found.partial, found.never_answered) == (836, 510, 326, 6)
    assert [(section.key, section.reached) for section in found.sections] == [("a", 830), ("b", 530)]
    assert [(item.key, item.reached, item.left) for item in found.questions] == [
        ("status", 830, 200),
        ("region", 630, 100),
        ("uses", 530, 20),
        ("name", 510, 0),
    ]
    assert sum(item.left for item in found.questions) + found.never_answered == found.partial
    assert found.by_origin == {"web": 836}


def test_a_grid_is_one_question_and_its_stops_are_those_of_its_boxes():
    inside = (question("sales", Kind.PERCENTAGE), question("gifts", Kind.PERCENTAGE))
    split = Group("money", "Where it comes from", inside, layout=Layout.SPLIT)
    status = question("status", Kind.ONE, choice_list="status")
    other = question("status_other", Kind.TEXT)
    choices = (Choice("asso", "Association"), Choice("other", "Other", is_other=True))
    made = factories.open_collection(
        factories.definition(
            question("hello", Kind.NOTE), status, other, split, choice_lists={"status": choices}
        )
    )
    for place, count in ((0, 1), (2, 2), (3, 3), (4, 5), (5, 7)):
        respond(made, *repeated([({}, count)]), complete=False, section=1, question=place)
    respond(made, *repeated([({"status": "asso"}, 11)]))
    found = compute_following(made)
    assert len(found.questions) == compiled_version(made.version).questionnaire.asked_count
    assert [(item.key, item.label, item.reached, item.left) for item in found.questions] == [
        ("status", "Question status", 28, 5),
        ("money", "Where it comes from", 23, 12),
    ]
    assert [(box.key, box.reached, box.left) for box in found.questions[1].boxes] == [
        ("sales", 23, 5),
        ("gifts", 18, 7),
    ]
    assert sum(item.left for item in found.questions) + found.never_answered == found.partial


def test_quotas_by_margin_and_target(collection):
    Quota.objects.create(collection=collection, question_key="status", value="scic", target=250)
    Quota.objects.create(collection=collection, question_key="uses", value="asso", target=10)
    found = {(item.question_key, item.value): item for item in compute_following(collection).quotas}
    assert (found["status", "asso"].begun, found["status", "asso"].complete) == (520, 300)
    assert (found["status", "scic"].complete, found["status", "scic"].target) == (210, 250)
    assert found["region", "53"].begun == 300 + 100 + 20
    assert (found["uses", "asso"].begun, found["uses", "asso"].target) == (320, 10)
    assert found["region", "11"].target is None


def test_days_and_time_per_section(collection):
    now = timezone.now()
    Response.objects.filter(collection=collection).update(started_at=now - timedelta(days=3))
    for seconds, response in zip(
        (30, 90, 600), Response.objects.filter(collection=collection)[:3], strict=True
    ):
        response.sections = {"a": {"revision": 1, "seconds": seconds, "at": "x"}, "b": {"seconds": "odd"}}
        response.save()
    found = compute_following(collection)
    assert [(section.key, section.median_seconds) for section in found.sections] == [("a", 90), ("b", None)]
    assert [(day.begun, day.completed) for day in found.days] == [(836, 0), (0, 510)]


def test_the_number_of_queries_is_constant(collection, django_assert_num_queries):
    compute_following(collection)
    with django_assert_num_queries(5):
        compute_following(collection)


def test_remembered_for_some_seconds(collection, django_assert_num_queries):
    caches["process"].clear()
    first = follow(collection)
    respond(collection, {"status": "asso"})
    with django_assert_num_queries(0):
        assert follow(collection) is not None
    assert follow(collection).begun == first.begun
    caches["process"].clear()
    assert follow(collection).begun == first.begun + 1


def test_an_empty_collection():
    found = compute_following(factories.open_collection(content()))
    assert (found.begun, found.complete, found.days) == (0, 0, ())
    assert [section.reached for section in found.sections] == [0, 0]


def test_following_reads_positions_of_the_new_version() -> None:
    collection = factories.open_collection(before())
    respond(collection, {"status": "asso", "staff": "3"}, complete=False, section=1, question=2)
    adopt_without_converting(collection)
    convert_responses_left.call(collection.pk)
    found = compute_following(collection)
    assert [(item.key, item.reached) for item in found.sections] == [("zero", 1), ("a", 1), ("b", 0)]
    assert [item.key for item in found.questions if item.left] == ["people"]
