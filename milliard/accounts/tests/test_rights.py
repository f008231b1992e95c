"""One page for what is kept of me and my rights; another, public, for what an erasure does."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from milliard.accounts.enums import Role
from milliard.accounts.readable import Grid, Part, readable
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.erasure_table import erasure_table
from milliard.ui.templatetags.ui.filters import insecables

_DAY = "1er\u00a0mars\u00a02026"


def test_data_is_read_as_titles_facts_and_tables() -> None:
    found = readable(
        "Versements",
        {
            "prénom": "Ada",
            "montant en centimes": 123450,
            "abonné·e": False,
            "le": "2026-03-01",
            "vide": [],
            "accords": [{"le": "2026-03-01", "texte lu": "Oui."}, {"le": None, "texte lu": "Non."}],
            "fiche": {"lieux": ["Brest", "Lyon"]},
        },
    )
    assert found == Part(
        "Versements",
        facts=(
            ("Prénom", "Ada"),
            ("Montant", "1\u202f234,50\u00a0€"),
            ("Abonné·e", "non"),
            ("Le", _DAY),
            ("Vide", "rien"),
        ),
        parts=(
            Part(
                "Accords",
                table=Grid(("Le", "Texte lu"), ((_DAY, "Oui."), ("rien", "Non."))),
            ),
            Part("Fiche", facts=(("Lieux", "Brest, Lyon"),)),
        ),
    )


def test_rows_that_hold_rows_are_parts_of_their_own() -> None:
    rows = [{"référence": name, "versements": [{"centimes": 5}]} for name in ("A", "B")]
    assert [part.title for part in readable("Versements", rows).parts] == ["A", "B"]
    assert readable("Versements", rows[:1]).title == "Versements"
    assert readable("Rien", []).is_empty
    assert readable("Ateliers", ["Lire un bilan"]) == Part("Ateliers", text="Lire un bilan")


@pytest.mark.django_db
@pytest.mark.usefixtures("fonts")
def test_my_page_and_its_document_say_the_same() -> None:
    me = make_person(role=Role.MEMBER, display_name="Awa Inventée")
    client = signed_in(me)
    page = client.get(reverse("accounts:rights"))
    assert "no-store" in page.headers["Cache-Control"]
    text = page.content.decode()
    answer = client.get(reverse("accounts:rights_pdf"))
    document = "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    for words in (me.email, "Awa Inventée", Role.MEMBER.label):
        assert words in text
        assert words in document
    for name in ("accounts:account_export", "accounts:account_erase", "accounts:erased_or_kept"):
        assert reverse(name) in text


@pytest.mark.django_db
def test_what_an_erasure_does_is_public_and_whole() -> None:
    text = Client().get(reverse("accounts:erased_or_kept")).content.decode()
    for kind, lines in erasure_table():
        assert str(insecables(kind.kind)) in text
        for line in lines:
            assert line.words[0][1:] in text
