import pytest

from milliard.organisations.identifiers import NotAnIdentifier, read_rna, read_siren, read_siret


@pytest.mark.parametrize(
    ("read", "typed", "number"),
    [
        (read_siren, "552 008 443", "552008443"),
        (read_siret, "732 829 320 00074", "73282932000074"),
        # An establishment of La Poste: no Luhn, a sum that is a multiple of 5.
        (read_siret, "35600000000048", "35600000000048"),
        (read_siret, "35600000049837", "35600000049837"),
        (read_rna, "w751 000 001", "W751000001"),
        (read_rna, "W2A1000001", "W2A1000001"),
    ],
)
def test_a_number_is_read_as_people_write_it(read, typed: str, number: str) -> None:
    assert read(typed) == number


@pytest.mark.parametrize(
    ("read", "typed", "why"),
    [
        (read_siren, "552008444", "un de ses chiffres est faux"),
        (read_siren, "52008443", "zéro du début"),
        (read_siren, "5520084433", "a 9 chiffres, celui-ci 10"),
        (read_siren, "FR552008443", "que des chiffres"),
        (read_siret, "73282932000075", "un de ses chiffres est faux"),
        (read_siret, "35600000049838", "un de ses chiffres est faux"),
        (read_rna, "751000001", "un W, puis neuf chiffres"),
    ],
)
def test_a_wrong_one_is_refused_with_its_reason(read, typed: str, why: str) -> None:
    with pytest.raises(NotAnIdentifier, match=why):
        read(typed)
