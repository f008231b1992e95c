"""French words as people type them, against French texts as they are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.search import find_among, passages, search_query, searchable

TITLE = "L’argent, ce nerf de la guerre"
TEXT = (
    "Aujourd’hui, 1,4\u00a0milliard d’euros manquent\u202f; 75\u202f% des lieux n’ont pas "
    "assez de fonds propres, et 1\u202f130\u00a0personnes l’ont dit. Les coopérateur·rices "
    "sont à l’œuvre à l’Île-d’Yeu. 64\u00a0ans de moyenne, 12\u00a0%."
)
TYPED = """
argent | l'argent | l’argent | d'argent | ARGENT | nerf de la guerre | aujourd'hui | aujourd’hui
1,4 milliard | 1,4 milliard d'euros | 1,4 Md€ | 75 % | 75% | 75\u202f% | 75 | 1130 | 1 130 personnes
fonds propre | coopérateurs | oeuvre | ile d'yeu | Île-d'Yeu
"""


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED.strip().replace("\n", " | ").split(" | "))
def test_it_is_found(typed: str) -> None:
    query = search_query(typed)
    assert find_among(query, [("Autre chose", "rien"), (TITLE, TEXT)]) == [1], query


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["64 %", "1,5 milliard", "130", "14", "7", "banane", "argent banane"])
def test_it_is_not(typed: str) -> None:
    assert find_among(search_query(typed), [(TITLE, TEXT)]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "  ", "'", "& | !", "<->", "de la", "\\", "a:*", "'); --", "%", "((("])
def test_signs_and_empty_words_break_nothing(typed: str) -> None:
    assert find_among(search_query(typed), [(TITLE, TEXT)]) in ([], [0])
    assert passages(typed, [TEXT])


@pytest.mark.django_db
def test_words_that_begin_so() -> None:
    assert find_among(search_query("milli"), [(TITLE, TEXT)]) == []
    assert find_among(search_query("milli", begins=True), [(TITLE, TEXT)]) == [0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [("75 %", ["75", "%"]), ("coopérateurs", ["coopérateur"]), ("1130", ["1\u202f130"]), ("ile", ["Île"])],
)
def test_the_passage_shows_what_was_found_as_it_is_written(typed: str, found: list[str]) -> None:
    (pieces,) = passages(typed, [f"{'Avant tout cela. ' * 60}{TEXT}{' Après.' * 60}"])
    shown = [piece.text for piece in pieces if piece.is_found]
    assert set(found) <= set(shown)
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) < 400
    assert passages("banane", [TEXT]) == [[]]


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_words_and_numbers_only(text: str) -> None:
    assert not set(searchable(text)) & set("'’&|!():*<>\\%€,\u00a0\u202f")
