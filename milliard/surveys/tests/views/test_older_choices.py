"""A page opened before its choices were renamed and sent after: what was ticked is understood, once."""

from typing import Any

import pytest
from django.test import Client

from engines.questionnaire.model import Choice, Definition, Kind, Section
from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of
from milliard.surveys.tests.factories import question

pytestmark = pytest.mark.django_db


def content(first: Choice, *, kind: Kind = Kind.ONE, is_moved: bool = False) -> Definition:
    """Three questions on the same choices; moved, they stand in the second section."""
    name, end = question("nom"), question("fin")
    asked = (
        question("statut", kind, choice_list="statuts"),
        question("usages", Kind.MANY, choice_list="statuts"),
        question("ordre", Kind.RANK, choice_list="statuts"),
    )
    one, two = ((name,), (*asked, end)) if is_moved else ((name, *asked), (end,))
    return Definition(
        title="Vague",
        sections=(Section("un", "Une", one), Section("deux", "Deux", two)),
        choice_lists={"statuts": (first, Choice("scic", "SCIC"))},
    )


@pytest.fixture
def collection() -> Collection:
    return factories.open_collection(content(Choice("asso", "Association")))


@pytest.fixture
def rename(collection: Collection, django_capture_on_commit_callbacks: Any) -> Any:
    def renamed(**more: Any) -> None:
        definition = content(Choice("association", "Association", was="asso"), **more)
        made = factories.version(definition, code=collection.version.questionnaire.code)
        with django_capture_on_commit_callbacks(execute=True):
            collections.adopt_version(collection=collection, version=made, by=None)

    return renamed


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("kind", [Kind.ONE, Kind.MANY])
@pytest.mark.parametrize("is_first", [False, True])
def test_a_renamed_choice_is_understood(
    collection: Collection, rename: Any, kind: Kind, is_moved: bool, is_first: bool
) -> None:
    client, url = Client(), f"/questionnaires/{collection.slug}/section/un/"
    ranks = {"ordre__asso": "2", "ordre__scic": "1"}
    fill(client, client.get(url), nom="Les Amis")
    if not is_first:
        fill(client, client.get(url), statut="asso", usages=["asso"], ordre__asso="1")
    page = client.get(url)
    rename(kind=kind, is_moved=is_moved)
    chosen = "asso" if is_first else "scic"
    fill(client, page, statut=chosen, usages=["asso", "scic"], **ranks)
    said = "association" if is_first else "scic"
    assert Response.objects.get().answers == {
        "nom": "Les Amis",
        "statut": [said] if kind is Kind.MANY else said,
        "usages": ["association", "scic"],
        "ordre": ["scic", "association"],
    }
    assert not ReplacedAnswer.objects.exists()


def test_what_somebody_else_answered_since_is_still_asked_about(collection: Collection, rename: Any) -> None:
    client, url = Client(), f"/questionnaires/{collection.slug}/section/un/"
    fill(client, client.get(url), nom="Les Amis", statut="asso", usages=["asso"])
    page = client.get(url)
    rename()
    fill(client, client.get(url), statut="scic", usages=["scic"])
    form = form_of(page)  # the status as it came, the uses taken away
    done: Any = client.post(form.action, {**form.values, "usages": [], "go": "next"})
    assert done.status_code == 409
    answers = Response.objects.get().answers
    assert (answers["statut"], answers["usages"]) == ("scic", ["scic"])
