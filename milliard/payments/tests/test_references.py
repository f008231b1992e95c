import re

from hypothesis import given
from hypothesis import strategies as st

from milliard.payments.references import ALPHABET, draw_reference, find_references, is_reference, spell

BODIES = st.text(ALPHABET, min_size=8, max_size=8)


def test_a_reference_is_of_the_standard_and_spelt_in_fours() -> None:
    reference = draw_reference()
    assert is_reference(reference)
    assert re.fullmatch(r"RF\d\d [0-9A-Z]{4} [0-9A-Z]{4}", spell(reference))


def test_one_wrong_character_or_two_exchanged_are_found() -> None:
    reference = draw_reference()
    for place in range(4, 12):
        for other in set(ALPHABET) - {reference[place]}:
            assert not is_reference(reference[:place] + other + reference[place + 1 :])
        if place < 11 and reference[place] != reference[place + 1]:
            swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
            assert not is_reference(swapped)


@given(st.text(max_size=20), st.text(max_size=20))
def test_it_is_found_in_what_a_bank_writes(before: str, after: str) -> None:
    reference = draw_reference()
    assert reference in find_references(f"{before} {spell(reference).lower()} {after}")
    assert reference in find_references(f"VIR SEPA {reference}/{after}")
