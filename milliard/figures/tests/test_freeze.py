"""Freezing: which rows, which columns, which missing code, in which order."""

import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from engines.questionnaire.model import Choice, Definition, Group, Kind, Missing, Section
from milliard.accounts.enums import Role
from milliard.figures.datasets import storage
from milliard.figures.datasets.codebook import COMPLETED, Codebook, VariableKind
from milliard.figures.datasets.errors import (
    AnswersDoNotFit,
    DatasetAltered,
    DatasetMissing,
    NothingToFreeze,
    TooCloseToAnotherFreeze,
)
from milliard.figures.models import Dataset
from milliard.figures.services.freeze import freeze_collection, open_dataset
from milliard.figures.tests.builders import frozen, one_value, value_of
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Consent, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


def two_sections() -> Definition:
    """A routed question, a «ne sait pas», a text, a second section only some ask for."""
    opinion = (
        Choice("yes", "Oui"),
        Choice("no", "Non"),
        Choice("dk", "Ne sait pas", missing=Missing.DONT_KNOW),
        Choice("none", "Ne souhaite pas répondre", missing=Missing.REFUSED),
    )
    return Definition(
        title="Deux pages",
        sections=(
            Section(
                "a",
                "Première",
                (
                    question("employs", Kind.YES_NO, label="Employez-vous\u202f?"),
                    question("staff", Kind.INTEGER, relevant="${employs} = 'yes'", label="Combien\u202f?"),
                    question("name", Kind.TEXT, label="Votre nom"),
                ),
            ),
            Section(
                "b",
                "Seconde",
                (
                    question("trust", Kind.ONE, choice_list="opinion", label="Confiance\u202f?"),
                    question("uses", Kind.MANY, choice_list="opinion", label="Lesquels\u202f?"),
                ),
                relevant="${staff} > 10 or ${employs} = 'no'",
            ),
        ),
        choice_lists={"opinion": opinion},
    )


def test_every_kind_becomes_its_columns():
    collection = factories.open_collection(factories.every_kind())
    dataset = frozen(
        collection,
        {
            "nom": "Le Fournil",
            "statut": "scic",
            "siren": "732829320",
            "commune": "35238",
            "courriel": "bonjour@exemple.org",
            "creation": "2020-01-02",
            "personnes": 12,
            "taux": "12.5",
            "budget": 123_456_78,
            "ventes": 60,
            "dons": 40,
            "besoins": [
                {"_id": "x", "usage": "tresorerie", "montant": 100_000},
                {"_id": "y", "usage": "emploi", "montant": 50},
            ],
            "utile": "nsp",
            "clair": "3",
            "freins": ["temps", "argent"],
            "priorites": ["emploi", "tresorerie"],
            "membre": "no",
        },
    )
    table = open_dataset(dataset)
    assert {name: array.tolist() for name, array in table.arrays.items()} == {
        COMPLETED: [True],
        "statut": [1],
        "commune__department": [0],
        "commune__region": [0],
        "creation": [18263],
        "creation/missing": [0],
        "personnes": [12.0],
        "personnes/missing": [0],
        "taux": [12.5],
        "taux/missing": [0],
        "budget": [123_456_78],
        "budget/missing": [0],
        "ventes": [60.0],
        "ventes/missing": [0],
        "dons": [40.0],
        "dons/missing": [0],
        "aides": [0.0],
        "aides/missing": [252],
        "besoins__count": [2.0],
        "besoins__count/missing": [0],
        "usage/tresorerie": [1],
        "usage/immobilier": [0],
        "usage/emploi": [1],
        "usage/missing": [0],
        "montant": [100_050],
        "montant/missing": [0],
        "total": [1000.5],
        "total/missing": [0],
        "utile": [253],
        "clair": [2],
        "freins/temps": [1],
        "freins/argent": [1],
        "freins/aucun": [0],
        "freins/missing": [0],
        "priorites/tresorerie": [2],
        "priorites/immobilier": [0],
        "priorites/emploi": [1],
        "priorites/missing": [0],
        "membre": [1],
    }
    book = table.codebook
    assert book["clair"].question_text == "Êtes-vous d’accord\u202f? — C’est clair"
    assert book["montant"].unit == "euros"
    assert Codebook.from_json(json.loads(json.dumps(dataset.codebook))) == book


def test_nothing_personal_reaches_the_table():
    secret = {
        "nom": "SECRETNOM",
        "siren": "732829320",
        "courriel": "secret@exemple.org",
        "recit": "SECRETRECIT",
    }
    dataset = frozen(
        factories.open_collection(factories.every_kind()), {**secret, "commune": "35238", "membre": "yes"}
    )
    data = storage.read_bytes(dataset)
    for value in (*secret.values(), "35238"):
        assert value.encode() not in data
    kinds = {variable.name: variable.kind for variable in open_dataset(dataset).codebook}
    assert kinds["courriel"] is kinds["siren"] is kinds["commune"] is VariableKind.IDENTIFIER
    assert kinds["recit"] is kinds["nom"] is VariableKind.TEXT
    assert kinds["statuts_pdf"] is VariableKind.LEFT_OUT
    assert not any(
        variable.is_published for variable in open_dataset(dataset).codebook if not variable.is_stored
    )


@pytest.mark.parametrize(
    ("answers", "complete", "section", "position", "expected"),
    [
        # employs, staff/missing, trust, uses/missing
        ({"employs": "yes", "staff": 20, "trust": "no", "uses": ["yes"]}, True, 2, 5, [0, 0, 1, 0]),
        ({"employs": "yes", "staff": 5}, True, 1, 2, [0, 0, 251, 251]),
        ({"employs": "no", "trust": "dk", "uses": ["none"]}, True, 2, 5, [1, 251, 253, 254]),
        ({"employs": "no", "trust": "yes", "uses": ["dk", "no"]}, True, 2, 5, [1, 251, 0, 0]),
        ({}, True, 2, 5, [252, 251, 251, 251]),
        ({"employs": "yes"}, False, 1, 1, [0, 250, 250, 250]),
        ({"employs": "yes", "name": "x"}, False, 1, 3, [0, 252, 250, 250]),
        ({"employs": "no"}, False, 2, 1, [1, 251, 250, 250]),
        # Hidden answers are kept by the platform and never reach a table.
        ({"employs": "no", "staff": 50, "trust": "no", "uses": []}, True, 2, 5, [1, 251, 1, 252]),
        ({"employs": "yes", "staff": 5, "trust": "no"}, True, 2, 4, [0, 0, 251, 251]),
    ],
)
def test_five_reasons_for_a_missing_answer(answers, complete, section, position, expected):
    collection = factories.open_collection(two_sections())
    respond(collection, answers, complete=complete, section=section, question=position)
    dataset = freeze_collection(collection=collection, by=None)
    found = [one_value(dataset, name) for name in ("employs", "staff/missing", "trust", "uses/missing")]
    assert found == expected


def test_partial_responses_are_kept_and_marked():
    collection = factories.open_collection(two_sections())
    respond(collection, *[{"employs": "no"}] * 3)
    respond(collection, *[{"employs": "yes"}] * 2, complete=False, section=1, question=1)
    dataset = freeze_collection(collection=collection, by=None)
    assert (dataset.row_count, dataset.complete_count) == (5, 3)
    table = open_dataset(dataset)
    assert table.n == 5
    assert table.completes.n == 3
    assert set(table.completes.arrays["employs"].tolist()) == {1}


def test_sent_without_seeing_everything_is_not_complete():
    collection = factories.open_collection(factories.five_questions())
    _, in_part = respond(collection, {"statut": "scic"}, {"statut": "scic"}, complete=True)
    type(in_part).objects.filter(pk=in_part.pk).update(unseen_sections=1)
    dataset = freeze_collection(collection=collection, by=None)
    assert (dataset.row_count, dataset.complete_count) == (2, 1)


def test_a_refused_consent_leaves_the_response_out():
    collection = factories.open_collection(two_sections())
    kept, refused, contact = respond(collection, {"employs": "yes"}, {"employs": "no"}, {"employs": "no"})
    for response, purpose, is_given in [
        (kept, Purpose.STATISTICS, True),
        (refused, Purpose.STATISTICS, False),
        (contact, Purpose.CONTACT, False),
    ]:
        Consent.objects.create(
            response=response,
            text=factories.consent_text(purpose),
            purpose=purpose,
            is_given=is_given,
            decided_at=timezone.now(),
        )
    dataset = freeze_collection(collection=collection, by=None)
    assert value_of(dataset, "employs") == [0, 1]


def test_rows_do_not_tell_the_order_of_arrival():
    collection = factories.open_collection(two_sections())
    dataset = frozen(collection, *[{"employs": "yes", "staff": number} for number in range(60)])
    stored = open_dataset(dataset).arrays["staff"].tolist()
    assert sorted(stored) == list(range(60))
    assert abs(np.corrcoef(stored, range(60))[0, 1]) < 0.6
    again = freeze_collection(collection=collection, by=None)
    assert storage.read_bytes(again) == storage.read_bytes(dataset)
    assert again.digest != dataset.digest
    assert again.pk != dataset.pk
    assert again.slug != dataset.slug


@pytest.mark.parametrize(("came", "is_refused"), [(0, False), (1, True), (9, True), (10, False), (25, False)])
def test_a_freeze_that_a_few_people_tell_from_another_is_refused(came: int, is_refused: bool):
    """Their figures, subtracted, would be these people's answers (attacks.md F6)."""
    collection = factories.open_collection(two_sections())
    first = frozen(collection, *[{"employs": "yes", "staff": number} for number in range(60)])
    respond(collection, *[{"employs": "no"}] * came)
    if not is_refused:
        assert freeze_collection(collection=collection, by=None).row_count == 60 + came
        return
    with pytest.raises(TooCloseToAnotherFreeze) as error:
        freeze_collection(collection=collection, by=None)
    assert "moins de 10 personnes" in str(error.value)
    assert "Attendez" in str(error.value)
    assert Dataset.objects.get() == first


def test_answers_changed_and_people_gone_count_as_those_who_came():
    collection = factories.open_collection(two_sections())
    frozen(collection, *[{"employs": "yes", "staff": number} for number in range(60)])
    changed = Response.objects.filter(collection=collection).order_by("pk")[:6]
    for response in changed:
        response.answers = {"employs": "no"}
        response.save()
    with pytest.raises(TooCloseToAnotherFreeze):
        freeze_collection(collection=collection, by=None)
    Response.objects.filter(pk__in=[response.pk for response in changed]).delete()
    with pytest.raises(TooCloseToAnotherFreeze):
        freeze_collection(collection=collection, by=None)
    respond(collection, *[{"employs": "no"}] * 12)
    freeze_collection(collection=collection, by=None)
    respond(collection, {"employs": "no"})
    with pytest.raises(TooCloseToAnotherFreeze):  # the first is far by now, the second is not
        freeze_collection(collection=collection, by=None)


def test_an_answer_that_fits_nowhere_stops_the_freezing():
    collection = factories.open_collection(two_sections())
    respond(collection, {"employs": "perhaps"}, {"employs": "perhaps"}, {"employs": "yes", "staff": "many"})
    with pytest.raises(AnswersDoNotFit) as error:
        freeze_collection(collection=collection, by=None)
    assert error.value.problems == (
        "«\u00a0employs\u00a0»\u00a0: 2 réponses 'perhaps'",
        "«\u00a0staff\u00a0»\u00a0: 1 réponse 'many'",
    )
    assert not Dataset.objects.exists()


@pytest.mark.parametrize("odd", [["yes"], {"a": 1}, 3, True, 1.5])
def test_odd_stored_values_are_named_not_crashes(odd):
    for key in ("employs", "staff", "uses"):
        collection = factories.open_collection(two_sections())
        answers = {"employs": "yes", "staff": 20, key: odd}
        if key == "staff" and odd == 3:
            continue
        if key == "uses" and odd == ["yes"]:
            continue
        respond(collection, answers)
        with pytest.raises(AnswersDoNotFit):
            freeze_collection(collection=collection, by=None)


def test_responses_to_another_version_join_by_uid_and_choice():
    old = factories.definition(
        question("colour", Kind.ONE, choice_list="c"),
        question("old_name", Kind.INTEGER, uid="size"),
        choice_lists={"c": (Choice("blue", "Bleu"), Choice("red", "Rouge"))},
    )
    new = factories.definition(
        question("colour", Kind.ONE, choice_list="c"),
        question("size", Kind.INTEGER),
        question("extra", Kind.YES_NO),
        question("many", Kind.MANY, choice_list="c"),
        choice_lists={
            "c": (
                Choice("red", "Rouge"),
                Choice("blue", "Bleu"),
                Choice("nsp", "NSP", missing=Missing.DONT_KNOW),
            )
        },
    )
    first = factories.version(old, code="vague")
    second = factories.version(new, code="vague")
    collection = factories.open_collection(version=second)
    respond(collection, {"colour": "blue", "old_name": 7}, version_id=first.pk)
    dataset = freeze_collection(collection=collection, by=None)
    assert one_value(dataset, "colour") == 1
    assert one_value(dataset, "size") == 7
    assert one_value(dataset, "extra") == 251
    assert one_value(dataset, "many/missing") == 251


def test_a_calculation_that_gives_text_is_left_out():
    content = factories.definition(
        question("a", Kind.INTEGER),
        question("double", Kind.CALCULATE, calculation="${a} * 2"),
        question("words", Kind.CALCULATE, calculation="concat('n', ${a})"),
    )
    dataset = frozen(factories.open_collection(content), {"a": 3}, {})
    book = open_dataset(dataset).codebook
    assert book["words"].kind is VariableKind.LEFT_OUT
    assert value_of(dataset, "double") == [0.0, 6.0]
    assert value_of(dataset, "double/missing") == [0, 252]


def test_who_may_freeze():
    collection = factories.open_collection(two_sections())
    respond(collection, {"employs": "yes"})
    with pytest.raises(PermissionDenied):
        freeze_collection(collection=collection, by=factories.user(Role.MEMBER))
    analyst = factories.user(Role.ANALYST)
    dataset = freeze_collection(collection=collection, by=analyst, title="Vague 1")
    assert (dataset.title, dataset.frozen_by) == ("Vague 1", analyst)
    entry = ModelLogEntry.objects.get(action="figures.dataset.frozen")
    assert entry.user == analyst
    assert entry.data == {"rows": 1, "complete": 1}


def test_nothing_to_freeze():
    with pytest.raises(NothingToFreeze):
        freeze_collection(collection=factories.open_collection(two_sections()), by=None)


def test_a_frozen_row_cannot_change():
    from django.db.utils import InternalError, NotSupportedError, ProgrammingError

    dataset = frozen(factories.open_collection(two_sections()), {"employs": "yes"})
    with pytest.raises((InternalError, NotSupportedError, ProgrammingError)), transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk).update(row_count=2)


def test_altered_bytes_are_never_read():
    dataset = frozen(factories.open_collection(two_sections()), {"employs": "yes"})
    data = bytearray(storage.read_bytes(dataset))
    data[len(data) // 2] ^= 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_dataset SET parquet = %s WHERE id = %s", [bytes(data), dataset.pk])
    storage.forget_opened()
    with pytest.raises(DatasetAltered):
        open_dataset(dataset)


def test_on_disk_by_setting(settings, tmp_path):
    settings.DATASET_STORAGE = "disk"
    settings.PRIVATE_ROOT = tmp_path
    dataset = frozen(factories.open_collection(two_sections()), {"employs": "yes"})
    path = tmp_path / "datasets" / f"{dataset.public_id.hex}.parquet"
    assert Dataset.objects.values_list("parquet", flat=True).get(pk=dataset.pk) is None
    assert one_value(dataset, "employs") == 0
    settings.DATASET_STORAGE = "database"
    storage.forget_opened()
    assert one_value(dataset, "employs") == 0
    path.write_bytes(path.read_bytes() + b"x")
    storage.forget_opened()
    with pytest.raises(DatasetAltered):
        open_dataset(dataset)
    path.unlink()
    with pytest.raises(DatasetMissing):
        open_dataset(dataset)


def test_a_list_of_datasets_reads_no_bytes(django_assert_num_queries):
    frozen(factories.open_collection(two_sections()), {"employs": "yes"})
    with django_assert_num_queries(1) as captured:
        list(Dataset.objects.all())
    assert '"figures_dataset"."parquet"' not in captured[0]["sql"]


def test_what_was_emptied_or_kept_by_once_is_no_answer_of_its_own() -> None:
    made = question("debut", Kind.CALCULATE, calculation="once(today())")
    rows = Group(
        "gens", "Gens", (question("age", Kind.INTEGER), replace(made, key="vu", uid="vu")), repeats=True
    )
    asked = (question("n", Kind.INTEGER, default="3"), question("ou", Kind.YES_NO, default="yes"))
    routed = question("z", Kind.INTEGER, relevant="${debut} = '2026-02-03'")
    collection = factories.open_collection(factories.definition(*asked, made, routed, rows))
    kept = {"date": "2026-02-03"}
    dataset = frozen(
        collection,
        {"n": None, "ou": None, "debut": kept, "z": 4, "gens": [{"_id": "a", "vu": kept}]},
    )
    assert one_value(dataset, "n/missing") == 252
    assert one_value(dataset, "ou") == 252
    assert one_value(dataset, "z") == 4
    assert one_value(dataset, "gens__count") == 0
