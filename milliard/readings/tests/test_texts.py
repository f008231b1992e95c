"""Texts are read apart, decided of, quoted as they were read, or not at all."""

from typing import Any

import pytest
from django.test import override_settings
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.core.refusals import NotAllowed
from milliard.readings.enums import RefusalReason, TextState
from milliard.readings.models import TextReview
from milliard.readings.reports.free_texts import count_texts, texts_of
from milliard.readings.reports.quotations import quotations, quotations_of
from milliard.readings.services import text_reviews
from milliard.readings.services.openings import TooFewToRead
from milliard.readings.tests import factories
from milliard.surveys.enums import Purpose
from milliard.surveys.services.access import response_key
from milliard.surveys.services.erasure import erase_response
from milliard.surveys.tests.factories import consent_text, user

pytestmark = pytest.mark.django_db


def _texts(item: Any, key: str = "recit", **how: Any) -> list[str]:
    return [text.text for text in texts_of(item, factories.question(item, key), **how).texts]


def test_texts_are_those_of_responses_sent_and_counted_on_the_path() -> None:
    item = factories.collection()
    factories.response(item, answers={"recit": "  Gardé. ", "pourquoi": "Masqué"}, off_path=["pourquoi"])
    factories.response(item, answers={"recit": "Pas envoyé"}, sent=False)
    factories.response(item, answers={"recit": "Refusé"}, agrees={Purpose.STATISTICS: False})
    factories.response(item, answers={"recit": "   "})
    assert _texts(item) == ["Gardé."]
    assert _texts(item, "pourquoi") == []


def test_texts_of_repeated_groups_have_each_their_place() -> None:
    item = factories.collection()
    rows = [{"_id": "a", "detail": "Un four"}, {"_id": "b", "detail": "Un toit"}, {"_id": "c"}]
    factories.response(item, answers={"besoins": rows})
    factories.response(item, answers={"besoins": "autre chose"})
    found = texts_of(item, factories.question(item, "detail")).texts
    assert {(text.path, text.text) for text in found} == {
        ("besoins/a/detail", "Un four"),
        ("besoins/b/detail", "Un toit"),
    }


def test_pages_lead_on_and_back_whatever_the_order() -> None:
    for item in (factories.collection(), factories.collection(is_anonymous=True)):
        for number in range(7):
            factories.response(item, answers={"recit": f"Texte {number}"})
        asked = factories.question(item)
        first = texts_of(item, asked, size=3)
        second = texts_of(item, asked, size=3, cursor=first.next)
        third = texts_of(item, asked, size=3, cursor=second.next)
        seen = [text.text for page in (first, second, third) for text in page.texts]
        assert sorted(seen) == [f"Texte {number}" for number in range(7)]
        assert (first.previous, third.next) == ("", "")
        assert texts_of(item, asked, size=3, cursor=third.previous).texts == second.texts
        assert texts_of(item, asked, size=3, cursor="inventé").texts == first.texts


def test_an_anonymous_collection_mixes_the_texts_of_each_question_apart() -> None:
    item = factories.collection(is_anonymous=True)
    for number in range(12):
        factories.response(item, answers={"recit": f"{number}", "nom": f"{number}"})
    by_question = [_texts(item, key) for key in ("recit", "nom")]
    assert sorted(by_question[0]) == sorted(by_question[1])
    assert by_question[0] != by_question[1]  # one in 479 million that they fall alike
    assert by_question[0] != sorted(by_question[0], key=int)


def test_words_and_states_narrow_the_list() -> None:
    item = factories.collection()
    row = factories.response(item, answers={"recit": "Rénover l’Épicerie du village"})
    factories.response(item, answers={"recit": "Autre chose"})
    assert _texts(item, words="epicerie VILLAGE") == ["Rénover l’Épicerie du village"]
    factories.review(row)
    assert _texts(item, state="quotable") == ["Rénover l’Épicerie du village"]
    assert _texts(item, state="to_read") == ["Autre chose"]
    counted = {
        one.key: (one.total, one.to_read, one.quotable, one.refused)
        for one in count_texts(item, with_identity=True)
    }
    assert counted["recit"] == (2, 1, 1, 0)
    assert counted["nom"] == (0, 0, 0, 0)
    assert [one.key for one in count_texts(item, with_identity=False)] == ["recit", "pourquoi", "detail"]


def test_a_text_that_changes_is_to_read_again_and_no_longer_quoted() -> None:
    row = factories.response(factories.collection())
    review = factories.review(row)
    assert quotations([review.public_id])[review.public_id].text == "Le four du village."
    row.answers["recit"] = "Le four de M. Dupont."
    row.save()
    assert quotations([review.public_id]) == {}
    assert texts_of(row.collection, factories.question(row.collection)).texts[0].state is TextState.TO_READ


@pytest.mark.parametrize("withdrawn", ["statistics", "off_path", "taken_back", "refused", "erased"])
def test_what_is_withdrawn_is_no_longer_quoted(withdrawn: str) -> None:
    row = factories.response(factories.collection())
    review = factories.review(row)
    reference = review.public_id
    assert [one.reference for one in quotations_of(row.collection)] == [reference]
    if withdrawn == "statistics":
        row.consents.filter(purpose=Purpose.STATISTICS).update(is_given=False)
    elif withdrawn == "off_path":
        row.off_path = ["recit"]
        row.save()
    elif withdrawn == "taken_back":
        factories.review(row, TextState.QUOTABLE)  # decided again: the reference stays good
        assert TextReview.objects.get().public_id == reference
        asked = factories.question(row.collection)
        mark = texts_of(row.collection, asked).texts[0].mark
        text_reviews.review_texts(
            collection=row.collection,
            question=asked,
            marks=[mark],
            state=TextState.TO_READ,
            by=user(Role.ADMIN),
        )
    elif withdrawn == "refused":
        factories.review(row, TextState.REFUSED, reason=RefusalReason.NAMES)
    else:
        erase_response(collection=row.collection, key=response_key(row))
        assert not TextReview.objects.exists()
    assert quotations([reference]) == {}
    assert list(quotations_of(row.collection)) == []


def test_who_did_not_agree_to_be_quoted_is_not() -> None:
    asks = [consent_text(Purpose.STATISTICS), consent_text(Purpose.QUOTATION)]
    item = factories.collection(consent_texts=asks)
    no = factories.response(item, agrees={Purpose.QUOTATION: False}, answers={"recit": "Non"})
    with pytest.raises(text_reviews.NotAgreed):
        factories.review(no)
    factories.review(no, TextState.REFUSED, reason=RefusalReason.OTHER)
    yes = factories.response(item, agrees={Purpose.QUOTATION: True}, answers={"recit": "Oui"})
    factories.review(yes)
    assert [one.text for one in quotations_of(item)] == ["Oui"]
    yes.consents.filter(purpose=Purpose.QUOTATION).update(is_given=False)
    assert list(quotations_of(item)) == []
    assert texts_of(item, factories.question(item), state="quotable").texts[0].quotation == ""


def test_a_cut_shows_and_changes_no_word() -> None:
    whole = "Mon voisin Paul Durand prête son four à tout le village."
    cut = text_reviews.cut_words
    assert cut(whole, "[...] prête son four […]") == "[…] prête son four […]"
    assert cut(whole, "Mon voisin(…)prête son four à tout le village.") == (
        "Mon voisin […] prête son four à tout le village."
    )
    assert cut(whole, "[…] prête son four à tout le village.") == "[…] prête son four à tout le village."
    for unmarked in ("prête son four", "prête son four […]", "[…] prête son four", "voisin […] village."):
        with pytest.raises(text_reviews.CutNotMarked):
            cut(whole, unmarked)
    for changed in ("[…] vend son four […]", "prête son four […] Mon voisin", "[…]", "[…] on four […]"):
        with pytest.raises(text_reviews.WordsChanged):
            cut(whole, changed)


def test_a_cut_text_quotes_the_words_kept() -> None:
    row = factories.response(factories.collection(), answers={"recit": "Paul Durand a un four."})
    review = factories.review(row, TextState.CUT, quotation="[...] a un four.")
    assert quotations([review.public_id])[review.public_id].text == "[…] a un four."


def test_what_names_who_answers_is_never_quoted() -> None:
    item = factories.collection()
    factories.response(item)
    asked = factories.question(item, "nom")
    mark = texts_of(item, asked).texts[0].mark
    with pytest.raises(text_reviews.NamesWhoAnswers):
        text_reviews.review_texts(
            collection=item, question=asked, marks=[mark], state=TextState.QUOTABLE, by=user(Role.ADMIN)
        )


def test_a_decision_on_words_that_changed_meanwhile_is_refused() -> None:
    item = factories.collection()
    row = factories.response(item)
    asked = factories.question(item)
    mark = texts_of(item, asked).texts[0].mark
    row.answers["recit"] = "Autre chose"
    row.save()
    how: dict[str, Any] = {"collection": item, "question": asked, "by": user(Role.ANALYST)}
    with pytest.raises(text_reviews.TextGone):
        text_reviews.review_texts(marks=[mark], state=TextState.QUOTABLE, **how)
    with pytest.raises(text_reviews.NoTextChosen):
        text_reviews.review_texts(marks=[], state=TextState.QUOTABLE, **how)
    with pytest.raises(text_reviews.ReasonMissing):
        text_reviews.review_texts(marks=[mark], state=TextState.REFUSED, **how)
    with pytest.raises(NotAllowed):
        text_reviews.review_texts(
            marks=[mark], state=TextState.QUOTABLE, **{**how, "by": user(Role.TREASURER)}
        )


def test_who_decided_and_when_is_kept_and_the_journal_counts() -> None:
    row = factories.response(factories.collection())
    analyst = user(Role.ANALYST, display_name="Ana")
    factories.review(row, TextState.REFUSED, reason=RefusalReason.ACCUSES, by=analyst)
    text = texts_of(row.collection, factories.question(row.collection)).texts[0]
    assert (text.state, text.reason, text.decided_by) == (TextState.REFUSED, "accuses", "Ana")
    line = ModelLogEntry.objects.get(action="readings.texts.reviewed")
    assert line.data == {"question": "recit", "state": "refused", "count": 1}
    assert "four" not in str(line.data) + line.label


def test_an_anonymous_collection_with_few_responses_is_not_read() -> None:
    item = factories.collection(is_anonymous=True)
    row = factories.response(item)
    with override_settings(DISCLOSURE_THRESHOLD=2), pytest.raises(TooFewToRead):
        factories.review(row)
    with override_settings(DISCLOSURE_THRESHOLD=1):
        review = factories.review(row)
    assert review.decided_at == item.moment()  # the day, not the hour
