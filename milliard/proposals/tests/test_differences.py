"""Texts compared: nothing lost, nothing invented, and in a reasonable number of pieces."""

from hypothesis import given
from hypothesis import strategies as st

from milliard.proposals.differences import compare_texts
from milliard.proposals.words import text_html

WORDS = st.lists(
    st.sampled_from(["un", "deux.", "l’an", "\n\n", "— ", "«\u00a0x\u00a0»", "fin\u00a0?"]), max_size=40
)
TEXTS = WORDS.map(" ".join) | st.text(max_size=80)


@given(TEXTS, TEXTS)
def test_what_stays_with_what_goes_is_the_text_before(before: str, after: str) -> None:
    pieces = compare_texts(before, after)
    assert "".join(one.text for one in pieces if one.change != "added") == before
    assert "".join(one.text for one in pieces if one.change != "removed") == after
    assert all(one.text for one in pieces)


def test_a_word_changed_in_one_sentence_touches_that_word_alone() -> None:
    before = "Le prêt est de 1 000 €. Il dure un an. Voilà."
    pieces = compare_texts(before, before.replace("un an", "deux ans"))
    changed = [(one.change, one.text) for one in pieces if one.change != "same"]
    assert changed == [("removed", "un an"), ("added", "deux ans")] or changed == [
        ("removed", "un"),
        ("added", "deux"),
        ("removed", "an"),
        ("added", "ans"),
    ]


def test_the_longest_text_of_one_word_is_compared_all_the_same() -> None:
    before, after = "a. " * 6_600, "b " + "a. " * 6_000 + "c. " * 500
    pieces = compare_texts(before, after)
    assert "".join(one.text for one in pieces if one.change != "removed") == after


def test_markdown_is_safe_and_its_titles_stand_lower() -> None:
    html = text_html("## Titre\n\n<script>x</script> [lien](javascript:x) **gras**")
    assert "<h3>Titre</h3>" in html
    assert "<script" not in html
    assert "javascript" not in html.replace("[lien](javascript:x)", "")
