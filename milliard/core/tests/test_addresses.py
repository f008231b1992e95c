"""A list of addresses as people have it: pasted, or a table of their spreadsheet."""

import pytest

from milliard.core.addresses import BadAddresses, bare_address, read_addresses

ROWS = [f"Nom{i:03d};Prénom{i:03d};personne{i:03d}@exemple.org;Structure {i}" for i in range(200)]
WANTED = [f"personne{i:03d}@exemple.org" for i in range(200)]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("header", ["Nom;Prénom;Adresse e-mail;Structure", ""])
def test_the_column_of_addresses_of_a_table_is_found(separator: str, header: str) -> None:
    text = "\n".join([header, *ROWS] if header else ROWS).replace(";", separator)
    assert read_addresses(text) == WANTED


def test_a_cell_between_quotes_may_hold_a_separator() -> None:
    text = 'Nom;E-mail;Structure\n"Diallo; Awa";awa@exemple.org;"Lieu, tiers; SCIC"\n'
    assert read_addresses(text) == ["awa@exemple.org"]


def test_a_header_alone_blocks_nothing() -> None:
    assert read_addresses("Adresse e-mail\nawa@exemple.org\nluc@exemple.org") == [
        "awa@exemple.org",
        "luc@exemple.org",
    ]


def test_a_wrong_cell_of_the_column_is_told_with_its_line() -> None:
    text = "\n".join(["Nom;E-mail", "Awa;awa@exemple.org", "Luc;luc@", "Zoé;", "Ana;ana@exemple.org"])
    with pytest.raises(BadAddresses) as refused:
        read_addresses(text)
    assert [(error.line, error.text) for error in refused.value.errors] == [(3, "luc@")]


def test_a_list_without_any_address_is_refused_from_its_first_line() -> None:
    with pytest.raises(BadAddresses) as refused:
        read_addresses("Awa Diallo\nLuc")
    assert [error.line for error in refused.value.errors] == [1, 2]


def test_two_columns_of_addresses_are_both_read() -> None:
    assert len(read_addresses("a@exemple.org;b@exemple.org\nc@exemple.org;d@exemple.org")) == 4


def test_one_address_has_one_writing() -> None:
    typed = "marie@société.fr\nmarie@xn--socit-esab.fr\nr.o’neil@exemple.org"
    assert read_addresses(typed) == ["marie@société.fr", "r.o'neil@exemple.org"]
    assert bare_address("x@xn--.org") == "x@xn--.org"
