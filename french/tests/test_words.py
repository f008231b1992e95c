import pytest

from french.words import spell_euros, spell_number

SPELT = {
    0: "zéro",
    1: "un",
    16: "seize",
    17: "dix-sept",
    21: "vingt et un",
    22: "vingt-deux",
    70: "soixante-dix",
    71: "soixante et onze",
    77: "soixante-dix-sept",
    80: "quatre-vingts",
    81: "quatre-vingt-un",
    91: "quatre-vingt-onze",
    99: "quatre-vingt-dix-neuf",
    100: "cent",
    101: "cent un",
    200: "deux cents",
    280: "deux cent quatre-vingts",
    999: "neuf cent quatre-vingt-dix-neuf",
    1000: "mille",
    1234: "mille deux cent trente-quatre",
    2000: "deux mille",
    80_000: "quatre-vingt mille",
    200_000: "deux cent mille",
    80_000_000: "quatre-vingts millions",
    1_000_001: "un million un",
    200_200_200: "deux cents millions deux cent mille deux cents",
    1_000_000_000: "un milliard",
}


@pytest.mark.parametrize(("number", "spelt"), SPELT.items())
def test_a_number_is_spelt(number: int, spelt: str) -> None:
    assert spell_number(number) == spelt


@pytest.mark.parametrize(
    ("cents", "spelt"),
    [
        (100, "un euro"),
        (2000, "vingt euros"),
        (2105, "vingt et un euros et cinq centimes"),
        (1, "un centime"),
        (0, "zéro euro"),
        (100_000_000, "un million d’euros"),
        (100_000_100, "un million un euros"),
    ],
)
def test_an_amount_is_spelt(cents: int, spelt: str) -> None:
    assert spell_euros(cents) == spelt


def test_every_number_has_its_own_words() -> None:
    assert len({spell_number(number) for number in range(20_000)}) == 20_000
    for wrong in (-1, 10**12):
        with pytest.raises(ValueError, match=str(wrong)):
            spell_number(wrong)
