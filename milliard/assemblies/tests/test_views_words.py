"""Rules and results in words and drawings: fractions read aloud, bands that touch, a pace that holds."""

from hypothesis import given
from hypothesis import strategies as st

from milliard.assemblies.models import Resolution
from milliard.assemblies.reports.rules import around_passage
from milliard.assemblies.reports.session import seconds_between
from milliard.assemblies.reports.tallies import told_judgment, told_schulze
from milliard.assemblies.reports.told import heading, ranked


@given(st.lists(st.integers(0, 50_000), min_size=6, max_size=6).filter(any))
def test_the_bands_of_a_profile_touch_and_fill_it(counts: list[int]) -> None:
    figures = {
        "voted": sum(counts),
        "blank": 0,
        "grades": {"1": counts},
        "medians": {"1": 0},
        "ranking": [[1]],
    }
    (profile,) = told_judgment(figures, {1: "Alpha"}).profiles
    edge = 0
    for band in profile.bands:
        assert band.left == edge
        edge += band.width
    assert edge == 1000
    assert [band.grade for band in profile.bands] == [grade for grade in range(5, -1, -1) if counts[grade]]


def test_duels_that_go_round_are_said_to() -> None:
    pairwise = {"1": {"2": 6, "3": 4}, "2": {"1": 3, "3": 7}, "3": {"1": 5, "2": 2}}
    figures = {"voted": 9, "blank": 0, "pairwise": pairwise, "ranking": [[1], [2], [3]], "winners": [1]}
    told = told_schulze(figures, {1: "Alpha", 2: "Bêta", 3: "Gamma"})
    assert told.sentences[0].startswith("Alpha l’emporte\u00a0: les duels tournent en rond")


@given(st.integers(0, 2_000_000))
def test_a_crowd_asks_hardly_more_often_than_ten_thousand_people(people: int) -> None:
    every = seconds_between(people)
    assert every <= seconds_between(people + 1) <= 60
    if people <= 30_000:
        assert people / every <= 600


@given(st.lists(st.lists(st.integers(), min_size=1), min_size=1))
def test_equals_share_a_rank_and_the_next_is_left_out(levels: list[list[int]]) -> None:
    for place, (rank, _) in enumerate(ranked(levels), start=1):
        assert int(rank) <= place


def test_a_comma_in_a_choice_does_not_part_columns() -> None:
    assert ", " not in heading("Fermes, jardins, vergers")


def test_a_passage_is_shown_in_its_paragraph_and_nowhere_once_it_is_gone() -> None:
    text = Resolution(text="Un.\n\nLe siège est à Lyon, rue X.\n\nTrois.")
    assert around_passage(Resolution(amends=text, passage="à Lyon")) == ("Le siège est ", ", rue X.")
    assert around_passage(Resolution(amends=text, passage="à Brest")) is None
    assert around_passage(Resolution(amends=text, passage="")) is None
