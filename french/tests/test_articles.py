"""The article of a noun: right, or not given."""

import pytest

from french import with_article


@pytest.mark.parametrize(
    ("noun", "written"),
    [
        ("Besoin", "un besoin"),
        ("Démarche", "une démarche"),
        ("Financement", "un financement"),
        ("Source de financement", ""),
        ("Demande", ""),
        ("Projet", "un projet"),
        ("Action de formation", "une action de formation"),
        ("Comité", "un comité"),
        ("Image", "une image"),
        ("Eau", "une eau"),
        ("Vos besoins", ""),
        ("Personne", ""),
        ("SIREN", ""),
        ("Besoin 1", ""),
        ("", ""),
    ],
)
def test_the_article_is_that_of_the_noun_or_is_not_given(noun: str, written: str) -> None:
    assert with_article(noun) == written
