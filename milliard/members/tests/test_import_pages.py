"""The team imports a file: read and shown first, decided row by row, written once, taken back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.members.models import Member, MemberImport
from milliard.members.tests.factories import make_member, make_rates
from milliard.members.tests.files import ADA, BOB, csv_of, workbook_of

pytestmark = pytest.mark.django_db
CHOOSE = "/gestion/membres/imports/fichier/"


@pytest.fixture
def team() -> Client:
    make_rates()
    return signed_in(Role.ORGANISER)


def upload(client: Client, content: str | bytes, *, origin: str = "HelloAsso") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", data), "origin": origin}, follow=True)


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def here(response: Any) -> str:
    return str(response.redirect_chain[-1][0])


def test_a_file_is_shown_then_written_then_taken_back(team: Client) -> None:
    shown = upload(team, csv_of(ADA, BOB, ("", "Sans", *ADA[2:])))
    assert "Il manque le prénom" in text(shown)
    assert "Ada Exemple" in text(shown)
    assert not Member.objects.exists()
    written = team.post(here(shown), follow=True)
    assert "2 personnes écrites, 2 adhésions écrites" in text(written)
    assert "32,50 € payés ailleurs" in text(written)
    done = MemberImport.objects.get()
    undo = reverse("members_staff:member_import_undo", args=[done.pk])
    assert "voici ce qui va se passer" in text(team.get(undo))
    assert "Import défait" in text(team.post(undo, follow=True))
    assert not Member.objects.present().exists()


def test_a_preview_is_used_once(team: Client, django_capture_on_commit_callbacks: Any) -> None:
    shown = upload(team, csv_of(ADA))
    with django_capture_on_commit_callbacks(execute=True):
        team.post(here(shown))
    assert "choisissez le fichier à nouveau" in text(team.post(here(shown), follow=True))
    again = upload(team, csv_of(ADA))
    assert "Il n’y a rien à écrire" in text(again)


def test_a_preview_is_for_who_put_the_file_in(team: Client) -> None:
    shown = upload(team, csv_of(ADA))
    other = signed_in(Role.ADMIN)
    assert "choisissez le fichier à nouveau" in text(other.get(here(shown), follow=True))


def test_a_row_that_looks_like_somebody_is_decided_on_the_page(team: Client) -> None:
    known = make_member(email="ada@example.org")
    shown = upload(team, csv_of(ADA, BOB))
    assert f"C’est Ada Exemple, {known.number} (même nom, ou presque, même adresse e-mail)" in text(shown)
    team.post(here(shown), {"ligne-2": str(known.pk), "others": ""})
    assert (known.periods.count(), Member.objects.count()) == (1, 2)


@pytest.mark.slow
def test_a_row_not_decided_stays_aside(team: Client) -> None:
    known = make_member(email="ada@example.org")
    shown = upload(team, csv_of(ADA))
    assert "rien n’a été écrit" in text(team.post(here(shown), {"ligne-2": ""}, follow=True))
    assert not known.periods.exists()


@pytest.mark.slow
def test_unknown_titles_are_said_by_a_person(team: Client) -> None:
    asked = upload(team, csv_of(("Exemple", "Ada", "x"), titles=("A", "B", "C")))
    assert "Dites quelle colonne est quoi" in text(asked)
    wrong = team.post(here(asked), {"given_name": "1", "family_name": "1"})
    assert wrong.status_code == 422
    assert "choisie deux fois" in text(wrong)
    undated = team.post(here(asked), {"given_name": "1", "family_name": "0"})
    assert "Dites où est la date d’adhésion" in text(undated)
    said = {"given_name": "1", "family_name": "0", "default_joined_on": "2025-01-01"}
    shown = team.post(here(asked), said, follow=True)
    assert "Ada Exemple" in text(shown)
    assert 'value="2025-01-01"' in text(team.get(f"{here(shown)}colonnes/"))
    team.post(here(shown))
    assert Member.objects.get().name == "Ada Exemple"


@pytest.mark.slow
def test_a_column_recognised_wrongly_is_corrected(team: Client) -> None:
    titles = ("Nom", "Prénom", "Date", "Adhésion")
    shown = upload(team, csv_of(("Exemple", "Ada", "01/01/1970", "03/02/2025"), titles=titles))
    columns = f"{here(shown)}colonnes/"
    page = text(team.get(columns))
    assert '<option value="3" selected>Adhésion</option>' in page
    corrected = team.post(
        columns, {"given_name": "1", "family_name": "0", "joined_on": "3", "birth": "2"}, follow=True
    )
    assert "du 3 février 2025" in text(corrected)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n\x00", "Aucun tableau dans ce fichier"),
        (b"PK\x03\x04damaged", "ne se lit pas"),
        (b"", "vide"),
        (b'Nom;Pr\xc3\xa9nom\n"' + b"x" * 200_000, "Ligne 2"),
    ],
)
def test_what_is_no_file_of_members_says_so_beside_the_box(team: Client, content: bytes, words: str) -> None:
    response = upload(team, content)
    assert response.status_code == 422
    assert words in text(response)


def test_whence_is_asked(team: Client) -> None:
    response = upload(team, csv_of(ADA), origin=" ")
    assert response.status_code == 422


def test_a_workbook_is_read_too(team: Client) -> None:
    shown = upload(team, workbook_of(ADA))
    assert "Ada Exemple" in text(shown)
