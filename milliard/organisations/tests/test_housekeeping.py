"""What is over is forgotten every day."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from milliard.accounts.tests.factories import make_person
from milliard.organisations.enums import ClaimState
from milliard.organisations.models import Claim, ImportBatch, ImportRow, Organisation
from milliard.organisations.services.housekeeping import forget_what_is_over
from milliard.organisations.services.imports import prepare_import, read_file
from milliard.organisations.services.writing import ImportNotApplied, apply_import, undo_import
from milliard.organisations.tests.factories import make_claim, make_organisation
from milliard.organisations.tests.files import csv_text, written

pytestmark = pytest.mark.django_db


def test_abandoned_files_unproved_claims_and_old_rows(tmp_path: Path) -> None:
    path = written(tmp_path, csv_text([("A", "a@b.invalid")], ("Nom", "Email")))
    old, kept = (prepare_import(file=read_file(path, "a.csv"), network=None, by=None) for _ in range(2))
    ImportBatch.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=15))
    apply_import(batch=kept, by=None)
    make_claim(make_person(), make_organisation(), ClaimState.ASKED)
    Claim.objects.update(updated_at=timezone.now() - dt.timedelta(days=8))
    assert dict(forget_what_is_over()) == {
        "fichiers d’organisations abandonnés": 1,
        "demandes sur des fiches jamais prouvées": 1,
        "lignes d’imports anciens vidées": 0,
    }
    ImportBatch.objects.update(applied_at=timezone.now() - dt.timedelta(days=181))
    assert dict(forget_what_is_over())["lignes d’imports anciens vidées"] == 1
    assert (ImportRow.objects.get().cells, ImportRow.objects.get().values) == ([], {})
    with pytest.raises(ImportNotApplied, match="plus de six mois"):
        undo_import(batch=kept, by=None)
    assert Organisation.objects.filter(name="A").exists()
