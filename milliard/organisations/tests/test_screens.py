"""The team's screens of imports, from the file to the undoing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.organisations.models import ImportBatch, Organisation
from milliard.organisations.tests.files import csv_text

pytestmark = pytest.mark.django_db
HEADINGS = ("Nom", "SIREN", "Activités")


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def upload(client: Client, content: bytes, name: str = "réseau.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("organisations_staff:import_file"), {"file": file, "network": ""})


def test_a_file_is_shown_decided_written_and_undone(organiser: Client) -> None:
    rows = [("Les Mains vertes", "552008443", "habitat"), ("L’Atelier", "", "mobilité"), ("", "1", "")]
    answer = upload(organiser, csv_text(rows, HEADINGS).encode("cp1252"))
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == reverse("organisations_staff:batch", args=[batch.public_id])
    assert not Organisation.objects.exists()
    key = [batch.public_id]
    listed = organiser.get(reverse("organisations_staff:import_rows", args=key)).content.decode()
    assert "Le nom manque" in listed
    assert "a 9 chiffres, celui-ci 1" in listed
    columns = {"column_name": "0", "column_siren": "1", "column_sector": "2"}
    organiser.post(reverse("organisations_staff:batch_columns", args=key), columns)
    assert batch.rows.get(number=3).values["sector"] == "mobilite"
    organiser.post(reverse("organisations_staff:import_row", args=[*key, 3]), {"decision": "skip"})
    refused = organiser.post(reverse("organisations_staff:import_row", args=[*key, 4]), {"decision": "add"})
    assert refused.status_code == 422
    organiser.post(reverse("organisations_staff:batch_apply", args=key))
    assert [one.sector for one in Organisation.objects.all()] == ["habitat"]
    done = organiser.post(reverse("organisations_staff:batch_undo", args=key), follow=True)
    assert "1\u00a0fiche enlevée" in done.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "ni un CSV ni un XLSX"),
        (b"Ville;SIREN\nBrest;1\n", "Ligne 1\u00a0: Aucune colonne ne dit le nom"),
        (b"PK\x03\x04", "abîmé"),
    ],
)
def test_what_is_no_table_is_said_beside_the_file(organiser: Client, content: bytes, why: str) -> None:
    answer = upload(organiser, content)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not ImportBatch.objects.exists()
