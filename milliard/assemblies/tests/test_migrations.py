"""The statutes became an app of their own: rows, rights and lines of the journal are where they were."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import ModelLogEntry

from milliard.assemblies.tests.factories import make_assembly
from milliard.core import journal
from milliard.statutes.models import College, Statutes
from milliard.statutes.tests.factories import make_statutes

pytestmark = pytest.mark.django_db
BEFORE, AFTER = [("assemblies", "0001_initial")], [("assemblies", "0002_statutes_apart")]
MODELS = ("college", "majorityrule", "statutes")
migration = import_module("milliard.assemblies.migrations.0002_statutes_apart")


def moved_to(target: list[tuple[str, str]]) -> Any:
    """The models as they were then; deferred checks are made first, as at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    state = MigrationExecutor(connection).migrate(target)
    ContentType.objects.clear_cache()
    return state.apps


def known() -> set[tuple[int, str, str]]:
    return set(ContentType.objects.filter(model__in=MODELS).values_list("pk", "app_label", "model"))


@pytest.mark.slow
def test_statutes_go_back_into_assemblies_and_out_again_without_moving() -> None:
    colleges = [{"name": "Un", "numerator": 1, "denominator": 1, "conditions": []}]
    rules = make_statutes(colleges=colleges, college_rule="each")
    assembly, held = make_assembly(statutes=rules), known()
    rights = Permission.objects.filter(codename="view_statutes").get()
    lines = set(ModelLogEntry.objects.filter(action__contains="statutes").values_list("action", flat=True))
    assert lines == {"statutes.statutes.written", "statutes.statutes.adopted"}

    then = moved_to(BEFORE)
    row = then.get_model("assemblies", "Statutes").objects.get()
    assert (row.pk, row.majorities.count(), row.colleges.get().name) == (rules.pk, 3, "Un")
    assert known() == {(pk, "assemblies", model) for pk, _, model in held}
    assert ModelLogEntry.objects.filter(action="assemblies.statutes.adopted").exists()

    moved_to(AFTER)
    assembly.refresh_from_db()
    assert (assembly.statutes, College.objects.get().statutes) == (rules, rules)
    assert known() == held
    assert Permission.objects.get(codename="view_statutes") == rights
    codes = dict(journal.declared_codes())
    assert {codes[line.action] for line in ModelLogEntry.objects.filter(action__contains="statutes")} == {
        "Règles des statuts écrites",
        "Règles des statuts adoptées",
    }
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Statutes.objects.update(title="Autre")


def test_content_types_made_between_the_two_migrations_give_way() -> None:
    rules, held = make_statutes(), known()
    migration.backwards(apps, None)
    made = ContentType.objects.create(app_label="statutes", model="statutes")
    Permission.objects.create(content_type=made, codename="view_statutes", name="x")
    ModelLogEntry.objects.create(
        content_type=made,
        object_id=str(rules.pk),
        label="x",
        action="statutes.statutes.written",
        timestamp="2026-01-01T00:00Z",
    )
    migration.forwards(apps, None)
    assert known() == held
    assert Permission.objects.filter(codename="view_statutes").count() == 1
    assert ModelLogEntry.objects.filter(action__contains="statutes", object_id=str(rules.pk)).count() == 3
    assert not ModelLogEntry.objects.filter(action__contains="statutes", content_type=None).exists()
