"""The team's screens for datasets: freezing, codebooks, and files imported after a preview."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from engines.questionnaire.model import Choice, Group, Kind
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.apart import Limits
from milliard.fieldwork.tests.staffing import a_file
from milliard.fieldwork.tests.test_costly_files import workbook_of_strings
from milliard.fieldwork.tests.views.test_staff_collections import with_status
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.models import Dataset
from milliard.figures.services import upload_drafts
from milliard.figures.tests.builders import frozen
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Consent
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db

ANSWERS = "type,note\nE,12\nH,15\nE,\n"
CODEBOOK = "name,label,kind,values\ntype,Type d’école,categorical,E=Élémentaire|H=Lycée\nnote,Note,numeric,\n"
IMPORT = "/gestion/jeux-de-donnees/importer/"


def freeze_url(item: Collection) -> str:
    return reverse("figures_staff:freeze", args=[item.slug])


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


def test_freezing_says_what_is_kept_and_left_out_then_does_it():
    item = with_status(is_simulated=True)
    rows = respond(item, {"statut": "asso"}, {"statut": "asso"}, {"statut": "scic"})
    text = factories.consent_text(Purpose.STATISTICS)
    Consent.objects.create(
        response=rows[0], text=text, purpose=Purpose.STATISTICS, is_given=False, decided_at=timezone.now()
    )
    client = signed_in(Role.ANALYST)
    response = client.get(freeze_url(item))
    assert response.context["counts"] == {
        "begun": 2,
        "complete": 2,
        "sent_unseen": 0,
        "all": 3,
        "left_out": 1,
    }
    assert response.context["consents"] == [("statistiques", 0, 1, 2)]
    assert not Dataset.objects.exists()
    made = client.post(
        freeze_url(item),
        {"title": "Vague 1", "source_note": "Milliard"},
        follow=True,
    )
    dataset = Dataset.objects.get()
    assert (dataset.title, dataset.row_count, dataset.is_simulated) == ("Vague 1", 2, True)
    page = made.content.decode()
    assert dataset.digest not in page
    assert "Jeu de données figé" in page


def test_freezing_nothing_is_refused_with_a_sentence():
    response = signed_in(Role.ORGANISER).post(freeze_url(with_status()), {"title": "Vide"})
    assert response.status_code == 422
    assert "rien à figer" in response.content.decode()


def with_needs() -> Collection:
    """A question repeated by need: its use and its amount."""
    need = (
        factories.question("usage", Kind.ONE, choice_list="usages"),
        factories.question("montant", Kind.AMOUNT),
    )
    uses = (Choice("mur", "Des murs"), Choice("outil", "Des outils"))
    group = Group("besoins", "Vos besoins", need, repeats=True)
    return factories.open_collection(factories.definition(group, choice_lists={"usages": uses}))


def needs(*rows: tuple[str, int]) -> dict[str, list[dict[str, object]]]:
    return {"besoins": [{"_id": str(n), "usage": use, "montant": sum_} for n, (use, sum_) in enumerate(rows)]}


def carried(page) -> list[str]:
    return [text for _, text, _ in page.context["chosen"]]


def test_derived_variables_are_chosen_previewed_taken_away_and_frozen():
    item = with_needs()
    respond(item, needs(("mur", 100), ("mur", 50), ("outil", 7)), *[needs(("outil", 9))] * 8, {}, {})
    client, typed = signed_in(Role.ANALYST), {"title": "Vague 1", "source_note": ""}
    asked = {"derived-what": "sum:besoins:montant", "derived-by": "besoins:usage"}
    page = client.post(freeze_url(item), {**typed, **asked, "add": "1"})
    assert page.status_code == 200
    assert [(one.name, preview.concerned, preview.read) for one, _, preview in page.context["chosen"]] == [
        ("montant__mur", None, 11),  # 1: too few to be told
        ("montant__outil", 10, 11),  # 9, told about
    ]
    assert [told in text_of(page) for told in ("moins de 5 sur 11", "environ 10 sur 11")] == [True, True]
    away = {**typed, "derived": carried(page), "take_away": "montant__mur"}
    page = client.post(freeze_url(item), away)
    assert [one.name for one, _, _ in page.context["chosen"]] == ["montant__outil"]
    assert not Dataset.objects.exists()
    last = {"derived-what": "count:besoins", "derived-by": "besoins:usage", "derived-label": "Murs ou outils"}
    ticked = {"derived-values": ["besoins:usage:mur", "besoins:usage:outil"]}
    client.post(
        freeze_url(item),
        {**typed, "derived": carried(page), **last, **ticked},
    )
    table = open_dataset(Dataset.objects.get()).arrays
    assert sorted(table["montant__outil"][table["montant__outil/missing"] == 0].tolist()) == [7, *[9] * 8]
    counts = table["besoins__count__mur_outil"][table["besoins__count__mur_outil/missing"] == 0]
    assert sorted(counts.tolist()) == [*[1] * 8, 3]
    assert "Murs ou outils" in str(Dataset.objects.get().codebook)


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"derived-what": "sum:besoins:montant"}, "by", "Choisissez dans la liste"),
        ({"derived-by": "besoins:usage"}, "what", "Choisissez dans la liste"),
        ({"derived-what": "sum:besoins:autre", "derived-by": "besoins:usage"}, "what", "réponses proposées"),
        (
            {"derived-what": "count:besoins", "derived-by": "besoins:usage", "derived-label": "Tout"},
            "label",
            "une seule variable",
        ),
    ],
)
def test_a_derived_variable_that_makes_no_sense_is_refused_beside_its_field(asked, field, said):
    item = with_needs()
    respond(item, needs(("mur", 100)))
    page = signed_in(Role.ANALYST).post(freeze_url(item), {"title": "Vague 1", **asked})
    assert page.status_code == 422
    assert said in str(page.context["deriving"].errors[field])
    assert not Dataset.objects.exists()


def test_what_the_page_carries_is_checked_again_and_counted_once():
    item = with_needs()
    respond(item, needs(("mur", 100)))
    client = signed_in(Role.ANALYST)
    asked = {"title": "V", "derived-what": "count:besoins", "derived-by": "besoins:usage", "add": "1"}
    first = client.post(freeze_url(item), asked)
    again = client.post(freeze_url(item), {**asked, "derived": carried(first)})
    assert again.status_code == 422
    assert "porteraient le nom" in again.content.decode()
    for forged in ("{", "[]", '{"name": 1}', carried(first)[0].replace("mur", "lune")):
        refused = client.post(freeze_url(item), {"title": "V", "derived": forged})
        assert refused.status_code == 422
    assert not Dataset.objects.exists()


def test_a_dataset_shows_its_book_and_no_row():
    dataset = frozen(with_status(), {"statut": "asso", "libre": "Les Sept Marmites"}, {"statut": "scic"})
    page = signed_in(Role.ANALYST).get(reverse("figures_staff:dataset", args=[dataset.slug])).content.decode()
    assert "Association" in page
    assert "Marmites" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_codebook_leaves_in_three_formats(kind):
    dataset = frozen(with_status(is_simulated=True), {"statut": "asso"})
    address = reverse("figures_staff:codebook", args=[dataset.slug, kind])
    response = signed_in(Role.ANALYST).get(address)
    content = b"".join(response.streaming_content)
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        text = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
        book.close()
    else:
        text = content.decode("utf-8-sig")
    assert "statut" in text
    assert "Association" in text
    assert "Données simulées" in text or kind == "csv"
    assert "-donnees-simulees" in response.headers["Content-Disposition"]


def test_no_other_format_of_the_codebook():
    dataset = frozen(with_status(), {"statut": "asso"})
    address = reverse("figures_staff:codebook", args=[dataset.slug, "exe"])
    assert signed_in(Role.ANALYST).get(address).status_code == 404


def upload(client, answers=ANSWERS, codebook=CODEBOOK, **more):
    files = {"csv_file": a_file(answers, "ecoles.csv")}
    if codebook is not None:
        files["codebook_file"] = a_file(codebook, "dictionnaire.csv")
    return client.post(IMPORT, {**files, **more})


@pytest.mark.slow
def test_a_preview_writes_nothing_then_the_import_does_once(tmp_path):
    client = signed_in(Role.ANALYST)
    preview = upload(client)
    assert preview.status_code == 200
    assert "3 lignes, 2 variables gardées, aucune erreur" in preview.content.decode()
    assert not Dataset.objects.exists()
    values = {"held": preview.context["held"], "title": "Écoles", "source_note": "Essai"}
    made = client.post(IMPORT + "confirmer/", values, follow=True)
    assert Dataset.objects.get().row_count == 3
    assert "Jeu de données importé" in made.content.decode()
    assert not list((tmp_path / "imports").iterdir())
    again = upload(client)
    assert "déjà là" in again.content.decode()
    client.post(IMPORT + "confirmer/", {**values, "held": again.context["held"]})
    assert Dataset.objects.count() == 1


def test_errors_are_located_by_row_and_column():
    response = upload(signed_in(Role.ORGANISER), answers="type,note\nE,12\nX,beaucoup\n")
    assert response.status_code == 422
    page = response.content.decode()
    assert "ligne 3, colonne type" in page
    assert "ligne 3, colonne note" in page
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("answers", "codebook"),
    [
        (b"\x00\x01\x02\x03", CODEBOOK),
        (b"", CODEBOOK),
        (ANSWERS, b"PK\x03\x04broken"),
        (ANSWERS, "nom,genre\nx,y\n"),
        (ANSWERS, None),
    ],
)
def test_bad_files_are_refused_beside_the_form(answers, codebook):
    response = upload(signed_in(Role.ORGANISER), answers=answers, codebook=codebook)
    assert response.status_code == 422
    assert not Dataset.objects.exists()


def test_a_codebook_is_proposed_from_the_cells():
    response = upload(signed_in(Role.ANALYST), codebook=None, propose="1")
    assert response.headers["Content-Disposition"].startswith("attachment")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["nom", "type", "note"]


@pytest.mark.slow
def test_dates_in_the_wrong_order_keep_the_preview():
    client = signed_in(Role.ANALYST)
    held = upload(client).context["held"]
    values = {
        "held": held,
        "title": "Écoles",
        "source_note": "Essai",
        "collected_from": "2024-02-01",
        "collected_to": "2024-01-01",
    }
    response = client.post(IMPORT + "confirmer/", values)
    assert response.status_code == 422
    assert response.context["held"] == held


def test_files_put_aside_serve_their_owner_for_a_day():
    held = upload(signed_in(Role.ANALYST)).context["held"]
    values = {"held": held, "title": "Écoles", "source_note": "Essai"}
    signed_in(Role.ORGANISER).post(IMPORT + "confirmer/", values)  # somebody else
    assert not Dataset.objects.exists()


def test_files_nobody_decided_about_are_forgotten_after_a_day(django_capture_on_commit_callbacks):
    person = make_person(role=Role.ANALYST)
    files = upload_drafts.UploadDraft(b"a", b"b")
    held = upload_drafts.keep_draft(files=files, by=person)
    assert upload_drafts.read_draft(held=held, by=person) == files
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        with pytest.raises(upload_drafts.NoUploadDraft):
            upload_drafts.read_draft(held=held, by=person)
        with django_capture_on_commit_callbacks(execute=True):
            upload_drafts.keep_draft(files=files, by=person)
    assert len(storages["private"].listdir("imports")[1]) == 2


def test_the_real_schools_become_a_dataset(shared_data: Path):
    answers = (shared_data / "surveys" / "tables" / "apisrs.csv").read_bytes()
    book = "name,label,kind,values\nstype,Type,categorical,E=É|M=C|H=L\napi00,Indice,numeric,\n*,,ignorer,\n"
    response = upload(signed_in(Role.ANALYST), answers=answers, codebook=book)
    assert response.status_code == 200
    assert response.context["preview"].row_count == 200
    assert [column.name for column, _ in response.context["kept"]] == ["stype", "api00"]
    page = response.content.decode()
    assert "sname" in page  # left out, by name
    assert "Indice" in page


def test_a_preview_shows_no_cell_of_what_is_left_out():
    answers = "type,courriel\nE,jeanne@exemple.org\n"
    book = "name,label,kind,values\ntype,Type,categorical,E=É\ncourriel,Adresse,identifier,\n"
    page = upload(signed_in(Role.ANALYST), answers=answers, codebook=book).content.decode()
    assert "Adresse" in page
    assert "jeanne" not in page


def test_the_codebook_json_is_the_table_of_variables():
    dataset = frozen(with_status(), {"statut": "asso"})
    address = reverse("figures_staff:codebook", args=[dataset.slug, "json"])
    data = json.loads(b"".join(signed_in(Role.ANALYST).get(address).streaming_content))
    assert [row[0] for row in data["rows"]] == [item["name"] for item in dataset.codebook["variables"]]


def test_a_codebook_that_unfolds_is_refused_beside_its_field():
    """A few kilobytes of workbook for 40 MB of rows."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<row/>" * 7_000_000)
    response = upload(signed_in(Role.ANALYST), codebook=packed.getvalue())
    assert response.status_code == 422
    assert "dépasse 25 Mo" in text_of(response)


def test_a_codebook_that_costs_too_much_is_refused_beside_its_field(monkeypatch):
    monkeypatch.setattr(Limits, "of", lambda weight: Limits(300_000_000, 2))
    response = upload(signed_in(Role.ANALYST), codebook=workbook_of_strings(600_000))
    assert response.status_code == 422
    assert "demande trop de temps ou de mémoire" in response.context["form"].errors["codebook_file"][0]
