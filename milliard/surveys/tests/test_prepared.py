"""Prepared queries: the same objects as the query set's, at each run, with the values of that run."""

import pytest
from django.db import connection
from django.db.models import CharField, SlugField
from django.test.utils import CaptureQueriesContext

from milliard.core.prepared import PreparedQuery, Slot
from milliard.surveys.models import Collection
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def by_slug():
    return (
        Collection.objects.select_related("version")
        .defer("version__definition")
        .filter(slug=Slot("slug", SlugField()))
    )


def test_objects_are_those_of_the_query_set():
    made = [factories.open_collection(factories.five_questions(), slug=slug) for slug in ("un", "deux")]
    query = PreparedQuery(by_slug)
    for collection in [*made, *made]:
        with CaptureQueriesContext(connection) as prepared:
            found = query.first(slug=collection.slug)
            assert found.version.number == 1
        with CaptureQueriesContext(connection) as usual:
            wanted = Collection.objects.select_related("version").defer("version__definition")
            wanted = wanted.filter(slug=collection.slug)[0]
        assert len(prepared) == len(usual) == 1
        assert found == wanted
        assert found.__dict__.keys() == wanted.__dict__.keys()
        assert {name: found.__dict__[name] for name in found.__dict__ if name != "_state"} == {
            name: wanted.__dict__[name] for name in wanted.__dict__ if name != "_state"
        }
        assert found.version.get_deferred_fields() == {"definition"}
        assert not found._state.adding
        assert found._state.db == "default"


def test_a_value_is_a_value_never_sql():
    factories.open_collection(factories.five_questions(), slug="un")
    query = PreparedQuery(by_slug)
    assert query.first(slug="un' OR '1'='1") is None
    assert query.rows(slug="%s") == []


def test_values_are_read_as_they_are_from_several_query_sets_too():
    for slug in ("un", "deux", "trois"):
        factories.open_collection(factories.five_questions(), slug=slug)

    def named(slot: str):
        found = Collection.objects.filter(slug=Slot(slot, SlugField()))
        return found.values_list("slug", "public_id", "version__number")

    one = PreparedQuery(lambda: named("slug"))
    assert one.tuples(slug="un") == list(
        Collection.objects.filter(slug="un").values_list("slug", "public_id", "version__number")
    )
    two = PreparedQuery(lambda: named("first").union(named("second")))
    assert {slug for slug, *_ in two.tuples(first="un", second="trois")} == {"un", "trois"}
    assert two.tuples(first="quatre", second="cinq") == []


def test_no_row_and_a_forgotten_value():
    query = PreparedQuery(lambda: Collection.objects.filter(title=Slot("title", CharField())))
    assert query.first(title="Personne") is None
    with pytest.raises(KeyError):
        query.first(slug="un")
