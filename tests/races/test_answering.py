"""Real transactions at the same moment: one response per token, nothing after closing, nothing lost."""

from threading import Event
from typing import Any

from django.db import transaction
from django.http import QueryDict

from milliard.figures.models import Dataset
from milliard.figures.services import freeze as datasets
from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, finish_response, save_section
from milliard.surveys.answering import save as saving
from milliard.surveys.errors import CollectionNotOpen, InvitationSpent
from milliard.surveys.models import Collection, Invitation, Response
from milliard.surveys.services import collections
from milliard.surveys.services.housekeeping import mix_invitations
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from tests.harness.databases import wait_until_blocked

PATIENCE_S = 60


def save(collection: Collection, name: str, value: str, **more: Any) -> Saved:
    data = QueryDict(f"shown={name}:&revision=1&page={more.pop('page', '')}", mutable=True)
    data[name] = value
    return save_section(Submission(collection=collection, section_key="page", data=data, **more))


def invited(collection: Collection) -> str:
    """The key of the one invitation of ``collection``."""
    invite(collection=collection, emails="a@exemple.org", by=None)
    invitation = Invitation.objects.get()
    return tokens.make_link(tokens.LinkKind.INVITATION, invitation.pk, invitation.token_digest)


def test_the_same_page_sent_twice_at_once_is_one_response(in_threads: Any) -> None:
    collection = factories.open_collection(factories.five_questions())
    fresh = tokens.fresh_token(collection.slug)
    results = in_threads(*[lambda: save(collection, "statut", "scic", fresh=fresh, finish=True)] * 6)
    assert all(isinstance(result, Saved) for result in results), results
    assert len({result.response.pk for result in results}) == 1
    assert Response.objects.get().answers == {"statut": "scic"}


def test_two_people_saving_other_questions_lose_nothing(in_threads: Any) -> None:
    collection = factories.open_collection(factories.five_questions())
    key = save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug)).key
    results = in_threads(
        lambda: save(collection, "mot", "un mot", key=key, page="a1"),
        lambda: save(collection, "personnes", "7", key=key, page="b2"),
        lambda: save(collection, "besoin", "100", key=key, page="c3"),
    )
    assert all(result.verdict.is_clean for result in results), results
    assert Response.objects.get().answers == {
        "statut": "scic",
        "mot": "un mot",
        "personnes": 7,
        "besoin": 10_000,
    }


def test_two_people_saving_the_same_question_one_is_asked(in_threads: Any) -> None:
    collection = factories.open_collection(factories.five_questions())
    key = save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug)).key
    results = in_threads(
        lambda: save(collection, "mot", "oui", key=key, page="a1"),
        lambda: save(collection, "mot", "non", key=key, page="b2"),
    )
    assert sorted(len(result.verdict.conflicts) for result in results) == [0, 1]
    kept = Response.objects.get().answers["mot"]
    asked = next(result for result in results if result.verdict.conflicts)
    assert asked.verdict.conflicts["mot",] == kept
    assert asked.posted.typed(("mot",)) == ("non",) if kept == "oui" else ("oui",)


def test_closing_waits_for_the_saves_under_way_and_refuses_the_next(
    in_threads: Any, monkeypatch: Any
) -> None:
    collection = factories.open_collection(factories.five_questions())
    key = save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug)).key
    stored, order = Event(), []
    store = saving._store

    def slowly(*arguments: Any) -> None:
        store(*arguments)
        stored.set()
        wait_until_blocked(2)
        order.append("saved")

    monkeypatch.setattr(saving, "_store", slowly)

    def close() -> None:
        assert stored.wait(PATIENCE_S)
        collections.close_collection(collection=collection, by=None)
        order.append("closed")

    def late() -> Any:
        assert stored.wait(PATIENCE_S)
        wait_until_blocked()  # the closing waits for the save: what is asked now must come after it
        return save(collection, "mot", "trop tard", key=key)

    early, _, refused = in_threads(lambda: save(collection, "mot", "à temps", key=key), close, late)
    assert isinstance(early, Saved), early
    assert isinstance(refused, CollectionNotOpen), refused
    assert order == ["saved", "closed"]
    response = Response.objects.get()
    assert response.answers["mot"] == "à temps"
    assert response.saved_at <= Collection.objects.get().closed_at


def test_no_answer_is_dated_after_the_closing(in_threads: Any) -> None:
    collection = factories.open_collection(factories.five_questions())

    def answer() -> Any:
        return save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug), finish=True)

    def close() -> None:
        collections.close_collection(collection=collection, by=None)

    results = in_threads(*[answer] * 6, close)
    accepted = [result for result in results if isinstance(result, Saved)]
    refused = [result for result in results if isinstance(result, CollectionNotOpen)]
    assert len(accepted) + len(refused) == 6, results
    assert Response.objects.complete().count() == len(accepted)


def test_an_invitation_is_spent_once(in_threads: Any) -> None:
    collection = factories.open_collection(
        factories.five_questions(), invitation_only=True, is_anonymous=True
    )
    link = invited(collection)
    keys = [
        save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug), invitation_key=link).key
        for _ in range(4)
    ]
    in_threads(
        *[
            lambda key=key: finish_response(collection=collection, key=key, invitation_key=link)
            for key in keys
        ]
    )
    assert Response.objects.complete().count() == 1


def test_an_invitation_opened_elsewhere_waits_for_its_response_to_be_finished(
    in_threads: Any, monkeypatch: Any
) -> None:
    collection = factories.open_collection(factories.five_questions(), invitation_only=True)
    link = invited(collection)
    begun = save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug), invitation_key=link)
    stored, store = Event(), saving._store

    def slowly(*arguments: Any) -> None:
        store(*arguments)
        stored.set()  # the response is held, its invitation not yet
        wait_until_blocked()

    monkeypatch.setattr(saving, "_store", slowly)

    def elsewhere() -> Saved:
        assert stored.wait(PATIENCE_S)
        fresh = tokens.fresh_token(collection.slug)
        return save(collection, "mot", "ailleurs", fresh=fresh, invitation_key=link)

    finished, late = in_threads(
        lambda: save(collection, "mot", "fini", key=begun.key, invitation_key=link, finish=True), elsewhere
    )
    assert isinstance(finished, Saved), finished
    assert isinstance(late, InvitationSpent), late
    assert Response.objects.complete().get().answers == {"statut": "scic", "mot": "fini"}


def test_an_invitation_opened_twice_at_once_is_one_response(in_threads: Any) -> None:
    collection = factories.open_collection(factories.five_questions(), invitation_only=True)
    link = invited(collection)

    def begin(name: str, value: str) -> Saved:
        fresh = tokens.fresh_token(collection.slug)
        return save(collection, name, value, fresh=fresh, invitation_key=link)

    results = in_threads(*[lambda: begin("statut", "scic"), lambda: begin("mot", "un mot")] * 2)
    assert all(isinstance(result, Saved) for result in results), results
    assert Response.objects.get().answers == {"statut": "scic", "mot": "un mot"}


def test_mixing_the_invitations_and_inviting_do_not_block_each_other(
    in_threads: Any, monkeypatch: Any
) -> None:
    collection = factories.open_collection(factories.five_questions(), is_anonymous=True)
    for address in ("a@exemple.org", "b@exemple.org"):
        invite(collection=collection, emails=address, by=None)
    digest, inviting, are_mixed = tokens.new_digest, Event(), Event()

    def slowly() -> bytes:
        inviting.set()  # the collection is held, the invitation not written yet
        assert are_mixed.wait(PATIENCE_S)
        return digest()

    monkeypatch.setattr(tokens, "new_digest", slowly)

    def mixing() -> int:
        assert inviting.wait(PATIENCE_S)
        with transaction.atomic():
            mixed = mix_invitations()
            are_mixed.set()
            wait_until_blocked()
        return mixed

    invited_now, mixed = in_threads(
        lambda: invite(collection=collection, emails="c@exemple.org", by=None), mixing
    )
    assert (getattr(invited_now, "created", invited_now), mixed) == (1, 2)


def test_a_new_response_does_not_wait_for_a_freezing(in_threads: Any, monkeypatch: Any) -> None:
    collection = factories.open_collection(factories.five_questions())
    save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug))
    project, freezing, is_saved = datasets.project, Event(), Event()

    def slowly(*arguments: Any, **more: Any) -> Any:
        freezing.set()
        assert is_saved.wait(PATIENCE_S), "the new response waits for the freezing"
        return project(*arguments, **more)

    monkeypatch.setattr(datasets, "project", slowly)

    def begin() -> None:
        assert freezing.wait(PATIENCE_S)
        save(collection, "statut", "scic", fresh=tokens.fresh_token(collection.slug))
        is_saved.set()

    frozen, _ = in_threads(lambda: datasets.freeze_collection(collection=collection, by=None), begin)
    assert isinstance(frozen, Dataset), frozen


def test_a_refused_save_leaves_no_half_response(in_threads: Any, monkeypatch: Any) -> None:
    collection = factories.open_collection(factories.five_questions())

    insert = saving.start.insert

    def broken(*arguments: Any, **more: Any) -> None:
        insert(*arguments, **more)
        raise RuntimeError("power cut")

    monkeypatch.setattr(saving.start, "insert", broken)
    fresh = tokens.fresh_token(collection.slug)
    (result,) = in_threads(lambda: save(collection, "statut", "scic", fresh=fresh, finish=True))
    assert isinstance(result, RuntimeError)
    assert not Response.objects.exists()
    with transaction.atomic():
        collections.lock_for_change(collection.pk)  # no lock is left behind
