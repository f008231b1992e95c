"""Names that are alike: the quick way finds what comparing with every name finds."""

from hypothesis import given
from hypothesis import strategies as st

from milliard.organisations.names import NameIndex, likeness, trigrams

_WORDS = st.sampled_from(
    ["jardin", "jardins", "ferme", "port", "portzic", "mains", "vertes", "scop", "12", "3"]
)
_NAMES = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
LEAST = 0.55


@given(names=st.lists(_NAMES, max_size=12), wanted=_NAMES)
def test_the_nearest_is_the_one_that_every_comparison_finds(names: list[str], wanted: str) -> None:
    index: NameIndex[int] = NameIndex(LEAST)
    for place, name in enumerate(names):
        index.add(name, place)
    scores = [likeness(trigrams(wanted), trigrams(name)) for name in names]
    best = max(scores, default=0.0)
    found = index.nearest(wanted, lambda _: True)
    assert found == ((best, scores.index(best)) if best >= LEAST else None)


def test_an_accent_capitals_or_a_legal_form_make_no_other_name() -> None:
    assert trigrams("Association L’ÉTÉ des Mains") == trigrams("l'ete mains")
    assert likeness(trigrams("Les Jardins du Port"), trigrams("Les Jardins du Portzic")) < 0.85


def test_what_is_not_possible_is_passed_over() -> None:
    index: NameIndex[str] = NameIndex(LEAST)
    index.add("Ferme", "une")
    index.add("La Ferme", "autre")
    assert index.nearest("ferme", lambda thing: thing != "une") == (1.0, "autre")
    assert index.nearest("ferme", lambda _: False) is None
